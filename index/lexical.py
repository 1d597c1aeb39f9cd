"""BM25 over lexical tokens: built by bm25s, stored as flat arrays, and scored from them.

bm25s scores every passage at build time (a sparse matrix, one column a token). A query is then a sum of columns, which
a few lines of numpy do: bm25s itself takes 0.3 s to import, too long for a command that answers in less than one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import save_array
from index.tokens import passage_tokens, query_tokens

K1, B = 1.5, 0.75
FILES = ("lexical-keys.npy", "lexical-starts.npy", "lexical-passages.npy", "lexical-scores.npy")
# Above this many postings in one query, the commonest tokens only score what the rarer ones found (see `scores`).
POSTINGS_LIMIT = 1_500_000


@dataclass(frozen=True, slots=True)
class Lexical:
    """Postings of `size` passages: token `keys` (sorted 64-bit hashes), and for each its passages and BM25 scores.

    `starts`: (tokens + 1,) offsets into `passages` (int32 passage numbers) and `weights` (float32).
    """

    size: int
    keys: NDArray[np.uint64]
    starts: NDArray[np.int64]
    passages: NDArray[np.int32]
    weights: NDArray[np.float32]

    @classmethod
    def build(cls, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> "Lexical":
        """The postings of these texts, in their order."""
        import bm25s

        vocabulary: dict[str, int] = {}
        ids: list[list[int]] = []
        for number, text in enumerate(texts):
            ids.append([vocabulary.setdefault(token, len(vocabulary)) for token in passage_tokens(text)])
            if progress:
                progress(number + 1)
        if not vocabulary:
            vocabulary["\0"] = 0  # bm25s cannot index an empty vocabulary; no query holds this token
            ids[0] = [0]
        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        model.index((ids, vocabulary), show_progress=False, create_empty_token=False)
        return cls._sorted(len(texts), vocabulary, model.scores)

    @classmethod
    def _sorted(cls, size: int, vocabulary: Iterable[str], matrix: dict[str, Any]) -> "Lexical":
        keys = np.array([_key(token) for token in vocabulary], dtype=np.uint64)
        order = np.argsort(keys)
        starts = np.asarray(matrix["indptr"], dtype=np.int64)
        lengths = np.diff(starts)[order]
        new_starts = np.concatenate([[0], np.cumsum(lengths)])
        # The position in the old arrays of each posting in its new place, without a loop over tokens.
        source = np.repeat(starts[:-1][order] - new_starts[:-1], lengths) + np.arange(new_starts[-1])
        return cls(
            size,
            keys[order],
            new_starts,
            np.asarray(matrix["indices"], dtype=np.int32)[source],
            np.asarray(matrix["data"], dtype=np.float32)[source],
        )

    def save(self, folder: Path) -> None:
        """Writes the four arrays named in FILES."""
        arrays: tuple[NDArray[Any], ...] = (self.keys, self.starts, self.passages, self.weights)
        for name, array in zip(FILES, arrays, strict=True):
            save_array(folder / name, array)

    @classmethod
    def load(cls, folder: Path, size: int) -> "Lexical":
        """The arrays, memory-mapped: pages that no query touches are never read."""
        return cls(size, *(np.asarray(np.load(folder / name, mmap_mode="r", allow_pickle=False)) for name in FILES))

    def scores(self, query: str) -> NDArray[np.float32]:
        """(size,) BM25 of each passage, divided by the query's own ceiling: an absolute coverage in 0..1.

        The ceiling is the sum over *all* tokens of the query, absent ones included, of idf; BM25 in Lucene's form
        (Robertson & Zaragoza 2009, without the constant k1 + 1) stays below it. So a query in another language scores
        near zero instead of being scaled up to its best accidental match.
        """
        keys = np.array([_key(token) for token in query_tokens(query)], dtype=np.uint64)
        result = np.zeros(self.size, dtype=np.float32)
        if not len(keys):
            return result
        rows = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        found = self.keys[rows] == keys
        frequency = np.where(found, self.starts[rows + 1] - self.starts[rows], 0)
        idf = np.log(1 + (self.size - frequency + 0.5) / (frequency + 0.5))
        total = 0
        # Rarest first: once the limit is passed, the remaining tokens (的, 年 …) only refine what is there already.
        for row in rows[found][np.argsort(frequency[found], kind="stable")]:
            start, end = int(self.starts[row]), int(self.starts[row + 1])
            passages, weights = self.passages[start:end], self.weights[start:end]
            if total > POSTINGS_LIMIT:
                break
            np.add.at(result, passages, weights)  # two to three times as fast as result[passages] += weights
            total += end - start
        result /= np.float32(idf.sum())
        return result


def _key(token: str) -> int:
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
