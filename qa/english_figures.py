"""Reading one English figure: numbers with scales and units, number words, ranks, dates and periods."""

from __future__ import annotations

import re
from decimal import Decimal

from qa.figure_readers import Raw, read_unit
from qa.numerals import ENGLISH_ORDINALS, ENGLISH_SCALES, ENGLISH_WORDS, parse_english_words
from qa.periods import match_english_period
from qa.units import ENGLISH_PREFIX, UNITS

_SCALES = "|".join(sorted(ENGLISH_SCALES, key=len, reverse=True))
_WORDS = "|".join(sorted(ENGLISH_WORDS, key=len, reverse=True))
_ORDINALS = "|".join(ENGLISH_ORDINALS)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
ENGLISH_START = re.compile(
    r"[\d零〇○一二两三四五六七八九十百千万亿第翻ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[上下]半年|(?<![上下后大小])(?<!(?<!提)前)半年|全年|[今去明本上来]年"
    r"|近(?=[\d一二两三四五六七八九十]+年)|前(?=[\d一二两三四五六七八九十])|首位|截[至止]"
    r"|(?:过去|未来|今后|最近|这|头|[上下本]世纪)(?=的?[\d一二两三四五六七八九十])|[“‘\"](?=十?[一二三四五六七八九]?五[”’\"])"
    rf"|(?<![A-Za-z])(?:US\$|HK\$|RMB|CNY|USD|[$¥€£]) ?(?=\d)"
    rf"|(?<![A-Za-z\d-])(?i:{_MONTHS}|{_WORDS}|{_ORDINALS}|half|twice|thrice|doubl|tripl|quadrupl|h[12]\b|q[1-4]\b"
    r"|(?:full|whole|entire)[ -]year|(?:this|last|next|past|coming|previous) |the previous year|(?:as of |by )?(?:the )?end[- ]|a (?:third|quarter|half)|hundred|no\. ?\d)"
)
_NUMBER = re.compile(
    rf"(?P<prefix>us\$|hk\$|rmb|cny|usd|[$¥€£])? ?(?P<num>\d[\d,]*(?:\.\d+)?)(?: ?-?(?P<scale>{_SCALES})\b)?(?P<gap>[ -]?)"
)
_SPELLED = re.compile(rf"(?P<num>(?:{_WORDS})(?:[ -](?:and )?(?:{_WORDS}|{_SCALES}))*)\b(?P<gap>[ -]?)")
_RANKED = re.compile(rf"(?:no\. ?(?P<no>\d+)|(?P<num>\d+)(?:st|nd|rd|th)|(?P<word>{_ORDINALS}))\b(?P<place>[ -]place| highest| largest| nationwide| among| in the (?:country|nation))?")
_RANK_VERB = re.compile(r"(?:rank\w*|plac\w*|came|stood|position|spot)(?: \w+)?(?: (?:the|at|as|in))* ?$")
_FACTORS = {"twice": 2, "thrice": 3, "half": Decimal("0.5")}
_DOUBLED = re.compile(r"(?P<word>doubl|tripl|quadrupl)(?:ed|es|e|ing)\b")
_FRACTIONS = re.compile(r"(?P<num>one|two|three|a) ?-?(?P<den>third|quarter|fifth|half)s?\b")
_EN_UNIT = re.compile(
    "|".join(re.escape(form.lower()) for form in sorted(UNITS, key=len, reverse=True) if form.isascii() and len(form) > 1 and form[0].isalpha())
    + r"|%"
)
_CASED = {form.lower(): form for form in UNITS}
_PREFIX = {form.lower(): unit for form, unit in ENGLISH_PREFIX.items()}
_HAN = re.compile(r"[\u4e00-\u9fff]")


def read_english(folded: str, lowered: str, at: int) -> Raw | int | None:
    """The English figure at `at`; None where what stands there is not one, or is one that Chinese reads as well."""
    char = lowered[at]
    if char.isdecimal() and _HAN.match(folded, _after_number(folded, at)):
        return None
    if not (char.isascii() and (char.isalnum() or char in "$¥€£")):
        return None
    period = match_english_period(lowered, at)
    if period is not None and not _is_amount(lowered, period.end, period.kind, folded[at : period.end]):
        return Raw(period.kind, at, period.end, Decimal(period.number), key=period.key)
    ranked = _rank(lowered, at)
    if ranked is not None:
        return ranked
    if char.isdecimal() or char in "$¥€£" or lowered.startswith(("us$", "hk$", "rmb", "cny", "usd"), at):
        return _number(folded, lowered, at)
    return _spelled(lowered, at)


def _after_number(folded: str, at: int) -> int:
    match = re.compile(r"[\d,.]+ ?[-—–~]? ?[\d,.]*").match(folded, at)
    return match.end() if match else at


def _is_amount(lowered: str, end: int, kind: str, text: str) -> bool:
    """2024 in "2024 billion yuan" is no year."""
    if not text.isdecimal():
        return False
    return re.compile(rf" ?(?:{_SCALES})\b|[ -]?(?:yuan|people|households|km|mu|units|visits)\b").match(lowered, end) is not None


def _rank(lowered: str, at: int) -> Raw | None:
    match = _RANKED.match(lowered, at)
    if match is None:
        return None
    number = int(match["no"] or match["num"] or 0) or ENGLISH_ORDINALS.get(match["word"] or "", 0)
    placed = match["no"] or match["place"] or _RANK_VERB.search(lowered, max(0, at - 24), at)
    if placed:
        place = match["place"] or ""
        return Raw("rank", at, match.end() if "place" in place else match.end() - len(place), Decimal(number), "位")
    if match["word"]:
        return Raw("label", at, match.end(), Decimal(number), key=f"ord{number}") if number > 3 else None
    return Raw("label", at, match.end(), Decimal(number), key=f"ord{number}")


