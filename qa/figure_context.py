"""What the words around a figure say about it: its direction, its bound, and the unit that it shares with its list."""

from __future__ import annotations

import re

from qa.figure_parts import Raw
from qa.quantity import Quantity

_UP = (
    "增长|提升|提高|增加|上升|增至|升至|升到|新增|增|升|涨|上涨|上调|扩大|跃升|攀升|回升|增设|超出|增收|多收|猛增|激增|"
    "反弹|提速"
)
_DOWN = (
    "下降|降低|减少|收窄|回落|压减|降至|降到|减至|减|降|下滑|下跌|下调|缩小|缩短|缩减|削减|压缩|跌|精减|核减|"
    "负增长|放缓|减亏|缩"
)
_LINK = (
    r"(?:了|约|大约|近|将近|接近|超过|超|逾|突破|不到|不低于|不少于|不超过|达到|达|为|至|到|在|分别|再|又|均|都|整整|高达|大幅|"
    r"同比|环比|幅度|个|上|百分之|累计|共|的|力争|预计|控制|保持|以内|左右|[ :“”\"])*"
)
_CHANGE = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?P<link>{_LINK})$")
_RATE = re.compile(
    r"(?:(?P<up>增速|增幅|涨幅|升幅|增长率|增长速度|增长幅度)|(?P<down>降幅|跌幅|下降幅度|降速))[^,。;]{0,6}$"
)
_ABOVE = re.compile(
    r"(?:(?P<above>高于|高出|快于|多于|大于|优于|好于|领先|超出|超过)|(?P<below>低于|慢于|少于|小于|落后))[^,。;、]{1,24}$"
)
_THAN = re.compile(
    r"(?:比|较)[^,。;、]{1,16}?(?:(?P<above>高出?|快|多|大|长)|(?P<below>低|慢|少|小|短))(?:了|出|约|近|超过|超)*$"
)
_NEW = re.compile(r"(?:(?P<up>新增|增加|增设|多增)|(?P<down>减少|精减|压减|降低))(?P<object>[^,。;:]{1,20})$")
_LEVEL = re.compile(r"至|到(?!底)|[达为在]|控制|保持")
_LIST = re.compile(r"^(?:[、和与及或]|以及|、和|(?:, |,? and | or | & ))(?:分别)?(?:约|近|超过?)?$")
# 新增…集群2个,产业园2个: the verb of the first holds for the next, as long as no other verb comes between.
_NEXT_OBJECT = re.compile(
    r"(?P<joint>[、,])[^,。;、:达为至到是增减升降实完总共累提发推设建开引促签投创培获评办供举保持占有比较]{1,16}$"
)
_CLAUSE = re.compile(r"[,。;!?\n]")
_BEFORE = re.compile(
    r"(?:(?P<at_least>超过|超出|超额|超|突破|逾|不低于|不少于|不小于|至少|高于|大于|多于|达到?(?=$)|上|过|破)"
    r"|(?P<at_most>不超过|不高于|不大于|不多于|不突破|不到|未超过|低于|小于|少于|至多|最多|控制在)"
    r"|(?P<about>大约|大概|约|近|接近|将近|几乎|上下))(?:了|到|约|近)?$"
)
_NO_BOUND = frozenset({"达", "达到", "上", "过", "破"})
_AFTER = re.compile(r"(?:(?P<at_least>及?以上|之上|多)|(?P<at_most>及?以内|之内|及?以下|之下)|(?P<about>左右|上下))")
_EN_UP = (
    r"increas\w*|grew|grow\w*|rose|ris(?:e|es|en|ing)|up|gain\w*|expand\w*|climb\w*|improv\w*|add\w*|jump\w*|surg\w*|higher|"
    r"accelerat\w*|new"
)
_EN_DOWN = (
    r"decreas\w*|declin\w*|fell|fall\w*|drop\w*|down|reduc\w*|narrow\w*|shr[aiu]nk\w*|cut\w*|lower\w*|slow\w*|contract\w*|"
    r"shed|lost|slid|eas(?:e|ed|ing)"
)
_EN_LINK = (
    r"by|of|to|at|was|is|nearly|about|around|over|more than|some|almost|an?|only|just|rate|another|further|"
    r"an additional|approximately|the|up|less than|roughly|year-on-year|yoy"
)
_EN_CHANGE = re.compile(
    rf"\b(?:(?P<up>{_EN_UP})|(?P<down>{_EN_DOWN}))\b"
    rf"(?P<link>(?: \w+)?(?: year on year| year-on-year)?(?: (?:{_EN_LINK}))*,? ?)$"
)
_EN_AFTER = re.compile(
    r"(?:,? )?(?:year[- ]on[- ]year |annual |yoy )?(?:(?P<up>increase|growth|rise|gain|expansion|jump|up\b)"
    r"|(?P<down>decrease|decline|drop|fall|reduction|cut|contraction)"
    r"|(?P<above>(?:points? )?(?:higher|above|faster|more) (?:than )?)"
    r"|(?P<below>(?:points? )?(?:lower|below|slower|less|fewer) (?:than )?))"
)
_EN_BOUND = re.compile(
    r"(?:(?P<at_least>more than|over|above|exceed\w*|at least|no less than|not less than|no fewer than|surpass\w*)"
    r"|(?P<at_most>less than|fewer than|under|below|up to|no more than|not more than|at most|within)"
    r"|(?P<about>about|around|nearly|approximately|almost|some|roughly|close to)) $"
)
_EN_BOUND_AFTER = re.compile(
    r" (?:(?P<at_least>or more|or above|or higher|and above)|(?P<at_most>or less|or below|or lower|or fewer))\b"
)
_SIGNED = frozenset({"amount", "percent", "points", "ratio"})
_RATES = frozenset({"percent", "points", "ratio"})
_WINDOW = 40


