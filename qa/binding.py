"""Which figure of a text belongs to which words: a claim's figure must be that of the clause its words are about.

"投资增长8.6%" does not follow from "工业增长8.6%,投资增长2.6%", though the evidence holds growth, 8.6% and investment.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.static import StaticEncoder
from qa.backing import Word, backing, blanked, content_words, share
from qa.clauses import sentences
from qa.contrasts import borrowed
from qa.quantities import Quantity, find_quantities, same_quantity

_BOUNDARY = re.compile(
    r"(?<!\d)[,，]|[,，](?!\d{3}(?!\d))|[;；:：\n]|、|[.](?=\s)|\s(?:and|while|whereas|but|with|以及)\s", re.IGNORECASE
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_HARD = re.compile(r"[,，;；:：\n]|[.](?=\s)")
_RESPECTIVELY = re.compile(r"分别|各")
_LISTED = re.compile(r"[、,，]|和|与|及")
_RATES = frozenset({"percent", "ratio"})
_COUNTED = frozenset({"count", "people", "visits", "households"})
_CARRIED = 0.6  # how much a clause before counts: the subject may stand there, but also another subject
# How much better another figure's clause must match: between languages similarities are coarse.
_MARGIN, _MARGIN_ACROSS = 0.1, 0.2


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with the words about it: `own`, its clause's; `carried`, of the clauses before in its sentence."""

    quantity: Quantity
    own: str
    carried: str
    paired: bool = False  # by 分别: the verb stands with the last of the names


def placed_figures(text: str) -> list[Placed]:
    """The measured figures and ranks of a text, each with its words (figures themselves cut out)."""
    placed: list[Placed] = []
    for sentence in sentences(text):
        line = sentence.of(text)
        figures = [q for q in find_quantities(line) if q.kind not in {"label", "date", "period"}]
        blank = blanked(line, [(q.start, q.end) for q in figures])
        carried = ""
        for start, end in _segments(line, figures):
            inside = [q for q in figures if start <= q.start < end]
            own = blank[start:end]
            names = _names(own, len(inside), line[start:end])
            for number, quantity in enumerate(inside):
                if names:
                    # The last name has the shared verb behind it, so the others borrow it at the carried rate.
                    rest = "" if number == len(names) - 1 else names[-1]
                    placed.append(Placed(quantity, names[number], f"{carried} {rest}", paired=True))
                else:
                    placed.append(Placed(quantity, own, carried))
            carried += own
    return placed


def misplaced(claim: str, evidence: Sequence[str], context: str, encoder: StaticEncoder) -> str:
    """A figure of the claim that the evidence has, but of something else: another subject, place, or period; or "".

    `context`: headings and title, which count where the sentence itself leaves something open.
    """
    held = [figure for text in evidence for figure in placed_figures(text)]
    claimed = placed_figures(claim)
    for figure in claimed:
        rivals = [other for other in held if _comparable(figure.quantity, other.quantity)]
        equal = [_equal(figure.quantity, other.quantity) for other in rivals]
        if not any(equal):
            continue  # whether it is held at all is another check's business
        fit = [same and _fits(figure, other, context, encoder) for other, same in zip(rivals, equal, strict=True)]
        again = [other for other in claimed if other.own == figure.own and _equal(figure.quantity, other.quantity)]
        if not any(fit) or len(again) > sum(equal):
            return figure.quantity.text
        words = content_words(figure.own, encoder)
        if all(equal) or not words:
            continue
        scores = _affinity(words, rivals, encoder)
        best_fit = max(score for score, fits in zip(scores, fit, strict=True) if fits)
        best_other = max(score for score, same in zip(scores, equal, strict=True) if not same)
        if best_other > best_fit + (_MARGIN if _HAN.search(claim) else _MARGIN_ACROSS):
            return figure.quantity.text
    return ""


def _fits(figure: Placed, other: Placed, context: str, encoder: StaticEncoder) -> bool:
    """Whether two equal figures can be of the same thing and time."""
    # A clause with a subject of its own has not the subject of the clause before.
    before = other.own if content_words(other.own, encoder) and not other.paired else other.carried
    if borrowed(figure.own, other.own, before, context):
        return False
    claimed = _periods(figure.own)
    stated = _periods(other.own) or _periods(other.carried)
    return not claimed or not stated or bool(claimed & stated)


def _periods(text: str) -> frozenset[str]:
    """The parts of years that a text names: 上半年 and 1—6月 are the same."""
    return frozenset(q.key.partition("/")[2] for q in find_quantities(text) if "/" in q.key) - {""}


def _affinity(words: Sequence[Word], rivals: Sequence[Placed], encoder: StaticEncoder) -> list[float]:
    """For each figure of the evidence the share of the claim's words that its own words account for, 0..1."""
    table = backing(words, [rival.own for rival in rivals] + [rival.carried for rival in rivals], encoder)
    count = len(rivals)
    return [share(words, row) for row in np.maximum(table[:count], _CARRIED * table[count:])]


def _segments(line: str, figures: Sequence[Quantity]) -> Iterator[tuple[int, int]]:
    """Stretches that each hold a figure and begin at a clause: what has no figure goes with what follows it."""
    start = 0
    for match in _BOUNDARY.finditer(line):
        at = match.start()
        if any(q.start < match.end() and q.end > at for q in figures):
            continue
        following = next((q for q in figures if q.start >= at), None)
        if not any(start <= q.start < at for q in figures) or following is None:
            continue
        if match.group() == "、" and len(re.findall(r"[^\W\d]", line[at : following.start])) < 3:
            continue  # 20.8%、31.4%: one list
        if not _HARD.match(match.group() + " ") and _HARD.search(line, match.end(), following.start):
            continue  # domestic and foreign tourists, up 7.6%
        yield start, at
        start = at
    if figures:
        yield start, len(line)


def _names(own: str, count: int, line: str) -> list[str]:
    """甲、乙、丙分别增长1%、2%、3%: the words of each figure; [] where names and figures do not pair."""
    match = _RESPECTIVELY.search(own)
    if count < 2 or match is None:
        return []
    head, tail = own[: match.start()], own[match.end() :]
    parts = [part for part in _LISTED.split(head) if part.strip()]
    if len(parts) < count:
        return []
    return [*parts[-count:-1], parts[-1] + tail]


def _comparable(a: Quantity, b: Quantity) -> bool:
    if a.kind in _RATES and b.kind in _RATES:
        return True
    return a.family == b.family or (a.family == "number" and b.family in _COUNTED)


def _equal(a: Quantity, b: Quantity) -> bool:
    return same_quantity(a, b) or (a.family == "number" and a.number == b.number)
