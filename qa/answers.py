"""Answers and their citations: the types, their JSON form, and `ask`, which makes one from a question."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from index import Document, Index, Section
from qa.alignment import Match
from qa.retrieval import Hit

Kind = Literal["extracted", "generated", "abstained"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim place: `quote` is the document's `text[start:end]`; `cite` makes one that takes it from there."""

    document: str
    title: str
    start: int
    end: int
    quote: str
    headings: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.quote or self.end - self.start != len(self.quote) or self.start < 0:
            raise ValueError(f"[{self.start}, {self.end}) cannot hold a quote of {len(self.quote)} characters")


def cite(document: Document, start: int, end: int, headings: tuple[str, ...]) -> Citation:
    """The citation of `document.text[start:end]`. Raises ValueError when there is no such stretch."""
    return Citation(document.id, document.title, start, end, document.text[start:end], headings)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the report says to a question, or that it does not say.

    `text` carries markers `[1]` for `citations[0]` and so on. When `abstained`, `text` says what the report does not
    cover, `citations` is empty and `hits` are near misses, not an answer. `confidence`: 0..1, the calibrated
    probability that the answer is right. `language`: of the question, ISO 639-1. `notices`: what the reader must know
    (how a follow-up was read, what was withheld, a server that was down). `terms`: what accounts for each term of the
    question in the evidence; a term with no span is not covered.
    """

    question: str
    text: str
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    abstained: bool
    confidence: float
    language: str
    kind: Kind
    notices: tuple[str, ...] = ()
    terms: tuple[Match, ...] = ()


class Answerer(Protocol):
    """Turns an extracted answer into a better worded one, held to the same promises (see `qa.generate`)."""

    def stream(self, draft: Answer, index: Index, history: Sequence[str]) -> Iterator[str | Answer]:
        """Yields pieces of verified text as they come and, last, the whole Answer (the draft where all else fails)."""


def to_dict(value: Answer | Citation | Hit | Document | Section) -> dict[str, Any]:
    """The one JSON form of an answer or a part of it, the same for the command line, HTTP, MCP and files."""
    return _plain(value)  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value
