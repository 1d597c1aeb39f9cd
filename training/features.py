"""Parts of tokens that tokens share while training: characters and bigrams of Han words, letter n-grams otherwise.

A rare word then learns from its relatives. Afterwards each token's own row and its parts are added up into a plain
table, so that nothing of this is left at query time (the idea of fastText, Bojanowski et al. 2017).
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import scipy.sparse
from tokenizers import Tokenizer


def parts_of(word: str) -> list[str]:
    """The parts of one token; Han parts are named as the tokens they are, n-grams with a leading space."""
    if "\u3400" <= word[0] <= "\u9fff":
        bigrams = [word[at : at + 2] for at in range(len(word) - 1)] if len(word) > 2 else []
        return ([*word] if len(word) > 1 else []) + bigrams
    if not word.isalpha() or len(word) < 3:
        return []
    marked = f"<{word}>"
    return [f" {marked[at : at + size]}" for size in (3, 4, 5) for at in range(len(marked) - size + 1)]


def part_matrix(tokenizer: Tokenizer) -> scipy.sparse.csr_matrix:
    """Tokens by rows: a token is its own row plus the mean of its parts' rows.

    Han parts that are tokens share those tokens' rows; other parts get rows after the tokens, where two tokens have
    them.
    """
    size = tokenizer.get_vocab_size()
    words = [tokenizer.id_to_token(token) for token in range(size)]
    parts = [[] if token < 2 else parts_of(word) for token, word in enumerate(words)]
    shared = Counter(part for listed in parts for part in listed)
    rows = {word: token for token, word in enumerate(words)}
    for part, count in shared.items():
        if count > 1 and part not in rows:
            rows[part] = len(rows)
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for token, listed in enumerate(parts):
        known = [rows[part] for part in listed if part in rows]
        columns += [token, *known]
        data += [1.0] + [1 / max(1, len(known))] * len(known)
        starts.append(len(columns))
    return scipy.sparse.csr_matrix(
        (np.array(data, dtype=np.float32), np.array(columns, dtype=np.int32), np.array(starts)), shape=(size, len(rows))
    )
