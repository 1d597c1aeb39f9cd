"""The table of all figures of a report: what each one measures, for which period, and where it stands.

The indicator is a best effort, read off the words before the figure: its noun phrase, the name that 分别 pairs it with,
or, where a clause goes on about the same thing (高于全国1.1个百分点), the indicator before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.figure_parts import FOLD
from qa.figure_scan import find_quantities
from qa.quantity import MEASURED, Quantity

_SENTENCE = re.compile(r"[^。!?;\n]*[。!?;\n]?")
_CLAUSE_BREAK = re.compile(r"[,:]")
_TARGET = re.compile(r"目标|任务")
_COMPARED = re.compile(r"(?:较|比|高于|低于|快于|慢于|同)$")
_CHANGE = (
    "增长|提升|提高|增加|上升|增至|升至|升到|(?<!新)增|升|涨|上涨|扩大|下降|降低|减少|收窄|回落|压减|降至|降到|减至|减|降|"
    "精减|缩小"
)
_FILLERS = (
    "同比|环比|分别|均|都|大幅|达到?|为|是|约|近|超过|超|突破|逾|不低于|不超过|已|实现|保持在?|稳定在?|控制在?|居|列|排名|"
    "位居|累计|完成|占|再|高于|低于|全国|平均水平|同期|西部"
)
_TRAIL = re.compile(rf"(?:(?:{_CHANGE})(?:到|至|了)?|{_FILLERS}|[ (])+$")
_OPENERS = (
    "其中|同时|此外|今年以来|目前|我市|全市|全省|全国|全区|我省|预计|力争|争取|截[至止]目前|全年(?!目标|任务)|年内|以来"
)
_LEAD = re.compile(rf"^(?:{_OPENERS}|[、,:; ]|[和与](?=[^\W\d]{{4}}))+")
_COMPARISON = re.compile(r"(?:较|(?<![同环占])比(?![重例率]))[^,、]*$|(?:高于|低于|快于|慢于|高出)[^,、]*$")
_TAILS = re.compile(
    r"(?:等)?(?P<tail>(?:领域|产业|行业|业)?(?:投资|产量|产值|增加值|进出口|出口|进口|营业收入|收入|销售额|零售额|贷款|余额|"
    r"利润|销量|客运量|周转量|吞吐量|数量|总数|面积|增速))$"
)
_AND = re.compile(r"、|和|与|以及")
_NOUN_AFTER = re.compile(r"[\u4e00-\u9fff“”·()]{2,18}")
_NOUN_END = re.compile(r"以上|以内|以下|左右|的|获|入|列|在|纳入|完成|提前|落地|成功|项目?完成|实现|。")
_PERIOD_REACH = 60  # figures; a period further back belongs to something else
_LISTED = re.compile(r"^(?:[、和与及]|以及)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: `indicator` "" where none was found; `period` as written, "" where its paragraph has none before it."""

    indicator: str
    text: str
    quantity: Quantity
    direction: str
    period: str
    headings: tuple[str, ...]
    sentence_start: int
    sentence_end: int
    start: int
    end: int


def figures(text: str, sections: Sequence[tuple[tuple[str, ...], int, int]]) -> list[Figure]:
    """Every measured figure and rank of `text`, in order; `sections` are (headings, start, end) in offsets of `text`.

    Dates, periods and names' numbers are no rows. A figure outside every section has no headings.
    """
    quantities = find_quantities(text)
    folded = text.translate(FOLD)
    rows: list[Figure] = []
    for start, end, first, last in _sentences(folded, quantities):
        names = _indicators(folded, start, quantities[first:last])
        paragraph = folded.rfind("\n", 0, start) + 1
        for at in range(first, last):
            q = quantities[at]
            if q.kind in MEASURED or q.kind == "rank":
                period = _period(folded, quantities[max(0, at - _PERIOD_REACH) : at], paragraph)
                headings = _headings(sections, q.start)
                name = names.get(q.start, "")
                rows.append(Figure(name, q.text, q, q.direction, period, headings, start, end, q.start, q.end))
    return rows


