"""Reading one Chinese or bare Arabic figure at a place where one may begin. Offsets are those of the folded text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from qa.numerals import HAN_DIGITS, parse_number, split_scale
from qa.periods import match_period
from qa.units import LONGEST_UNIT, NOT_BEFORE, UNITS, WEAK_AFTER_HAN

_FULL_WIDTH = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)}
_VARIANTS = str.maketrans("億萬個點兩幾餘倍第達〇", "亿万个点两几余倍第达〇")
FOLD = {**_FULL_WIDTH, **_VARIANTS, 0x3000: 0x20, 0xA0: 0x20, 0x202F: 0x20, 0x2009: 0x20}
"""For `str.translate`: full width to ASCII, the few traditional characters that figures are made of. One to one."""


class Raw(NamedTuple):
    """A figure before its surroundings are read. `more` is 多, 余 or 几 inside it."""

    kind: str
    start: int
    end: int
    value: Decimal = Decimal(0)
    unit: str = ""
    high: Decimal | None = None
    key: str = ""
    more: str = ""


_DIGITS = "零〇○一二两三四五六七八九"
_COUNTING = _DIGITS[3:]
_SCALE = r"(?:(?!千[瓦克米伏卡]|百分)[百千万亿])"
_AR = (
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?"
    r"|\d(?: \d(?!\d))+(?: ?\. ?\d(?: \d(?!\d))*)?"  # １ ９ ９ ７, as some old reports are printed
    r"|\d+(?: ?\.\d+)?)"
)
_ARABIC = re.compile(rf"(?P<num>{_AR}(?:{_SCALE}+(?:\d+[千百万]+)?)?)(?: ?(?P<more>[多余几]))?(?: ?(?P<tail>{_SCALE}+))?")
_HAN = re.compile(
    rf"(?P<num>(?:(?!百分|千分|万分){_SCALE}|[{_COUNTING}十]|零(?=点))(?:{_SCALE}|[{_DIGITS}十])*(?:点[{_DIGITS}]+{_SCALE}*)?)"
    rf"(?P<more>[多余几])?(?P<tail>{_SCALE}+)?"
)
_TO = re.compile(r" ?(?:[-—–―~～－]{1,2}|至|到) ?")
_PER = re.compile(
    rf"(?P<whole>[百千万])分之(?P<num>[{_DIGITS}十百千]+(?:点[{_DIGITS}]+)?|{_AR})"
    rf"(?:(?:[-—–~]{{1,2}}|至|到)(?:(?P=whole)分之)?(?P<high>[{_DIGITS}十百千]+(?:点[{_DIGITS}]+)?|{_AR}))?(?P<more>[多余几])?"
)
_FRACTION = re.compile(rf"(?P<den>[{_DIGITS}十百千]+|\d+)分之(?P<num>[{_DIGITS}十百]+|\d+)")
_PROPORTION = re.compile(r"\d+(?:\.\d+)?(?: ?[∶:比] ?\d+(?:\.\d+)?)+(?![\d%万亿年个点])")
_TENTHS = re.compile(r"([一二三四五六七八九])成([一二三四五六七八九])(?![一二三四五六七八九十百千万亿个])")
_SLASHED = re.compile(r"(?P<num>\d+)/(?P<den>\d+)(?![\d/])")
_DOUBLINGS = re.compile(r"翻(?:了)?(?P<num>[一二两三四五]|\d)?(?:了)?番")
_RANK = re.compile(rf"第(?P<num>\d+|[{_DIGITS}十百]+)(?P<noun>位|名)?")
_LEADING = re.compile(rf"前(?P<num>\d+|[{_DIGITS}十]+)(?P<noun>位|名|强)?(?=[\s,。、;)的,]|$)")
_RANK_BEFORE = re.compile(r"(?:居|列|排|位|升至|升到|保持|排名|全国|全球|世界|全省|全市|西部|中部|东部|[名次为])$")
_RANK_END = re.compile(r"\W|的|和|且|并|$")
_TOP = re.compile(r"首位(?![战度产城])")
_ROMAN = re.compile(r"[Ⅰ-Ⅿ]+类?")
_ALNUM = re.compile(r"\d[\d.]*[A-Za-z][A-Za-z\d]*(?:[级类型])?")
_SUM = re.compile(r"\d+(?:\+[\dA-Z]+)+")
_DOTTED = re.compile(r"\d+(?:·\d+)+")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?!\d)")
_VERSION = re.compile(r"\d+\.\d+(?=版)版|\d\.0(?=[\u4e00-\u9fff”])(?![倍成个亿万])")
_NUMBERED = re.compile(r"\d{1,3}号(?:线|机组|楼|工程|文件|公路)?|\d{5,}号|\d+(?:-\d+)+号|\d+国道|\d+省道")
_ORDINAL_HAN = re.compile(
    rf"[{_DIGITS}十百]+(?:届|次(?=[^,。]{{0,4}}(?:会议|全会|大会))|中全会|期(?![间限待货])|级(?!别)|等(?=功|奖|座))"
)
_CONGRESS = re.compile(rf"(?<=党的)[{_DIGITS}十]+大|[{_DIGITS}十]+大(?=精神|报告|以来|召开|部署|确定|提出)")
_ENUMERATION = re.compile(r"(?:^|\n)[ \t　]*[((]?$")
_ENUMERATION_END = re.compile(r"[.、)．](?!\d)")
_OPENING = frozenset("[(")
_NOTE = re.compile(r"\d{1,2}[\])]")  # footnotes [12] and items (3)
_YEAR_IN_NAME = re.compile(r"(?:19|20)\d\d(?=[\u4e00-\u9fffA-Z])")
_BARE_SCALE = re.compile(r"[百千万亿]+$")
_LATIN = re.compile(r"[A-Za-z²³μµ°℃$./-]+(?: (?:m|km|meters|metres|kilometers|kilometres|hours|miles)\b)?")
_MINUS = re.compile(r"(?:^|[^\w)%℃—–-])[-−]$")
_PAREN = re.compile(r"\([\u4e00-\u9fff]{1,2}\)")
_HALF_YEAR = re.compile(r"(?<![上下后大小])(?<!(?<!提)前)半年(?!度)")
_HALF = re.compile(r"一半(?!天|路)")


def read_unit(text: str, at: int) -> str:
    """The longest unit of the table that stands at `at`, with what it is counted per and in brackets; "" if none."""
    form = _latin_unit(text, at)
    if not form:
        for length in range(min(LONGEST_UNIT, len(text) - at), 0, -1):
            piece = text[at : at + length]
            after = text[at + length : at + length + 1]
            if piece in UNITS and not (after and after in NOT_BEFORE.get(piece, "")):
                form = piece
                break
    if not form:
        return ""
    end = at + len(form)
    paren = _PAREN.match(text, end)
    if paren is not None and paren.group()[1:-1] in UNITS:
        return form + paren.group()
    if text[end : end + 1] == "/":
        below = read_unit(text, end + 1)
        if below:
            return f"{form}/{below}"
    return form


def _latin_unit(text: str, at: int) -> str:
    if text.startswith(("%", "‰"), at):
        return text[at]
    match = _LATIN.match(text, at)
    if match is None:
        return ""
    form = match.group()
    while form and form not in UNITS:
        form = form.rpartition(" ")[0] if " " in form else form[:-1]
    rest = text[at + len(form) : at + len(form) + 1]
    return "" if rest.isascii() and rest.isalnum() else form


def read_chinese(text: str, at: int, quoted: bool) -> Raw | int | None:
    """The figure at `at`; or the place to go on from, where what stands there is no figure; or None (one further)."""
    char = text[at]
    if not quoted or char in "“‘\"十一二" or char.isdecimal():
        period = match_period(text, at)
        if period is not None:
            return Raw(period.kind, at, period.end, Decimal(period.number), key=period.key)
    if char.isdecimal():
        return _arabic(text, at)
    if char in "第前首":
        return _rank(text, at)
    if char == "翻":
        match = _DOUBLINGS.match(text, at)
        return match and Raw("ratio", at, match.end(), parse_number(match["num"] or "一") or Decimal(1), "番")
    if char in "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ":
        return _label(text, at, _ROMAN)
    if char == "半":
        match = _HALF_YEAR.match(text, at)
        return match and Raw("amount", at, match.end(), Decimal("0.5"), "年")
    return _han(text, at, quoted) if char in _DIGITS or char in "十百千万亿" else None


def _label(text: str, at: int, pattern: re.Pattern[str]) -> Raw | None:
    match = pattern.match(text, at)
    return match and Raw("label", at, match.end(), key=label_key(match.group()))


def label_key(text: str) -> str:
    """What labels are compared by: lower case, without spaces and quotes."""
    return re.sub(r"[\s“”‘’\"']", "", text).lower()


def _arabic(text: str, at: int) -> Raw | int | None:
    before = text[at - 1] if at else ""
    if before.isascii() and (before.isalpha() or (before == "_" and text[at - 2 : at - 1].isalpha())):
        return _glued(text, at)
    if before in _OPENING and (note := _NOTE.match(text, at)) is not None:
        return note.end()
    for pattern in (_SUM, _DOTTED, _CLOCK, _VERSION, _NUMBERED):
        raw = _label(text, at, pattern)
        if raw is not None:
            return raw
    fraction = _proportion(text, at) or _per(text, at)
    if fraction is not None:
        return fraction
    match = _ARABIC.match(text, at)
    if match is None:
        return None
    if _ENUMERATION_END.match(text, match.end()) and _ENUMERATION.search(text, max(0, at - 6), at):
        return match.end()
    raw = _signed(text, _amount(text, at, match))
    if raw.unit == "" and text[raw.end : raw.end + 1].isascii() and text[raw.end : raw.end + 1].isalpha():
        return _label(text, at, _ALNUM) or raw
    if raw.unit == "" and _YEAR_IN_NAME.match(text, at):
        return Raw("label", at, at + 4, Decimal(text[at : at + 4]), key=f"{text[at : at + 4]}/")
    if raw.unit == "" and raw.end - at >= 7 and "." not in text[at : raw.end] and text[at : raw.end].isdecimal():
        return raw._replace(kind="label", key=text[at : raw.end])
    return raw


def _signed(text: str, raw: Raw) -> Raw:
    """A minus sign straight before a number, and after no other sign of a word or a range, belongs to it."""
    minus = _MINUS.search(text, max(0, raw.start - 2), raw.start)
    if minus is None or not raw.unit:
        return raw
    return raw._replace(start=raw.start - 1, value=-raw.value)


def _glued(text: str, at: int) -> Raw | None:
    """PM2.5, T3B, C919, G20: letters and digits in one word, from its first letter. But US$, RMB … are currencies."""
    first = at
    while first and text[first - 1].isascii() and (text[first - 1].isalnum() or text[first - 1] in "-._"):
        first -= 1
    match = re.compile(r"[A-Za-z\d._-]*[A-Za-z\d]").match(text, first)
    if match is None or text[first:at].upper().rstrip("$") in {"USD", "RMB", "CNY", "US", "HK"}:
        plain = _ARABIC.match(text, at)
        return plain and _amount(text, at, plain)
    return Raw("label", first, match.end(), key=label_key(match.group()))


def _amount(text: str, at: int, match: re.Match[str]) -> Raw:
    """An amount or a range of amounts, with its unit, from the match of its first numeral."""
    value, scale, unit, end = _measure(text, match)
    more = match["more"] or ""
    joint = _TO.match(text, end)
    if joint is not None and not (text[at - 1 : at] in "由从自" and at):
        other = (_ARABIC if match["num"][0].isdecimal() else _HAN).match(text, joint.end())
        if other is not None and value is not None:
            high, high_scale, high_unit, high_end = _measure(text, other)
            same = not (scale or unit) or (scale, unit) == (high_scale, high_unit) or (not unit and scale)
            if high is not None and same and (high_unit or unit or high_scale) and not match_period(text, joint.end()):
                if scale and scale != high_scale:
                    return _made(at, high_end, value, scale + high_unit, high * _ratio(high_scale, scale), more)
                return _made(at, high_end, value, high_scale + high_unit, high, more)
    return _made(at, end, value if value is not None else Decimal(0), scale + unit, None, more)


def _ratio(scale: str, other: str) -> Decimal:
    from qa.numerals import scale_value

    return scale_value(scale) / scale_value(other)


def _measure(text: str, match: re.Match[str]) -> tuple[Decimal | None, str, str, int]:
    """(value, scale, unit, end) of one numeral and what it measures."""
    head, scale = split_scale(match["num"].replace(" ", ""))
    if match["tail"]:
        head, scale = split_scale(match["num"].replace(" ", "") + match["tail"])
    value = parse_number(head)
    end = match.end()
    gap = 1 if text[end : end + 1] == " " and read_unit(text, end + 1) else 0
    unit = read_unit(text, end + gap)
    return value, scale, unit, end + gap + len(unit) if unit else end


def _made(at: int, end: int, value: Decimal, unit: str, high: Decimal | None, more: str) -> Raw:
    bare = unit.lstrip("百千万亿")
    kind = "points" if bare in {"个百分点", "百分点", "个基点", "基点"} else "amount"
    if bare in {"%", "‰"}:
        kind = "percent"
    elif bare in {"倍", "成"}:
        kind = "ratio"
    return Raw(kind, at, end, value, unit, high, "", more)


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


def _per(text: str, at: int) -> Raw | None:
    """百分之五, 千分之三, 三分之一, 1/3, 六成五."""
    tenths = _TENTHS.match(text, at)
    if tenths is not None:
        return Raw("ratio", at, tenths.end(), Decimal(f"{HAN_DIGITS[tenths[1]]}.{HAN_DIGITS[tenths[2]]}"), "成")
    match = _PER.match(text, at)
    if match is not None:
        whole = {"百": Decimal(1), "千": Decimal(10), "万": Decimal(100)}[match["whole"]]
        value = parse_number(match["num"].replace(" ", ""))
        high = parse_number(match["high"].replace(" ", "")) if match["high"] else None
        if value is None:
            return None
        return Raw("percent", at, match.end(), value / whole, "%", high and high / whole, "", match["more"] or "")
    match = _FRACTION.match(text, at) or _SLASHED.match(text, at)
    if match is None:
        return None
    above, below = parse_number(match["num"]), parse_number(match["den"])
    if not above or not below:
        return None
    return Raw("ratio", at, match.end(), above * 100 / below, "%", key=f"{above}/{below}")


def _rank(text: str, at: int) -> Raw | int | None:
    if text[at] == "首":
        top = _TOP.match(text, at)
        placed = top is not None and _RANK_BEFORE.search(text, max(0, at - 4), at)
        return Raw("rank", at, at + 2, Decimal(1), "位") if placed else None
    if text[at] == "前":
        lead = _LEADING.match(text, at)
        value = parse_number(lead["num"]) if lead is not None else None
        if lead is None or value is None or not (_RANK_BEFORE.search(text, max(0, at - 4), at) or lead["noun"]):
            return None
        return Raw("rank", at, lead.end(), value, lead["noun"] or "位", key="top")
    match = _RANK.match(text, at)
    value = parse_number(match["num"]) if match is not None else None
    if match is None or value is None:
        return None
    after = text[match.end() : match.end() + 1]
    if match["noun"] or (_RANK_END.match(text, match.end()) and _is_placed(text, at, after)):
        return Raw("rank", at, match.end(), value, match["noun"] or "位")
    if not after or not ("\u4e00" <= after <= "\u9fff"):
        # 第一, … at the head of a clause is an enumeration.
        return match.end()
    noun = read_unit(text, match.end())
    return Raw("label", at, match.end() + (len(noun) if len(noun) == 1 else 0), value, key=f"ord{value}")


def _is_placed(text: str, at: int, after: str) -> bool:
    """Whether 第N before a full stop or the like is a place (覆盖率居全国第4) and not a list's own number (第一,…)."""
    if _RANK_BEFORE.search(text, max(0, at - 4), at):
        return True
    return after != "、" and at > 0 and (text[at - 1].isalpha() or text[at - 1] == "的")


