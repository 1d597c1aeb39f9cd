"""How sure the numbers are: bootstrap intervals, paired comparison, calibration. Seeded: same input, same output."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics import Pair

RESAMPLES = 2000
_BATCH_CELLS = 4_000_000  # counts held at a time: 32 MB
Pairs = Sequence[Mapping[str, Pair]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric in two runs over the same questions; `low`, `high`: 95 % interval of new − old; `p`: two-sided."""

    name: str
    old: float
    new: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence is in [low, high): how sure they were on average, and how many were right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def intervals(pairs: Pairs, *, resamples: int = RESAMPLES, seed: int = 57) -> dict[str, tuple[float, float]]:
    """95 % percentile-bootstrap interval of each metric, resampling questions; none where nothing counts."""
    names, got, of = _matrices(pairs)
    if not names:
        return {}
    values = _resampled(got, of, resamples, seed)
    return {name: (low, high) for name, (low, high) in zip(names, _bounds(values), strict=True) if low == low}


def share_interval(right: int, count: int) -> tuple[float, float]:
    """95 % Wilson interval of a share; unlike resampling it says also of few and all right how little that is."""
    share, z2 = right / count, 1.96**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = 1.96 / (1 + z2 / count) * (share * (1 - share) / count + z2 / (4 * count**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def paired_differences(old: Pairs, new: Pairs, *, resamples: int = RESAMPLES, seed: int = 57) -> list[Difference]:
    """Each metric that both runs have, old against new: question i of one is question i of the other.

    Raises ValueError when they are not equally many.
    """
    if len(old) != len(new):
        raise ValueError(f"a paired comparison needs the same questions, got {len(old)} and {len(new)}")
    names = [name for name in _names(old) if name in set(_names(new))]
    if not names:
        return []
    _, old_got, old_of = _matrices(old, names)
    _, new_got, new_of = _matrices(new, names)
    # The same seed draws the same questions for both, so what is hard for both cancels out.
    differences = _resampled(new_got, new_of, resamples, seed) - _resampled(old_got, old_of, resamples, seed)
    before, after = _ratios(old_got, old_of), _ratios(new_got, new_of)
    return [
        Difference(name, float(before[i]), float(after[i]), *bounds, _p_value(differences[:, i]))
        for i, (name, bounds) in enumerate(zip(names, _bounds(differences), strict=True))
    ]


def auc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Chance that a positive has a higher score than a negative, ties counting half; None without one of each."""
    values, labels = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=bool)
    wins, losses = values[labels], np.sort(values[~labels])
    if not len(wins) or not len(losses):
        return None
    below = np.searchsorted(losses, wins, side="left") + np.searchsorted(losses, wins, side="right")
    return float(below.sum() / (2 * len(wins) * len(losses)))


def reliability(confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> list[Bin]:
    """The reliability table: equal-width bins of confidence that hold something, lowest first."""
    numbers = [min(int(confidence * bins), bins - 1) for confidence in confidences]
    table = []
    for number in sorted(set(numbers)):
        own = [i for i, other in enumerate(numbers) if other == number]
        mean = sum(confidences[i] for i in own) / len(own)
        table.append(Bin(number / bins, (number + 1) / bins, len(own), mean, sum(right[i] for i in own) / len(own)))
    return table


def calibration_error(table: Sequence[Bin]) -> float | None:
    """Expected calibration error: |confidence − accuracy|, mean over the answers; None where there are none."""
    count = sum(row.count for row in table)
    return sum(row.count * abs(row.confidence - row.accuracy) for row in table) / count if count else None


def _names(pairs: Pairs) -> list[str]:
    return list(dict.fromkeys(name for own in pairs for name, (_, of) in own.items() if of > 0))


def _matrices(
    pairs: Pairs, names: list[str] | None = None
) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
    names = _names(pairs) if names is None else names
    cells = np.array([[own.get(name, (0.0, 0.0)) for name in names] for own in pairs]).reshape(
        len(pairs), len(names), 2
    )
    return names, cells[:, :, 0], cells[:, :, 1]


def _ratios(got: NDArray[np.float64], of: NDArray[np.float64]) -> NDArray[np.float64]:
    ratios: NDArray[np.float64] = got.sum(axis=0) / of.sum(axis=0)
    return ratios


def _resampled(got: NDArray[np.float64], of: NDArray[np.float64], resamples: int, seed: int) -> NDArray[np.float64]:
    """(resamples, metrics): each metric over as many questions drawn with replacement; NaN where none counts."""
    rows = []
    for counts in _draws(len(got), resamples, seed):
        below = counts @ of
        rows.append(np.divide(counts @ got, below, out=np.full_like(below, np.nan), where=below > 0))
    return np.concatenate(rows)


def _draws(questions: int, resamples: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """How often each question is drawn: rows of counts that sum to `questions`, in batches."""
    random = np.random.default_rng(seed)
    batch = max(1, _BATCH_CELLS // questions)
    for done in range(0, resamples, batch):
        size = min(batch, resamples - done)
        picks = random.integers(0, questions, size=(size, questions))
        picks += np.arange(size)[:, None] * questions
        yield np.bincount(picks.ravel(), minlength=size * questions).reshape(size, questions).astype(np.float64)


def _bounds(values: NDArray[np.float64]) -> list[tuple[float, float]]:
    bounds = []
    for column in values.T:
        known = column[~np.isnan(column)]  # a rare metric may count in no question of a resample
        low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (np.nan, np.nan)
        bounds.append((float(low), float(high)))
    return bounds


def _p_value(differences: NDArray[np.float64]) -> float:
    known = differences[~np.isnan(differences)]
    tail = min((known <= 0).sum(), (known >= 0).sum())
    return float(min(1.0, 2 * (tail + 1) / (len(known) + 1)))
