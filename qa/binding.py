"""Which figure of a text belongs to which words: a claim's figure must be the one of the clause that its words are about.

"投资增长8.6%" does not follow from "工业增长8.6%,投资增长2.6%", though the evidence holds growth, 8.6% and investment.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.static import StaticEncoder
from qa.clauses import sentences
from qa.quantities import Quantity, find_quantities, same_quantity
from qa.question import read_question
from qa.terms import Account, Term, question_terms

_BOUNDARY = re.compile(
    r"(?<!\d)[,，]|[,，](?!\d{3}(?!\d))|[;；:：\n]|、|[.](?=\s)|\s(?:and|while|whereas|but|with|以及)\s", re.IGNORECASE
)
_RESPECTIVELY = re.compile(r"分别|各")
_LISTED = re.compile(r"[、,，]|和|与|及")
_RATES = frozenset({"percent", "ratio"})
_CARRIED = 0.6  # how much a clause before counts for the words of a figure: subjects stand there, but also other subjects
_MARGIN = 0.12  # of the claim's words; between languages similarities are that coarse


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with the words that are about it: `own`, its clause's; `carried`, of the clauses before in its sentence."""

    quantity: Quantity
    own: str
    carried: str


def placed_figures(text: str) -> list[Placed]:
    """The measured figures and ranks of a text, each with its words (figures themselves cut out)."""
    placed: list[Placed] = []
    for sentence in sentences(text):
        line = sentence.of(text)
        figures = [q for q in find_quantities(line) if q.kind not in {"label", "date", "period"}]
        blank = _blanked(line, figures)
        carried = ""
        for start, end in _segments(line, figures):
            inside = [q for q in figures if start <= q.start < end]
            own = blank[start:end]
            names = _names(own, len(inside), line[start:end])
            for number, quantity in enumerate(inside):
                if names:
                    # The last name has the shared verb behind it, so the others borrow it at the carried rate.
                    rest = "" if number == len(names) - 1 else names[-1]
                    placed.append(Placed(quantity, names[number], f"{carried} {rest}"))
                else:
                    placed.append(Placed(quantity, own, carried))
            carried += own
    return placed


def misplaced(claim: str, evidence: Sequence[str], encoder: StaticEncoder) -> Quantity | None:
    """A figure of the claim whose words are those of another figure of the same kind in the evidence; None if all are well."""
    held = [figure for text in evidence for figure in placed_figures(text)]
    for figure in placed_figures(claim):
        rivals = [other for other in held if _comparable(figure.quantity, other.quantity)]
        equal = [_equal(figure.quantity, other.quantity) for other in rivals]
        if all(equal) or not any(equal):
            continue  # whether it is held at all is another check's business
        terms = words_of(figure.own) or words_of(figure.carried + figure.own)
        if not terms:
            continue
        scores = _affinity(terms, rivals, encoder)
        best_equal = max(score for score, same in zip(scores, equal, strict=True) if same)
        best_other = max(score for score, same in zip(scores, equal, strict=True) if not same)
        if best_other > best_equal + _MARGIN:
            return figure.quantity
    return None


def words_of(text: str) -> tuple[Term, ...]:
    """The content words of a text: no figures, no function words."""
    from index.static import load_static_encoder

    if not any(char.isalpha() for char in text):
        return ()
    terms = question_terms(read_question(text), load_static_encoder())
    return tuple(t for t in terms if t.weight > 0 and any(c.isalpha() for c in t.text) and not any(c.isdigit() for c in t.text))


def _affinity(terms: Sequence[Term], rivals: Sequence[Placed], encoder: StaticEncoder) -> list[float]:
    """For each figure of the evidence the share of the claim's words that its own words account for, 0..1."""
    texts = [rival.own for rival in rivals] + [rival.carried for rival in rivals]
    account = Account(terms, texts, encoder)
    count = len(rivals)
    table = np.maximum(account.table[:count], _CARRIED * account.table[count:])
    return [float(share) for share in account.share(table)]


def _segments(line: str, figures: Sequence[Quantity]) -> Iterator[tuple[int, int]]:
    """Stretches that each hold a figure and begin at a clause: what has no figure goes with what follows it."""
    start = 0
    last_end = None
    for match in _BOUNDARY.finditer(line):
        at = match.start()
        if any(q.start < match.end() and q.end > at for q in figures):
            continue
        following = next((q for q in figures if q.start >= at), None)
        if not any(start <= q.start < at for q in figures) or following is None:
            continue
        if match.group() == "、" and len(re.findall(r"[^\W\d]", line[at : following.start])) < 3:
            continue  # 20.8%、31.4%: one list
        yield start, at
        start = last_end = at
    if figures:
        yield start, len(line)
    del last_end


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


def _blanked(line: str, figures: Sequence[Quantity]) -> str:
    chars = list(line)
    for q in figures:
        chars[q.start : q.end] = " " * (q.end - q.start)
    return "".join(chars)


def _comparable(a: Quantity, b: Quantity) -> bool:
    if a.kind in _RATES and b.kind in _RATES:
        return True
    return a.family == b.family or (a.family == "number" and b.family not in _RATES | {"points", "rank"})


def _equal(a: Quantity, b: Quantity) -> bool:
    return same_quantity(a, b) or (a.family == "number" and a.number == b.number)
