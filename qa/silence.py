"""When to be silent: what of a question its best evidence does not cover, and how sure that leaves us.

Alignment tells a wrong passage; it hardly tells a wrong qualifier in the right passage. So places, years, periods, units and
the glossary's terms are checked one by one, and only what passes is weighed by a calibrated confidence.
"""

import math
import re
from collections.abc import Sequence

import numpy as np

from index.static import StaticEncoder
from qa.contrasts import concealing
from qa.expected import unexpected
from qa.extract import Candidate, Reading
from qa.glossary import holds
from qa.romanised import unknown_name
from qa.scope import asked_scope, asked_years, folded_text, own_places, year_as_asked
from qa.subject import unbound
from qa.terms import Term

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
_NAME = re.compile(
    "[\u3400-\u9fff]{2,}区$|[\u3400-\u9fff]{1,}(?:江|河|湖|县|镇|乡|州|国|院|校|厂|桥|岛|率|长|大学|公司)$"
)
_HAN = re.compile("[\u3400-\u9fff]|^[\\d+·]+$")
_SOON = re.compile("年内|年底|月底|近期|即将|今年|明年|年初|早日|尽早")
_FACILITY = re.compile(
    "(?:特?大)?桥|铁路|高铁|高速|高速公路|公路|隧道|机场|码头|港|水库|电站|医院|大学|学院|中学|工厂|园区"
)
_OF_A_PLACE = re.compile(
    "经济圈|都市圈|城市群|经济带|经济区|机场|[东西南北]站|车站|港|大学|学院|医院|银行|公司|集团|铁路|高铁|高速|公路|大桥|博物馆|水库|电站|airport|station|port|university|college|hospital|bank|company|rail|line|way|bridge|museum|route"
)
_NO_NAMES = frozenset(
    "地区 社区 生长 总长 全长 身长 体长 周长 专长 特长 中国 全国 国家 我国 各国 外国 两国 三国 成长 增长 多长 部长 哪国 "
    "效率 比率 频率".split()
)
_ASKING = re.compile("哪|什么|几|多少|[这那每该新]")
_LIGHT, _HARDLY = 0.5, 0.4  # weights and accounts under which a term says nothing, and is not told
_NOTHING = 0.15
_FRONT = 120
# Who speaks when the report says "I, on behalf of …".
_SPEAKERS = {"总理": "代表国务院", "省长": "代表省人民政府", "市长": "代表市人民政府", "主席": "代表自治区人民政府"}
_OPENING = 400
# "Beijing plans to": the government, in reports of its own.
_CAPITAL = re.compile(r"\bbeijing (?!city|municipal)[a-z]{3,}")
_NATIONAL = re.compile("国务院|全国人民代表大会")
_NEAR = 0.85  # for a term in another language, whose form in the report the glossary may not have
_SAME = 0.94  # so near that it is the same word cut otherwise


def uncovered(reading: Reading, candidate: Candidate, encoder: StaticEncoder) -> tuple[str, str] | None:
    """What of the question the candidate does not cover: a key of `qa.wording` and the words; None for nothing."""
    if candidate.share < _NOTHING:
        return "silent", ""  # far from all that the confidence was fitted on
    around = f"{candidate.sentence.own.text}\n{candidate.sentence.context.text}"
    for check in (_place, _time, _unit, _named):
        missing = check(reading, candidate, around)
        if missing is not None:
            return missing
    kind = unexpected(reading, candidate)
    if kind is not None:
        return kind
    words = unbound(reading, candidate, encoder)
    return None if words is None else ("uncovered", words)


