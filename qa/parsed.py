"""Passages read once: their sentences and figures with folded texts and token ids, kept while they are in use."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index import Document, Index, Passage
from index.folding import fold_text
from index.static import StaticEncoder
from qa.clauses import Span, sentences
from qa.values import Value, values

_KEPT = 2000  # passages; a few kB each


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and its token ids."""

    text: str
    ids: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """A figure with its words as folded texts: its own, those of its clause, those of the clauses before."""

    value: Value
    own: Folded
    near: Folded
    far: Folded


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A sentence, what stands before it in its passage and above it, and its figures."""

    span: Span
    own: Folded
    context: Folded
    values: tuple[ParsedValue, ...]


@dataclass(frozen=True, slots=True)
class ParsedPassage:
    """A passage with its document and sentences."""

    passage: Passage
    document: Document
    sentences: tuple[ParsedSentence, ...]


_cache: OrderedDict[tuple[str, str], ParsedPassage] = OrderedDict()
_lock = Lock()


def parse_passage(passage: Passage, index: Index) -> ParsedPassage:
    """The parsed form of a passage of this index, from memory where it was parsed before."""
    key = (index.generation, passage.id)
    with _lock:
        parsed = _cache.get(key)
        if parsed is not None:
            _cache.move_to_end(key)
            return parsed
    parsed = _parse(passage, index.document(passage.document), index.aligner)
    with _lock:
        _cache[key] = parsed
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return parsed


def _parse(passage: Passage, document: Document, encoder: StaticEncoder) -> ParsedPassage:
    spans = sentences(document.text, passage.start, passage.end)
    found = [values(document.text, span) for span in spans]
    texts: list[str] = []
    before = ""
    for span, own_values in zip(spans, found, strict=True):
        sentence = span.of(document.text)
        first = spans[0].of(document.text)
        texts += [sentence, " ".join((document.title, *passage.headings, first if sentence != first else "", before))]
        texts += [part for value in own_values for part in (value.own, value.near, value.far)]
        before = sentence
    folded = iter(fold_texts(texts, encoder))
    parsed = []
    for span, own_values in zip(spans, found, strict=True):
        own, context = next(folded), next(folded)
        entries = tuple(ParsedValue(value, next(folded), next(folded), next(folded)) for value in own_values)
        parsed.append(ParsedSentence(span, own, context, entries))
    return ParsedPassage(passage, document, tuple(parsed))


def fold_texts(texts: Sequence[str], encoder: StaticEncoder) -> list[Folded]:
    """The texts folded, with their token ids."""
    folded = [fold_text(text) for text in texts]
    return [Folded(text, ids) for text, ids in zip(folded, encoder.token_ids(folded), strict=True)]
