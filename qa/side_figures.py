"""The figures that one side of a comparison may have, each with how far the words about it are that side's own."""

import re
from collections.abc import Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index import Index
from index.folding import fold_text
from qa.clauses import Span
from qa.comparisons import Side
from qa.contrasts import opposed
from qa.expected import Missing
from qa.extract import Candidate, Reading
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
_OTHER = 0.5  # against a figure whose words are the other side's
_SPAN = 0.2  # against a sentence on several years, where one is asked for
_YEARS = re.compile("年均|五年|[三四五]年来|累计|十[一二三四五]五|annual average|five[- ]year")
_FIVE_YEARS = re.compile("十[一二三四五六]五")
_ONE_YEAR = re.compile("去年|今年|上年|last year|this year|target|目标")
_ANYWHERE = re.compile("全?[省市区县国]")
_LIGHT = 0.5  # weight of terms that tell no side from another
_FRAMES = ("period", "place", "number", "code")
HELD = 0.45  # of the words of a side: with less of them about it, a figure is of something else
_HELD_ACROSS = 0.35  # the same between languages
_AT_HOME = 0.65  # focus from which a figure's own clause has no subject of its own, and takes the one before


@dataclass(frozen=True, slots=True)
class Choice:
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


def figure_choices(reading: Reading, side: Side, other: str, spans: Set[Span], index: Index) -> list[Choice]:
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
        told, least, about = float(shares[row]), float(table[row, heavy].min(initial=1)), float(focus[row])
        score = base[id(candidate)] + _VALUE * (told + liked[row]) + _FOCUS * about
        score += _SIDE * float(held[row]) - _OTHER * _is_other(reading, value)
        score -= _of_other_years(reading, candidate)
        chosen = replace(candidate, value=value.value, value_share=told, value_least=least, focus=about)
        found.append(Choice(chosen, score, float(held[row]), float(own[row])))
    found.sort(key=lambda choice: -choice.score)
    return [_judged(reading, choice, side, index) for choice in found[:_READ]]


def _judged(reading: Reading, choice: Choice, side: Side, index: Index) -> Choice:
    """The figure with what of its side it does not cover; what does not cover it is the worse for it."""
    least = HELD if reading.question.language == "zh" else _HELD_ACROSS
    missing = uncovered(reading, choice.candidate, index.aligner)
    if choice.held >= least and missing is None:
        return choice
    soft = is_soft(reading, missing)
    return replace(choice, missing=("uncovered", side.name), soft=soft, score=choice.score - _LACKING)


def is_soft(reading: Reading, missing: Missing) -> bool:
    """Whether what is missing are only words, and not where, when or how many."""
    if missing is None:
        return True
    frames = any(term.kind in _FRAMES and term.text in missing[1] for term in reading.terms)
    return missing[0] == "uncovered" and not frames


def own_terms(reading: Reading, side: Side) -> NDArray[np.bool_]:
    """(terms,) which terms of its question are of this side; none where only the report's own place is."""
    own = fold_text(side.own)
    start = reading.question.folded.find(own)
    end = start + len(own)
    within = [t.kind != "period" and start <= t.start and t.end <= end for t in reading.terms]
    across = [t.kind != "period" and t.start < end and start < t.end for t in reading.terms]
    mine = np.array(within if any(within) else across, dtype=bool)
    hard = mine & np.array([not t.soft for t in reading.terms], dtype=bool)
    mine = hard if hard.any() else mine
    light = sum(t.weight for t, own in zip(reading.terms, mine, strict=True) if own) < _LIGHT
    return np.zeros(len(mine), dtype=bool) if start < 0 or light else mine


def _held(
    reading: Reading, side: Side, other: str, parts: Floats, focus: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    """(figures,) how far the words about each are those of this side, 0..1, and those of its item this side's alone."""
    mine = own_terms(reading, side)
    if not mine.any():  # all of the report is of its own place
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
