"""Which unit of the table stands at a place of a text."""

from __future__ import annotations

import re

from qa.units import LONGEST_UNIT, NOT_BEFORE, UNITS

_LATIN = re.compile(r"[A-Za-z²³μµ°℃$./-]+(?: (?:m|km|meters|metres|kilometers|kilometres|hours|miles)\b)?")
_PAREN = re.compile(r"\([\u4e00-\u9fff]{1,2}\)")


def read_unit(text: str, at: int) -> str:
    """The longest unit of the table that stands at `at`, with what it is counted per and in brackets; "" if none."""
    form = _latin_unit(text, at)
    if not form and not text[at : at + 1].isascii():
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
