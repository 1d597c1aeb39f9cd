"""Finding every figure of a text, in order (`find_quantities`)."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.english_figures import ENGLISH_START, read_english
from qa.figure_context import in_context
from qa.figure_parts import FOLD, Raw
from qa.figure_readers import read_chinese
from qa.quantity import Quantity

_CHINESE_START = (
    r"[\d零〇○一二两三四五六七八九十百千万亿第翻ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[上下]半年|(?<![上下后大小])(?<!(?<!提)前)半年|全年|[今去明本上来]年"
    r"|近(?=[\d一二两三四五六七八九十]+年)|前(?=[\d一二两三四五六七八九十])|首位|截[至止]"
    r"|(?:过去|未来|今后|最近|这|头|[上下本]世纪)(?=的?[\d一二两三四五六七八九十])"
    r"|[“‘\"](?=十?[一二三四五六七八九]?五[”’\"])"
)
_START = re.compile(_CHINESE_START)
_EITHER_START = re.compile(f"{_CHINESE_START}|{ENGLISH_START}")
_LATIN = re.compile(r"[A-Za-z]{2}|[$€£¥]|[QHqh][1-4]")
_QUOTED = re.compile(r"“[^“”\n]{1,18}”|‘[^‘’\n]{1,18}’|「[^「」\n]{1,18}」|《[^《》\n]{1,60}》")
_CACHED_LENGTH = 2000  # asking reads the same sentences again and again; whole reports are not worth keeping
_LABELLED_IN_NAMES = frozenset({"amount", "percent", "points", "ratio", "rank"})


def find_quantities(text: str) -> list[Quantity]:
    """Every figure of a Chinese, English or mixed text, in order, never overlapping; `text[q.start:q.end] == q.text`.

    Headings' and lists' own numbers (一、, (二), 3., 一是) are no figures. Never raises on any text.
    """
    return list(_cached(text) if len(text) <= _CACHED_LENGTH else _find(text))


@lru_cache(maxsize=8192)
def _cached(text: str) -> tuple[Quantity, ...]:
    return tuple(_find(text))


def _find(text: str) -> list[Quantity]:
    folded = text.translate(FOLD)
    english = _LATIN.search(folded) is not None
    lowered = folded.translate(_LOWER) if english else folded
    names = [match.span() for match in _QUOTED.finditer(folded)]
    raws: list[Raw] = []
    at = name = 0
    done = 0  # no figure may begin before this
    start = _EITHER_START if english else _START
    while (match := start.search(folded, at)) is not None:
        at = match.start()
        while name < len(names) and names[name][1] <= at:
            name += 1
        quoted = name < len(names) and names[name][0] < at
        found = _read(folded, lowered, at, quoted, english)
        if isinstance(found, Raw) and found.start >= done and found.end > at:
            raws.append(_in_name(found, folded) if quoted else found)
            at = done = found.end
        else:
            at = max(at + 1, found if isinstance(found, int) else 0)
    return in_context(text, folded, lowered if english else "", raws)


_LOWER = {point: point + 32 for point in range(ord("A"), ord("Z") + 1)}


def _read(folded: str, lowered: str, at: int, quoted: bool, english: bool) -> Raw | int | None:
    if english:
        found = read_english(folded, lowered, at)
        if found is not None:
            return found
    return read_chinese(folded, at, quoted)


def _in_name(raw: Raw, folded: str) -> Raw:
    """A figure inside quotation marks or a title is a part of a name."""
    if raw.kind in _LABELLED_IN_NAMES:
        return raw._replace(kind="label", key=folded[raw.start : raw.end].lower())
    return raw._replace(kind="label") if raw.kind in {"date", "period"} and not raw.key.startswith("/fyp") else raw
