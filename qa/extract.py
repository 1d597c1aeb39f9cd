"""Finds the answer in the passages without a language model: the sentence that accounts for the question, its figure.

Every sentence of the best passages is scored by how much of the question it and its headings account for; for a question
that asks for a figure, every figure is scored by the words about it. What remains unaccounted for decides about silence
(`qa.silence`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import Document, Index
from qa.clauses import Span
from qa.parsed import ParsedPassage, ParsedSentence, ParsedValue, parse_passage
from qa.phrases import in_chinese
from qa.preferences import preference
from qa.question import Question
from qa.retrieval import Hit
from qa.scope import (
    Calendar,
    asked_scope,
    asked_stretch,
    asked_years,
    calendar,
    own_place_forms,
    sentence_scope,
    stretch,
)  # fmt: skip
from qa.sentence_features import Evidence
from qa.sentence_scores import sentence_scores
from qa.terms import Account, Floats, Term, question_terms, share
from qa.values import Value, fits

PASSAGES = 16  # read closely
SENTENCES = 14  # of which figures are read
_CONTEXT = 0.7  # what the headings and the sentence before count for, against the sentence itself
_NEAR, _FAR = 0.85, 0.65  # what the rest of its clause and the clauses before count for, against a figure's own words
_COMMON, _HELD = 0.4, 0.9  # the least that a term counts for being common; an account from which a sentence holds it
_HEAVY = 0.6  # of the greatest weight: from there a term is one of the heaviest
_LEARNED = 0.1  # brings the log odds of sentences to the scale of shares
_STRETCH = 0.1  # for looking back on as long a time as the question does
_EXPLAINED = 0.2  # for explaining the name that is asked about
_NUMBERED = re.compile("([两二三四五六七八九十]+[大道][\u3400-\u9fff]{2,8}?)(?=是|指|有|包括|分别|都)")
_HIT, _VALUE, _FOCUS, _NO_VALUE, _SCOPE, _YEAR = 0.15, 0.6, 0.15, 0.2, 0.12, 0.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    `share`: how much of the question it accounts for, 0..1; `covered`: (terms,) the same by term; `exact`: (terms,) whether
    a form of the term stands in the sentence, the one before, or a heading above.
    """

    hit: Hit
    document: Document
    sentence: ParsedSentence
    share: float
    covered: Floats
    exact: NDArray[np.bool_]
    value: Value | None
    value_share: float
    value_least: float
    focus: float
    scope: str
    score: float

    @property
    def span(self) -> Span:
        """Where the sentence stands."""
        return self.sentence.span


_Row = tuple[Hit, ParsedPassage, ParsedSentence]


@dataclass(frozen=True, slots=True)
class Reading:
    """The candidates of a question, best first, and its terms."""

    question: Question
    terms: tuple[Term, ...]
    candidates: tuple[Candidate, ...]
    calendar: Calendar


def read_passages(question: Question, hits: Sequence[Hit], index: Index) -> Reading:
    """Scores the sentences of the first hits."""
    passages = [parse_passage(hit.passage, index) for hit in hits[:PASSAGES]]
    at_home = frozenset[str]().union(*(own_place_forms(document) for document in _documents(passages)))
    terms = question_terms(question, index.aligner, at_home)
    weights = np.array([term.weight for term in terms], dtype=np.float32)
    rows = [(hit, p, s) for hit, p in zip(hits, passages, strict=False) for s in p.sentences]
    account = Account(terms, [text for _, _, s in rows for text in (s.own, s.context)], index.aligner)
    table = account.table.reshape(len(rows), 2, len(terms))
    covered = np.maximum(table[:, 0], _CONTEXT * table[:, 1])
    exact: NDArray[np.bool_] = np.any(account.exact.reshape(len(rows), 2, len(terms)), axis=1)
    weights = weights * _rarity(table[:, 0])
    shares = share(covered, weights)
    own = calendar(passages[0].document) if passages else Calendar(None, False)
    scopes = [sentence_scope(hit.passage.headings, s.own.text) for hit, _, s in rows]
    wants_figure = bool(question.kinds & {"figure", "rank", "date"})
    hit_scores = np.array([hit.score for hit, _, _ in rows], dtype=np.float32)
    if rows and question.language == "zh" and not question.kinds & {"figure", "rank", "date", "yesno"}:
        focus = account.focus.reshape(len(rows), 2)[:, 0]
        known = (weights, table[:, 0], table[:, 1], account.exact.reshape(table.shape)[:, 0], focus, hit_scores)
        lengths = np.array([len(p.document.text) for _, p, _ in rows])
        told = [s for _, _, s in rows]
        scores = _LEARNED * sentence_scores(Evidence(question, terms, *known, lengths, told, index.aligner))
    else:
        scores = shares + _HIT * hit_scores
    scores = scores + _looks(question, terms, rows, scopes, own)
    order = np.argsort(-scores, kind="stable")
    chosen: dict[int, _Best] = {}
    if wants_figure:
        chosen = _best_values(
            question, terms, weights, [(int(i), rows[i][2], covered[i]) for i in order[:SENTENCES]], at_home, index
        )
    candidates = []
    for i in order:
        hit, passage, sentence = rows[i]
        best = chosen.get(int(i))
        score = float(scores[i])
        if wants_figure:
            score += _VALUE * (best.share + best.preference) + _FOCUS * best.focus if best else -_NO_VALUE
        candidates.append(
            Candidate(
                hit, passage.document, sentence, float(shares[i]), covered[i], exact[i],
                best.value.value if best else None, best.share if best else 0.0, best.least if best else 0.0,
                best.focus if best else 0.0, scopes[i], score,
            )
        )  # fmt: skip
    candidates.sort(key=lambda candidate: -candidate.score)
    return Reading(question, terms, tuple(candidates), own)


