"""Encoders: what turns questions and passages into vectors that can be compared.

Two kinds exist. The bundled one (`index.static`) is always there and needs neither network nor torch. Any
sentence-transformers model, by name or by path, can take its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.errors import EncoderError

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with how many texts are done and how many there are."""

BUNDLED = "bundled"


class Encoder(Protocol):
    """Texts to vectors. Rows have unit length, so a dot product is a cosine; an empty text has a row of zeros."""

    @property
    def name(self) -> str:
        """What `load_encoder` takes to load the same encoder again."""

    @property
    def revision(self) -> str:
        """Changes whenever the vectors may change; an index is bound to it."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a question: float32, (len(texts), dimension)."""

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """One row a passage: float32, (len(texts), dimension)."""


def load_encoder(name: str = BUNDLED) -> Encoder:
    """The encoder of that name: "bundled", or a sentence-transformers model by hub name or local path.

    Raises `EncoderError` where there is no such model, or where it would have to be downloaded and cannot be.
    """
    if not name.strip():
        raise EncoderError('The encoder has no name. Give "bundled", a model\'s name or the path of a model directory.')
    if name == BUNDLED:
        from index.static import load_static_encoder

        return load_static_encoder()
    from index.transformer import TransformerEncoder

    return TransformerEncoder(name)
