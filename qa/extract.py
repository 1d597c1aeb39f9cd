"""Finds the answer in the passages without a language model: the sentence that accounts for the question, its figure.

Every sentence of the best passages is scored by how much of the question it and its headings account for; for a question
that asks for a figure, every figure is scored by the words about it. What remains unaccounted for decides about silence
(`qa.silence`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index import Document, Index
from qa.clauses import Span, sentences
from qa.quantities import Quantity
from qa.question import Question
from qa.retrieval import Hit
from qa.terms import Account, Floats, Term, question_terms
from qa.values import Value, fits, values

PASSAGES = 10  # read closely
SENTENCES = 12  # of which figures are read
_CONTEXT = 0.7  # what the headings and the sentence before count for, against the sentence itself
_NEAR, _FAR = 0.8, 0.55  # what the rest of its clause and the clauses before count for, against a figure's own words
_MAX_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: `share`: how much of the question it accounts for, 0..1; `covered`: (terms,)."""

    hit: Hit
    document: Document
    sentence: Span
    share: float
    covered: Floats
    value: Value | None
    value_share: float
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The candidates of a question, best first, and its terms."""

    question: Question
    terms: tuple[Term, ...]
    candidates: tuple[Candidate, ...]


def read_passages(question: Question, hits: Sequence[Hit], index: Index) -> Reading:
    """Scores the sentences of the first hits."""
    terms = question_terms(question, index.aligner)
    rows: list[tuple[Hit, Document, Span, str]] = []
    for hit in hits[:PASSAGES]:
        document = index.document(hit.passage.document)
        before = ""
        for sentence in sentences(document.text, hit.passage.start, hit.passage.end):
            rows.append((hit, document, sentence, before))
            before = sentence.of(document.text)
    own = Account(terms, [sentence.of(document.text) for _, document, sentence, _ in rows], index.aligner)
    contexts = [" ".join((*hit.passage.headings, before)) for hit, _, _, before in rows]
    context = Account(terms, contexts, index.aligner)
    covered = np.maximum(own.table, _CONTEXT * context.table)
    shares = own.share(covered)
    wants_figure = bool(question.kinds & {"figure", "rank", "date"})
    order = np.argsort(-(shares + 0.1 * np.array([hit.score for hit, *_ in rows])), kind="stable")
    candidates = []
    for rank, i in enumerate(order):
        hit, document, sentence, _ = rows[i]
        value, value_share = None, 0.0
        if wants_figure and rank < SENTENCES:
            value, value_share = _best_value(question, terms, document, sentence, covered[i], index)
        score = float(shares[i]) + 0.15 * hit.score
        if wants_figure:
            score = score + 0.6 * value_share if value else score - 0.2
        candidates.append(Candidate(hit, document, sentence, float(shares[i]), covered[i], value, value_share, score))
    candidates.sort(key=lambda candidate: -candidate.score)
    return Reading(question, terms, tuple(candidates))


def _best_value(
    question: Question, terms: tuple[Term, ...], document: Document, sentence: Span, covered: Floats, index: Index
) -> tuple[Value | None, float]:
    found = [value for value in values(document.text, sentence) if fits(value.quantity, question)]
    if not found:
        return None, 0.0
    texts = [part for value in found for part in (value.own, value.near, value.far)]
    account = Account(terms, texts, index.aligner)
    table = account.table.reshape(len(found), 3, len(terms))
    table = np.maximum(np.maximum(table[:, 0], _NEAR * table[:, 1]), _FAR * table[:, 2])
    table = np.maximum(table, 0.5 * _CONTEXT * covered)
    shares = account.share(table) + np.array([_preference(question, value.quantity) for value in found])
    best = int(np.argmax(shares))
    return found[best], float(shares[best])


def _preference(question: Question, quantity: Quantity) -> float:
    """Breaks ties between figures of a sentence: what is asked by kind, and a change rather than a level for growth."""
    bonus = 0.0
    if "rank" in question.kinds:
        bonus += 0.1 if quantity.kind == "rank" else 0.0
    if quantity.kind in ("date", "period") and "date" not in question.kinds:
        bonus -= 0.5
    if {"percent", "ratio"} <= question.families and "points" in question.families:
        bonus += 0.1 if quantity.family in ("percent", "ratio") else 0.0
        bonus += 0.05 if quantity.direction in ("up", "down") else 0.0
    return bonus
