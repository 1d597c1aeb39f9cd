"""The figures of a text, each with the words that are about it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.backing import blanked
from qa.clauses import sentences
from qa.quantities import Quantity, find_quantities

_BOUNDARY = re.compile(
    r"(?<!\d)[,，]|[,，](?!\d{3}(?!\d))|[;；:：\n]|、|[.](?=\s)|\s(?:and|while|whereas|but|with|以及)\s", re.IGNORECASE
)
_HARD = re.compile(r"[,，;；:：\n]|[.](?=\s)")
_RESPECTIVELY = re.compile(r"分别|各")
_LISTED = re.compile(r"[、,，]|和|与|及")
_NAMED = re.compile(r"\s*(?:[^\W\d_][\w'-]*\s*){1,3}")  # 300 major projects: what an English count is of


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with the words about it: `own`, its clause's; `carried`, those of the clauses before, the nearest first.

    `counted`: what follows a bare count (300 major projects). Figures themselves are cut out of all of them.
    """

    quantity: Quantity
    sentence: str
    own: str
    carried: tuple[str, ...]
    counted: str = ""
    paired: bool = False
    """By 分别: the verb stands with the last of the names, which the others carry."""


@lru_cache(maxsize=2048)
def placed_figures(text: str) -> tuple[Placed, ...]:
    """The measured figures and ranks of a text, in order."""
    return tuple(placed for sentence in sentences(text) for placed in _placed(sentence.of(text)))


def _placed(line: str) -> Iterator[Placed]:
    figures = [q for q in find_quantities(line) if q.kind not in {"label", "date", "period"}]
    blank = blanked(line, [(q.start, q.end) for q in figures])
    carried: tuple[str, ...] = ()
    earlier: list[str] = []  # names that 分别 paired in the clause before
    for start, end in _segments(line, figures):
        inside = [q for q in figures if start <= q.start < end]
        own = blank[start:end]
        names = _names(own, len(inside))
        if not names and len(inside) > 1 and len(earlier) == len(inside) and _RESPECTIVELY.search(own):
            names = [f"{name} {own}" for name in earlier]
        for number, quantity in enumerate(inside):
            if names:
                rest = () if number == len(names) - 1 else (names[-1],)
                yield Placed(quantity, line, names[number], (*rest, *carried), paired=True)
            else:
                counted = _NAMED.match(blank, quantity.end) if not quantity.unit else None
                yield Placed(quantity, line, own, carried, counted.group() if counted else "")
        carried = (own, *carried)
        earlier = names


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


def _names(own: str, count: int) -> list[str]:
    """甲、乙、丙分别增长1%、2%、3%: the words of each figure; [] where names and figures do not pair."""
    match = _RESPECTIVELY.search(own)
    if count < 2 or match is None:
        return []
    head, tail = own[: match.start()], own[match.end() :]
    parts = [part.strip() for part in _LISTED.split(head) if part.strip()][-count:]
    if len(parts) < count:
        return []
    # 托位使用率、备案率: the first name's head is the others' too.
    heads = [parts[0][: len(parts[0]) - len(part)] if part[-1] == parts[0][-1] else "" for part in parts]
    parts = [shared + part for shared, part in zip(heads, parts, strict=True)]
    return [*parts[:-1], parts[-1] + tail]
