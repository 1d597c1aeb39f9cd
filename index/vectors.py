"""Passage vectors in FAISS: exact up to 50 000 passages, a graph (HNSW) above.

Vectors have unit length, so the inner product is the cosine.
"""

import contextlib
import errno
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

EXACT_LIMIT = 50_000  # passages; a scan of so many 256-d vectors takes 4 ms, and grows
# Recall@10 of an effort of 192, 256, 512, 768 on 100 000 real passages: .964, .972, .990, .995; the last takes 1 ms.
# Of 768, 1024, 1280, 1536 on a million: .966, .973, .978, .979; from 2.2 ms to 4.5.
HNSW_LINKS, HNSW_BUILD_EFFORT, HNSW_SEARCH_EFFORT = 32, 80, 768
FILE = "vectors.faiss"


class Vectors:
    """A FAISS index over `size` unit vectors, numbered from 0."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self.size: int = index.ntotal

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> "Vectors":
        """An index of (n, dimension) float32 rows of unit length (or zero, which matches nothing)."""
        import faiss

        dimension = vectors.shape[1]
        if len(vectors) <= EXACT_LIMIT:
            index = faiss.IndexFlatIP(dimension)
        else:
            index = faiss.IndexHNSWFlat(dimension, HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = HNSW_BUILD_EFFORT
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    def save(self, folder: Path) -> None:
        """Writes FILE. Raises OSError when it cannot be written."""
        import faiss

        # Through Python's file: faiss's own writer does not notice that its last buffer found the disk full.
        with (folder / FILE).open("wb") as file:
            try:
                faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))
            except RuntimeError as error:
                raise OSError(errno.EIO, f"{folder / FILE}: {error}") from error

    @classmethod
    def load(cls, folder: Path) -> "Vectors":
        """The index in FILE, read into memory."""
        import faiss

        return cls(faiss.read_index(str(folder / FILE)))

    def search(
        self, query: NDArray[np.float32], k: int, ranges: Sequence[tuple[int, int]] | None = None
    ) -> NDArray[np.int64]:
        """The numbers of up to k nearest vectors, nearest first; `ranges`: only in these [start, end) numbers."""
        import faiss

        if ranges is not None and sum(end - start for start, end in ranges) <= EXACT_LIMIT < self.size:
            return self._scan(query, k, ranges)  # a walk through the graph finds little that a narrow filter lets pass
        selector = None
        if ranges is not None:
            selectors = [faiss.IDSelectorRange(start, end) for start, end in ranges]
            selector = selectors[0]
            for other in selectors[1:]:
                selectors.append(selector := faiss.IDSelectorOr(selector, other))  # kept alive until the search is done
        if isinstance(self._index, faiss.IndexHNSW):
            parameters = faiss.SearchParametersHNSW(efSearch=max(_effort(self.size), k), sel=selector)
        else:
            parameters = faiss.SearchParameters(sel=selector)
        with _one_thread():
            _, numbers = self._index.search(query.reshape(1, -1), min(k, self.size), params=parameters)
        found: NDArray[np.int64] = numbers[0][numbers[0] >= 0]
        return found

    def _scan(self, query: NDArray[np.float32], k: int, ranges: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
        numbers = np.concatenate([np.arange(start, end, dtype=np.int64) for start, end in ranges])
        nearest: NDArray[np.int64] = numbers[np.argsort(-self.cosines(query, numbers), kind="stable")[:k]]
        return nearest

    def cosines(self, query: NDArray[np.float32], numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """(len(numbers),) cosine of the query with each of these vectors."""
        if not len(numbers):
            return np.zeros(0, dtype=np.float32)
        cosines: NDArray[np.float32] = self.rows(numbers) @ query
        return cosines

    def rows(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """(len(numbers), dimension): the vectors themselves."""
        rows: NDArray[np.float32] = self._index.reconstruct_batch(np.ascontiguousarray(numbers, dtype=np.int64))
        return rows


def _effort(size: int) -> int:
    """How many neighbours a search keeps in view: 768 up to 100 000 vectors, 1366 for a million."""
    return int(HNSW_SEARCH_EFFORT * max(1.0, size / 100_000) ** 0.25 + 0.5)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """One query leaves faiss nothing to share: its other threads only spin, which doubles the time of a scan.

    OpenMP keeps the number for each thread of ours apart, so nobody else's work is slowed down.
    """
    import faiss

    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
