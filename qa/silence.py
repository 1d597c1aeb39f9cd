"""When to be silent: what of a question its best evidence does not cover, and how sure that leaves us.

Alignment tells a wrong passage; it hardly tells a wrong qualifier in the right passage. So places, years, periods, units and
the glossary's terms are checked one by one, and only what passes is weighed by a calibrated confidence.
"""

import math
import re

import numpy as np

from index.static import StaticEncoder
from qa.expected import unexpected
from qa.extract import Candidate, Reading
from qa.named import missing_name, missing_place
from qa.question import Question
from qa.scope import asked_scope, asked_years, year_as_asked
from qa.subject import unbound

_PERIODS = {
    "q1": "一季度|1[—–-]3月",
    "q2": "二季度|4[—–-]6月",
    "q3": "三季度|7[—–-]9月",
    "q1-q3": "前三季度|1[—–-]9月",
    "q4": "四季度|10[—–-]12月",
}
_MONTH = re.compile(r"(?<![\d—–-])(1[0-2]|[1-9])月")
_PLANNED = re.compile("打算|计划|目标|力争|下一步|target|goal|second half|planned|will")
_PLANNED_WITHIN = re.compile("下半年|全年")  # in a report on a part of the year
_AHEAD = re.compile("预计|即将|年内|年底前|有望")  # in a review, of what is still to come
_DONE = re.compile("上半年|实际|已经|1[—–-]6月|目前|截至|累计|去年|first half|actual|so far|last year")
_WHICH_ONE, _HAN_NUMBER = re.compile("第(?:几|多少)([\u3400-\u9fff])"), r"(?:[一二两三四五六七八九十百]+|\d+)"
_SOON = re.compile("年内|年底|月底|近期|即将|今年|明年|年初|早日|尽早")
_LIGHT, _HARDLY = 0.5, 0.4  # weights and accounts under which a term says nothing, and is not told
_NOTHING = 0.15


def uncovered(reading: Reading, candidate: Candidate, encoder: StaticEncoder) -> tuple[str, str] | None:
    """What of the question the candidate does not cover: a key of `qa.wording` and the words; None for nothing."""
    if candidate.share < _NOTHING:
        return "silent", ""  # far from all that the confidence was fitted on
    return (
        missing_place(reading, candidate)
        or _time(reading, candidate)
        or _unit(reading, candidate)
        or missing_name(reading, candidate)
        or unexpected(reading, candidate)
        or _unbound(reading, candidate, encoder)
    )


def _unbound(reading: Reading, candidate: Candidate, encoder: StaticEncoder) -> tuple[str, str] | None:
    words = unbound(reading, candidate, encoder)
    return None if words is None else ("uncovered", words)


def _time(reading: Reading, candidate: Candidate) -> tuple[str, str] | None:
    question = reading.question
    around = f"{candidate.sentence.own.text}\n{candidate.sentence.context.text}"
    for year in sorted(asked_years(question, reading.calendar)):
        if not _year_covered(year, reading, candidate, around):
            return "uncovered", year_as_asked(question, year)
    for period in sorted(question.periods & set(_PERIODS)):
        if not re.search(_PERIODS[period], around):
            return "uncovered", _period_as_asked(question.folded, period)
    months = set(_MONTH.findall(question.folded))
    if months and not months & set(re.findall(r"(1[0-2]|[1-9])月", around)):
        return "uncovered", f"{min(months)}月"
    asked = asked_scope(question, reading.calendar)
    if asked and candidate.scope and asked != candidate.scope and "yesno" not in question.kinds:
        told = candidate.sentence.own.text
        within = _AHEAD.search(told) or (not reading.calendar.annual and _PLANNED_WITHIN.search(told))
        if not (within if asked == "plan" else _DONE.search(told)):
            match = (_PLANNED if asked == "plan" else _DONE).search(question.folded)
            return "uncovered", match.group() if match else question.text.strip("?？ ")
    return None


