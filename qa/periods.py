"""Dates and periods in Chinese and English text, each with a key under which equal ones are equal.

A key is ``year/part``: the year is "2024", "" (none, or this year), "-1", "+1"; the part is "M06", "M01-M06",
"M06-end", "D07-29", "end" … so 上半年, 1—6月 and "first half" all have the part "M01-M06".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from qa.numerals import ENGLISH_ORDINALS, ENGLISH_WORDS, HAN_DIGITS, parse_number

_HAN = "零〇○一二三四五六七八九"
YEAR = r"(?:(?:1[89]|2[01])\d\d|2 0 \d \d|1 [89] \d \d|[一二][零〇○0九八][零〇○0一二三四五六七八九]{2})"
_REL = r"(?:今年|本年|去年|上年|明年|来年)"
_Y = rf"(?:(?P<y>{YEAR}) ?年|(?P<rel>{_REL}))"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_D = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r" ?(?:[-—–~～―]{1,2}|至|到) ?"
_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_MONTH_NAMES = "january february march april may june july august september october november december"
MONTHS = _MONTH_NAMES.split()
_MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)} | {
    name[:3]: number for number, name in enumerate(MONTHS, 1)
}
_EN_M = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_EN_Y = r"(?P<ey>(?:1[89]|2[01])\d\d)\b"
_OF_Y = rf"(?:,? +(?:of +|in +)?(?:{_EN_Y}|(?P<erel>(?:this|last|next|the|the same|the previous) year)))?"
_TH = r"(?:st|nd|rd|th)?"
_RELATIVE = {"去年": "-1", "上年": "-1", "last year": "-1", "the previous year": "-1", "明年": "+1", "来年": "+1",
             "next year": "+1"}  # fmt: skip
_EN_NUMBER = "|".join(word for word, number in ENGLISH_WORDS.items() if 0 < number < 20)


@dataclass(frozen=True, slots=True)
class Period:
    """A date or period at `[start:end]` of the folded text; `kind`: "date", "period" or "label"."""

    kind: str
    key: str
    start: int
    end: int
    number: int


def _int(text: str) -> int:
    digits = text.replace(" ", "")
    if digits.isdecimal():
        return int(digits)
    if digits in ENGLISH_WORDS:
        return ENGLISH_WORDS[digits]
    if all(char in HAN_DIGITS or char.isdecimal() for char in digits) and len(digits) > 1:
        return int("".join(str(HAN_DIGITS.get(char, char)) for char in digits))
    return int(parse_number(digits) or 0)


def _year(match: re.Match[str]) -> str:
    groups = match.groupdict()
    year = groups.get("y") or groups.get("ey")
    if year:
        return str(_int(year))
    return _RELATIVE.get(groups.get("rel") or groups.get("erel") or "", "")


def _month(text: str) -> int:
    name = text.strip(".").lower()
    return _MONTH_NUMBERS.get(name[:3]) or _int(text)


def _span(first: int, last: int) -> str:
    return f"M{first:02}-M{last:02}" if first != last else f"M{first:02}"


Built = tuple[str, str, int]  # kind, part of the key, number


def _date(match: re.Match[str]) -> Built:
    month, day = _month(match["m"]), _int(match["d"])
    last = match.groupdict().get("d2")
    part = f"D{month:02}-{day:02}" + (f"..{_int(last):02}" if last else "")
    year = _year(match)
    return "date", part, int(f"{year}{month:02}{day:02}") if year.isdecimal() else month * 100 + day


def _iso(match: re.Match[str]) -> Built:
    return "date", f"D{int(match['m']):02}-{int(match['d']):02}", int(f"{match['y']}{match['m']:0>2}{match['d']:0>2}")


def _months(match: re.Match[str]) -> Built:
    first, last = _month(match["m"]), _month(match["m2"])
    return "period", _span(first, last), last


_TAILS = {"底": "-end", "末": "-end", "初": "-start", "上旬": "-start", "中旬": "-mid", "下旬": "-late"} | {
    "end": "-end",
    "early": "-start",
    "mid": "-mid",
    "late": "-late",
}


def _one_month(match: re.Match[str]) -> Built:
    month = _month(match["m"])
    tail = match.groupdict().get("tail") or ""
    until = match.group().startswith(("截至", "截止", "as of", "by "))
    end = _TAILS.get(tail) or _TAILS.get(match.groupdict().get("when") or "", "")
    return "period" if until else "date", f"M{month:02}{end}", month


_HALVES = {
    "上半年": (1, 6),
    "下半年": (7, 12),
    "first half": (1, 6),
    "second half": (7, 12),
    "h1": (1, 6),
    "h2": (7, 12),
}


def _part(match: re.Match[str]) -> Built:
    first, last = _HALVES.get(match["part"], (1, 12))
    return "period", _span(first, last), last


def _quarter(match: re.Match[str]) -> Built:
    text = match["q"].lower()
    quarter = ENGLISH_ORDINALS.get(text) or _int(text)
    if match.groupdict().get("upto"):
        return "period", _span(1, 3 * quarter), quarter
    return "period", _span(3 * quarter - 2, 3 * quarter), quarter


def _first_months(match: re.Match[str]) -> Built:
    months = _int(match["n"].lower())
    return "period", _span(1, months), months


def _years(match: re.Match[str]) -> Built:
    return "period", f"..{_int(match['y2'])}", _int(match["y"])


def _bare_year(match: re.Match[str]) -> Built:
    tail = match.groupdict().get("tail") or ""
    part = {"底": "end", "末": "end", "初": "start"}.get(tail, "")
    year = _year(match)
    return "period", part, int(year) if year.isdecimal() else 0


def _short_year(match: re.Match[str]) -> Built:
    return "period", f"{1900 + _int(match['n'])}/", 1900 + _int(match["n"])


def _span_of_years(match: re.Match[str]) -> Built:
    groups = match.groupdict()
    prefix, count = groups.get("prefix") or "", _int(match["n"].lower())
    future = prefix.startswith(("未来", "今后", "下", "后", "next", "coming"))
    return "period", f"{'next' if future else 'past'}-{count}y", count


def _plan(match: re.Match[str]) -> Built:
    number = _int(match["n"][:-1]) if match["n"].endswith("五") else _int(match["n"])
    tail = match.groupdict().get("tail") or ""
    return "period" if tail else "label", f"fyp{number}" + ("-end" if tail.startswith("末") else ""), number


def _age(match: re.Match[str]) -> Built:
    return "period", match.group().replace(" ", ""), _int(match["n"])


_CHINESE: list[tuple[str, Callable[[re.Match[str]], Built]]] = [
    (rf"{_Y}? ?(?P<m>{_M}) ?月 ?(?P<d>{_D}) ?[日号](?:{_TO}(?P<d2>{_D})[日号])?", _date),
    (r"(?P<y>(?:19|20)\d\d)([-/.])(?P<m>0?[1-9]|1[0-2])\2(?P<d>0[1-9]|[12]\d|3[01]|[1-9])(?!\d)", _iso),
    (rf"{_Y}? ?(?P<m>{_M})(?:月份?)?{_TO}(?P<m2>{_M}) ?月份?", _months),
    (rf"(?:截[至止]到?)?{_Y}? ?(?P<m>{_M}) ?月(?:份)?(?P<tail>底|末|初|中旬|上旬|下旬)?(?![饼球度均])", _one_month),
    (rf"{_Y}?的?(?P<part>上半年|下半年|全年)(?![级龄])", _part),
    (rf"{_Y}?第?(?:(?P<upto>前)|第)?(?P<q>[一二三四1-4])个?季度末?", _quarter),
    (rf"{_Y}?前(?P<n>{_N})个月", _first_months),
    (rf"(?P<y>{YEAR}) ?年?{_TO}(?P<y2>{YEAR}) ?年", _years),
    (r"(?P<y>(?:19|20)\d\d) ?[-–—~] ?(?P<y2>(?:19|20)\d\d)(?![\d.,万亿])", _years),
    (rf"(?:截[至止]到?)?{_Y} ?(?P<tail>年底|年末|年初|底|末(?!期)|初)?(?:度(?!假))?", _bare_year),
    (rf"(?P<y>{YEAR})(?=[、和与及比到至,—-]{{1,2}}{YEAR}|[两三]年)", _bare_year),
    (rf"(?P<n>[四五六七八九][{_HAN}])年(?![代级来间])", _short_year),
    (
        rf"(?P<prefix>近|过去|未来|今后|最近|这|前|头|后|下(?:一个)?)的?(?P<n>{_N})年(?:来|间|里)?(?![级期])",
        _span_of_years,
    ),
    (rf"(?P<n>{_N})年(?:来(?!水|临)|间(?!接))", _span_of_years),
    (
        r"[“‘\"](?P<n>(?:十[一二三四五六七]?|[一二三四五六七八九])五)[”’\"](?P<tail>期间|时期|末期|末|初期|初|以来)?",
        _plan,
    ),
    (r"(?P<n>十[一二三四五六七]五)(?P<tail>期间|时期|末期|末|初期|初|以来)?", _plan),
    (r"(?:(?:本|上|下|二十|20|19|十九)世纪)?(?P<n>[一二三四五六七八九]十|[1-9]0)年代(?:初期?|中期?|末期?|后期)?", _age),
    (r"(?P<n>二十一|二十|十九|2[01]|1[6-9])世纪(?:初|中叶|末)?", _age),
]
_ENGLISH: list[tuple[str, Callable[[re.Match[str]], Built]]] = [
    (rf"(?P<m>{_EN_M}) +(?P<d>{_D}){_TH}\b(?!,?\d)(?:[-–—](?P<d2>{_D})\b)?(?:,? +{_EN_Y})?", _date),
    (rf"(?P<d>{_D}){_TH} +(?:of +)?(?P<m>{_EN_M})(?:,? +{_EN_Y})?", _date),
    (rf"(?P<m>{_EN_M}) ?(?:[-–—]|to|through|until) ?(?P<m2>{_EN_M}){_OF_Y}", _months),
    (rf"(?:(?:as of|by) )?(?:the )?(?P<when>end|early|mid|late)(?:-| of |-of-| )(?P<m>{_EN_M}){_OF_Y}", _one_month),
    (rf"(?P<m>(?!may\b|mar\b|march\b){_EN_M}){_OF_Y}", _one_month),
    (rf"(?P<m>{_EN_M}) +{_EN_Y}", _one_month),
    (r"(?<=in )(?P<m>may|march)\b", _one_month),
    (rf"(?P<part>(?:first|second) half|h[12]\b|(?:full|whole|entire)[ -]year){_OF_Y}", _part),
    (rf"(?P<part>h[12]) ?{_EN_Y}", _part),
    (rf"(?P<upto>first) (?P<q>two|three|2|3) quarters{_OF_Y}", _quarter),
    (rf"(?P<q>first|second|third|fourth) quarter{_OF_Y}", _quarter),
    (rf"q(?P<q>[1-4])\b{_OF_Y}", _quarter),
    (rf"first (?P<n>{_EN_NUMBER}|\d\d?) months{_OF_Y}", _first_months),
    (r"(?P<y>(?:19|20)\d\d) ?[-–—] ?(?P<y2>(?:19|20)\d\d)\b", _years),
    (rf"(?P<prefix>past|last|next|coming|previous) (?P<n>{_EN_NUMBER}|\d\d?) years", _span_of_years),
    (r"(?P<erel>(?:this|last|next|the previous) year)", _bare_year),
    (r"(?P<n>\d\d?)(?:th|st|nd|rd) five-year plan(?P<tail> period)?", _plan),
    (r"(?P<ey>(?:19|20)\d\d)\b(?!,\d|\.\d|[%‰])", _bare_year),
]
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Built]]
_RULES: list[Rule] = [(re.compile(pattern), build) for pattern, build in _CHINESE]
_ENGLISH_RULES: list[Rule] = [(re.compile(pattern), build) for pattern, build in _ENGLISH]
_HINT = re.compile(r"[年月季纪五]|(?:19|20)\d\d ?[-/.–—~] ?\d")
REACH = 14


def match_period(text: str, start: int) -> Period | None:
    """The date or period that starts exactly at `start` of folded text, or None."""
    if not _HINT.search(text, start, start + REACH):
        return None
    best = _first(text, start, _RULES)
    return best


def match_english_period(text: str, start: int) -> Period | None:
    """As `match_period`, for English; `text` is in lower case."""
    return _first(text, start, _ENGLISH_RULES)


def _first(
    text: str, start: int, rules: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Built]]]
) -> Period | None:
    for pattern, build in rules:
        match = pattern.match(text, start)
        if match is not None:
            kind, part, number = build(match)
            key = part if part.endswith("/") else f"{_year(match)}/{part}"
            return Period(kind, key, start, match.end(), number)
    return None
