"""Reading one Chinese or bare Arabic figure at a place where one may begin. Offsets are those of the folded text."""

from __future__ import annotations

import re
from decimal import Decimal

from qa.figure_names import name_of_number, read_glued, read_han_name, read_rank, read_roman, read_written_name
from qa.figure_parts import ARABIC_NUMERAL, COUNTING, DIGITS, LONGEST_NUMERAL, SCALE, Raw
from qa.figure_units import read_unit
from qa.numerals import HAN_DIGITS, parse_number, scale_value, split_scale
from qa.periods import match_period
from qa.units import UNITS, WEAK_AFTER_HAN

_ARABIC = re.compile(
    rf"(?P<num>{ARABIC_NUMERAL}(?:{SCALE}+(?:\d+[千百万]+)?)?)(?: ?(?P<more>[多余几]))?(?: ?(?P<tail>{SCALE}+))?"
)
_HAN = re.compile(
    rf"(?P<num>(?:(?!百分|千分|万分){SCALE}|[{COUNTING}十]|零(?=点))(?:{SCALE}|[{DIGITS}十])*"
    rf"(?:点[{DIGITS}]+{SCALE}*)?)(?P<more>[多余几])?(?P<tail>{SCALE}+)?"
)
_TO = re.compile(r" ?(?:[-—–―~～－]{1,2}|至|到) ?")
_RATE = rf"[{DIGITS}十百千]+(?:点[{DIGITS}]+)?|{ARABIC_NUMERAL}"
_PER = re.compile(
    rf"(?P<whole>[百千万])分之(?P<num>{_RATE})"
    rf"(?:(?:[-—–~]{{1,2}}|至|到)(?:(?P=whole)分之)?(?P<high>{_RATE}))?(?P<more>[多余几])?"
)
_FRACTION = re.compile(rf"(?P<den>[{DIGITS}十百千]{{1,9}}|\d{{1,9}})分之(?P<num>[{DIGITS}十百]{{1,9}}|\d{{1,9}})")
_SLASHED = re.compile(r"(?P<num>\d{1,9})/(?P<den>\d{1,9})(?![\d/])")
_PROPORTION = re.compile(r"\d{1,9}(?:\.\d{1,9})?(?: ?[∶:比] ?\d{1,9}(?:\.\d{1,9})?)+(?![\d%万亿年个点])")
_TENTHS = re.compile(r"([一二三四五六七八九])成([一二三四五六七八九])(?![一二三四五六七八九十百千万亿个])")
_DOUBLINGS = re.compile(r"翻(?:了)?(?P<num>[一二两三四五]|\d)?(?:了)?番")
_ITEM = re.compile(r"(?:^|\n)[ \t　]*[((]?$")
_ITEM_END = re.compile(r"[.、)．](?!\d)")
_OPENING = frozenset("[(")
_NOTE = re.compile(r"\d{1,2}[\])]")  # footnotes [12] and items (3)
_BARE_SCALE = re.compile(r"[百千万亿]+$")
_MINUS = re.compile(r"(?:^|[^\w)%℃—–-])[-−]$")
_HALF_YEAR = re.compile(r"(?<![上下后大小])(?<!(?<!提)前)半年(?!度)")
_HALF = re.compile(r"一半(?!天|路)")
_IDIOMS = frozenset({"一大", "四处"})
_OVER = frozenset("超过破达逾上近")
_KINDS = {"个百分点": "points", "百分点": "points", "个基点": "points", "基点": "points"} | {
    "%": "percent",
    "‰": "percent",
    "倍": "ratio",
    "成": "ratio",
}


