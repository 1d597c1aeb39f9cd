"""Rank metrics on evidence spans, computed by ir-measures (trec_eval's own code).

A passage is relevant when it shows evidence (`metrics.shows`), so a set survives any other cutting into passages.
Questions without evidence have no rank metrics.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from evaluation.metrics import Judged, Pair, shows
from evaluation.qaset import Span
from evaluation.running import HITS
from index import Index

Qrels = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Mapping[str, float]]
CUTS = tuple(range(1, HITS + 1))


def relevant_passages(judged: Judged, index: Index) -> list[str]:
    """Ids of the passages that show evidence; for evidence that none shows, of the one that holds most of it."""
    return relevant_spans(judged, [(p.id, (p.start, p.end)) for p in index.passages(judged.document)])


def relevant_spans(judged: Judged, passages: Sequence[tuple[str, Span]]) -> list[str]:
    """As `relevant_passages`, of passages given as (id, span)."""
    found: dict[str, None] = {}
    for places in judged.spans:
        own = [id for id, span in passages if any(shows(span, place) for place in places)]
        if not own and passages:
            overlap = {id: max(_overlap(span, place) for place in places) for id, span in passages}
            best = max(overlap, key=overlap.__getitem__)
            own = [best] if overlap[best] else []
        found.update(dict.fromkeys(own))
    return list(found)


def strictly_falling(scores: Iterable[float]) -> list[float]:
    """The scores, lowered as little as makes each smaller than the one before, as a 32-bit float.

    trec_eval keeps 32-bit scores and puts equal ones in the order of their ids: the rank would not be ours.
    """
    falling: list[float] = []
    for score in scores:
        value = np.float32(score)
        if falling and value >= np.float32(falling[-1]):
            value = np.nextafter(np.float32(falling[-1]), np.float32(-np.inf), dtype=np.float32)
        falling.append(float(value))
    return falling


def rank_pairs(qrels: Qrels, run: Run) -> dict[str, dict[str, Pair]]:
    """Query id to its recall@1…10, rr@10 and ndcg@10; a query that the run lacks counts as nothing found."""
    import ir_measures  # a tenth of a second that `--help` need not wait for
    from ir_measures import RR, R, Success, nDCG

    if not qrels:
        return {}
    names = {R @ cut: f"recall@{cut}" for cut in CUTS} | {Success @ cut: f"success@{cut}" for cut in (1, 5)}
    names |= {RR @ HITS: f"mrr@{HITS}", nDCG @ HITS: f"ndcg@{HITS}"}
    pairs: dict[str, dict[str, Pair]] = defaultdict(dict)
    for metric in ir_measures.iter_calc(list(names), _as_dicts(qrels), _as_dicts(run)):
        pairs[metric.query_id][names[metric.measure]] = (float(metric.value), 1.0)
    return pairs


def _as_dicts(rows: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {query: dict(own) for query, own in rows.items()}


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))
