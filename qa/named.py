"""Whether what a question names is told: its places, the terms of the genre, what looks like a name of its own.

Alignment finds what is near; a name is told by itself or not at all.
"""

import re
from collections.abc import Sequence

from qa.contrasts import concealing
from qa.extract import Candidate, Reading
from qa.glossary import holds
from qa.romanised import has_name, unknown_name
from qa.scope import folded_text, own_places
from qa.terms import Term

_NAME = re.compile(
    "[\u3400-\u9fff]{2,}区$|[\u3400-\u9fff]{1,}(?:江|河|湖|县|镇|乡|州|国|院|校|厂|桥|岛|率|长|大学|公司)$"
)
_HAN = re.compile("[\u3400-\u9fff]|^[\\d+·]+$")
_FACILITY = re.compile(
    "(?:特?大)?桥|铁路|高铁|高速|高速公路|公路|隧道|机场|码头|港|水库|电站|医院|大学|学院|中学|工厂|园区"
)
_OF_A_PLACE = re.compile(
    "经济圈|都市圈|城市群|经济带|经济区|机场|[东西南北]站|车站|港|大学|学院|医院|银行|公司|集团|铁路|高铁|高速|公路|大桥|博物馆|"
    "水库|电站|airport|station|port|university|college|hospital|bank|company|rail|line|way|bridge|museum|route"
)
_NO_NAMES = frozenset(
    "地区 社区 生长 总长 全长 身长 体长 周长 专长 特长 中国 全国 国家 我国 各国 外国 两国 三国 成长 增长 多长 部长 哪国 "
    "效率 比率 频率".split()
)
_ASKING = re.compile("哪|什么|几|多少|[这那每该新]")
# Characters in which a report says who gives it, and begins: "I, on behalf of …" is the one who speaks.
_FRONT, _OPENING = 120, 400
_SPEAKERS = {"总理": "代表国务院", "省长": "代表省人民政府", "市长": "代表市人民政府", "主席": "代表自治区人民政府"}
# "Beijing plans to": the government, in reports of its own.
_CAPITAL = re.compile(r"\bbeijing (?!city|municipal)[a-z]{3,}")
_NATIONAL = re.compile("国务院|全国人民代表大会")
_NEAR = 0.85  # for a term in another language, whose form in the report the glossary may not have
_SAME = 0.94  # so near that it is the same word cut otherwise


def missing_place(reading: Reading, candidate: Candidate) -> tuple[str, str] | None:
    """A place of the question that is not the report's own and that the sentence does not tell of."""
    question = reading.question
    told = "\n".join((candidate.sentence.own.text, *candidate.hit.passage.headings, candidate.document.title))
    if len(question.places) > 1:  # "that Chongqing and Sichuan build together" is said once for several sentences
        told += candidate.sentence.context.text
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


def missing_name(reading: Reading, candidate: Candidate) -> tuple[str, str] | None:
    """A term of the genre, or a word that looks like a name, of which no form stands in the sentence or above it."""
    name = unknown_name(reading.question.text)
    if name is not None and not has_name(candidate.document, name):  # no name is looked up in a large index
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


def _as_asked(folded: str, group: frozenset[str]) -> str:
    return max((form for form in group if form in folded), key=len, default=min(group, key=len))
