"""Alignment: which words of a question are matched by which words of a passage, in any two of the languages.

Late interaction over the bundled encoder's token vectors. `maxsim` scores many passages at once for ranking; `matches`
gives the account of one passage, term by term: what was matched where, and which term nothing accounts for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.folding import fold
from index.static import StaticEncoder, Tokens

THRESHOLD = 0.5
"""Cosine from which a term counts as matched: above it pairs are mostly translations or near synonyms."""

BLOCK = 20  # tokens; a window is two blocks, about 70 characters of Chinese: a sentence or two
_KEPT = 128  # passages whose runs are remembered, about half a megabyte each
WINDOW = 3  # terms: 地区 + 生产 + 总值 together match the one word GDP
# A number with its decimals and per cent sign, or a word of an alphabet. Han words are the tokenizer's.
_UNIT = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Match:
    """One term of a question, and the span of the document that accounts for it.

    `term_start`, `term_end` count characters of the question; `start`, `end` characters of the document's canonical
    text, None where nothing in the passage accounts for the term. `similarity`: 0..1, that of the best span even where
    it is too low to count; `weight`: how much the term counts, its share of the question's terms (they sum to 1).
    """

    term: str
    term_start: int
    term_end: int
    start: int | None
    end: int | None
    similarity: float
    weight: float = 0.0


def maxsim(
    query_ids: NDArray[np.int32], passages: Sequence[NDArray[np.int32]], encoder: StaticEncoder
) -> NDArray[np.float32]:
    """How well each passage's tokens account for the question's: (len(passages),), 0..1. `passages`: ids in text order.

    For each distinct token of the question the best cosine with a token of the passage, cosines below 0 counting 0; of
    these the mean, weighted by rarity. That mean over the whole passage and the best over its windows count one half
    each: words that stand together in the passage are better evidence than words scattered over it. An empty passage
    scores 0; so does everything where the question has no known token.
    """
    scores: NDArray[np.float32] = maxsim_each((query_ids,), passages, encoder)[0]
    return scores


def maxsim_each(
    queries: Sequence[NDArray[np.int32]], passages: Sequence[NDArray[np.int32]], encoder: StaticEncoder
) -> NDArray[np.float32]:
    """`maxsim` of several wordings of a question: (len(queries), len(passages)); the passages are gone through once."""
    scores = np.zeros((len(queries), len(passages)), dtype=np.float32)
    lengths = np.array([len(ids) for ids in passages], dtype=np.int64)
    filled = np.flatnonzero(lengths)
    query = np.unique(np.concatenate(queries))
    weights = encoder.token_weights(query)
    if not len(filled) or not weights.sum() > 0:
        return scores
    tokens, places = encoder.distinct(np.concatenate([passages[at] for at in filled.tolist()]))
    similarities = encoder.token_cosines(query, tokens)
    # Decoded rows are of length 1 only to within rounding, so a token and itself may come out above 1.
    np.clip(similarities, 0, 1, out=similarities)
    blocks = -(-lengths[filled] // BLOCK)
    first_blocks = np.cumsum(blocks) - blocks
    first_tokens = np.cumsum(lengths[filled]) - lengths[filled]
    starts = np.repeat(first_tokens - first_blocks * BLOCK, blocks) + np.arange(blocks.sum()) * BLOCK
    # Gathered by rows: a token's similarities lie side by side.
    best = np.maximum.reduceat(similarities.T[places], starts, axis=0).T
    windows = best.copy()  # a block and the next one of the same passage
    follows = np.ones(len(starts), dtype=bool)
    follows[first_blocks] = False
    inner = np.flatnonzero(follows)
    windows[:, inner - 1] = np.maximum(best[:, inner - 1], best[:, inner])
    own = np.stack([np.where(np.isin(query, ids), weights, np.float32(0)) for ids in queries])
    share = own / np.maximum(own.sum(axis=1, keepdims=True), np.float32(1e-9))
    whole = share @ np.maximum.reduceat(best, first_blocks, axis=1)
    scores[:, filled] = (whole + np.maximum.reduceat(share @ windows, first_blocks, axis=1)) / 2
    return scores


def matches(
    question: str,
    passage_text: str,
    passage_start: int,
    encoder: StaticEncoder,
    threshold: float = THRESHOLD,
) -> tuple[Match, ...]:
    """For each term of the question, in its order, the span of the passage that accounts for it best.

    A term is a number, a word of an alphabet, or a Chinese word. A number is accounted for only by itself. Words
    without weight (the commonest) are left out.
    """
    terms, asked, shares = _question_terms(question, encoder)
    spans, windows, vectors = _runs(passage_text, encoder)
    columns: list[int] = []
    best: list[float] = []
    if terms and windows:
        similarities = asked @ vectors.T
        columns = similarities.argmax(axis=1).tolist()
        best = np.clip(similarities.max(axis=1), 0, 1).tolist()
    out = []
    for row, term in enumerate(terms):
        place, similarity = _exact(term, spans), 1.0
        if place is None and not term.is_number and columns:
            place, similarity = windows[columns[row]], best[row]
        elif place is None:
            similarity = 0.0
        start, end = place if place and similarity >= threshold else (None, None)
        out.append(
            Match(
                question[term.start : term.end],
                term.start,
                term.end,
                None if start is None else start + passage_start,
                None if end is None else end + passage_start,
                round(similarity, 4),
                shares[row],
            )
        )
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Term:
    folded: str
    start: int
    end: int
    vector: NDArray[np.float32]  # the sum of its tokens', each as long as its share in a text's mean
    weight: float

    @property
    def is_number(self) -> bool:
        return self.folded[0].isdigit()


def _terms(text: str, tokens: Tokens, encoder: StaticEncoder) -> list[_Term]:
    """The tokens grouped to terms; tokens of no weight (unknown characters) belong to none."""
    folded = fold(text)
    unit_of = np.full(len(text) + 1, -1)  # for each character the number, or word of an alphabet, that it is part of
    spans = []
    for number, unit in enumerate(_UNIT.finditer(folded.text)):
        start, end = folded.span(*unit.span())
        unit_of[start:end] = number
        spans.append((unit.group(), start, end))
    weights = encoder.token_weights(tokens.ids)
    vectors = encoder.token_vectors(tokens.ids) * encoder.token_norms(tokens.ids)[:, None]
    groups: list[list[int]] = []
    for at in np.flatnonzero(weights > 0):
        unit_number = unit_of[tokens.starts[at]]
        if groups and unit_number >= 0 and unit_of[tokens.starts[groups[-1][0]]] == unit_number:
            groups[-1].append(int(at))
        else:
            groups.append([int(at)])
    terms = []
    for group in groups:
        unit_number = unit_of[tokens.starts[group[0]]]
        start, end = int(tokens.starts[group[0]]), int(tokens.ends[group[-1]])
        name = fold(text[start:end]).text
        if unit_number >= 0:
            name, start, end = spans[unit_number]
        terms.append(_Term(name, start, end, vectors[group].sum(axis=0), float(weights[group].max())))
    return terms


@lru_cache(maxsize=8)
def _question_terms(question: str, encoder: StaticEncoder) -> tuple[list[_Term], NDArray[np.float32], list[float]]:
    """A question's terms, their unit vectors, and each one's share of their weight."""
    terms = _terms(question, encoder.tokenize([question])[0], encoder)
    total = sum(term.weight for term in terms) or 1.0
    vectors = np.stack([term.vector for term in terms]) if terms else np.zeros((0, encoder.dimension), dtype=np.float32)
    return terms, _unit(vectors), [round(term.weight / total, 4) for term in terms]


@lru_cache(maxsize=_KEPT)
def _runs(text: str, encoder: StaticEncoder) -> tuple[dict[str, _Term], list[tuple[int, int]], NDArray[np.float32]]:
    """A passage's terms (the first of each form), and all runs of up to WINDOW of them: their places and unit vectors.

    Runs do not reach across a gap: a sentence end, a comma, a line.
    """
    terms = _terms(text, encoder.tokenize([text])[0], encoder)
    first = {term.folded: term for term in reversed(terms)}
    if not terms:
        return first, [], np.zeros((0, encoder.dimension), dtype=np.float32)
    vectors = np.stack([term.vector for term in terms])
    starts = np.array([term.start for term in terms])
    ends = np.array([term.end for term in terms])
    joined = starts[1:] - ends[:-1] <= 1  # nothing or one space between
    firsts = np.arange(len(terms))
    sums, places = [vectors], [np.stack([starts, ends], axis=1)]
    for size in range(1, WINDOW):
        firsts = firsts[firsts < len(terms) - size]
        firsts = firsts[joined[firsts + size - 1]]  # the run before, prolonged where the next term joins on
        sums.append(np.sum([vectors[firsts + step] for step in range(size + 1)], axis=0))
        places.append(np.stack([starts[firsts], ends[firsts + size]], axis=1))
    return first, [(int(start), int(end)) for start, end in np.concatenate(places)], _unit(np.concatenate(sums))


def _exact(term: _Term, spans: dict[str, _Term]) -> tuple[int, int] | None:
    span = spans.get(term.folded)
    return (span.start, span.end) if span else None


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
