"""Whether a sentence can be an answer of the kind that is asked for: a cause, names in a list, a figure, a person.

Each check names what is missing: a key of `qa.wording` and words of the question; None where the sentence may answer.
"""

import re

from qa.extract import Candidate, Reading
from qa.patterns import CAUSE, COUNTED_NAMES, NAMED, SORTS, WHICH, WHY
from qa.scope import folded_text

Missing = tuple[str, str] | None

_FIGURE = re.compile(r"\d|[一二三四五六七八九十]成|翻番|[两二三四五]倍")
_COUNT = re.compile(
    r"\d[\d.]*(?:[^\d、,，。]{0,4}|[个家项条处座件][^\d、,，。]{0,24})、"
)  # "增加2个、": a list of figures is none of names
_LISTED = re.compile("、|》《|”“")
_PAIRED = re.compile("、|和|与|及|》《|”“")
_ADJECTIVE = 12  # characters between "which" and the sort of thing: which national stadium
_CLAUSES = re.compile("[,，;；。:：]")
_NEAR = 0.85  # an account from which a word in another language is told without one of its forms


def unexpected(reading: Reading, candidate: Candidate) -> Missing:
    """What an answer of the kind asked for would have and the candidate's sentence has not."""
    for check in (_cause, _person, _names, _name, _typed, _figure):
        missing = check(reading, candidate)
        if missing is not None:
            return missing
    return None


def _cause(reading: Reading, candidate: Candidate) -> Missing:
    """A cause, and of what is asked about: the sentence before may tell of that, and this one of something else."""
    asked = WHY.search(reading.question.folded)
    if asked is None:
        return None
    text = candidate.sentence.own.text
    named = [term for term in reading.terms if term.kind == "known" and not term.soft]
    of_it = not named or any(form in text for form in max(named, key=lambda term: term.weight).forms)
    return None if of_it and CAUSE.search(text) else ("uncovered", asked.group())


def _person(reading: Reading, candidate: Candidate) -> Missing:
    """Who holds an office is told where the office is named."""
    if "person" not in reading.question.kinds:
        return None
    text = folded_text(candidate.document)
    for term, covered in zip(reading.terms, candidate.covered, strict=True):
        named = covered >= _NEAR or any(form in text for form in term.forms)
        if term.kind == "translated" and not term.soft and not named:
            return "uncovered", term.text
    return None


def _names(reading: Reading, candidate: Candidate) -> Missing:
    """Several names are asked for ("which five cities"): a count of them is no answer."""
    asked = COUNTED_NAMES.search(reading.question.folded)
    if asked is None or reading.question.kinds & {"figure", "date", "rank", "yesno"}:
        return None
    text = _COUNT.sub("", candidate.sentence.own.text)
    told = (_PAIRED if asked["two"] else _LISTED).search(text)
    behind = next((t for t in reading.terms if 0 <= t.start - asked.end() <= 1 and not t.soft), None)
    heads = [form for form in (behind.forms if behind else ()) if form in text]
    counted = bool(heads) and _only_counted(max(heads, key=len), text)
    return None if told and not counted else ("uncovered", asked.group())


def _name(reading: Reading, candidate: Candidate) -> Missing:
    """Which one, or what its name is: "新增景区1个" counts them and names none."""
    asked = NAMED.search(reading.question.folded)
    if asked is None or reading.question.kinds & {"figure", "date", "rank", "yesno", "comparison"}:
        return None
    text = candidate.sentence.own.text
    # 那家景区叫什么名字 · 新增的景区是哪一个
    before = asked["last"] is not None or not reading.question.folded[asked.end() :].strip("?？。!！吗呢个 ")
    terms = [t for t in reading.terms if (t.start < asked.start()) == before and t.kind not in ("period", "place")]
    for term in reversed(terms) if before else terms:
        head = next((form for form in sorted(term.forms, key=len, reverse=True) if form in text), None)
        if head is not None and not term.soft:
            return ("uncovered", asked.group()) if _only_counted(head, text) else None
    return None


def _typed(reading: Reading, candidate: Candidate) -> Missing:
    """Which team, which stadium: a sentence that names none of that sort is no answer."""
    asked = WHICH.search(reading.question.folded)
    if asked is None or reading.question.kinds & {"figure", "date", "rank", "yesno", "comparison", "reason"}:
        return None
    behind = [term for term in reading.terms if 0 <= term.start - asked.end() <= _ADJECTIVE]
    text = candidate.sentence.own.text
    for term in behind:
        for sorts, named in SORTS:
            if not sorts.isdisjoint((term.text, *term.forms[:1])):
                return None if named.search(text) else ("uncovered", term.text)
    return None


def _only_counted(head: str, text: str) -> bool:
    clauses = [clause for clause in _CLAUSES.split(text) if head in clause]
    return bool(clauses) and all(
        re.search(rf"{re.escape(head)}[^,，《“]{{0,10}}\d+[个家座条处项所只]?$", clause) for clause in clauses
    )


def _figure(reading: Reading, candidate: Candidate) -> Missing:
    """A figure of any kind is asked for, and the sentence has none."""
    question = reading.question
    if question.families or "figure" not in question.kinds:
        return None
    if question.kinds & {"list", "yesno", "comparison", "reason", "date"} or candidate.value is not None:
        return None
    return None if _FIGURE.search(candidate.sentence.own.text) else ("unit", question.text.strip("?？ "))
