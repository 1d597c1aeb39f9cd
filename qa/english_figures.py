"""Reading one English figure: numbers with scales and units, number words, ranks, dates and periods."""

from __future__ import annotations

import re
from decimal import Decimal

from qa.figure_parts import Raw
from qa.figure_units import read_unit
from qa.numerals import ENGLISH_ORDINALS, ENGLISH_SCALES, ENGLISH_WORDS, parse_english_words
from qa.periods import match_english_period
from qa.units import ENGLISH_PREFIX, UNITS

_SCALES = "|".join(sorted(ENGLISH_SCALES, key=len, reverse=True))
_WORDS = "|".join(sorted(ENGLISH_WORDS, key=len, reverse=True))
_ORDINALS = "|".join(ENGLISH_ORDINALS)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
ENGLISH_START = (
    r"(?<![A-Za-z])(?:US\$|HK\$|RMB|CNY|USD|[$¥€£]) ?(?=\d)"
    rf"|(?<![A-Za-z\d-])(?i:{_MONTHS}|{_WORDS}|{_ORDINALS}|half|twice|thrice|doubl|tripl|quadrupl|h[12]\b|q[1-4]\b"
    r"|(?:full|whole|entire)[ -]year|(?:this|last|next|past|coming|previous) |the previous year"
    r"|(?:as of |by )?(?:the )?end[- ]|(?:early|mid|late)[ -]|a (?:third|quarter|half)|hundred|no\. ?\d)"
)
"""Where an English figure may begin, besides a digit (a pattern for `re`)."""
_NUMBER = re.compile(
    r"(?P<prefix>us\$|hk\$|rmb|cny|usd|[$¥€£])? ?"
    r"(?P<num>(?:\d{1,3}(?:,\d{3}){1,9}|\d{1,30})(?:\.\d{1,20})?)(?![\d])"
    rf"(?: ?-?(?P<scale>{_SCALES})\b)?"
)
_SPELLED = re.compile(rf"(?P<num>(?:{_WORDS})(?:[ -](?:and )?(?:{_WORDS}|{_SCALES}))*)\b(?P<gap>[ -]?)")
_RANKED = re.compile(
    rf"(?:no\. ?(?P<no>\d{{1,9}})|(?P<num>\d{{1,9}})(?:st|nd|rd|th)|(?P<word>{_ORDINALS}))\b"
    r"(?P<place>[ -]place| highest| largest| nationwide| among| in the (?:country|nation))?"
)
_RANK_VERB = re.compile(r"(?:rank\w*|plac\w*|came|stood|position|spot)(?: \w+)?(?: (?:the|at|as|in))* ?$")
_DOUBLED = re.compile(r"(?P<word>doubl|tripl|quadrupl)(?:ed|es|e|ing)\b")
_FRACTIONS = re.compile(r"(?P<num>one|two|three|a) ?-?(?P<den>third|quarter|fifth|half)s?\b")
_EN_UNIT = re.compile(
    "|".join(
        re.escape(form.lower())
        for form in sorted(UNITS, key=len, reverse=True)
        if form.isascii() and len(form) > 1 and form[0].isalpha()
    )
    + r"|%"
)
_CASED = {form.lower(): form for form in UNITS}
_PREFIX = {form.lower(): unit for form, unit in ENGLISH_PREFIX.items()}
_AMOUNT_AFTER = re.compile(rf" ?(?:{_SCALES})\b|[ -]?(?:yuan|people|households|km|mu|units|visits)\b")
_AFTER_NUMBER = re.compile(r"[\d,.]+ ?[-—–~]? ?[\d,.]*")
_OCCASIONS = re.compile(r" (?:in|a|per|since|this)\b")
_JOINT = re.compile(r"(?P<unit>%| percent)?(?: ?[-–—] ?| to )")
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
    match = _AFTER_NUMBER.match(folded, at)
    return match.end() if match else at


def _is_amount(lowered: str, end: int, kind: str, text: str) -> bool:
    """2024 in "2024 billion yuan" is no year."""
    if not text.isdecimal():
        return False
    return _AMOUNT_AFTER.match(lowered, end) is not None


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
    """A number with a scale, a unit or a currency; a bare one is left to the other reader, and so is PM2.5."""
    match = _NUMBER.match(lowered, at)
    if match is None or (at and folded[at - 1].isascii() and folded[at - 1].isalpha()):
        return None
    currency = _PREFIX.get(match["prefix"] or "", "")
    second = None if currency else _upper_end(folded, lowered, at, match)
    last = second or match
    end = last.end()
    gap = 1 if lowered[end : end + 1] in {" ", "-"} else 0
    unit, unit_end = _unit(folded, lowered, end + gap)
    if currency:
        unit, unit_end = currency, unit_end if unit in {"元", "yuan", currency} else end
    if unit == "times" and _OCCASIONS.match(lowered, unit_end):
        unit = "次"
    scale = last["scale"] or match["scale"]
    if not unit and not scale:
        return None
    high = None if second is None else _value(second)
    return _raw(at, unit_end if unit else end, _value(match), scale, unit, high)


def _upper_end(folded: str, lowered: str, at: int, first: re.Match[str]) -> re.Match[str] | None:
    """The second number of a range (5-6%, 10 to 15 percent, 1–2 million), where the first is of the same unit."""
    joint = _JOINT.match(lowered, first.end())
    if joint is None or lowered.endswith("from ", 0, at):
        return None
    second = _NUMBER.match(lowered, joint.end())
    if second is None or second["prefix"] or first["scale"] not in {None, second["scale"]}:
        return None
    gap = 1 if lowered[second.end() : second.end() + 1] in {" ", "-"} else 0
    unit, _ = _unit(folded, lowered, second.end() + gap)
    if joint["unit"]:
        return second if unit in {"%", "percent"} else None
    return second if unit or second["scale"] else None


def _value(match: re.Match[str]) -> Decimal:
    return Decimal(match["num"].replace(",", ""))


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
    for word in ("twice", "thrice", "half"):
        if lowered.startswith(word, at) and not lowered[at + len(word) : at + len(word) + 1].isalpha():
            if word == "half":
                return (
                    Raw("ratio", at, at + 4, Decimal(50), "%")
                    if lowered.startswith((" of", " the"), at + 4)
                    else at + 4
                )
            return Raw("ratio", at, at + len(word), Decimal(2 if word == "twice" else 3), "倍")
    match = _SPELLED.match(lowered, at)
    value = parse_english_words(match["num"]) if match is not None else None
    if match is None or value is None:
        return at + 1
    end = match.end("num")
    unit, unit_end = _unit(lowered, lowered, end + 1) if match["gap"] else ("", end)
    if value <= 1 and not unit:
        return end
    return _raw(at, unit_end if unit else end, value, None, unit, None)
