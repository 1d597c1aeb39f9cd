"""Numbers as written in Chinese and English text, as exact `Decimal` values.

Arabic, Chinese and mixed numerals (``2,453.4``, ``一万七千四百亿``, ``7千``, ``2亿5000万``) and English number words.
"""

from __future__ import annotations

import re
from decimal import Decimal

HAN_DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
_SMALL = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000)}
_LARGE = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
SCALES = {**_SMALL, **_LARGE}

ENGLISH_SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10**6),
    "mln": Decimal(10**6),
    "mn": Decimal(10**6),
    "billion": Decimal(10**9),
    "bln": Decimal(10**9),
    "bn": Decimal(10**9),
    "trillion": Decimal(10**12),
    "trn": Decimal(10**12),
    "tn": Decimal(10**12),
}
_UNITS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
sixteenth seventeenth eighteenth nineteenth twentieth
"""
ENGLISH_WORDS: dict[str, int] = {word: number for number, word in enumerate(_UNITS.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), start=2)
}
ENGLISH_ORDINALS: dict[str, int] = {word: number for number, word in enumerate(_ORDINALS.split(), start=1)}

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|.", re.DOTALL)
_TRAILING_SCALE = re.compile(r"^(.*?)([百千]?[万亿]+|[百千])$")


def parse_number(text: str) -> Decimal | None:
    """The value of a numeral in Arabic, Chinese or mixed digits; None for what is no numeral (两三, 点五)."""
    whole, dot, fraction = text.partition("点")
    if dot:
        return _with_fraction(whole, fraction)
    if len(text) > 1 and all(char in HAN_DIGITS for char in text):
        # 二〇二五 is read digit by digit; 两三 ("two or three") is no number at all.
        positional = len(text) > 2 or any(HAN_DIGITS[char] == 0 for char in text)
        return Decimal("".join(str(HAN_DIGITS[char]) for char in text)) if positional and "两" not in text else None
    return _sum_of_scales(text)


def _with_fraction(whole: str, fraction: str) -> Decimal | None:
    digits = fraction.rstrip("百千万亿")
    head = parse_number(whole) if whole else None
    if head is None or not digits or any(char not in HAN_DIGITS for char in digits):
        return None
    value = head + Decimal("0." + "".join(str(HAN_DIGITS[char]) for char in digits))
    for scale in fraction[len(digits) :]:
        value *= SCALES[scale]
    return value


def _sum_of_scales(text: str) -> Decimal | None:
    total = section = Decimal(0)
    digit: Decimal | None = None
    last: Decimal | None = None  # the scale just read: 三万五 is 35 000
    for token in _TOKEN.findall(text):
        if token in _SMALL:
            section += (Decimal(1) if digit is None else digit) * _SMALL[token]
            digit, last = None, _SMALL[token]
        elif token in _LARGE:
            section += digit or 0
            if section == 0 and total == 0:
                section = Decimal(1)
            if token == "亿" or section == 0:
                total = (total + section) * _LARGE[token]
            else:
                total += section * _LARGE[token]
            section, digit, last = Decimal(0), None, _LARGE[token]
        elif token in HAN_DIGITS:
            if HAN_DIGITS[token] == 0:
                last = None
                continue
            if digit is not None:
                return None
            digit = Decimal(HAN_DIGITS[token])
        elif token[0].isdecimal():
            if digit is not None:
                return None
            digit, last = Decimal(token.replace(",", "")), None
        else:
            return None
    if digit is not None:
        section += digit * last / 10 if last is not None and last > 10 and digit < 10 else digit
    return total + section


def split_scale(text: str) -> tuple[str, str]:
    """A numeral as (coefficient, scale as written): 一万七千四百亿 → (一万七千四百, 亿); 6亿3千万 → (6亿3千万, "")."""
    if text in _SMALL:
        return text, ""
    if all(char in SCALES for char in text):
        # 千亿 is 千 × 亿, 万亿 and 亿 are 一 × themselves.
        return (text[0], text[1:]) if text[0] in _SMALL and len(text) > 1 else ("一", text)
    match = _TRAILING_SCALE.match(text)
    if match is None or not match[1]:
        return text, ""
    head, scale = match[1], match[2]
    if not head[-1].isdecimal():
        # A Chinese coefficient keeps its own 百 and 千: 三百万 is 三百 × 万, 七千 stays whole.
        head, scale = (head + scale[0], scale[1:]) if scale[0] in _SMALL else (head, scale)
        if not scale:
            return text, ""
    if ("亿" in head and "亿" not in scale) or ("万" in head and scale[:1] == "万"):
        return text, ""
    return head, scale


def scale_value(scale: str) -> Decimal:
    """The factor of a run of Chinese scale characters: 万亿 → 10¹²; "" → 1."""
    value = Decimal(1)
    for char in scale:
        value *= SCALES[char]
    return value


def parse_english_words(text: str) -> Decimal | None:
    """The value of English number words (``twenty-one``, ``three hundred``); None when a word is no number."""
    total = Decimal(0)
    for word in text.lower().replace("-", " ").split():
        if word in ENGLISH_WORDS:
            total += ENGLISH_WORDS[word]
        elif word in ENGLISH_SCALES:
            total = (total or Decimal(1)) * ENGLISH_SCALES[word]
        elif word != "and":
            return None
    return total