def _unit(reading: Reading, candidate: Candidate) -> tuple[str, str] | None:
    question = reading.question
    if (
        candidate.value is None
        and "date" in question.kinds
        and not question.kinds & {"figure", "list", "yesno", "reason"}
    ):
        if _SOON.search(candidate.sentence.own.text):
            return None
        return "undated", question.text.strip("?？ ")
    if (
        candidate.value is not None
        or not question.families
        or question.kinds & {"list", "yesno", "comparison", "reason"}
    ):
        return None
    if _in_han(question, candidate.sentence.own.text):
        return None
    return "unit", "、".join(sorted(question.units)) if question.units else question.text.strip("?？ ")


def _in_han(question: Question, told: str) -> bool:
    """Whether the sentence has the unit asked for behind a numeral in words, which is no figure: 共两层, 第十三届."""
    ordinal = _WHICH_ONE.search(question.folded)
    if ordinal is not None:
        return re.search(f"第?{_HAN_NUMBER}{ordinal[1]}", told) is not None
    return any(re.search(f"{_HAN_NUMBER}{re.escape(unit)}", told) for unit in question.units)


def features(reading: Reading, candidate: Candidate) -> tuple[float, ...]:
    """What the confidence is computed from; see `FEATURES` for the names."""
    weights = np.array([term.weight for term in reading.terms], dtype=np.float32)
    covered = candidate.covered
    heavy = weights >= 0.6 * weights.max() if len(weights) else np.zeros(0, dtype=bool)
    least = float(covered[heavy].min()) if heavy.any() else 0.0
    runner_up = next((c.score for c in reading.candidates if c.span != candidate.span), 0.0)
    wants = bool(reading.question.kinds & {"figure", "rank", "date"})
    return (
        candidate.share,
        least,
        candidate.hit.score,
        candidate.hit.signals.get("lexical", 0.0),
        float(wants),
        float(wants) * candidate.value_share,
        float(wants) * candidate.focus,
        float(wants) * candidate.value_least,
        min(candidate.score - runner_up, 0.5),
        float(reading.question.language == "zh"),
        min(len(reading.terms), 8) / 8,
        _absent(reading, candidate),
    )


def _absent(reading: Reading, candidate: Candidate) -> float:
    """The weighted share of the terms of content that hardly anything accounts for, 0..1."""
    content = [
        (term.weight, covered)
        for term, covered in zip(reading.terms, candidate.covered, strict=True)
        if term.kind not in ("period", "number") and not term.soft and term.weight > _LIGHT
    ]
    total = sum(weight for weight, _ in content)
    return sum(weight for weight, covered in content if covered < _HARDLY) / total if total else 0.0


FEATURES = (
    "share",
    "least",
    "hit",
    "lexical",
    "figure",
    "value",
    "focus",
    "value_least",
    "margin",
    "chinese",
    "terms",
    "absent",
)
# Logistic regression as `python -m training.calibrate` makes it, on the dev splits and half of 625 further questions (those
# on the bundled report lie in tests/data); regularised more, C = 1: few wrong answers are left to learn from.
COEFFICIENTS = (0.358, 0.464, 1.063, 1.255, -0.783, 0.116, 1.277, -0.197, 1.428, 0.001, 0.058, -0.474)
INTERCEPT = 1.11


def confidence(reading: Reading, candidate: Candidate) -> float:
    """The calibrated probability, 0..1, that the candidate answers the question."""
    score = INTERCEPT + sum(c * f for c, f in zip(COEFFICIENTS, features(reading, candidate), strict=True))
    return 1 / (1 + math.exp(-score))


def _year_covered(year: int, reading: Reading, candidate: Candidate, around: str) -> bool:
    own = reading.calendar
    if str(year) in around or any(str(year) in heading for heading in candidate.hit.passage.headings):
        return True
    if own.year is None:
        return False
    return year == own.year or (own.annual and year == own.year - 1)


def _period_as_asked(folded: str, period: str) -> str:
    match = re.search(_PERIODS[period] + "|first quarter|second quarter|third quarter|fourth quarter|q[1-4]", folded)
    return match.group() if match else period