def _sentences(folded: str, quantities: Sequence[Quantity]) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, first, last) of each sentence with figures: `quantities[first:last]` stand in it."""
    at = 0
    for match in _SENTENCE.finditer(folded):
        first = at
        while at < len(quantities) and quantities[at].start < match.end():
            at += 1
        if at > first:
            sentence = match.group()
            start = match.start() + len(sentence) - len(sentence.lstrip())
            yield start, match.start() + len(sentence.rstrip()), first, at


def _headings(sections: Sequence[tuple[tuple[str, ...], int, int]], at: int) -> tuple[str, ...]:
    """Of the innermost section around `at`: the one that begins last."""
    around = [section for section in sections if section[1] <= at < section[2]]
    return max(around, key=lambda section: section[1])[0] if around else ()


def _period(folded: str, before: Sequence[Quantity], paragraph: int) -> str:
    """The nearest period before a figure in its paragraph that is neither what it is compared with nor a target's."""
    for other in reversed(before):
        if other.start < paragraph:
            break
        if other.kind in {"period", "date"}:
            compared = _COMPARED.search(folded, max(0, other.start - 3), other.start)
            if compared is None and not _TARGET.match(folded, other.end):
                return other.text
    return ""


def _indicators(folded: str, start: int, inside: Sequence[Quantity]) -> dict[int, str]:
    """The indicator of each figure of one sentence, by the figure's start."""
    names: dict[int, str] = {}
    figures_ = [q for q in inside if q.kind in MEASURED or q.kind == "rank"]
    done = start
    at = 0
    while at < len(figures_):
        run = _run(folded, figures_, at)
        phrase = _phrase(folded, done, run[0], inside)
        for q, name in zip(run, _shared(folded, phrase, run, names, figures_[:at]), strict=True):
            names[q.start] = name
        done = run[-1].full_end
        at += len(run)
    return names


def _run(folded: str, figures_: Sequence[Quantity], at: int) -> list[Quantity]:
    """The figures of one list: 20.8%、31.4%、63.5%."""
    run = [figures_[at]]
    for q in figures_[at + 1 :]:
        if not _LISTED.match(folded[run[-1].full_end : q.full_start]):
            break
        run.append(q)
    return run


def _phrase(folded: str, done: int, q: Quantity, inside: Sequence[Quantity]) -> str:
    """The words before the figure in its clause, without its period."""
    floor = done
    for break_ in _CLAUSE_BREAK.finditer(folded, done, q.start):
        floor = break_.end()
    for other in inside:
        if other.kind in {"period", "date"} and floor <= other.start < q.start:
            compared = _COMPARED.search(folded, max(0, other.start - 3), other.start)
            if compared is None and not folded[floor : other.start].strip("、, "):
                floor = other.end
    return folded[floor : q.full_start].strip("、, ")


def _shared(
    folded: str, phrase: str, run: Sequence[Quantity], names: dict[int, str], earlier: Sequence[Quantity]
) -> list[str]:
    """One name for each figure of a run."""
    paired = "分别" in phrase
    name = _clean(phrase)
    last = [names[q.start] for q in earlier if q.start in names]
    if len(run) == 1:
        return [_own(folded, name, run[0], last[-1] if last else "")]
    parts = _parts(name)
    if len(parts) == len(run):
        return parts
    if paired and len(last) >= len(run):
        before = last[-len(run) :]
        return [one + name for one in before]
    return [name or (last[-1] if last else "")] * len(run)


def _clean(phrase: str) -> str:
    """A clause's words without what belongs to the figure (verb, comparison, bound) and without its opening words."""
    before = None
    while before != phrase:
        before = phrase
        phrase = _LEAD.sub("", _TRAIL.sub("", _COMPARISON.sub("", phrase)))
    return phrase


def _own(folded: str, name: str, q: Quantity, last: str) -> str:
    """A lone figure's name; 50个合作事项 is named by what follows it."""
    counted = q.family in {"count", "people", "households", "number"} and q.kind == "amount"
    if counted or (not name and q.kind == "amount"):
        after = _NOUN_AFTER.match(folded, q.end)
        if after is not None:
            noun = _NOUN_END.split(after.group())[0]
            if len(noun) >= 2:
                return noun
    return name or last


def _parts(name: str) -> list[str]:
    """水利、能源领域投资 → 水利领域投资, 能源领域投资: each of a coordination, with the head that they share."""
    parts = [part for part in _AND.split(name) if part] if "、" not in name else [p for p in name.split("、") if p]
    if len(parts) < 2:
        return parts
    shared = _TAILS.search(parts[-1])
    if shared is None:
        return parts
    tail = shared["tail"]
    parts[-1] = parts[-1][: shared.start()]
    return [part if part.endswith(tail) else part + tail for part in parts]
