"""Metrics: what one question adds to each, and how they add up.

Every metric but the percentiles is a ratio of two sums over questions, sum(got) / sum(of): a mean where `of` is 1, a
precision or an F1 where it is not. One question holds a (got, of) pair for each metric that it counts in. Totals,
groups, confidence intervals and comparisons all come from these pairs alone.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from evaluation.judging import first_figure_matches, has_all_groups
from evaluation.qaset import Item, Span, evidence_spans
from evaluation.running import Outcome, Place

Verdict = Literal["right", "wrong", "silent", "error"]
Pair = tuple[float, float]
_MARKER = re.compile(r"\[(\d+)\]")

DESCRIPTIONS: Mapping[str, str] = {
    "accuracy": "right answers and right silences, of all questions",
    "answer_accuracy": "right answers, of the questions that the source answers",
    "number_match": "the first figure shown is the asked one, of questions for a number or a date",
    "citation_validity": "citations whose quote is the document's text at their place, and markers that have one",
    "citation_precision": "citations that show evidence, mean over answers to answerable questions",
    "citation_recall": "evidence shown by citations, mean over answers to answerable questions",
    "abstention_precision": "silences that are right",
    "abstention_recall": "questions without an answer in the source that met silence",
    "abstention_f1": "harmonic mean of the two",
    "false_abstention": "answerable questions that met silence (lower is better)",
    "crag": "mean of +1 right, 0 silent where there was an answer, -1 wrong",
    **{f"recall@{k}": f"relevant passages among the first {k}, of all that are relevant" for k in range(1, 11)},
    **{f"success@{k}": f"questions with a relevant passage among the first {k}" for k in (1, 5)},
    "mrr@10": "1 / rank of the first relevant passage, 0 beyond 10",
    "ndcg@10": "normalised discounted cumulative gain of the first 10",
    "errors": "questions that raised an error (lower is better)",
}
LOWER_IS_BETTER = frozenset({"false_abstention", "errors"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what came back, and what that is worth. `spans`: for each evidence its places in the document."""

    set: str
    item: Item
    outcome: Outcome
    spans: tuple[tuple[Span, ...], ...]
    document: str
    section: str
    verdict: Verdict
    pairs: Mapping[str, Pair] = field(default_factory=dict)


def shows(span: Span, evidence: Span) -> bool:
    """Whether a span holds at least half of the evidence, or lies within it."""
    overlap = min(span[1], evidence[1]) - max(span[0], evidence[0])
    return overlap > 0 and (2 * overlap >= evidence[1] - evidence[0] or overlap == span[1] - span[0])


def judge(set: str, item: Item, outcome: Outcome, *, text: str, document: str, section: str = "") -> Judged:
    """The verdict on one outcome and its pairs. `text`: canonical text of `document`, the one that was asked."""
    verdict = _verdict(item, outcome)
    spans = tuple(tuple(places) for places in evidence_spans(item, text))
    judged = Judged(set, item, outcome, spans, document, section, verdict)
    pairs = {**_answer_pairs(judged), **_abstention_pairs(judged), **_citation_pairs(judged, text)}
    return Judged(set, item, outcome, spans, document, section, verdict, pairs)


def total(pairs: Iterable[Mapping[str, Pair]]) -> dict[str, float]:
    """Each metric over these questions; one that no question counts in is left out."""
    sums: dict[str, Pair] = {}
    for own in pairs:
        for name, (got, of) in own.items():
            before = sums.get(name, (0.0, 0.0))
            sums[name] = (before[0] + got, before[1] + of)
    return {name: got / of for name, (got, of) in sums.items() if of > 0}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank). Raises on no values."""
    if not values:
        raise ValueError("a percentile needs at least one value")
    ordered = sorted(values)
    rank = -(-share * len(ordered) // 1)  # ceil
    return ordered[max(0, int(rank) - 1)]


def sizes(judged: Sequence[Judged]) -> dict[str, float]:
    """Reply length in characters and latency in milliseconds: median and 95th percentile."""
    lengths = [float(len(one.outcome.text)) for one in judged if not one.outcome.error]
    times = [1000 * one.outcome.seconds for one in judged if not one.outcome.error]
    if not lengths:
        return {}
    return {
        "length_p50": percentile(lengths, 0.5),
        "length_p95": percentile(lengths, 0.95),
        "latency_p50_ms": percentile(times, 0.5),
        "latency_p95_ms": percentile(times, 0.95),
    }


def _verdict(item: Item, outcome: Outcome) -> Verdict:
    if outcome.error:
        return "error"
    if outcome.abstained:
        return "silent" if item.answerable else "right"
    return "right" if item.answerable and has_all_groups(item.answer_groups, outcome.text) else "wrong"


def _answer_pairs(judged: Judged) -> dict[str, Pair]:
    item, right = judged.item, float(judged.verdict == "right")
    pairs = {
        "accuracy": (right, 1.0),
        "crag": ({"right": 1.0, "silent": 0.0}.get(judged.verdict, -1.0), 1.0),
        "errors": (float(judged.verdict == "error"), 1.0),
    }
    if item.answerable:
        pairs["answer_accuracy"] = (right, 1.0)
        if asks_for_figure(item):
            shown = not judged.outcome.abstained and first_figure_matches(item.answer_groups[0], judged.outcome.text)
            pairs["number_match"] = (float(shown), 1.0)
    return pairs


def asks_for_figure(item: Item) -> bool:
    """Whether the first figure of a good answer is the asked one: numbers, dates, and follow-ups that ask for them."""
    has_digit = bool(item.answer_groups) and any(
        char.isdecimal() for variant in item.answer_groups[0] for char in variant
    )
    return has_digit and item.type in ("number", "date", "followup")


def _abstention_pairs(judged: Judged) -> dict[str, Pair]:
    silent, needed = float(judged.outcome.abstained), float(not judged.item.answerable)
    hit = silent * needed
    pairs = {"abstention_precision": (hit, silent), "abstention_f1": (2 * hit, silent + needed)}
    if needed:
        return {**pairs, "abstention_recall": (hit, 1.0)}
    return {**pairs, "false_abstention": (silent, 1.0)}


def _citation_pairs(judged: Judged, text: str) -> dict[str, Pair]:
    citations, answer = judged.outcome.citations, judged.outcome.text
    valid = [c for c in citations if c.document == judged.document and text[c.start : c.end] == c.quote != ""]
    # As in ALCE, a marker without its citation counts as a citation that is not valid.
    dangling = {int(number) for number in _MARKER.findall(answer)} - set(range(1, len(citations) + 1))
    pairs: dict[str, Pair] = {}
    if citations or dangling:
        pairs["citation_validity"] = (float(len(valid)), float(len(citations) + len(dangling)))
    if judged.item.answerable and not judged.outcome.abstained and judged.spans:
        good = sum(any(_shows_any(place, spans) for spans in judged.spans) for place in valid)
        seen = sum(any(_shows_any(place, spans) for place in valid) for spans in judged.spans)
        pairs["citation_precision"] = (good / len(citations) if citations else 0.0, 1.0)
        pairs["citation_recall"] = (seen / len(judged.spans), 1.0)
    return pairs


def _shows_any(place: Place, spans: Sequence[Span]) -> bool:
    return any(shows((place.start, place.end), span) for span in spans)
