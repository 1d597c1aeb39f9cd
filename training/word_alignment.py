"""IBM model 1: which Chinese token translates which foreign one, counted from parallel text and dictionaries.

Brown et al. 1993, "The Mathematics of Statistical Machine Translation". Five rounds of expectation maximisation over
all token pairs that occur in one sentence pair; the Chinese side may also come from nowhere (a null word). The result
starts the token table: far better than random vectors, because a Chinese token begins where its translations are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from training.ids import EncodedPairs, join

ROUNDS = 5
BEST = 10
LONGEST = 64
SMOOTHING = 0.3  # rare words keep less mass: one chance meeting is weak evidence
GROUP_WEIGHTS = {
    "dictionary": 1.0,
    "government": 2.0,
    "parallel": 1.0,
    "technical": 0.5,
    "tatoeba": 1.0,
    "french-dictionary": 1.0,
    "united-nations": 1.0,
}


@dataclass(frozen=True, slots=True)
class Translations:
    """For each token its best translations: ids and probabilities, both (vocabulary, BEST); probability 0 pads."""

    tokens: npt.NDArray[np.int32]
    probabilities: npt.NDArray[np.float32]


def align_words(groups: dict[str, EncodedPairs], size: int) -> Translations:
    """t(Chinese | foreign) for each token of the vocabulary."""
    names = list(GROUP_WEIGHTS)
    left = join([groups[name].left for name in names])
    right = join([groups[name].right for name in names])
    weights = np.concatenate([np.full(len(groups[name]), GROUP_WEIGHTS[name]) for name in names])
    keys = _cooccurrences(left.ids, left.offsets, right.ids, right.offsets, size)
    distinct, places = np.unique(keys, return_inverse=True)
    places = places.astype(np.int32)
    foreign, chinese = (distinct // size).astype(np.int32), (distinct % size).astype(np.int32)
    null = np.bincount(right.ids, minlength=size) / len(right.ids) * 0.5 + 1e-7
    table = np.full(len(distinct), 1e-3)
    for _ in range(ROUNDS):
        counts = _expect(places, left.offsets, right.ids, right.offsets, weights, table, null)
        table = counts / (np.bincount(foreign, weights=counts, minlength=size)[foreign] + SMOOTHING)
    return _best(foreign, chinese, table, size)


@numba.njit(cache=True)
def _cooccurrences(left, left_offsets, right, right_offsets, size):  # type: ignore[no-untyped-def]
    total = 0
    for pair in range(len(left_offsets) - 1):
        total += min(LONGEST, left_offsets[pair + 1] - left_offsets[pair]) * min(
            LONGEST, right_offsets[pair + 1] - right_offsets[pair]
        )
    keys = np.empty(total, np.int64)
    at = 0
    for pair in range(len(left_offsets) - 1):
        lefts = min(LONGEST, left_offsets[pair + 1] - left_offsets[pair])
        rights = min(LONGEST, right_offsets[pair + 1] - right_offsets[pair])
        for y in range(rights):
            for x in range(lefts):
                keys[at] = np.int64(left[left_offsets[pair] + x]) * size + right[right_offsets[pair] + y]
                at += 1
    return keys


@numba.njit(cache=True, fastmath=True)
def _expect(places, left_offsets, right, right_offsets, weights, table, null):  # type: ignore[no-untyped-def]
    counts = np.zeros(len(table))
    at = 0
    for pair in range(len(left_offsets) - 1):
        lefts = min(LONGEST, left_offsets[pair + 1] - left_offsets[pair])
        rights = min(LONGEST, right_offsets[pair + 1] - right_offsets[pair])
        for y in range(rights):
            total = null[right[right_offsets[pair] + y]]
            for x in range(lefts):
                total += table[places[at + x]]
            for x in range(lefts):
                counts[places[at + x]] += weights[pair] * table[places[at + x]] / total
            at += lefts
    return counts


def _best(
    foreign: npt.NDArray[np.int32], chinese: npt.NDArray[np.int32], table: npt.NDArray[np.float64], size: int
) -> Translations:
    order = np.lexsort((-table, foreign))
    foreign, chinese, table = foreign[order], chinese[order], table[order]
    starts = np.searchsorted(foreign, np.arange(size))
    rank = np.arange(len(foreign)) - starts[foreign]
    kept = rank < BEST
    tokens = np.zeros((size, BEST), dtype=np.int32)
    probabilities = np.zeros((size, BEST), dtype=np.float32)
    tokens[foreign[kept], rank[kept]] = chinese[kept]
    probabilities[foreign[kept], rank[kept]] = table[kept]
    return Translations(tokens, probabilities)
