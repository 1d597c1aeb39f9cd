"""What the readers of figures share: the folded text, a figure as first read, and the parts of numerals."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_FULL_WIDTH = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)}
_VARIANTS = str.maketrans("億萬個點兩幾餘達", "亿万个点两几余达")
FOLD = {**_FULL_WIDTH, **_VARIANTS, 0x3000: 0x20, 0xA0: 0x20, 0x202F: 0x20, 0x2009: 0x20}
"""For `str.translate`: full width to ASCII, the few traditional characters that figures are made of. One to one."""

DIGITS = "零〇○一二两三四五六七八九"
COUNTING = DIGITS[3:]
SCALE = r"(?:(?!千[瓦克米伏卡]|百分)[百千万亿])"
ARABIC_NUMERAL = (
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?"
    r"|\d(?: \d(?!\d))+(?: ?\. ?\d(?: \d(?!\d))*)?"  # １ ９ ９ ７, as some old reports are printed
    r"|\d+(?: ?\.\d+)?)"
)
LONGEST_NUMERAL = 40  # characters; what is longer is no number that a report states


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


def label_key(text: str) -> str:
    """What labels are compared by: lower case, without spaces and quotes."""
    return re.sub(r"[\s“”‘’\"']", "", text).lower()


def read_label(text: str, at: int, pattern: re.Pattern[str]) -> Raw | None:
    """A part of a name that matches `pattern` at `at`."""
    match = pattern.match(text, at)
    return match and Raw("label", at, match.end(), key=label_key(match.group()))
