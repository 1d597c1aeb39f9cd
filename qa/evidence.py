"""Which sentences are shown for an answer, and how much of each."""

import re
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from index import Index
from qa.answers import Citation, cite
from qa.clauses import Span, clauses
from qa.extract import Candidate, Reading
from qa.parsed import fold_texts
from qa.terms import Account, share

MAX_QUOTE = 110  # characters; a longer sentence is cut to the clauses around the answer
MAX_CITATIONS = 4
_GAIN = 0.22  # how much more of the question a further sentence must account for to be shown
_CLOSE = 0.05  # a runner-up so near to the best sentence may be the answer: shown as well where no figure decides
_CLOSE_LEARNED = 0.2  # the same where sentences are scored by `qa.sentence_scores`
_POOL, _HEAVY, _TOLD, _UNTOLD = 8, 0.6, 0.9, 0.5  # candidates; share of the greatest weight; accounts of a term
_MOST = 0.6  # of what stands on one side, in weight
_FRAMES = ("period", "place", "number", "code")
_AND = re.compile(r"和|与|及|、|\b(?:and|et|und|y|и)\b|と|[와과] ")
_ROOM = 140  # characters that best sentence and runner-ups may have together

Chosen = tuple[Candidate, Reading]


def choose(readings: Sequence[Reading], index: Index) -> list[Chosen]:
    """The best sentence for each part of a question; for a single one, further sentences where they add to it."""
    if len(readings) != 1:
        return [(reading.candidates[0], reading) for reading in readings if reading.candidates]
    reading = readings[0]
    return [(candidate, reading) for candidate in _complete(reading, index)]


def _complete(reading: Reading, index: Index) -> list[Candidate]:
    """The best sentence, further ones while each accounts for terms that none before did, and close runners-up."""
    if not reading.candidates:
        return []
    chosen = [reading.candidates[0]]
    weights = np.array([term.weight for term in reading.terms])
    total = weights.sum() or 1.0
    covered = chosen[0].covered.copy()
    # One figure is told by one sentence; only what is asked in one breath ("and by how much") may need another.
    several = chosen[0].value is None or _AND.search(reading.question.folded) is not None
    while several and len(chosen) < MAX_CITATIONS:
        gains = [
            (float((np.maximum(c.covered - covered, 0) * weights).sum() / total), c)
            for c in reading.candidates[:_POOL]
            if c not in chosen
        ]
        gain, best = max(gains, key=lambda entry: entry[0], default=(0.0, None))
        if best is None or gain < _GAIN:
            break
        chosen.append(best)
        covered = np.maximum(covered, best.covered)
    chosen += _beside(reading, chosen, index)
    return chosen + _runners_up(reading, chosen)


def _beside(reading: Reading, chosen: Sequence[Candidate], index: Index) -> list[Candidate]:
    """The sentence that alone tells one of two things asked of in one breath: life expectancy and years of schooling."""
    joints = [match.start() for match in _AND.finditer(reading.question.folded)]
    pool = reading.candidates[:_POOL]
    if not joints or len(pool) == 1:
        return []
    own = Account(reading.terms, [candidate.sentence.own for candidate in pool], index.aligner).table
    weights = np.array([0.0 if term.soft or term.kind in _FRAMES else term.weight for term in reading.terms])
    heavy = weights >= _HEAVY * weights.max(initial=0)
    told = own[[i for i, candidate in enumerate(pool) if candidate in chosen]].max(axis=0)
    starts = np.array([term.start for term in reading.terms])
    best: tuple[float, Candidate] | None = None
    for at in joints:  # what is told of stands on one side, and on the other nothing is
        for side in (starts < at, starts > at):
            lacking, there = heavy & side & (told < _UNTOLD), heavy & ~side & (told >= _TOLD)
            if not there.any() or weights[lacking].sum() < _MOST * weights[heavy & side].sum():
                continue
            for row, candidate in enumerate(pool):
                fits = candidate not in chosen and (candidate.value is not None or chosen[0].value is None)
                alone = lacking & (own[row] >= _TOLD)
                if fits and alone.any() and (best is None or weights[alone].sum() > best[0]):
                    best = float(weights[alone].sum()), candidate
    return [best[1]] if best else []


def _runners_up(reading: Reading, chosen: Sequence[Candidate]) -> list[Candidate]:
    if reading.question.kinds & {"figure", "rank", "date", "yesno"}:
        return []
    close = _CLOSE_LEARNED if reading.question.language == "zh" else _CLOSE
    room = _ROOM - sum(c.span.end - c.span.start for c in chosen)
    added: list[Candidate] = []
    for candidate in reading.candidates[:6]:
        length = candidate.span.end - candidate.span.start
        if candidate in chosen or candidate.score < chosen[0].score - close or length > room:
            continue
        added.append(candidate)
        room -= length
    return added


def cite_all(chosen: Sequence[Chosen], index: Index) -> tuple[Citation, ...]:
    """One citation a sentence, however many of its figures are shown."""
    citations = []
    for _, group in groupby(chosen, key=lambda entry: (entry[0].document.id, entry[0].span)):
        (first, reading), *others = group
        span = _quote(first, reading, index)
        for other, other_reading in others:
            more = _quote(other, other_reading, index)
            span = Span(min(span.start, more.start), max(span.end, more.end))
        citations.append(cite(first.document, span.start, span.end, first.hit.passage.headings))
    return tuple(dict.fromkeys(citations))


def _quote(candidate: Candidate, reading: Reading, index: Index) -> Span:
    """The whole sentence, or where it is long the clauses around its figure or around what the question is about."""
    text, sentence = candidate.document.text, candidate.span
    if sentence.end - sentence.start <= MAX_QUOTE:
        return sentence
    parts = clauses(text, sentence)
    if candidate.value is not None:
        at = candidate.value.quantity.start
        first = next((i for i, part in enumerate(parts) if part.start <= at < part.end), 0)
    else:
        folded = fold_texts([part.of(text) for part in parts], index.aligner)
        weights = np.array([term.weight for term in reading.terms], dtype=np.float32)
        first = int(np.argmax(share(Account(reading.terms, folded, index.aligner).table, weights)))
    last = first
    while True:  # grows by a clause on either side while there is room; what stands before is the subject
        if first > 0 and parts[last].end - parts[first - 1].start <= MAX_QUOTE:
            first -= 1
        elif last + 1 < len(parts) and parts[last + 1].end - parts[first].start <= MAX_QUOTE:
            last += 1
        else:
            return Span(parts[first].start, parts[last].end)
