"""Figures that are places in an order, or parts of names: 第2位, 第六届, 5G, PM2.5, 3.0版, 1+3+4."""

from __future__ import annotations

import re
from decimal import Decimal

from qa.figure_parts import DIGITS, Raw, label_key, read_label
from qa.figure_units import read_unit
from qa.numerals import parse_number

_RANK = re.compile(rf"第(?P<num>\d{{1,9}}|[{DIGITS}十百]{{1,9}})(?P<noun>位|名)?")
_LEADING = re.compile(rf"前(?P<num>\d{{1,9}}|[{DIGITS}十]{{1,9}})(?P<noun>位|名|强)?(?=[\s,。、;)的]|$)")
_RANK_BEFORE = re.compile(r"(?:居|列|排|位|升至|升到|保持|排名|全国|全球|世界|全省|全市|西部|中部|东部|[名次为])$")
_RANK_END = re.compile(r"\W|的|和|且|并|$")
_TOP = re.compile(r"首位(?![战度产城])")
_ROMAN = re.compile(r"[Ⅰ-Ⅿ]+类?")
_SUM = re.compile(r"\d+(?:\+[\dA-Z]+)+")
_DOTTED = re.compile(r"\d+(?:·\d+)+")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?!\d)")
_VERSION = re.compile(r"\d+\.\d+版|\d\.0(?=[\u4e00-\u9fff”])(?![倍成个亿万])")
_NUMBERED = re.compile(r"\d{1,3}号(?:线|机组|楼|工程|文件|公路)?|\d{5,}号|\d+(?:-\d+)+号|\d+国道|\d+省道|\d{31,}")
_WRITTEN = (_SUM, _DOTTED, _CLOCK, _VERSION, _NUMBERED)
_ALNUM = re.compile(r"\d[\d.]*[A-Za-z][A-Za-z\d]*(?:[级类型])?")
_WORD = re.compile(r"[A-Za-z\d._-]*[A-Za-z\d]")
_ORDINAL_HAN = re.compile(
    rf"[{DIGITS}十百]{{1,9}}(?:届|次(?=[^,。]{{0,4}}(?:会议|全会|大会))|中全会|期(?![间限待货])|级(?!别)|等(?=功|奖|座))"
)
_SCALED_CLASS = re.compile(r"[百千万亿]{1,4}级")
_CONGRESS = re.compile(rf"(?<=党的)[{DIGITS}十]{{1,4}}大|[{DIGITS}十]{{1,4}}大(?=精神|报告|以来|召开|部署|确定|提出)")
_YEAR_IN_NAME = re.compile(r"(?:19|20)\d\d(?=[\u4e00-\u9fffA-Z])")
_CURRENCIES = frozenset({"USD", "RMB", "CNY", "US", "HK"})


def read_written_name(text: str, at: int) -> Raw | None:
    """1+3+4, 6·18, 10:30, 3.0版, 6号线: a name by the way it is written."""
    for pattern in _WRITTEN:
        raw = read_label(text, at, pattern)
        if raw is not None:
            return raw
    return None


def read_glued(text: str, at: int) -> Raw | None:
    """PM2.5, T3B, C919: letters and digits in one word, from its first letter. None after a currency (RMB100)."""
    first = at
    while first and text[first - 1].isascii() and (text[first - 1].isalnum() or text[first - 1] in "-._"):
        first -= 1
    match = _WORD.match(text, first)
    if match is None or match.end() <= at or text[first:at].upper() in _CURRENCIES:
        return None
    return Raw("label", first, match.end(), key=label_key(match.group()))


def name_of_number(text: str, raw: Raw) -> Raw:
    """A bare number as a part of a name, where it is one: 5G, 5A级, 2024国际…大会, a telephone number."""
    if raw.unit:
        return raw
    after = text[raw.end : raw.end + 1]
    if after.isascii() and after.isalpha():
        return read_label(text, raw.start, _ALNUM) or raw
    digits = text[raw.start : raw.end]
    if _YEAR_IN_NAME.match(text, raw.start):
        return Raw("label", raw.start, raw.start + 4, Decimal(digits[:4]), key=f"{digits[:4]}/")
    if len(digits) >= 7 and digits.isdecimal():
        return raw._replace(kind="label", key=digits)
    return raw


def read_roman(text: str, at: int) -> Raw | None:
    """Ⅱ类."""
    return read_label(text, at, _ROMAN)


def read_han_name(text: str, at: int) -> Raw | None:
    """六届, 二次会议, 三期, 三级, 千亿级, 党的二十大."""
    if at and text[at - 1] in "第年":
        return None
    label = read_label(text, at, _ORDINAL_HAN) or read_label(text, at, _CONGRESS)
    if label is not None:
        return label._replace(value=parse_number(label.key.rstrip("届次中全会期级等大")) or Decimal(0))
    return read_label(text, at, _SCALED_CLASS)


def read_rank(text: str, at: int) -> Raw | int | None:
    """第2位, 居…第一, 前三, 居…首位; the ordinal of a name (第六届) is a label; a list's own 第一, is none."""
    if text[at] == "首":
        top = _TOP.match(text, at)
        placed = top is not None and _RANK_BEFORE.search(text, max(0, at - 4), at)
        return Raw("rank", at, at + 2, Decimal(1), "位") if placed else None
    match = (_LEADING if text[at] == "前" else _RANK).match(text, at)
    value = parse_number(match["num"]) if match is not None else None
    if match is None or value is None:
        return None
    noun = match["noun"] or "位"
    if text[at] == "前":
        leading = match["noun"] or _RANK_BEFORE.search(text, max(0, at - 4), at)
        return Raw("rank", at, match.end(), value, noun, key="top") if leading else None
    after = text[match.end() : match.end() + 1]
    if match["noun"] or (_RANK_END.match(text, match.end()) and _is_placed(text, at, after)):
        return Raw("rank", at, match.end(), value, noun)
    if not after or not ("\u4e00" <= after <= "\u9fff"):
        return match.end()
    classifier = read_unit(text, match.end())
    end = match.end() + (1 if len(classifier) == 1 else 0)
    return Raw("label", at, end, value, key=f"ord{value}")


def _is_placed(text: str, at: int, after: str) -> bool:
    """Whether 第N before a full stop or the like is a place (覆盖率居全国第4) and not a list's own number (第一,…)."""
    if _RANK_BEFORE.search(text, max(0, at - 4), at):
        return True
    return after != "、" and at > 0 and (text[at - 1].isalpha() or text[at - 1] == "的")
