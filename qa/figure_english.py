"""A figure in English, exactly: 9709.7亿元 is "970.97 billion yuan". Never rounded; a unit without English stays."""

from __future__ import annotations

from decimal import Decimal

from qa.periods import MONTHS
from qa.quantity import Quantity, split_unit

_SCALES = ((Decimal(10**12), "trillion"), (Decimal(10**9), "billion"), (Decimal(10**6), "million"))
_MONTHS = [name.capitalize() for name in MONTHS]
_WORDS = {
    "at least": "至少 不低于 不少于 以上 及以上 之上",
    "no more than": "不超过 不高于",
    "within": "以内 之内 控制在",
    "at most": "以下 及以下",
    "less than": "不到 低于 少于 小于",
    "nearly": "近 接近 将近 几乎",
}
_BOUNDS = {chinese: english for english, words in _WORDS.items() for chinese in words.split()}
_PLAIN = "个 项 家 处 座 条 件 宗 种 类 张 间 支 只 部 篇 份 场 大 批 期 轮 起 例 名 岗 方面"
_PLAIN_COUNTS = frozenset(_PLAIN.split())  # what they count stands beside them; in English the number is enough
_PARTS = {
    "M01-M06": "first half",
    "M07-M12": "second half",
    "M01-M12": "the whole year",
    "M01-M09": "first three quarters",
    "M01-M03": "first quarter",
    "M04-M06": "second quarter",
    "M07-M09": "third quarter",
    "M10-M12": "fourth quarter",
}


def to_english(q: Quantity, *, bounds: bool = True) -> str:
    """`q` in English without any rounding; with `bounds`, 超过1800万件次 is "more than 18 million cases"."""
    if q.kind == "rank":
        return f"top {q.value}" if q.key == "top" else f"{_ordinal(int(q.value))} place"
    if q.kind in {"date", "period", "label"}:
        return _period(q)
    text = _measured(q)
    bound = _bound(q) if bounds else ""
    return f"{bound} {text}" if bound else text


def _bound(q: Quantity) -> str:
    if not q.bound:
        return ""
    default = {"at_least": "more than", "at_most": "at most", "about": "about"}[q.bound]
    return _BOUNDS.get(q.bound_text, q.bound_text if q.bound_text.isascii() else default)


def _measured(q: Quantity) -> str:
    scale, unit = split_unit(q.unit)
    bare = q.unit[len(scale) :]
    if q.unit == "番":
        return {1: "doubled", 2: "quadrupled"}.get(int(q.value), f"doubled {q.value} times over")
    if q.key and q.key != "doubled":  # 1/3, 2.5:1
        return q.key
    if bare == "成":
        return _joined(q, Decimal(10), "%", "%")
    if q.kind == "percent" or (unit.base == "%" and bare in {"%", "percent"}):
        return _joined(q, unit.factor, "%", "%")
    if q.family == "points":
        return _joined(q, unit.factor, " percentage point", " percentage points")
    factor = (q.number / q.value) if q.value else Decimal(1)
    if unit.name:
        glue = "" if unit.name.startswith("°") else " "
        return _joined(q, factor, glue + unit.name, glue + unit.names)
    if not bare or bare in _PLAIN_COUNTS:
        return _joined(q, factor, "", "")
    return _joined(q, factor, f" {bare}", f" {bare}")


def _joined(q: Quantity, factor: Decimal, one: str, many: str) -> str:
    low = _scaled(q.value * factor)
    if q.value_high is None:
        return low + (one if abs(q.value * factor) == 1 else many)
    return f"{low}–{_scaled(q.value_high * factor)}{many}"


def _scaled(value: Decimal) -> str:
    """Digits with separators, or with million … trillion where at most six decimals are left over."""
    for scale, name in _SCALES:
        if abs(value) >= scale:
            coefficient = value / scale
            places = -_plain(coefficient).as_tuple().exponent if coefficient != coefficient.to_integral_value() else 0  # type: ignore[operator]
            if places <= (6 if scale > 10**6 else 3):
                return f"{_digits(coefficient)} {name}"
    return _digits(value)


def _plain(value: Decimal) -> Decimal:
    return value.normalize()


def _digits(value: Decimal) -> str:
    if value == value.to_integral_value():
        return f"{int(value):,}"
    if len(value.as_tuple().digits) >= 28:  # a third has no exact decimal form
        return f"{value:,.2f}"
    return f"{_plain(value):,f}"


def _ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


_RELATIVE = {"-1": "last year", "+1": "next year"}


def _period(q: Quantity) -> str:
    year, slash, part = q.key.partition("/")
    if not slash:
        return _ordinal(int(q.value)) if q.key.startswith("ord") else q.text.strip('“”‘’"')
    if part.startswith("fyp"):
        return _plan(part, period=q.kind == "period")
    of_year = _RELATIVE.get(year, year)
    if part == "":
        return of_year or ("this year" if "年" in q.text else q.text)
    if part.startswith("D"):
        return _day(part, of_year)
    named = _named(part)
    if named is None:
        return _other(part, of_year, q)
    return f"{named} of {of_year}" if of_year and " " in named else f"{named} {of_year}".strip()


def _plan(part: str, *, period: bool) -> str:
    number, _, end = part[3:].partition("-")
    return ("end of the " if end else "") + f"{_ordinal(int(number))} Five-Year Plan" + (" period" if period else "")


def _day(part: str, year: str) -> str:
    month, _, day = part[1:].partition("-")
    day, _, last = day.partition("..")
    days = f"{int(day)}–{int(last)}" if last else f"{int(day)}"
    return f"{_MONTHS[int(month) - 1]} {days}" + (f", {year}" if year else "")


def _named(part: str) -> str | None:
    if part in _PARTS:
        return _PARTS[part]
    first, _, rest = part[1:].partition("-")
    if not part.startswith("M") or not first.isdecimal() or not 1 <= int(first) <= 12:
        return None
    month = _MONTHS[int(first) - 1]
    if not rest:
        return month
    if rest.startswith("M"):
        return f"{month}–{_MONTHS[int(rest[1:]) - 1]}"
    return {"end": f"end of {month}", "start": f"early {month}", "mid": f"mid-{month}", "late": f"late {month}"}.get(
        rest
    )


def _other(part: str, year: str, q: Quantity) -> str:
    if part in {"end", "start"}:
        return f"{'end' if part == 'end' else 'beginning'} of {year or 'this year'}"
    if part.startswith(".."):
        return f"{year}–{part[2:]}"
    if part.startswith(("past-", "next-")):
        return f"the {part[:4]} {part[5:-1]} years"
    return q.text