def _place(reading: Reading, candidate: Candidate, around: str) -> tuple[str, str] | None:
    question = reading.question
    told = "\n".join((candidate.sentence.own.text, *candidate.hit.passage.headings, candidate.document.title))
    if len(question.places) > 1:
        told += (
            candidate.sentence.context.text
        )  # "that Chongqing and Sichuan build together": said once for several sentences
    own = own_places(candidate.document, question.places)
    # An abbreviation of one character (川, 新) speaks for its place only among others: 川渝, 中新.
    shortest = 1 if len(question.places) > 1 or "-" in question.folded else 2
    hyphened = len(question.places) > 1 and "-" in question.folded
    asked = {frozenset(term.forms) for term in reading.terms if term.kind == "place"}
    for group in (group for group in question.places if group in asked):
        forms = [form for form in group if not form.isascii() and len(form) >= shortest]
        if hyphened and own & frozenset.union(*question.places):
            break  # Sichuan-Chongqing is one name, and one of its halves is the report's own place
        if _CAPITAL.search(question.folded) and "北京" in group and _NATIONAL.search(candidate.document.text[:_FRONT]):
            continue
        if not group & own:
            told_of = told if len(asked) > 1 or _OF_A_PLACE.search(question.folded) else _without_names(forms, told)
            if not any(form in told_of for form in forms):
                return "uncovered", _as_asked(question.folded, group)
    return None


def _without_names(forms: Sequence[str], text: str) -> str:
    """A text without the names that begin with a place: 昆明长水国际机场 tells nothing of the city's output."""
    if not forms:
        return text
    return re.sub(rf"(?:{'|'.join(map(re.escape, forms))})[\u3400-\u9fff·]{{0,8}}?(?:{_OF_A_PLACE.pattern})", "", text)


def _time(reading: Reading, candidate: Candidate, around: str) -> tuple[str, str] | None:
    question = reading.question
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


def _unit(reading: Reading, candidate: Candidate, around: str) -> tuple[str, str] | None:
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
    return "unit", "、".join(sorted(question.units)) if question.units else question.text.strip("?？ ")


def _named(reading: Reading, candidate: Candidate, around: str) -> tuple[str, str] | None:
    """A term of the genre, or a word that looks like a name, of which no form stands in the sentence or above it."""
    name = unknown_name(reading.question.text)
    if name is not None:
        return "uncovered", name
    facility = _unknown_facility(reading, candidate)
    if facility is not None:
        return facility
    opening = folded_text(candidate.document)[:_OPENING]
    front = opening[:_FRONT]  # who gives the report, and to whom
    for term, exact, covered in zip(reading.terms, candidate.exact, candidate.covered, strict=True):
        if exact:
            continue
        # What stands in a contrast is near its opposite: imports to exports.
        exact_only = reading.question.language == "zh" or any(concealing(form) for form in term.forms)
        near = 1.0 if exact_only else _NEAR
        spoken = "person" not in reading.question.kinds and any(
            form in front or _SPEAKERS.get(form, "\0") in opening for form in term.forms
        )
        if term.kind == "code" or (term.kind == "known" and not term.soft and covered < near and not spoken):
            return "uncovered", term.text
        quoted = term.kind == "quoted" and bool(_HAN.search(term.text))
        if quoted and covered < _SAME and not holds(folded_text(candidate.document), term.text):
            return "uncovered", term.text
        if term.kind == "word" and _NAME.search(term.text) and term.text not in _NO_NAMES and covered < _SAME:
            return "uncovered", term.text
    return None


def _unknown_facility(reading: Reading, candidate: Candidate) -> tuple[str, str] | None:
    """A bridge, a railway, a hospital ... whose own name the whole report does not have: it tells of another one."""
    text = folded_text(candidate.document)
    run: list[tuple[Term, float]] = []
    for term, covered in zip(reading.terms, candidate.covered, strict=True):
        if run and run[-1][0].end != term.start:
            run = []
        if run and _FACILITY.fullmatch(term.text):
            unknown = (
                t
                for t, c in run
                if c < _SAME and t.text not in text and _HAN.search(t.text) and not _ASKING.match(t.text)
            )
            if any(len(t.text) > 1 for t in unknown):
                return "uncovered", "".join(t.text for t, _ in run) + term.text
        run = [*run, (term, float(covered))] if term.kind == "word" else []
    return None


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


def _as_asked(folded: str, group: frozenset[str]) -> str:
    return max((form for form in group if form in folded), key=len, default=min(group, key=len))


def _period_as_asked(folded: str, period: str) -> str:
    match = re.search(_PERIODS[period] + "|first quarter|second quarter|third quarter|fourth quarter|q[1-4]", folded)
    return match.group() if match else period
