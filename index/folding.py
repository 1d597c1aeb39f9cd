"""Folding: the form of a text that is compared, with a map back to the text that is shown.

Two texts that differ only in width (`Ａ` and `A`), case or script (`經濟` and `经济`) fold to the same characters. Each
character is folded on its own, so that every folded character has exactly one origin.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("t2s.txt")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and where its characters come from.

    `offsets[i]` is the index in the original of the character that `text[i]` came from; the indices never fall.
    """

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that `text[start:end]` came from; an empty stretch stays empty.

        A character that folds to several ("…" to "...") is taken whole, even where only a part of it is asked for.
        """
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else self._length()
            return at, at
        return self.offsets[start], self.offsets[end - 1] + 1

    def _length(self) -> int:
        return self.offsets[-1] + 1 if len(self.offsets) else 0


def fold(text: str) -> Folded:
    """Fold each character: NFKC, lower case, traditional and Japanese Han characters to simplified ones.

    A lone surrogate becomes U+FFFD. No character vanishes, so the folded text is never shorter than the original.
    """
    table = _characters()
    folded = text.translate(table)
    if len(folded) == len(text):  # nothing vanishes, so equal lengths mean one to one
        return Folded(folded, range(len(text)))
    offsets = [at for at, character in enumerate(text) for _ in table[ord(character)]]
    return Folded(folded, offsets)


def fold_text(text: str) -> str:
    """The folded characters alone, for callers that need no way back."""
    return text.translate(_characters())


class _Characters(dict[int, str]):
    """Code point to its folded form, filled on demand: a text uses few of the million code points."""

    def __init__(self, simplified: dict[str, str]) -> None:
        super().__init__()
        self._simplified = simplified

    def __missing__(self, point: int) -> str:
        if 0xD800 <= point <= 0xDFFF:
            form = "\ufffd"
        else:
            compatible = unicodedata.normalize("NFKC", chr(point)).lower()
            # Lower case first, then NFKC again: a capital may have a compatibility form only in lower case.
            compatible = unicodedata.normalize("NFKC", compatible)
            form = "".join(self._simplified.get(character, character) for character in compatible)
        self[point] = form
        return form


@cache
def _characters() -> _Characters:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return _Characters({line[0]: line[1] for line in lines if not line.startswith("#")})
