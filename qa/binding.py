"""Whether a claim's figures are of what the claim is about, and not of what stands beside it in the evidence.

"投资增长8.6%" does not follow from "工业增长8.6%,投资增长2.6%", though the evidence holds growth, 8.6% and investment:
the clause that the claim's words match best must be the one with the claim's figure.
"""

import re
from collections.abc import Sequence

import numpy as np

from index.static import StaticEncoder
from qa.backing import Floats, Word, backing, content_words, share
from qa.contrasts import borrowed
from qa.placing import Placed, placed_figures
from qa.polarity import polarity
from qa.quantities import Quantity, find_quantities, same_quantity

_HAN = re.compile(r"[\u3400-\u9fff]")
_RATES = frozenset({"percent", "ratio"})
_COUNTED = frozenset({"count", "people", "visits", "households"})
_CARRIED = 0.6  # how much a clause before counts: the subject may stand there, but also another subject
# How much better another figure's clause must match: between languages similarities are coarse.
_MARGIN, _MARGIN_ACROSS = 0.1, 0.2


def misplaced(claim: str, evidence: Sequence[str], context: str, encoder: StaticEncoder) -> str:
    """A figure of the claim that the evidence has, but of something else: another subject, way, or period; or "".

    `context`: headings and title, which count where the sentence itself leaves something open.
    """
    held = [figure for text in evidence for figure in placed_figures(text)]
    claimed = placed_figures(claim)
    margin = _MARGIN if _HAN.search(claim) else _MARGIN_ACROSS
    together: dict[str, set[str]] = {}  # a clause of the claim: the sentences that can bear out all its figures
    for figure in claimed:
        rivals = [other for other in held if _comparable(figure.quantity, other.quantity)]
        equal = [_equal(figure.quantity, other.quantity) for other in rivals]
        if not any(equal):
            continue  # whether it is held at all is another check's business
        fit = [same and _fits(figure, other, context, encoder) for other, same in zip(rivals, equal, strict=True)]
        again = [other for other in claimed if other.own == figure.own and _equal(figure.quantity, other.quantity)]
        if (
            not any(fit)
            or len(again) > sum(equal)
            or (not all(equal) and _outdone(figure, rivals, fit, margin, encoder))
        ):
            return figure.quantity.text
        bearing = {other.sentence for other, fits in zip(rivals, fit, strict=True) if fits}
        together[figure.own] = together.get(figure.own, bearing) & bearing
        if not together[figure.own]:
            return figure.quantity.text
    return ""


def _outdone(
    figure: Placed, rivals: Sequence[Placed], fit: Sequence[bool], margin: float, encoder: StaticEncoder
) -> bool:
    """Whether a figure that does not fit has the claim's words and one that fits has them less.

    What the clauses leave open is decided by the subjects before them: (收入增长5.6%、)高于全国0.2个百分点.
    """
    others = np.array(
        [not fits and not _equal(figure.quantity, rival.quantity) for rival, fits in zip(rivals, fit, strict=True)]
    )
    best = np.ones(len(rivals), dtype=bool)
    if words := content_words(figure.counted, encoder) or content_words(figure.own, encoder):
        scores = _affinity(words, rivals, encoder)
        if scores[others].max(initial=0) > scores[np.array(fit)].max() + margin:
            return True
        best = scores >= scores.max() - margin
    subject = next((words for part in figure.carried if (words := content_words(part, encoder))), ())
    if not subject or not (best & np.array(fit)).any():
        return False
    stated = [rival.own if rival.paired else f"{_subject(rival, encoder)} {rival.own}" for rival in rivals]
    scores = np.array([share(subject, row) for row in backing(subject, stated, encoder)])
    return bool(scores[others & best].max(initial=0) > scores[best & np.array(fit)].max() + margin)


def _subject(placed: Placed, encoder: StaticEncoder) -> str:
    return next((part for part in placed.carried if content_words(part, encoder)), "")


def _fits(figure: Placed, other: Placed, context: str, encoder: StaticEncoder) -> bool:
    """Whether two equal figures can be of the same thing, way and time."""
    ways, held = polarity(figure.own), polarity(other.own)
    if ("down" in ways and "up" in held and "down" not in held) or (
        "up" in ways and "down" in held and "up" not in held
    ):
        return False
    # A clause with a subject of its own has not the subject of the clause before.
    own_subject = content_words(other.own, encoder) and not other.paired
    before = "" if own_subject else " ".join(other.carried)
    if borrowed(figure.own, other.own, before, context):
        return False
    claimed = periods(figure.own)
    stated = periods(other.own) or periods(" ".join(other.carried))
    return not claimed or not stated or bool(claimed & stated)


def periods(text: str) -> frozenset[str]:
    """The parts of years that a text names: 上半年 and 1—6月 are the same."""
    return frozenset(q.key.partition("/")[2] for q in find_quantities(text) if "/" in q.key) - {""}


def _affinity(words: Sequence[Word], rivals: Sequence[Placed], encoder: StaticEncoder) -> Floats:
    """For each figure of the evidence the share of the claim's words that its own words account for, 0..1."""
    texts = [rival.own for rival in rivals] + [" ".join(rival.carried) for rival in rivals]
    table = backing(words, texts, encoder)
    table = np.maximum(table[: len(rivals)], _CARRIED * table[len(rivals) :])
    return np.array([share(words, row) for row in table], dtype=np.float32)


def _comparable(a: Quantity, b: Quantity) -> bool:
    if a.kind in _RATES and b.kind in _RATES:
        return True
    return a.family == b.family or (a.family == "number" and b.family in _COUNTED)


def _equal(a: Quantity, b: Quantity) -> bool:
    return same_quantity(a, b) or (a.family == "number" and a.number == b.number)
