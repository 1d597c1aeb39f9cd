"""The bundled encoder: one vector a token, no transformer, no torch, no network.

A text's vector is the mean of its tokens' vectors. The tokens' own vectors serve alignment: which word of a question is
matched by which word of a passage, across languages. How the table was made: `training/README.md`.

The table stays memory-mapped at 4 bits a number; rows are decoded when used, by one table look-up a byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

    from index.encoders import Progress, Vectors

MODEL = Path(__file__).with_name("model")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FEW = 4  # up to here one by one: starting the tokenizer's thread pool costs more
_BATCH = 512
_PIECE = 64  # rows decoded at a time, 64 KiB
_DECODED = 32_768  # rows kept decoded at most: 32 MB


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens: ids, and the characters of the original text that each comes from (all of one length, int32)."""

    ids: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]


class StaticEncoder:
    """Static token vectors from a model directory. Cheap to make: files are read when first needed. Thread-safe."""

    def __init__(self, directory: Path = MODEL, *, name: str = "bundled") -> None:
        path = directory / "metadata.json"
        try:
            self.metadata: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise EncoderError(_damaged(directory, error)) from error
        self.name = name
        self.revision = str(self.metadata["revision"])
        self.dimension = int(self.metadata["dimension"])
        self.directory = directory
        self._lock = Lock()
        self._table: _Table | None = None
        self._tokenizer: Tokenizer | None = None

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One unit row a question, float32; a row of zeros where no token is known."""
        return self._encode(texts, None)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """One unit row a passage, float32; a row of zeros where no token is known."""
        return self._encode(texts, progress)

    def token_ids(self, texts: Sequence[str]) -> list[npt.NDArray[np.int32]]:
        """The ids alone: a third faster than `tokenize`, which also tracks where each token stands."""
        tokenizer = self._load_tokenizer()
        if len(texts) <= _FEW:
            found = [tokenizer.encode(_encodable(text), add_special_tokens=False) for text in texts]
        else:
            found = tokenizer.encode_batch_fast([_encodable(text) for text in texts], add_special_tokens=False)
        return [np.array(encoding.ids, dtype=np.int32) for encoding in found]

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text, with their places in it."""
        tokenizer = self._load_tokenizer()
        clean = [_encodable(text) for text in texts]
        if len(clean) <= _FEW:
            return [_tokens(tokenizer.encode(text, add_special_tokens=False)) for text in clean]
        return [_tokens(encoding) for encoding in tokenizer.encode_batch(clean, add_special_tokens=False)]

    def token_vectors(self, ids: npt.NDArray[np.int32]) -> Vectors:
        """Unit rows for token ids: (len(ids), dimension); zeros for padding and unknown characters."""
        return self._load_table().unit_rows(ids)

    def token_cosines(self, ids: npt.NDArray[np.int32], others: npt.NDArray[np.int32]) -> Vectors:
        """Cosines between tokens: (len(ids), len(others)); faster than from `token_vectors` where `others` are many."""
        table = self._load_table()
        return table.cosines(table.unit_rows(ids), others)

    def token_norms(self, ids: npt.NDArray[np.int32]) -> Vectors:
        """The lengths that the rows have in the mean: how much each token counts in its text's vector."""
        return self._load_table().norms[ids].astype(np.float32)

    def distinct(self, ids: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """The distinct ids, rising, and for each id its place among them: `np.unique` with inverse, without sorting."""
        size = len(self._load_table().norms)
        seen = np.zeros(size, dtype=bool)
        seen[ids] = True
        tokens = np.flatnonzero(seen).astype(np.int32)
        places = np.zeros(size, dtype=np.int32)
        places[tokens] = np.arange(len(tokens))
        return tokens, places[ids]

    def token_weights(self, ids: npt.NDArray[np.int32]) -> Vectors:
        """How much each token counts in alignment: rare words more; 0 for padding and unknown characters."""
        return self._load_table().weights[ids].astype(np.float32)

    def _encode(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        table = self._load_table()
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = self.token_ids(texts[start : start + _BATCH])
            rows[start : start + len(batch)] = table.means(batch)
            if progress is not None:
                progress(start + len(batch), len(texts))
        return rows

    def _load_table(self) -> _Table:
        if self._table is None:
            with self._lock:
                if self._table is None:
                    try:
                        self._table = _Table(self.directory, self.metadata)
                    except (OSError, ValueError, KeyError) as error:
                        raise EncoderError(_damaged(self.directory, error)) from error
        return self._table

    def save_tokenizer(self, path: Path) -> None:
        """Writes the tokenizer as one file, as other programs expect it."""
        self._load_tokenizer().save(str(path), pretty=False)

    def _load_tokenizer(self) -> Tokenizer:
        if self._tokenizer is None:
            with self._lock:
                if self._tokenizer is None:
                    try:
                        self._tokenizer = _read_tokenizer(self.directory)
                    except Exception as error:  # the library raises bare Exception
                        raise EncoderError(_damaged(self.directory, error)) from error
        return self._tokenizer


class _Table:
    """The token vectors on disk: two 4-bit codes a byte, a shared codebook, and per row a scale, a length, a weight."""

    def __init__(self, directory: Path, metadata: dict[str, Any]) -> None:
        # The plain view of the mapped file: numpy's memmap class costs .1 ms each time rows are taken from it.
        self._codes = np.asarray(np.load(directory / "codes.npy", mmap_mode="r"))
        rows = np.load(directory / "rows.npy")
        self._scales = np.ascontiguousarray(rows["scale"])
        self.norms = np.ascontiguousarray(rows["norm"])
        self.weights = np.ascontiguousarray(rows["weight"])
        codebook = np.array(metadata["codebook"], dtype=np.float32)
        # Two bytes hold four numbers, 16 bytes as float32: decoding is one look-up for four numbers.
        word = np.arange(1 << 16)
        fours = np.stack([codebook[word >> shift & 15] for shift in (0, 4, 8, 12)], axis=1)
        self._decoded = np.ascontiguousarray(fours).view(np.complex128).ravel()
        self._words = self._codes.view("<u2")

    def unit_rows(self, ids: npt.NDArray[np.integer[Any]]) -> Vectors:
        decoded: Vectors = self._decoded.take(self._words[ids]).view(np.float32)
        decoded *= self._scales[ids][:, None]
        return decoded

    def cosines(self, rows: Vectors, ids: npt.NDArray[np.integer[Any]]) -> Vectors:
        """`rows @ unit_rows(ids).T`, decoded piece by piece into one small buffer, which stays in the cache."""
        out = np.empty((len(rows), len(ids)), dtype=np.float32)
        buffer = np.empty((_PIECE, self._words.shape[1]), dtype=np.complex128)
        for start in range(0, len(ids), _PIECE):
            words = self._words[ids[start : start + _PIECE]]
            piece = self._decoded.take(words, out=buffer[: len(words)], mode="clip")  # any other mode buffers again
            np.matmul(rows, piece.view(np.float32).T, out=out[:, start : start + _PIECE])
        out *= self._scales[ids]
        return out

    def means(self, batch: Sequence[npt.NDArray[np.int32]]) -> Vectors:
        """Unit rows of the mean vector of each array of ids; zeros for none."""
        lengths = np.array([len(ids) for ids in batch])
        rows = np.zeros((len(batch), 4 * self._words.shape[1]), dtype=np.float32)
        filled = np.flatnonzero(lengths)
        if not len(filled):
            return rows
        used, places = np.unique(np.concatenate(batch), return_inverse=True)
        vectors = self.unit_rows(used) * self.norms[used].astype(np.float32)[:, None]
        ends = np.cumsum(lengths[filled])
        for row, start, end in zip(filled, ends - lengths[filled], ends, strict=True):
            rows[row] = vectors[places[start:end]].sum(axis=0)
        lengths_of_rows = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: Vectors = np.divide(rows, lengths_of_rows, out=np.zeros_like(rows), where=lengths_of_rows > 0)
        return unit


def _read_tokenizer(directory: Path) -> Tokenizer:
    """`tokenizer.json` without its vocabulary, which lies beside it: as JSON it would take twice the time to read."""
    from tokenizers import Tokenizer, models

    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    pieces = (directory / "pieces.txt").read_text(encoding="utf-8").split("\n")
    scores = np.load(directory / "rows.npy")["score"].tolist()
    tokenizer.model = models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=1, byte_fallback=False)
    return tokenizer


def _damaged(directory: Path, error: Exception) -> str:
    return (
        f"The encoder in {str(directory)!r} is missing or damaged: {error}. Reinstall yiju, or make it again with "
        "`python -m training.build`."
    )


def _encodable(text: str) -> str:
    # The tokenizer takes UTF-8, which has no lone surrogates; one for one, so that places stay.
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _tokens(encoding: Encoding) -> Tokens:
    places = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
    return Tokens(np.array(encoding.ids, dtype=np.int32), places[:, 0], places[:, 1])


@cache
def load_static_encoder() -> StaticEncoder:
    """The bundled encoder, one for the process."""
    return StaticEncoder()
