"""Vectors: exact and graph search, filters, disk."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import vectors
from index.vectors import Vectors


def unit_rows(count: int, dimension: int = 16, seed: int = 7) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def exact(rows: NDArray[np.float32], query: NDArray[np.float32], k: int) -> list[int]:
    return [int(i) for i in np.argsort(-(rows @ query), kind="stable")[:k]]


def test_nearest_first_and_never_more_than_there_are() -> None:
    rows = unit_rows(50)
    found = Vectors.build(rows)
    query = unit_rows(1, seed=3)[0]
    assert found.size == 50
    assert list(found.search(query, 5)) == exact(rows, query, 5)
    assert len(found.search(query, 500)) == 50
    assert np.allclose(found.cosines(query, np.array([3, 1])), rows[[3, 1]] @ query, atol=1e-6)
    assert found.cosines(query, np.zeros(0, dtype=np.int64)).shape == (0,)


@pytest.mark.parametrize("limit", [100_000, 10])
def test_a_filter_is_exact_in_both_kinds(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(vectors, "EXACT_LIMIT", limit)
    rows = unit_rows(400)
    found = Vectors.build(rows)
    query = unit_rows(1, seed=3)[0]
    allowed = [*range(5, 8), *range(390, 395)]
    expected = [allowed[i] for i in exact(rows[allowed], query, 4)]
    assert list(found.search(query, 4, [(5, 8), (390, 395)])) == expected
    assert set(found.search(query, 50, [(5, 8)])) == {5, 6, 7}


def test_the_graph_finds_what_a_scan_finds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(vectors, "EXACT_LIMIT", 10)
    rows = unit_rows(1000)
    Vectors.build(rows).save(tmp_path)
    found = Vectors.load(tmp_path)
    overlap = 0
    for query in unit_rows(20, seed=5):
        overlap += len(set(found.search(query, 10)) & set(exact(rows, query, 10)))
        assert len(found.search(query, 20, [(0, 500)])) == 20  # a wide filter walks the graph
    assert overlap >= 190


def test_saved_and_loaded_it_finds_the_same(tmp_path: Path) -> None:
    rows = unit_rows(30)
    Vectors.build(rows).save(tmp_path)
    loaded = Vectors.load(tmp_path)
    assert list(loaded.search(rows[4], 3)) == exact(rows, rows[4], 3)


def test_a_write_that_fails_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        Vectors.build(unit_rows(3)).save(tmp_path / "none")
