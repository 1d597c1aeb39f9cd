"""Which figure of a sentence a question asks for: every figure with the words that are about it.

The words of a figure are those around it up to the neighbouring figures; a run of figures ("分别增长20.8%、31.4%、63.5%")
shares its words out item by item.
"""

import re
from dataclasses import dataclass

from qa.clauses import Span, clauses
from qa.quantities import Quantity, find_quantities
from qa.question import Question
from qa.units import UNITS

_GROWTH = frozenset({"percent", "ratio", "points"})
ANSWERING = frozenset({"amount", "percent", "points", "ratio", "rank"})
_LINK = re.compile(r"^[\s、和及与,，]{1,3}$|^[、,，]?(?:和|及|以及|与)$")
_ITEM = re.compile(r"[、]|和|及|以及|与")
# Behind a figure the words up to here are about it; then others begin.
_NEXT = re.compile("[、,，;；。]|和|及|并|增长|增加|增至|提升|提高|上升|扩大|下降|达到")
# What is measured of a thing, at the end of its name.
_MEASURE = re.compile(
    "(?:吞吐量|周转量|运输量|客运量|货运量|产量|销量|储量|总量|数量|用量|产值|增加值|销售额|零售额|交易额|成交额|总额|余额|收入|支出|投资|利润|面积|规模|人数|户数|总数|里程|价格|指数|强度|浓度|水平|比重|占比|率)$"
)
_TOWARDS = re.compile("^[对向从]")  # is no part of the first of several names
_EACH = re.compile(r"分别|(?<![年人日月户平])均|各")


@dataclass(frozen=True, slots=True)
class Value:
    """A figure, its clause, and the words about it, nearest first: `own` (its item, its segment), `near`, `far`."""

    quantity: Quantity
    clause: Span
    own: str
    near: str
    far: str


def values(text: str, sentence: Span) -> list[Value]:
    """The figures of a sentence that can answer a question, in order, with offsets in `text`."""
    content = sentence.of(text)
    found = [q for q in find_quantities(content) if q.kind in ANSWERING or q.kind in ("date", "period")]
    measured = [q for q in found if q.kind in ANSWERING]
    parts = [Span(c.start - sentence.start, c.end - sentence.start) for c in clauses(text, sentence)]
    result = []
    for quantity in found:
        clause = next((c for c in parts if c.start <= quantity.start < c.end), Span(0, len(content)))
        before = max(
            (q.end for q in measured if q.end <= quantity.start and q.start >= clause.start), default=clause.start
        )
        after = min((q.start for q in measured if q.start >= quantity.end and q.end <= clause.end), default=clause.end)
        behind = _NEXT.split(content[quantity.end : after], maxsplit=1)[0]
        own = content[before : quantity.start] + " " + behind
        alike = measured if quantity in measured else [q for q in found if q.kind == quantity.kind]
        item = _item(content, alike, quantity, parts)
        near = content[clause.start : clause.end]
        if item is not None:
            own, near = item, item + " " + _without_items(content, clause, quantity)
        result.append(
            Value(
                quantity.shifted(sentence.start),
                Span(clause.start + sentence.start, clause.end + sentence.start),
                own,
                near,
                content[: clause.start],
            )
        )
    return result


def fits(quantity: Quantity, question: Question) -> bool:
    """Whether a figure is of the kind and unit that the question asks for; what it leaves open fits."""
    if "date" in question.kinds and quantity.kind in ("date", "period"):
        return True
    if "rank" in question.kinds and quantity.kind == "rank":
        return True
    if quantity.kind not in ANSWERING or quantity.kind == "rank":
        return False
    if "date" in question.kinds and "figure" not in question.kinds:
        return False
    if question.units and _unit_fits(quantity, question.units):
        return True
    if question.units and not question.families - {UNITS[unit].family for unit in question.units}:
        return False
    if question.families == _GROWTH and quantity.direction in ("up", "down"):
        return True  # "降了多少" may be told in any unit
    return not question.families or quantity.family in question.families - {UNITS[u].family for u in question.units}


