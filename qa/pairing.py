"""The two figures of a comparison: different ones, of one kind, each beside the words of its own side."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from index import Index
from index.folding import fold_text
from qa.clauses import Span
from qa.comparisons import Comparison, Side
from qa.contrasts import opposed
from qa.expected import Missing
from qa.extract import Candidate, Reading
from qa.figure_support import compare
from qa.parsed import ParsedValue
from qa.phrases import in_chinese
from qa.preferences import preference
from qa.scope import own_place_forms
from qa.silence import uncovered
from qa.terms import Account, Floats, share
from qa.values import fits

_READ = 8  # figures of a side that are held against those of the other
_LACKING = 0.3  # against a figure that does not cover its side's question
_TRIED, _MORE = 4, 40  # sentences of a side, best first; how far down those of the other side are looked for
_VALUE, _FOCUS, _NO_VALUE = 0.6, 0.15, 0.2  # as in `qa.extract`
_NEAR, _FAR = 0.8, 0.55
_SIDE = 0.5  # what it counts for that the words about a figure are its own side's
_TOGETHER = 0.15  # for two figures of one sentence
_SAME_WAY = 0.05  # for two that rise, or two that only stand
_UNLIKE = 0.4  # against figures that cannot be compared
_OTHER = 0.5  # against a figure whose words are the other side's
_SPAN = 0.2  # against a sentence on several years, where one is asked for
_YEARS = re.compile("年均|五年|[三四五]年来|累计|十[一二三四五]五|annual average|five[- ]year")
_FIVE_YEARS = re.compile("十[一二三四五六]五")
_ONE_YEAR = re.compile("去年|今年|上年|last year|this year|target|目标")
_ANYWHERE = re.compile("全?[省市区县国]")
_LIGHT = 0.5  # weight of terms that tell no side from another
_APART, _CERTAIN, _ABOUT = (
    0.25,
    0.8,
    0.55,
)  # leads, surest own words, and account of the question for figures told apart
_FRAMES = ("period", "place", "number", "code")
_SURE = 0.5  # the same of two figures of one clause
_HELD_ACROSS, _HELD_APART = 0.35, 0.5  # the same between languages, of figures of one sentence and of two
_HELD = 0.45  # of the words of a side: with less of them about it, a figure is of something else
_AT_HOME = 0.65  # focus from which a figure's own clause has no subject of its own, and takes the one before


@dataclass(frozen=True, slots=True)
class _Choice:
    """A figure for one side: how well it fits, how far the words about it are this side's own, 0..1 (`held`; `own`: only
    those of its item), and what of the question it does not cover (`soft`: words, and no place, time or number).
    """

    candidate: Candidate
    score: float
    held: float
    own: float
    missing: Missing = None
    soft: bool = True

    @property
    def start(self) -> int:
        """Where its figure stands."""
        assert self.candidate.value is not None
        return self.candidate.value.quantity.start


def paired(readings: Sequence[Reading], comparison: Comparison, index: Index) -> tuple[list[Reading], list[Missing]]:
    """Both readings with the sentence in front whose figure, by itself and beside the other's, answers best; and what
    of each side it does not cover.
    """
    spans = {c.span for reading in readings for c in reading.candidates[:2]}
    sides = list(zip(readings, comparison.sides, strict=True))
    names = [side.own for side in comparison.sides]
    choices = [_choices(reading, side, names[1 - i], spans, index) for i, (reading, side) in enumerate(sides)]
    best: tuple[float, _Choice, _Choice] | None = None
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
    least = _HELD if readings[0].question.language == "zh" else _APART
    told = None if lacking == [None, None] or comparison.timed else _told_apart(choices[0], choices[1], least)
    if told is None:
        return found, lacking
    found = [_in_front(reading, choice.candidate) for reading, choice in zip(readings, told, strict=True)]
    return found, [None, None]


def _told_apart(lefts: Sequence[_Choice], rights: Sequence[_Choice], least: float) -> tuple[_Choice, _Choice] | None:
    """Two figures of one sentence of which each has the words of its own side about it, and the other has not.

    录取到本科院校的补助1万元、专科院校的补助8000元: that is about both sides, whatever else the question calls them.
    """
    own = [{choice.start: choice.own for choice in choices} for choices in (lefts, rights)]
    best: tuple[float, _Choice, _Choice] | None = None
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


def _order(left: _Choice, right: _Choice) -> int | None:
    a, b = left.candidate.value, right.candidate.value
    assert a is not None and b is not None
    return compare(a.quantity, b.quantity)


def _one_run(left: _Choice, right: _Choice) -> bool:
    """Whether two figures stand in one clause, each with the words of its own side about it."""
    a, b = left.candidate.value, right.candidate.value
    alike = a is not None and b is not None and a.clause == b.clause
    return alike and min(left.held, right.held) >= _SURE


def _together(left: _Choice, right: _Choice, comparison: Comparison) -> float | None:
    a, b = left.candidate.value, right.candidate.value
    assert a is not None and b is not None
    same_document = left.candidate.document.id == right.candidate.document.id
    if same_document and left.start == right.start:
        return None
    score = left.score + right.score + _SAME_WAY * (a.quantity.direction == b.quantity.direction)
    if same_document and left.candidate.span == right.candidate.span and not comparison.timed:
        score += _TOGETHER * (1 + (a.clause == b.clause))
    return score - (_UNLIKE if not comparison.each and _order(left, right) is None else 0.0)


def _choices(reading: Reading, side: Side, other: str, spans: Set[Span], index: Index) -> list[_Choice]:
    """The figures of the best sentences, and of the other side's best, each as a candidate of its own."""
    tried = [*reading.candidates[:_TRIED], *(c for c in reading.candidates[_TRIED:_MORE] if c.span in spans)]
    rows = [(c, v) for c in tried for v in c.sentence.values if fits(v.value.quantity, reading.question)]
    if not rows:
        return []
    weights = np.array([term.weight for term in reading.terms], dtype=np.float32)
    # "urban" may be told by 市, which every city's report has everywhere.
    terms = [replace(t, forms=tuple(form for form in t.forms if not _ANYWHERE.fullmatch(form))) for t in reading.terms]
    account = Account(terms, [text for _, v in rows for text in (v.own, v.near, v.far)], index.aligner)
    parts = account.table.reshape(len(rows), 3, len(reading.terms))
    table = np.maximum(np.maximum(parts[:, 0], _NEAR * parts[:, 1]), _FAR * parts[:, 2])
    shares = share(table, weights)
    focuses = account.focus.reshape(len(rows), 3)
    focus = focuses[:, :2].max(axis=1)
    held, own = _held(reading, side, other, parts, focuses[:, 1], weights)
    heavy = weights >= 0.6 * weights.max(initial=0)
    asked = f"{reading.question.folded} {in_chinese(reading.question.folded)}"
    at_home = own_place_forms(rows[0][0].document)
    liked = [preference(reading.question, asked, value, at_home) for _, value in rows]
    base = {id(c): c.score + _NO_VALUE for c in tried}
    for (candidate, value), preferred in zip(rows, liked, strict=True):
        if value.value is candidate.value:
            base[id(candidate)] = (
                candidate.score - _VALUE * (candidate.value_share + preferred) - _FOCUS * candidate.focus
            )
    found = []
    for row, (candidate, value) in enumerate(rows):
        score = base[id(candidate)] + _VALUE * (float(shares[row]) + liked[row]) + _FOCUS * float(focus[row])
        score += _SIDE * float(held[row]) - _OTHER * _is_other(reading, value)
        score -= _of_other_years(reading, candidate)
        chosen = replace(
            candidate,
            value=value.value,
            value_share=float(shares[row]),
            value_least=float(table[row, heavy].min(initial=1)),
            focus=float(focus[row]),
        )
        found.append(_Choice(chosen, score, float(held[row]), float(own[row])))
    found.sort(key=lambda choice: -choice.score)
    return [_judged(reading, choice, side, index) for choice in found[:_READ]]


