"""Contrastive training of the token table: a text lies closer to its counterpart than to the others of the batch."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse
import torch
from torch.nn import functional

from training.ids import EncodedPairs, Side
from training.late_interaction import best_matches, multiply
from training.settings import Settings

Rows = npt.NDArray[np.float32]
log = logging.getLogger("training")


@dataclass(frozen=True, slots=True)
class _Batch:
    """One step's texts over the distinct tokens that they use: rows of the bags are texts, columns places in
    `tokens`."""

    tokens: npt.NDArray[np.int64]
    left: scipy.sparse.csr_matrix
    right: scipy.sparse.csr_matrix


def train(table: Rows, parts: scipy.sparse.csr_matrix, groups: dict[str, EncodedPairs], settings: Settings) -> Rows:
    """The trained table, parts flattened into it; same shape as `table`, same result for the same settings."""
    rng = np.random.default_rng(settings.seed)
    generator = torch.Generator().manual_seed(settings.seed)
    rows = torch.randn(parts.shape[1], table.shape[1], generator=generator) * settings.part_spread
    rows[: len(table)] = torch.from_numpy(table)
    optimizer = _LazyAdam(rows)
    batches = _Batches(groups, settings, rng)
    for step in range(settings.steps):
        batch = batches.draw()
        slice_ = parts[batch.tokens]
        used = np.unique(slice_.indices)
        local = scipy.sparse.csr_matrix(
            (slice_.data, np.searchsorted(used, slice_.indices), slice_.indptr), shape=(len(batch.tokens), len(used))
        )
        places = torch.from_numpy(used.astype(np.int64))
        values = rows[places].requires_grad_(True)
        vectors = multiply(local, values)
        loss = _pooled_loss(batch, vectors, settings) + settings.late * _late_loss(batch, vectors, settings)
        (gradient,) = torch.autograd.grad(loss, values)
        rate = settings.rate * min(1.0, (step + 1) / settings.warm_up) * (1 - step / settings.steps) + 1e-6
        optimizer.step(places, values.detach(), gradient, rate)
        if step % 100 == 0:
            log.info("step %d of %d: loss %.3f", step, settings.steps, loss.item())
    return np.asarray(parts @ rows.numpy(), dtype=np.float32)


class _Batches:
    """Batches of one group each: within a group the wrong answers are of the right kind, and so worth telling apart."""

    def __init__(self, groups: dict[str, EncodedPairs], settings: Settings, rng: np.random.Generator) -> None:
        self._groups = {name: groups[name] for name, weight in settings.groups.items() if weight > 0}
        self._names = list(self._groups)
        mass = np.array([len(self._groups[name]) * settings.groups[name] for name in self._names])
        self._chances = mass / mass.sum()
        self._size = settings.batch
        self._rng = rng
        self._orders: dict[str, npt.NDArray[np.int64]] = {}
        self._at = dict.fromkeys(self._names, 0)

    def draw(self) -> _Batch:
        name = self._names[self._rng.choice(len(self._names), p=self._chances)]
        pairs = self._groups[name]
        size = min(self._size, len(pairs))
        if name not in self._orders or self._at[name] + size > len(pairs):
            self._orders[name], self._at[name] = self._rng.permutation(len(pairs)), 0
        chosen = self._orders[name][self._at[name] : self._at[name] + size]
        self._at[name] += size
        left, right = _take(pairs.left, chosen), _take(pairs.right, chosen)
        tokens = np.unique(np.concatenate([left.ids, right.ids])).astype(np.int64)
        return _Batch(tokens, _bag(left, tokens), _bag(right, tokens))


def _take(side: Side, chosen: npt.NDArray[np.int64]) -> Side:
    starts, ends = side.offsets[chosen], side.offsets[chosen + 1]
    offsets = np.concatenate([[0], np.cumsum(ends - starts)])
    places = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], ends - starts)
    return Side(side.ids[places], offsets)


def _bag(side: Side, tokens: npt.NDArray[np.int64]) -> scipy.sparse.csr_matrix:
    ones = np.ones(len(side.ids), dtype=np.float32)
    bag = scipy.sparse.csr_matrix(
        (ones, np.searchsorted(tokens, side.ids), side.offsets), shape=(len(side), len(tokens))
    )
    bag.sum_duplicates()
    return bag


def _pooled_loss(batch: _Batch, vectors: torch.Tensor, settings: Settings) -> torch.Tensor:
    """InfoNCE both ways on the cosines of the sums, at several cuts of the dimensions (Matryoshka)."""
    left, right = multiply(batch.left, vectors), multiply(batch.right, vectors)
    target = torch.arange(len(left))
    loss = torch.zeros(())
    for dimension, weight in settings.nested.items():
        a, b = (functional.normalize(rows[:, :dimension], dim=1) for rows in (left, right))
        scores = a @ b.T * settings.scale
        loss = loss + weight * (functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target))
    return loss


def _late_loss(batch: _Batch, vectors: torch.Tensor, settings: Settings) -> torch.Tensor:
    """InfoNCE on late interaction, as alignment scores it: each left token's best match, weighted by the token's
    length."""
    count = min(settings.late_batch, batch.left.shape[0])
    lengths = vectors.norm(dim=1).clamp_min(1e-6)
    units = vectors / lengths[:, None]
    left, right = batch.left[:count], batch.right[:count]
    asked, local_left = np.unique(left.indices, return_inverse=True)
    found, local_right = np.unique(right.indices, return_inverse=True)
    similarities = units[torch.from_numpy(asked.astype(np.int64))] @ units[torch.from_numpy(found.astype(np.int64))].T
    best = best_matches(similarities, right.indptr.astype(np.int64), local_right.astype(np.int64))
    once = scipy.sparse.csr_matrix(
        (np.ones(len(local_left), dtype=np.float32), local_left, left.indptr), shape=(count, len(asked))
    )
    weights = lengths[torch.from_numpy(asked.astype(np.int64))][:, None]
    scores = multiply(once, best * weights) / multiply(once, weights) * settings.scale
    target = torch.arange(count)
    return functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)


class _LazyAdam:
    """Adam (Kingma and Ba 2015) that touches only the rows a step used; a plain one would decay the rest."""

    def __init__(self, rows: torch.Tensor) -> None:
        self._rows = rows
        self._mean = torch.zeros_like(rows)
        self._square = torch.zeros_like(rows)
        self._steps = 0

    def step(self, places: torch.Tensor, values: torch.Tensor, gradient: torch.Tensor, rate: float) -> None:
        self._steps += 1
        mean = self._mean[places].mul_(0.9).add_(gradient, alpha=0.1)
        square = self._square[places].mul_(0.999).addcmul_(gradient, gradient, value=0.001)
        self._mean[places], self._square[places] = mean, square
        mean, square = mean / (1 - 0.9**self._steps), square / (1 - 0.999**self._steps)
        self._rows[places] = values - rate * mean / (square.sqrt() + 1e-8)
