"""Operations of the training loss that torch lacks on sparse input: sums of bags of rows, and MaxSim."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import scipy.sparse
import torch


def multiply(matrix: scipy.sparse.csr_matrix, rows: torch.Tensor) -> torch.Tensor:
    """`matrix @ rows`, differentiable in `rows`."""
    result: torch.Tensor = _Multiply.apply(  # type: ignore[no-untyped-call]
        _to_torch(matrix), _to_torch(matrix.T.tocsr()), rows
    )
    return result


def _to_torch(matrix: scipy.sparse.csr_matrix) -> torch.Tensor:
    return torch.sparse_csr_tensor(
        torch.from_numpy(matrix.indptr.astype(np.int64)),
        torch.from_numpy(matrix.indices.astype(np.int64)),
        torch.from_numpy(matrix.data.astype(np.float32)),
        size=matrix.shape,
        check_invariants=False,  # scipy keeps them; checking costs more than the product
    )


class _Multiply(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, matrix: torch.Tensor, transposed: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        ctx.transposed = transposed
        return matrix @ rows

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[None, None, torch.Tensor]:
        return None, None, ctx.transposed @ gradient.contiguous()


def best_matches(similarities: torch.Tensor, starts: Any, tokens: Any) -> torch.Tensor:
    """For each query token (row) its best similarity in each passage, at least 0: (query tokens, passages).

    `similarities` is (query tokens, distinct passage tokens); passage i has the columns `tokens[starts[i]:starts[i +
    1]]`.
    """
    result: torch.Tensor = _BestMatches.apply(similarities, starts, tokens)  # type: ignore[no-untyped-call]
    return result


class _BestMatches(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, similarities: torch.Tensor, starts: Any, tokens: Any) -> torch.Tensor:
        best, places = _maxima(similarities.detach().numpy(), starts, tokens)
        ctx.places, ctx.columns = places, similarities.shape[1]
        return torch.from_numpy(best)

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        return torch.from_numpy(_scatter(gradient.contiguous().numpy(), ctx.places, ctx.columns)), None, None


@numba.njit(parallel=True, fastmath=True, cache=True)
def _maxima(similarities, starts, tokens):  # type: ignore[no-untyped-def]
    count, passages = similarities.shape[0], len(starts) - 1
    best = np.zeros((count, passages), np.float32)
    places = np.full((count, passages), -1, np.int32)
    for row in numba.prange(count):
        for passage in range(passages):
            for at in range(starts[passage], starts[passage + 1]):
                value = similarities[row, tokens[at]]
                if value > best[row, passage]:
                    best[row, passage] = value
                    places[row, passage] = tokens[at]
    return best, places


@numba.njit(parallel=True, cache=True)
def _scatter(gradient, places, columns):  # type: ignore[no-untyped-def]
    out = np.zeros((gradient.shape[0], columns), np.float32)
    for row in numba.prange(gradient.shape[0]):
        for passage in range(gradient.shape[1]):
            if places[row, passage] >= 0:
                out[row, places[row, passage]] += gradient[row, passage]
    return out