def _unit_fits(quantity: Quantity, units: frozenset[str]) -> bool:
    for unit in units:
        asked = UNITS[unit]
        if asked.base == quantity.base_unit:
            return True
        # 个 stands for any classifier, 家 and 户 for each other's; 场 asks for 场次, 人 for 名.
        alike = unit in "个项种家类" or unit in quantity.unit
        if asked.family == quantity.family == "count" and alike:
            return True
        if unit in ("个", "家") and quantity.family in ("count", "households"):
            return True
        if unit == "户" and quantity.unit.endswith("家"):
            return True
        if unit in ("名", "人", "位") and quantity.family == "people":
            return True
    return False


def _item(content: str, measured: list[Quantity], quantity: Quantity, parts: list[Span]) -> str | None:
    """The name that a figure of a run belongs to: the second of "A、B分别增长1%、2%" to 2%."""
    run = _run(content, measured, quantity)
    if len(run) < 2:
        return None
    place = run.index(quantity)
    head_start = max((q.end for q in measured if q.end <= run[0].start), default=0)
    clause = next((c for c in parts if c.start <= run[0].start < c.end), parts[0])
    head = content[max(head_start, clause.start) : run[0].start]
    tail = _EACH.split(head)[0]
    items = _names(_TOWARDS.sub("", tail.strip()), len(run))
    if items is not None:
        # "A、B产值": what is measured stands with the last name, or is what it has beyond the length of the others.
        measured_by = _MEASURE.search(items[-1])
        ending = measured_by.group() if measured_by else items[-1][min(map(len, items)) :]
        items = [*(item if _MEASURE.search(item) else item + ending for item in items[:-1]), items[-1]]
    else:
        # The names may stand in the clauses before, one a clause, or with figures of their own.
        before = [content[c.start : c.end] for c in parts if c.end <= clause.start]
        if len(before) >= len(run):
            items = before[-len(run) :]
        for text in reversed(before):
            named = _names(_EACH.split(text)[0], len(run))
            if named is not None:
                items = named
                break
    if items is None:
        # "2027年、2028年分别建成A、B": the names behind the figures.
        behind = _EACH.split(content[run[-1].end : clause.end])
        items = _names(behind[1].rstrip("。;；"), len(run)) if len(behind) > 1 else None
        return items[place] if items else None
    # What the first name has beyond the length of the others belongs to all: "全市新建学校、医院分别…".
    shared = items[0][: max(0, len(items[0]) - max(map(len, items[1:])))] + " " if place else ""
    return shared + items[place] + " " + head[len(tail) :]


def _names(text: str, count: int) -> list[str] | None:
    items = [item.strip() for item in _ITEM.split(text.strip(" ,，"))]
    if len(items) == count:
        return items
    # "A、B和C" may hold a 和 that joins nothing: try the enumeration comma alone.
    items = [item.strip() for item in text.strip(" ,，").split("、")]
    if len(items) == count:
        return items
    if count == 2 and "城乡" in text:  # 城乡居民收入分别增长…: towns come first
        return [text.replace("城乡", side) for side in ("城镇", "农村")]
    return None


def _run(content: str, measured: list[Quantity], quantity: Quantity) -> list[Quantity]:
    at = measured.index(quantity) if quantity in measured else -1
    if at < 0:
        return [quantity]
    first = last = at
    while first > 0 and _LINK.match(content[measured[first - 1].end : measured[first].start]):
        first -= 1
    while last + 1 < len(measured) and _LINK.match(content[measured[last].end : measured[last + 1].start]):
        last += 1
    return measured[first : last + 1]


def _without_items(content: str, clause: Span, quantity: Quantity) -> str:
    head = content[clause.start : quantity.start]
    parts = _EACH.split(head)
    return parts[-1] if len(parts) > 1 else head[-8:]