def read_chinese(text: str, at: int, quoted: bool) -> Raw | int | None:
    """The figure at `at`; or the place to go on from, where what stands there is no figure; or None (one further)."""
    char = text[at]
    if not quoted or char in '“‘"十一二' or char.isdecimal():
        period = match_period(text, at)
        if period is not None:
            return Raw(period.kind, at, period.end, Decimal(period.number), key=period.key)
    if char.isdecimal():
        return _arabic(text, at)
    if char in "第前首":
        return read_rank(text, at)
    if char == "翻":
        match = _DOUBLINGS.match(text, at)
        return match and Raw("ratio", at, match.end(), parse_number(match["num"] or "一") or Decimal(1), "番")
    if char == "半":
        match = _HALF_YEAR.match(text, at)
        return match and Raw("amount", at, match.end(), Decimal("0.5"), "年")
    if char in DIGITS or char in "十百千万亿":
        return _han(text, at, quoted)
    return read_roman(text, at)


def _arabic(text: str, at: int) -> Raw | int | None:
    before = text[at - 1] if at else ""
    if before.isascii() and (before.isalpha() or (before == "_" and text[at - 2 : at - 1].isalpha())):
        glued = read_glued(text, at)
        if glued is not None:
            return glued
    if before in _OPENING and (note := _NOTE.match(text, at)) is not None:
        return note.end()
    special = read_written_name(text, at) or _proportion(text, at) or _part(text, at)
    if special is not None:
        return special
    match = _ARABIC.match(text, at)
    if match is None:
        return None
    if _ITEM_END.match(text, match.end()) and _ITEM.search(text, max(0, at - 6), at):
        return match.end()
    return name_of_number(text, _signed(text, _amount(text, at, match)))


def _signed(text: str, raw: Raw) -> Raw:
    """A minus sign straight before a number with a unit, that joins it to nothing before, belongs to it."""
    minus = _MINUS.search(text, max(0, raw.start - 2), raw.start)
    if minus is None or not raw.unit:
        return raw
    return raw._replace(start=raw.start - 1, value=-raw.value)


def _amount(text: str, at: int, match: re.Match[str]) -> Raw:
    """An amount or a range of amounts, with its unit, from the match of its first numeral."""
    value, scale, unit, end = _measure(text, match)
    more = match["more"] or ""
    joint = _TO.match(text, end)
    if value is None or joint is None or (at and text[at - 1] in "由从自"):
        return _made(at, end, value or Decimal(0), scale + unit, None, more)
    other = (_ARABIC if match["num"][0].isdecimal() else _HAN).match(text, joint.end())
    if other is not None and not match_period(text, joint.end()):
        high, high_scale, high_unit, high_end = _measure(text, other)
        alike = (scale, unit) == (high_scale, high_unit) or not unit
        if high is not None and alike and (high_unit or unit or high_scale or joint.group() == "–"):
            shared = scale or high_scale
            high *= scale_value(high_scale) / scale_value(shared)
            return _made(at, high_end, value, shared + high_unit, high, more)
    return _made(at, end, value, scale + unit, None, more)


def _measure(text: str, match: re.Match[str]) -> tuple[Decimal | None, str, str, int]:
    """(value, scale, unit, end) of one numeral and what it measures."""
    numeral = (match["num"] + (match["tail"] or "")).replace(" ", "")
    end = match.end()
    if len(numeral) > LONGEST_NUMERAL:
        return None, "", "", end
    head, scale = split_scale(numeral)
    gap = 1 if text[end : end + 1] == " " and read_unit(text, end + 1) else 0
    unit = read_unit(text, end + gap)
    return parse_number(head), scale, unit, end + gap + len(unit) if unit else end


def _made(at: int, end: int, value: Decimal, unit: str, high: Decimal | None, more: str) -> Raw:
    return Raw(_KINDS.get(unit.lstrip("百千万亿"), "amount"), at, end, value, unit, high, "", more)


def _proportion(text: str, at: int) -> Raw | None:
    """2.5∶1, 1.03比1, 4.0∶37.7∶58.3."""
    match = _PROPORTION.match(text, at)
    if match is None:
        return None
    parts = re.split(r" ?[∶:比] ?", match.group())
    if Decimal(parts[1]) == 0:
        return None
    value = Decimal(parts[0]) / Decimal(parts[1]) if len(parts) == 2 else Decimal(parts[0])
    return Raw("ratio", at, match.end(), value, "比", key=":".join(parts))