def _looks(
    question: Question, terms: Sequence[Term], rows: Sequence[_Row], scopes: Sequence[str], own: Calendar
) -> Floats:
    """(rows,) what speaks for a sentence besides its words: it looks where the question looks, or explains a name of it."""
    asked, years = asked_scope(question, own), asked_years(question, own)
    back, explained = asked_stretch(question, own), _explained(question, terms)
    return np.array(
        [
            _timing(hit, s, scope, asked, years)
            + _STRETCH * _agree(back, stretch(p.document, s.span.start))
            + _EXPLAINED * (explained is not None and explained.search(s.own.text) is not None)
            for (hit, p, s), scope in zip(rows, scopes, strict=True)
        ],
        dtype=np.float32,
    )


def _rarity(own: Floats) -> Floats:
    """(terms,) how few of the sentences hold each term, _COMMON..1: what all of them hold does not tell them apart."""
    sentences = len(own)
    if not sentences:
        return np.ones(own.shape[1], dtype=np.float32)
    holding = (own >= _HELD).sum(axis=0)
    rarity = np.log((sentences + 1) / (holding + 0.5)) / np.log(sentences + 1)
    clipped: Floats = np.clip(rarity, _COMMON, 1).astype(np.float32)
    return clipped


def _documents(passages: Sequence[ParsedPassage]) -> list[Document]:
    return list({p.document.id: p.document for p in passages}.values())


def _timing(hit: Hit, sentence: ParsedSentence, scope: str, asked: str, years: frozenset[int]) -> float:
    """A bonus for a section that looks the way the question looks, and for the year that it names."""
    bonus = 0.0
    if asked and scope:
        bonus += _SCOPE if asked == scope else -_SCOPE
    for year in years:
        if f"{year}" in sentence.own.text or any(f"{year}" in heading for heading in hit.passage.headings[:1]):
            bonus += _YEAR
    return bonus


def _explained(question: Question, terms: Sequence[Term]) -> re.Pattern[str] | None:
    """Where a name of the question is explained: “三通一码”：A、B、C, or A、B、C三大产业; None where none is asked about."""
    names = [term.text for term in terms if term.kind == "quoted"]
    names += [match[1] for match in _NUMBERED.finditer(question.folded)]
    if (
        not names
        or not question.kinds & {"definition", "list", "entity"}
        or question.kinds & {"figure", "date", "yesno"}
    ):
        return None
    each = "|".join(map(re.escape, names))
    return re.compile(
        f"(?:{each})[”\"’']?(?:[:：(（]|,?即|包括|是指|指的?是|分别是|就是)|、[^、,，。]{{1,12}}?等?[“\"‘']?(?:{each})"
    )


def _agree(asked: str, told: str) -> int:
    if not asked or not told:
        return 0
    return int(asked == "years") if asked == told else -1  # what is said of one year often stands outside any stretch


@dataclass(frozen=True, slots=True)
class _Best:
    """The best figure of a sentence: how much of the question its words account for, in all and of the heaviest terms."""

    value: ParsedValue
    share: float
    least: float
    focus: float
    preference: float


def _best_values(
    question: Question,
    terms: tuple[Term, ...],
    weights: Floats,
    sentences: Sequence[tuple[int, ParsedSentence, Floats]],
    at_home: frozenset[str],
    index: Index,
) -> dict[int, _Best]:
    """For each sentence (by number) its best figure."""
    fitting = [
        (i, value, covered) for i, s, covered in sentences for value in s.values if fits(value.value.quantity, question)
    ]
    if not fitting:
        return {}
    account = Account(terms, [text for _, v, _ in fitting for text in (v.own, v.near, v.far)], index.aligner)
    table = account.table.reshape(len(fitting), 3, len(terms))
    table = np.maximum(np.maximum(table[:, 0], _NEAR * table[:, 1]), _FAR * table[:, 2])
    table = np.maximum(table, 0.5 * _CONTEXT * np.stack([covered for _, _, covered in fitting]))
    shares = share(table, weights)
    heavy = weights >= _HEAVY * weights.max()
    focus = account.focus.reshape(len(fitting), 3)[:, :2].max(axis=1)
    asked = f"{question.folded} {in_chinese(question.folded)}"
    best: dict[int, tuple[float, _Best]] = {}
    for row, (i, value, _) in enumerate(fitting):
        liked = preference(question, asked, value, at_home)
        entry = _Best(value, float(shares[row]), float(table[row, heavy].min()), float(focus[row]), liked)
        total = entry.share + 0.25 * entry.focus + liked
        if i not in best or total > best[i][0] + 1e-6:
            best[i] = (total, entry)
    return {i: entry for i, (_, entry) in best.items()}