def _judged(reading: Reading, choice: _Choice, side: Side, index: Index) -> _Choice:
    """The figure with what of its side it does not cover; what does not cover it is the worse for it."""
    least = _HELD if reading.question.language == "zh" else _HELD_ACROSS
    missing = uncovered(reading, choice.candidate, index.aligner)
    if choice.held >= least and missing is None:
        return choice
    soft = missing is None or (missing[0] == "uncovered" and not _frames(reading, missing[1]))
    return replace(choice, missing=("uncovered", side.name), soft=soft, score=choice.score - _LACKING)


def _frames(reading: Reading, words: str) -> bool:
    """Whether words of the question say where or when, or how many."""
    return any(term.kind in _FRAMES and term.text in words for term in reading.terms)


def _held(
    reading: Reading, side: Side, other: str, parts: Floats, focus: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    """(figures,) how far the words about each are those of this side, 0..1, and those of its item this side's alone."""
    own = fold_text(side.own)
    start = reading.question.folded.find(own)
    end = start + len(own)
    mine = np.array([t.kind != "period" and start <= t.start and t.end <= end for t in reading.terms], dtype=bool)
    if not mine.any():
        mine = np.array([t.kind != "period" and t.start < end and start < t.end for t in reading.terms], dtype=bool)
    hard = mine & np.array([not t.soft for t in reading.terms], dtype=bool)
    mine = hard if hard.any() else mine
    if start < 0 or weights[mine].sum() < _LIGHT:  # only the report's own place: all of it is of that
        return np.ones(len(parts), dtype=np.float32), np.zeros(len(parts), dtype=np.float32)
    near = parts[:, :2].max(axis=1)
    told = np.where(focus[:, None] >= _AT_HOME, np.maximum(near, _NEAR * parts[:, 2]), near)
    alone = mine & np.array([t.text not in fold_text(other) for t in reading.terms], dtype=bool)
    return share(told[:, mine], weights[mine]), share(parts[:, 0][:, alone], weights[alone])


def _is_other(reading: Reading, value: ParsedValue) -> bool:
    folded = reading.question.folded
    return bool(opposed(folded if reading.question.language == "zh" else in_chinese(folded), value.own.text))


def _of_other_years(reading: Reading, candidate: Candidate) -> float:
    """What speaks against a sentence on several years where one of them is asked for, or on another five than asked for."""
    asked, text = reading.question, candidate.sentence.own.text
    plans, told = set(_FIVE_YEARS.findall(asked.folded)), set(_FIVE_YEARS.findall(text))
    if plans and told:
        return 0.0 if plans & told else 2 * _SPAN
    one = bool(asked.years) or _ONE_YEAR.search(asked.folded) is not None
    return _SPAN if one and not _YEARS.search(asked.folded) and _YEARS.search(text) else 0.0


def _in_front(reading: Reading, chosen: Candidate) -> Reading:
    others = tuple(c for c in reading.candidates if c.span != chosen.span)
    return replace(reading, candidates=(chosen, *others))
