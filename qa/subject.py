"""Whether a figure is of what the question asks about, and not of what stands beside it in the sentence.

"1—6月汽车销量增长10.9%,家电以旧换新65万台" holds cars and 65万台, and says nothing of 65万 cars. Each check names the words
of the question that the figure is not of. On the dev questions they silence a dozen wrong answers and one right one.
"""

import re

import numpy as np

from index.folding import fold_text
from index.static import StaticEncoder
from qa.backing import content_words
from qa.contrasts import opposed
from qa.extract import Candidate, Reading
from qa.glossary import places
from qa.parsed import ParsedValue
from qa.patterns import ADDED, HOW_MANY, REGION
from qa.phrases import in_chinese
from qa.preferences import names_figure
from qa.scope import asked_stretch, asked_years, own_place_forms
from qa.terms import CHANGES, Account, Floats, Term
from qa.units import UNITS

_NAMED = ("known", "translated")  # kinds of terms that have exact forms in the language of the report
_HELD = 0.6  # an account from which the words about a figure hold a term
_EXACT = 0.95
_FRAMES = ("period", "place", "number")
_HEAVY, _HARDLY, _NEARBY = 0.6, 0.2, 0.3  # of the greatest weight; an account, and a focus, that say: of something else
_ELSEWHERE = 0.25  # focus under which a figure's own words are about something that is not asked
_BEHIND = 12  # characters between "how many" and what is counted
_OF = re.compile(r" (?:of|de|von) ")
_CLAUSE = re.compile("[,，;；]")
_TO = re.compile("对([^,，]{1,24})(?:出口|进口|贸易)")
_PARTNER = re.compile(r"对|国家|\bto\b|\bwith\b|countries")
_WITHOUT = re.compile(
    r"不含|不算|不包括|剔除|扣除|除|包括|包含|includ|exclud|except|without|leav(?:e|ing) out|not (?:counting|including)|"
    r"\bsin\b|\bhors\b|\bohne\b|\bsans\b|\bбез\b|кроме|除く|제외|빼고"
)
_LEAVES_OUT = re.compile("不含|不包括|剔除|扣除")
_YEARLY = re.compile("年均|annual average|average annual|per year on average|on average over")
_TOTAL = re.compile("总数|总量|累计|增至")


def unbound(reading: Reading, candidate: Candidate, encoder: StaticEncoder) -> str | None:
    """The words of the question that the candidate's figure is not of; None where it may be of all of them."""
    if candidate.value is None or not reading.terms:
        return None
    value = next(v for v in candidate.sentence.values if v.value is candidate.value)
    words = Account(reading.terms, (value.own, value.near, value.far), encoder)
    account = words.table
    # A total is of what the clause before counts: 新增景区1个,总数达到12个.
    near = account[: 3 if _TOTAL.search(value.own.text) else 2].max(axis=0)
    return (
        _counted(reading, near)
        or _of_another(reading, candidate, value, words, encoder)
        or _elsewhere(reading, candidate, value, encoder)
        or _opposed(reading, candidate, value, encoder)
        or _excluded(reading, candidate)
        or _told(reading, value)
        or _yearly(reading, value)
        or _whole(reading, value)
        or _unrelated(reading, candidate, words)
    )


def _counted(reading: Reading, near: Floats) -> str | None:
    """What is counted ("how many museums") must stand in the figure's own clause."""
    asked = HOW_MANY.search(reading.question.folded)
    if asked is None:
        return None
    counted: list[tuple[Term, float]] = []
    at = asked.end()
    for term, held in zip(reading.terms, near.tolist(), strict=True):
        if term.start < at:
            continue
        of = _OF.match(reading.question.folded, term.end)
        if of and any(form in UNITS for form in term.forms):
            at = of.end()  # how many tonnes of coffee
            continue
        if term.start - (counted[-1][0].end + 1 if counted else at + _BEHIND - 1) > 0:
            break  # "how many private rental homes": what stands together is counted together
        counted.append((term, held))
    if not counted or not _is_named(counted[0][0]) or counted[0][1] >= _HELD:
        return None
    weight = sum(term.weight for term, _ in counted)
    held = sum(term.weight * held for term, held in counted)
    return counted[0][0].text if held < _HELD * weight else None


def _of_another(
    reading: Reading, candidate: Candidate, value: ParsedValue, account: Account, encoder: StaticEncoder
) -> str | None:
    """The weightiest term stands in a clause before that has a figure of its own, and this clause another subject."""
    weights = np.array([term.weight if term.kind in (*_NAMED, "word") else 0.0 for term in reading.terms])
    at = int(weights.argmax())
    term = reading.terms[at]
    near, far = account.table[: 3 if _TOTAL.search(value.own.text) else 2].max(axis=0), account.table[2]
    if term.kind not in _NAMED or near[at] >= _HELD or far[at] < _EXACT or candidate.focus >= _ELSEWHERE:
        return None
    told = any(held and _is_named(t) for t, held in zip(reading.terms, account.exact[0].tolist(), strict=True))
    if told or not content_words(value.value.own, encoder):
        return None
    own_figure = any(
        any(form in clause for form in term.forms) and any(char.isdigit() for char in clause)
        for clause in _CLAUSE.split(value.far.text)
    )
    return term.text if own_figure else None