def _unit(folded: str, lowered: str, at: int) -> tuple[str, int]:
    """(unit, its end) of the English unit at `at`; ("", at) if none."""
    cased = read_unit(folded, at) if at < len(folded) else ""
    match = _EN_UNIT.match(lowered, at)
    form = _CASED.get(match.group(), match.group()) if match is not None else ""
    if match is not None and lowered[match.end() : match.end() + 1].isalpha() and lowered[match.end()].isascii():
        form = ""
    if len(cased) >= len(form):
        return cased, at + len(cased)
    return form, at + len(form)


def _number(folded: str, lowered: str, at: int) -> Raw | int | None:
    if at and (folded[at - 1].isascii() and folded[at - 1].isalpha()):
        return None  # PM2.5
    match = _NUMBER.match(lowered, at)
    if match is None:
        return None
    value = Decimal(match["num"].replace(",", "").rstrip("."))
    end = match.end("scale") if match["scale"] else match.end("num")
    while lowered[end - 1] in ",.":
        end -= 1
    high: Decimal | None = None
    scale = match["scale"]
    joint = re.compile(r"(?P<unit>%| percent)?(?: ?[-–—] ?| to )").match(lowered, end)
    if joint is not None and not re.search(r"from $", lowered[max(0, at - 5) : at]):
        second = _NUMBER.match(lowered, joint.end())
        if second is not None and not second["prefix"]:
            unit, unit_end = _unit(folded, lowered, second.end())
            alike = unit == "%" if joint["unit"] == "%" else unit.startswith("per") if joint["unit"] else not match["prefix"]
            if unit and alike and second["num"][-1].isdecimal() and (not scale or scale == second["scale"]):
                high, scale, end = Decimal(second["num"].replace(",", "")), second["scale"], second.end("num")
                end = second.end("scale") if second["scale"] else end
                match = second
    gap = 1 if lowered[end : end + 1] in {" ", "-"} else 0
    unit, unit_end = _unit(folded, lowered, end + gap)
    if match["prefix"] or (high is None and _NUMBER.match(lowered, at) and _prefix(lowered, at)):
        unit = unit if unit in {"元", "yuan"} else ""
        unit, unit_end = _prefix(lowered, at), unit_end if unit else end
    if not unit:
        unit_end = end
        if lowered[end : end + 1].isalpha() and lowered[end].isascii():
            return None  # 5G, 3D
        if not scale:
            return None  # bare numbers and labels are the other reader's
    if unit == "times" and re.match(r" (?:in|a|per|since|this)\b", lowered[unit_end : unit_end + 7]):
        unit = "次"
    return _raw(at, unit_end, value, scale, unit, high)


def _prefix(lowered: str, at: int) -> str:
    match = _NUMBER.match(lowered, at)
    return _PREFIX.get(match["prefix"] or "", "") if match is not None else ""


_HAN_SCALES = {
    "million": ("百万", 1), "mln": ("百万", 1), "mn": ("百万", 1), "billion": ("亿", 10), "bln": ("亿", 10), "bn": ("亿", 10),
    "trillion": ("万亿", 1), "trn": ("万亿", 1), "tn": ("万亿", 1), "thousand": ("千", 1), "hundred": ("百", 1),
}  # fmt: skip


def _raw(at: int, end: int, value: Decimal, scale: str | None, unit: str, high: Decimal | None) -> Raw:
    """English scales are written into the value: 970.97 billion yuan has the value 970970000000 and the unit yuan."""
    factor = ENGLISH_SCALES[scale] if scale else Decimal(1)
    known = UNITS.get(unit)
    family = known.family if known is not None else ""
    kind = family if family in {"percent", "points", "ratio"} else "amount"
    return Raw(kind, at, end, value * factor, unit, high * factor if high is not None else None)


def _spelled(lowered: str, at: int) -> Raw | int | None:
    doubled = _DOUBLED.match(lowered, at)
    if doubled is not None:
        times = {"doubl": 1, "tripl": 2, "quadrupl": 3}[doubled["word"]]
        return Raw("ratio", at, doubled.end(), Decimal(times), "倍", key="doubled")
    fraction = _FRACTIONS.match(lowered, at)
    if fraction is not None:
        above = {"one": 1, "a": 1, "two": 2, "three": 3}[fraction["num"]]
        below = {"third": 3, "quarter": 4, "fifth": 5, "half": 2}[fraction["den"]]
        return Raw("ratio", at, fraction.end(), Decimal(above) * 100 / below, "%", key=f"{above}/{below}")
    for word, factor in _FACTORS.items():
        if lowered.startswith(word, at) and not lowered[at + len(word) : at + len(word) + 1].isalpha():
            if word == "half":
                return Raw("ratio", at, at + 4, Decimal(50), "%") if lowered.startswith((" of", " the"), at + 4) else at + 4
            return Raw("ratio", at, at + len(word), Decimal(factor), "倍")
    match = _SPELLED.match(lowered, at)
    value = parse_english_words(match["num"]) if match is not None else None
    if match is None or value is None:
        return at + 1
    end = match.end("num")
    unit, unit_end = _unit(lowered, lowered, end + 1) if match["gap"] else ("", end)
    if value <= 1 and not unit:
        return end
    return _raw(at, unit_end if unit else end, value, None, unit, None)
