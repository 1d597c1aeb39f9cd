"""Sentences and clauses with exact offsets."""

import re
from dataclasses import dataclass

from index.chinese import CLOSERS

# A stop inside quotation marks or brackets ends the sentence behind its closer. English stops need a space behind them.
_SENTENCE = re.compile(rf"[^。！？!?；;\n]*(?:[。！？!?；;]+[{CLOSERS}]*|\n|$)")
# "4,186" is a number: a comma between digits ends nothing.
_CLAUSE = re.compile(r"(?:[^，,：:]|(?<=\d),(?=\d{3}(?!\d)))*(?:[，,：:]|$)")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `[start, end)`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The stretch itself."""
        return text[self.start : self.end]


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of `text[start:end]` in order, without the space around them."""
    return _spans(_SENTENCE, text, start, len(text) if end is None else end)


def clauses(text: str, sentence: Span) -> list[Span]:
    """The clauses of a sentence in order, each with its closing mark."""
    return _spans(_CLAUSE, text, sentence.start, sentence.end)


def _spans(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[Span]:
    spans = []
    for match in pattern.finditer(text, start, end):
        left, right = match.span()
        while left < right and text[left].isspace():
            left += 1
        while left < right and text[right - 1].isspace():
            right -= 1
        if right > left:
            spans.append(Span(left, right))
    return spans