def _han(text: str, at: int, quoted: bool) -> Raw | int | None:
    raw = _per(text, at)
    if raw is not None:
        return raw
    match = _HAN.match(text, at)
    if match is None:
        return None
    before = text[at - 1] if at else " "
    label = _label(text, at, _ORDINAL_HAN) or _label(text, at, _CONGRESS)
    if label is not None and not quoted and before not in "第年":
        return label._replace(value=parse_number(label.key.rstrip("届次中全会期级等大")) or Decimal(0))
    if before in "数几第" or quoted:
        return match.end()
    if _HALF.match(text, at):
        return Raw("ratio", at, at + 2, Decimal(50), "%")
    raw = _amount(text, at, match)
    return raw if _is_figure(text, raw, match) else max(match.end("num"), at + 1)


def _is_figure(text: str, raw: Raw, match: re.Match[str]) -> bool:
    """Whether a Chinese numeral is a figure, and not a part of a word or a name (一个, 三峡, 万户, 四处)."""
    numeral = match["num"] + (match["tail"] or "")
    unit = raw.unit.lstrip("百千万亿") if raw.unit not in UNITS else raw.unit
    if parse_number(numeral) is None:
        return False
    if _BARE_SCALE.match(numeral):
        return _bare_scale(text, raw, numeral, unit)
    small = len(numeral) == 1 or (len(numeral) == 2 and numeral[0] == "十")
    known = UNITS.get(unit)
    if not unit:  # then only 万 and 亿 make a figure (近三千万)
        return numeral[-1] in "万亿" and numeral[0] not in "百千万亿" and numeral not in {"一万", "十万"}
    if unit == "成":
        return len(numeral) <= 2
    if known is not None and known.family not in {"count", "people", "time"} and not (small and unit in WEAK_AFTER_HAN):
        return not (numeral == "一" and known.family in {"area", "length", "volume", "weight", "households"})
    if raw.high is None and numeral in {"一", "二", "十"} and (numeral != "十" or unit in WEAK_AFTER_HAN):
        return False
    if unit == "大":
        return len(numeral) <= 2 and "\u4e00" <= text[raw.end : raw.end + 1] <= "\u9fff"
    return not (len(numeral) <= 2 and unit in WEAK_AFTER_HAN)


def _bare_scale(text: str, raw: Raw, numeral: str, unit: str) -> bool:
    """千万标箱 and 突破万亿 are figures; 万户, 百年, 千方 are not, nor are 百亿级 and its like without a unit."""
    over = text[raw.start - 1 : raw.start] in set("超过破达逾上近") if raw.start else False
    if len(numeral) >= 2:
        return bool(unit) or over
    return over and bool(unit) and numeral != "千"