def _part(text: str, at: int) -> Raw | None:
    """百分之五, 千分之三, 三分之一, 1/3, 六成五."""
    tenths = _TENTHS.match(text, at)
    if tenths is not None:
        return Raw("ratio", at, tenths.end(), Decimal(f"{HAN_DIGITS[tenths[1]]}.{HAN_DIGITS[tenths[2]]}"), "成")
    match = _PER.match(text, at)
    if match is not None:
        return _percent(match)
    match = _FRACTION.match(text, at) or _SLASHED.match(text, at)
    if match is None:
        return None
    above, below = parse_number(match["num"]), parse_number(match["den"])
    if not above or not below:
        return None
    return Raw("ratio", at, match.end(), above * 100 / below, "%", key=f"{above}/{below}")


def _percent(match: re.Match[str]) -> Raw | None:
    whole = {"百": Decimal(1), "千": Decimal(10), "万": Decimal(100)}[match["whole"]]
    value = parse_number(match["num"].replace(" ", "")) if len(match["num"]) <= LONGEST_NUMERAL else None
    high = parse_number(match["high"].replace(" ", "")) if match["high"] else None
    if value is None:
        return None
    top = None if high is None else high / whole
    return Raw("percent", match.start(), match.end(), value / whole, "%", top, "", match["more"] or "")


def _han(text: str, at: int, quoted: bool) -> Raw | int | None:
    part = _part(text, at)
    if part is not None:
        return part
    match = _HAN.match(text, at)
    if match is None:
        return None
    if quoted or (at and text[at - 1] in "数几第"):
        return match.end()
    name = read_han_name(text, at)
    if name is not None:
        return name
    if _HALF.match(text, at):
        return Raw("ratio", at, at + 2, Decimal(50), "%")
    raw = _amount(text, at, match)
    return raw if _is_figure(text, raw, match) else max(match.end("num"), at + 1)


def _is_figure(text: str, raw: Raw, match: re.Match[str]) -> bool:
    """Whether a Chinese numeral is a figure, and not a part of a word or a name (一个, 三峡, 万户, 四处)."""
    numeral = match["num"] + (match["tail"] or "")
    unit = raw.unit.lstrip("百千万亿") if raw.unit not in UNITS else raw.unit
    if len(numeral) > LONGEST_NUMERAL or parse_number(numeral) is None:
        return False
    if _BARE_SCALE.match(numeral):
        return _is_bare_scale(text, raw, numeral, unit)
    if not unit:  # then only 万 and 亿 make a figure (近三千万)
        return numeral[-1] in "万亿"
    if numeral + unit in _IDIOMS:
        return False
    if unit in {"成", "大"}:
        return len(numeral) <= 2 and (unit == "成" or "\u4e00" <= text[raw.end : raw.end + 1] <= "\u9fff")
    small = len(numeral) == 1 or (len(numeral) == 2 and numeral[0] == "十")
    known = UNITS.get(unit)
    if known is not None and known.family not in {"count", "people", "time"} and not (small and unit in WEAK_AFTER_HAN):
        return not (numeral == "一" and known.family in {"area", "length", "volume", "weight", "households"})
    if raw.high is None and numeral in {"一", "二"}:
        return False
    return not (len(numeral) <= 2 and unit in WEAK_AFTER_HAN)


def _is_bare_scale(text: str, raw: Raw, numeral: str, unit: str) -> bool:
    """千万标箱 and 突破万亿 are figures; 万户, 百年, 千方 are not."""
    over = raw.start > 0 and text[raw.start - 1] in _OVER
    if len(numeral) >= 2:
        return (bool(unit) and unit != "成") or over
    return over and bool(unit) and numeral != "千"