def in_context(text: str, folded: str, lowered: str, raws: list[Raw]) -> list[Quantity]:
    """`raws`, in order, as quantities of `text`; `lowered` is the folded text in lower case, "" where no English is."""
    units = _shared_units(folded, raws)
    quantities: list[Quantity] = []
    previous: Quantity | None = None
    for raw, unit in zip(raws, units, strict=True):
        quantities.append(_quantity(text, folded, lowered, raw, unit, previous))
        # Dates and names do not part a verb from its figure: 高于全年目标0.1个百分点.
        previous = quantities[-1] if raw.kind in _SIGNED or raw.kind == "rank" else previous
    return quantities


def _shared_units(folded: str, raws: list[Raw]) -> list[str]:
    """提升30个、50个百分点: the last of a list has the unit of all."""
    units = [raw.unit for raw in raws]
    for at in range(len(raws) - 2, -1, -1):
        if units[at] in {"个", ""} and units[at + 1] in {"个百分点", "百分点"}:
            joint = folded[raws[at].end : raws[at + 1].start]
            if raws[at].kind == "amount" and joint in {"、", ",", "和", "与", "到", "至", "-"}:
                units[at] = units[at + 1]
    return units


def _quantity(text: str, folded: str, lowered: str, raw: Raw, unit: str, previous: Quantity | None) -> Quantity:
    kind = "points" if unit != raw.unit else raw.kind
    direction, reached, bound, word, full = "", False, "", "", (raw.start, raw.end)
    if kind in _SIGNED:
        floor = max(raw.start - _WINDOW, previous.end if previous else 0)
        bound, word, full = _bound(folded, raw, floor)
        if lowered and not bound:
            bound, word, full = _english_bound(lowered, raw, floor)
        direction, reached = _direction(folded, lowered, raw, kind, full[0], previous)
    if raw.key == "doubled" or unit == "番":
        direction, reached = "up", False
    if raw.more and not bound:
        bound, word = "at_least", raw.more
    if raw.key == "top":
        bound = "at_most"
    # Names inside a title keep no direction: kind "label" is not in _SIGNED.
    return Quantity(
        raw.value, unit, direction, raw.start, raw.end, text[raw.start : raw.end], kind, bound, raw.high,
        raw.key, reached, word, full[0], full[1],
    )  # fmt: skip


