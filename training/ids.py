"""Pairs as flat arrays of token ids, the form in which alignment counting and training read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from training.data import Pair

Ids = npt.NDArray[np.int32]
Offsets = npt.NDArray[np.int64]
MAX_TOKENS = 160


@dataclass(frozen=True, slots=True)
class Side:
    """Texts one after the other: text i is `ids[offsets[i]:offsets[i + 1]]`."""

    ids: Ids
    offsets: Offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True, slots=True)
class EncodedPairs:
    """The two sides of a group, with as many texts each, none empty."""

    left: Side
    right: Side

    def __len__(self) -> int:
        return len(self.left)


def encode_groups(groups: dict[str, list[Pair]], tokenizer: Tokenizer) -> dict[str, EncodedPairs]:
    """All groups as ids; pairs of which a side has no known token are left out."""
    return {name: _encode(pairs, tokenizer) for name, pairs in groups.items()}


def join(sides: Sequence[Side]) -> Side:
    """Several sides as one."""
    starts = np.cumsum([0] + [len(side.ids) for side in sides])
    offsets = [side.offsets[:-1] + start for side, start in zip(sides, starts, strict=False)]
    return Side(np.concatenate([side.ids for side in sides]), np.concatenate([*offsets, starts[-1:]]))


def count_tokens(sides: Sequence[Side], size: int) -> npt.NDArray[np.float64]:
    """How often each token occurs."""
    counts = np.zeros(size, dtype=np.float64)
    for side in sides:
        counts += np.bincount(side.ids, minlength=size)
    return counts


def _encode(pairs: list[Pair], tokenizer: Tokenizer) -> EncodedPairs:
    lefts = _token_ids([pair.left for pair in pairs], tokenizer)
    rights = _token_ids([pair.right for pair in pairs], tokenizer)
    kept = [at for at in range(len(pairs)) if len(lefts[at]) and len(rights[at])]
    return EncodedPairs(_side([lefts[at] for at in kept]), _side([rights[at] for at in kept]))


def _token_ids(texts: list[str], tokenizer: Tokenizer) -> list[Ids]:
    out: list[Ids] = []
    for start in range(0, len(texts), 20_000):
        batch = tokenizer.encode_batch_fast(texts[start : start + 20_000], add_special_tokens=False)
        out += [np.array(encoding.ids[:MAX_TOKENS], dtype=np.int32) for encoding in batch]
    return out


def _side(arrays: list[Ids]) -> Side:
    offsets = np.cumsum([0] + [len(ids) for ids in arrays]).astype(np.int64)
    return Side(np.concatenate([np.zeros(0, dtype=np.int32), *arrays]), offsets)
