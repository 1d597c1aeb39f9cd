"""Two runs side by side: what changed on the same questions, and whether it is more than chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.statistics import Difference, paired_differences

_GOLD = ("question", "answer_groups", "evidence", "history", "document")
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Questions that both runs asked, judged by the same gold. `wins`: right now and not before, as (old, new)."""

    shared: int
    left_out: int
    differences: list[Difference]
    wins: list[tuple[Record, Record]]
    losses: list[tuple[Record, Record]]


def compare(old: Record, new: Record) -> Comparison:
    """Compares two summaries. Questions that only one has, or whose gold was changed, are left out and counted."""
    before, after = _by_id(old), _by_id(new)
    both = [(before[key], record) for key, record in after.items() if key in before and _same_gold(before[key], record)]
    return Comparison(
        shared=len(both),
        left_out=len(before.keys() | after.keys()) - len(both),
        differences=paired_differences([_pairs(one) for one, _ in both], [_pairs(other) for _, other in both]),
        wins=[(one, other) for one, other in both if not _is_right(one) and _is_right(other)],
        losses=[(one, other) for one, other in both if _is_right(one) and not _is_right(other)],
    )


def _by_id(summary: Record) -> dict[tuple[str, str], Record]:
    return {(record["set"], record["id"]): record for record in summary["questions"]}


def _same_gold(old: Record, new: Record) -> bool:
    return all(old.get(name) == new.get(name) for name in _GOLD)


def _is_right(record: Record) -> bool:
    return record.get("verdict") == "right"  # rankings alone (BEIR) have no verdicts


def _pairs(record: Record) -> dict[str, tuple[float, float]]:
    return {name: (float(got), float(of)) for name, (got, of) in record["pairs"].items()}


def by_split(pairs: Sequence[tuple[Record, Record]], *, test: bool) -> list[tuple[Record, Record]]:
    """The pairs that may be shown: all, or those outside the test split."""
    return [pair for pair in pairs if test or pair[1]["split"] != "test"]