def _elsewhere(reading: Reading, candidate: Candidate, value: ParsedValue, encoder: StaticEncoder) -> str | None:
    """A figure of a wider region, of another place, or of trade with one, where the question names no such place."""
    asked, own = _asked(reading), value.own.text
    if REGION.search(own if content_words(value.value.own, encoder) else value.near.text) and not REGION.search(asked):
        return _main(reading)
    home = own_place_forms(candidate.document)
    if any(group.isdisjoint(home) for group in reading.question.places):
        return None
    forms = [form for term in reading.terms for form in term.forms]
    partner = _TO.match(value.value.clause.of(candidate.document.text).lstrip())
    with_one = partner is not None and not _PARTNER.search(asked) and not any(form in partner[1] for form in forms)
    others = [group for group in places(own) if group.isdisjoint(home) and group.isdisjoint(forms)]
    return _main(reading) if others or with_one else None


def _opposed(reading: Reading, candidate: Candidate, value: ParsedValue, encoder: StaticEncoder) -> str | None:
    """Urban incomes are asked for, and the figure's own words say rural ones."""
    text = value.own.text if content_words(value.value.own, encoder) else value.near.text
    if "yesno" in reading.question.kinds:
        text = candidate.sentence.own.text
    asked = reading.question.folded
    word = opposed(asked if reading.question.language == "zh" else in_chinese(asked), text)
    return (_main(reading) if reading.question.language != "zh" else word) if word else None


def _excluded(reading: Reading, candidate: Candidate) -> str | None:
    """A thing that the sentence has only to leave it out: 投资(不含房地产)增长."""
    if "yesno" in reading.question.kinds or _WITHOUT.search(reading.question.folded):
        return None
    text = candidate.sentence.own.text
    if not _LEAVES_OUT.search(text):
        return None
    for term in reading.terms:
        for form in term.forms:
            if form in text and form not in re.sub(rf"(?:{_LEAVES_OUT.pattern}){re.escape(form)}", "", text):
                return term.text
    return None


def _told(reading: Reading, value: ParsedValue) -> str | None:
    """Of the 6009 firms how many are …: the figure that the question itself names is not the one it asks for."""
    asked, text = reading.question.folded, fold_text(value.value.quantity.text)
    return text if reading.question.kinds <= {"figure", "rank"} and names_figure(asked, text) else None


def _yearly(reading: Reading, value: ParsedValue) -> str | None:
    """A yearly average is asked for, and the figure is that of one year."""
    asked, told = _YEARLY.search(reading.question.folded), _YEARLY.search(value.near.text)
    if asked and not told:
        return asked.group()
    years = asked_years(reading.question, reading.calendar)
    return (
        f"{max(years)}"
        if told and not asked and years and asked_stretch(reading.question, reading.calendar) != "years"
        else None
    )


def _whole(reading: Reading, value: ParsedValue) -> str | None:
    """How many were added is asked, and the figure says how many there are in all."""
    asked = ADDED.search(reading.question.folded)
    text = f"{value.own.text} {value.near.text}"
    if asked and not ADDED.search(text) and _TOTAL.search(text) and not _TOTAL.search(_asked(reading)):
        return asked.group()
    return None


def _unrelated(reading: Reading, candidate: Candidate, account: Account) -> str | None:
    """None of the weightiest terms is told by the words about the figure or before it: it only stands nearby."""
    if not reading.question.families or "date" in reading.question.kinds or candidate.focus >= _NEARBY:
        return None
    asked = [t for t in reading.terms if t.kind not in _FRAMES and CHANGES.isdisjoint(t.forms)]
    weights = np.array([t.weight if t in asked else 0.0 for t in reading.terms])
    heavy = weights >= _HEAVY * weights.max(initial=0)
    if not weights.any():
        return None
    told = account.table.max(axis=0)
    mean = float((told * weights)[heavy].sum() / weights[heavy].sum())
    return reading.terms[int(weights.argmax())].text if mean < _HARDLY else None


def _main(reading: Reading) -> str:
    """The weightiest words of the question."""
    return max(reading.terms, key=lambda term: 0.0 if term.soft or term.kind in _FRAMES else term.weight).text


def _asked(reading: Reading) -> str:
    return f"{reading.question.folded} {in_chinese(reading.question.folded)}"


def _is_named(term: Term) -> bool:
    return term.kind in _NAMED and not term.soft
