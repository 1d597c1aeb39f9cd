"""The two figures of a comparison: different ones, of one kind, each beside the words of its own side."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index import Index
from qa.comparisons import Comparison, Side
from qa.expected import Missing
from qa.extract import Candidate, Reading
from qa.figure_support import compare
from qa.side_figures import HELD, Choice, figure_choices, is_soft, own_terms
from qa.silence import uncovered
from qa.terms import Account, share
from qa.values import fits

_TOGETHER = 0.15  # for two figures of one sentence
_SAME_WAY = 0.05  # for two that rise, or two that only stand
_UNLIKE = 0.4  # against figures that cannot be compared
_HELD_APART = (
    0.5  # between languages, the words of its side that each of two figures of two sentences must have about it
)
_SURE = 0.5  # the same of two figures of one clause
# Leads, surest own words, and account of the question for figures told apart.
_APART, _CERTAIN, _ABOUT = 0.25, 0.8, 0.55
_LISTED = re.compile("分别|各(?:自|为|达|增)")
_POOL = 8  # sentences of each side that may be of both
_TOLD, _TOLD_ACROSS = 0.75, 0.55  # how far one must tell the words of each, in Chinese and between languages


def paired(readings: Sequence[Reading], comparison: Comparison, index: Index) -> tuple[list[Reading], list[Missing]]:
    """Both readings with the sentence in front whose figure, by itself and beside the other's, answers best; and what
    of each side it does not cover.
    """
    spans = {c.span for reading in readings for c in reading.candidates[:2]}
    sides = list(zip(readings, comparison.sides, strict=True))
    names = [side.own for side in comparison.sides]
    choices = [figure_choices(reading, side, names[1 - i], spans, index) for i, (reading, side) in enumerate(sides)]
    best: tuple[float, Choice, Choice] | None = None
    for left in choices[0]:
        for right in choices[1]:
            total = _together(left, right, comparison)
            if total is not None and (best is None or total > best[0] + 1e-6):
                best = total, left, right
    if best is None:
        missing: list[Missing] = [("uncovered", side.name) for side in comparison.sides]
        return list(readings), [None, missing[1]] if choices[0] else missing
    found = [_in_front(reading, choice.candidate) for reading, choice in zip(readings, best[1:], strict=True)]
    lacking = [choice.missing for choice in best[1:]]
    apart = best[1].candidate.span != best[2].candidate.span and readings[0].question.language != "zh"
    if apart and not comparison.timed:
        for i, (choice, side) in enumerate(zip(best[1:], comparison.sides, strict=True)):
            lacking[i] = lacking[i] or (("uncovered", side.name) if choice.held < _HELD_APART else None)
    if None in lacking and _one_run(best[1], best[2]):
        return found, [None, None]  # A、B分别增长1%、2%: what is true of one is of the other
    least = HELD if readings[0].question.language == "zh" else _APART
    told = None if lacking == [None, None] or comparison.timed else _told_apart(choices[0], choices[1], least)
    if told is None:
        return found, lacking
    found = [_in_front(reading, choice.candidate) for reading, choice in zip(readings, told, strict=True)]
    return found, [None, None]


def _told_apart(lefts: Sequence[Choice], rights: Sequence[Choice], least: float) -> tuple[Choice, Choice] | None:
    """Two figures of one sentence of which each has the words of its own side about it, and the other has not.

    录取到本科院校的补助1万元、专科院校的补助8000元: that is about both sides, whatever else the question calls them.
    """
    own = [{choice.start: choice.own for choice in choices} for choices in (lefts, rights)]
    best: tuple[float, Choice, Choice] | None = None
    for left in lefts:
        for right in rights:
            if left.candidate.span != right.candidate.span or left.start == right.start:
                continue
            leads = left.own - own[0].get(right.start, 0.0), right.own - own[1].get(left.start, 0.0)
            sides = sorted((left.own, right.own))
            if min(leads) < _APART or sides[0] < least or sides[1] < _CERTAIN or not (left.soft and right.soft):
                continue
            if max(left.candidate.share, right.candidate.share) < _ABOUT or _order(left, right) is None:
                continue
            if best is None or sum(leads) > best[0]:
                best = sum(leads), left, right
    return best and best[1:]


def _order(left: Choice, right: Choice) -> int | None:
    a, b = left.candidate.value, right.candidate.value
    assert a is not None and b is not None
    return compare(a.quantity, b.quantity)


def _one_run(left: Choice, right: Choice) -> bool:
    """Whether two figures stand in one clause, each with the words of its own side about it."""
    a, b = left.candidate.value, right.candidate.value
    alike = a is not None and b is not None and a.clause == b.clause
    return alike and min(left.held, right.held) >= _SURE


def _together(left: Choice, right: Choice, comparison: Comparison) -> float | None:
    a, b = left.candidate.value, right.candidate.value
    assert a is not None and b is not None
    same_document = left.candidate.document.id == right.candidate.document.id
    if same_document and left.start == right.start:
        return None
    score = left.score + right.score + _SAME_WAY * (a.quantity.direction == b.quantity.direction)
    if same_document and left.candidate.span == right.candidate.span and not comparison.timed:
        score += _TOGETHER * (1 + (a.clause == b.clause))
    return score - (_UNLIKE if not comparison.each and _order(left, right) is None else 0.0)


def of_both(readings: Sequence[Reading], comparison: Comparison, index: Index) -> list[Reading] | None:
    """The readings with one sentence in front, without a figure, that tells of both sides and has two figures alike; None
    where there is none. For the sides of a sentence whose figures are not told apart.
    """
    least = _TOLD if readings[0].question.language == "zh" else _TOLD_ACROSS
    best: tuple[float, Candidate, Candidate] | None = None
    for left in readings[0].candidates[:_POOL]:
        right = next((c for c in readings[1].candidates[:_POOL] if c.span == left.span), None)
        if right is None or left.document.id != right.document.id or min(left.share, right.share) < _ABOUT:
            continue
        figures = [v.value.quantity for v in left.sentence.values if fits(v.value.quantity, readings[0].question)]
        alike = any(compare(a, b) is not None for i, a in enumerate(figures) for b in figures[i + 1 :])
        parts = list(zip(readings, (left, right), comparison.sides, strict=True))
        literal = all(side.own and side.own in left.sentence.own.text for side in comparison.sides)
        if not alike or not (literal or _LISTED.search(left.sentence.own.text)):
            continue
        if any(_told(*part, index) < least for part in parts):
            continue
        if not all(is_soft(reading, uncovered(reading, candidate, index.aligner)) for reading, candidate, _ in parts):
            continue
        if best is None or left.share + right.share > best[0]:
            best = left.share + right.share, left, right
    if best is None:
        return None
    return [_in_front(reading, replace(c, value=None)) for reading, c in zip(readings, best[1:], strict=True)]


def _told(reading: Reading, candidate: Candidate, side: Side, index: Index) -> float:
    """How far a sentence by itself tells the words of a side, 0..1."""
    if side.own and side.own in candidate.sentence.own.text:
        return 1.0
    weights = np.array([term.weight for term in reading.terms], dtype=np.float32) * own_terms(reading, side)
    return float(share(Account(reading.terms, [candidate.sentence.own], index.aligner).table, weights)[0])


def _in_front(reading: Reading, chosen: Candidate) -> Reading:
    others = tuple(c for c in reading.candidates if c.span != chosen.span)
    return replace(reading, candidates=(chosen, *others))