def _bound(folded: str, raw: Raw, floor: int) -> tuple[str, str, tuple[int, int]]:
    before = _BEFORE.search(folded, floor, raw.start)
    after = _AFTER.match(folded, raw.end)
    start, end = raw.start, raw.end
    found, word = "", ""
    if before is not None and before.group() not in _NO_BOUND and before.lastgroup:
        found, word, start = before.lastgroup, before.group(), before.start()
    if after is not None and after.lastgroup and not (after.group() == "多" and raw.unit[-1:] not in {*"年倍元月斤"}):
        end = after.end()
        if not found or word == "控制在":
            found, word = after.lastgroup, after.group()
    return found, word, (start, end)


def _english_bound(lowered: str, raw: Raw, floor: int) -> tuple[str, str, tuple[int, int]]:
    before = _EN_BOUND.search(lowered, floor, raw.start)
    if before is not None and before.lastgroup:
        return before.lastgroup, before.group().strip(), (before.start(), raw.end)
    after = _EN_BOUND_AFTER.match(lowered[raw.end : raw.end + 14])
    if after is not None and after.lastgroup:
        return after.lastgroup, after.group().strip(), (raw.start, raw.end + after.end())
    return "", "", (raw.start, raw.end)


def _direction(
    folded: str, lowered: str, raw: Raw, kind: str, full_start: int, previous: Quantity | None
) -> tuple[str, bool]:
    floor = max(0, raw.start - _WINDOW)
    if previous is not None:
        between = folded[previous.end : raw.start]
        listed = _LIST.match(between)
        if (
            listed is not None
            and between
            and previous.kind in _SIGNED
            and (previous.kind == kind or previous.direction)
        ):
            same = previous.kind == kind
            return (previous.direction, previous.reached) if same else ("", False)
        if previous.direction and kind == previous.kind == "amount" and _next_object(between, raw, previous):
            return previous.direction, previous.reached
        floor = max(floor, previous.end)
    for break_ in _CLAUSE.finditer(folded, floor, raw.start):
        floor = break_.end()
    head = folded[floor : raw.start]
    found = _chinese_direction(head, folded[floor:full_start], kind)
    if not found[0] and lowered:
        found = _english_direction(lowered, max(0, raw.start - _WINDOW, previous.end if previous else 0), raw, kind)
    return found


def _next_object(between: str, raw: Raw, previous: Quantity) -> bool:
    match = _NEXT_OBJECT.match(between)
    return match is not None and (match["joint"] == "、" or raw.unit == previous.unit)


def _chinese_direction(head: str, unbound: str, kind: str) -> tuple[str, bool]:
    for piece in (head, unbound):
        change = _CHANGE.search(piece)
        if change is not None:
            word = change["up"] or change["down"]
            if not (kind == "amount" and word in {"超出"}):
                reached = word.endswith(("至", "到")) or _LEVEL.search(change["link"]) is not None
                return ("up" if change["up"] else "down"), reached
    than = _THAN.search(head)
    if than is not None:
        return ("above" if than["above"] else "below"), False
    above = _ABOVE.search(unbound)
    if above is not None and kind in {"points", "percent", "ratio", "amount"}:
        return ("above" if above["above"] else "below"), False
    if kind in _RATES:
        rate = _RATE.search(head)
        return (("up" if rate["up"] else "down"), False) if rate is not None else ("", False)
    new = _NEW.search(head)
    if (
        new is not None
        and not re.match(r"值|长", new["object"])
        and not re.search(r"[达至为是]|实现|完成", new["object"])
    ):
        return ("up" if new["up"] else "down"), False
    return "", False


def _english_direction(lowered: str, floor: int, raw: Raw, kind: str) -> tuple[str, bool]:
    head = lowered[floor : raw.start]
    after = _EN_AFTER.match(lowered[raw.end : raw.end + 40])
    if after is not None and after.lastgroup:
        return after.lastgroup, False
    change = _EN_CHANGE.search(head)
    if change is not None:
        reached = re.search(r"\bto\b", change["link"]) is not None
        return ("up" if change["up"] else "down"), reached
    return "", False
