"""The token table before training: English from the teacher, Chinese from its translations, the rest from Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse
from tokenizers import Tokenizer

from training.data import Pair
from training.ids import EncodedPairs, count_tokens
from training.teacher import encode_english
from training.word_alignment import Translations

Rows = npt.NDArray[np.float32]
LENGTH = 1.6
RARITY = 1e-3
LEAST_PROBABILITY = 0.01
GLOSS_SHARE = 0.7
ENGLISH = ("parallel", "government", "dictionary", "technical")
OTHERS = ("tatoeba", "french-dictionary", "united-nations")


@dataclass(frozen=True, slots=True)
class TeacherVectors:
    """What the teacher says of English pieces and of dictionary glosses, in one rotated space."""

    pieces: dict[str, Rows]
    glosses: dict[str, Rows]


def ask_teacher(tokenizer: Tokenizer, dictionary: list[Pair]) -> TeacherVectors:
    """Unit vectors of all Latin pieces, and of the glosses of Chinese words that are single tokens."""
    vocabulary = tokenizer.get_vocab()
    pieces = sorted(word for word in vocabulary if "a" <= word[0] <= "z")
    normalize = tokenizer.normalizer.normalize_str
    glosses = list(
        dict.fromkeys(pair.left for pair in dictionary if len(pair.left) < 60 and normalize(pair.right) in vocabulary)
    )
    return _rotate(pieces, encode_english(pieces), glosses, encode_english(glosses))


def _rotate(pieces: list[str], piece_rows: Rows, glosses: list[str], gloss_rows: Rows) -> TeacherVectors:
    """Principal axes of the pieces: the first dimensions then carry most, which lets the table be cut later."""
    center = piece_rows.mean(axis=0)
    _, _, axes = np.linalg.svd(piece_rows - center, full_matrices=False)
    turned = [unit((rows - center) @ axes.T) for rows in (piece_rows, gloss_rows)]
    return TeacherVectors(dict(zip(pieces, turned[0], strict=True)), dict(zip(glosses, turned[1], strict=True)))


def initial_table(
    tokenizer: Tokenizer,
    groups: dict[str, EncodedPairs],
    dictionary: list[Pair],
    translations: Translations,
    teacher: TeacherVectors,
    *,
    dimension: int = 384,
    seed: int = 0,
) -> Rows:
    """Row i is the first vector of token i, longer for rarer tokens (smooth inverse frequency)."""
    size = tokenizer.get_vocab_size()
    words = [tokenizer.id_to_token(token) for token in range(size)]
    latin = np.array([word in teacher.pieces for word in words])
    han = np.array(["\u3400" <= word[0] <= "\u9fff" for word in words])
    english_counts = count_tokens([groups[name].left for name in ENGLISH], size)
    other_counts = count_tokens([groups[name].left for name in OTHERS], size)
    chinese_counts = count_tokens([groups[name].right for name in ENGLISH[:3]], size)
    table = np.zeros((size, dimension), dtype=np.float32)
    table[latin] = [teacher.pieces[word][:dimension] for word in np.array(words)[latin]]
    matrix = _matrix(translations, size)
    _fill_chinese(table, matrix, latin, english_counts * rarity(english_counts))
    _add_glosses(table, _gloss_rows(tokenizer, dictionary, teacher, dimension), latin)
    forward = unit(np.asarray(matrix @ np.where(han[:, None], table, 0)))
    _fill_others(table, forward, latin, han, english_counts, other_counts)
    lengths = rarity(english_counts + other_counts)
    lengths[han] = rarity(chinese_counts)[han]
    table *= LENGTH * lengths[:, None].astype(np.float32)
    empty = np.linalg.norm(table, axis=1) == 0
    table[empty] = np.random.default_rng(seed).normal(size=(int(empty.sum()), dimension)) * 0.05
    return table


def rarity(counts: npt.NDArray[np.float64], smoothing: float = RARITY) -> npt.NDArray[np.float64]:
    """Smooth inverse frequency (Arora et al. 2017): 1 for rare tokens, near 0 for the commonest."""
    weights: npt.NDArray[np.float64] = smoothing / (smoothing + counts / counts.sum())
    return weights


def unit(rows: npt.NDArray[Any]) -> Rows:
    """Rows of length 1; a row of zeros stays."""
    lengths = np.maximum(1e-9, np.linalg.norm(rows, axis=1, keepdims=True))
    return np.asarray(rows / lengths, dtype=np.float32)


def _matrix(translations: Translations, size: int) -> scipy.sparse.csr_matrix:
    kept = np.where(translations.probabilities > LEAST_PROBABILITY, translations.probabilities, 0)
    rows = np.repeat(np.arange(size), translations.tokens.shape[1])
    return scipy.sparse.csr_matrix((kept.ravel(), (rows, translations.tokens.ravel())), shape=(size, size))


def _fill_chinese(
    table: Rows, matrix: scipy.sparse.csr_matrix, latin: npt.NDArray[np.bool_], mass: npt.NDArray[np.float64]
) -> None:
    weighted = scipy.sparse.diags(np.where(latin, mass, 0)) @ matrix
    known = (np.asarray(weighted.sum(axis=0)).ravel() > 0) & ~latin
    table[known] = unit(np.asarray(weighted.T @ table))[known]


def _gloss_rows(tokenizer: Tokenizer, dictionary: list[Pair], teacher: TeacherVectors, dimension: int) -> Rows:
    vocabulary = tokenizer.get_vocab()
    normalize = tokenizer.normalizer.normalize_str
    sums = np.zeros((len(vocabulary), dimension), dtype=np.float32)
    for pair in dictionary:
        token = vocabulary.get(normalize(pair.right))
        if token is not None and pair.left in teacher.glosses:
            sums[token] += teacher.glosses[pair.left][:dimension]
    return unit(sums)


def _add_glosses(table: Rows, glosses: Rows, latin: npt.NDArray[np.bool_]) -> None:
    has_gloss = (np.linalg.norm(glosses, axis=1) > 0) & ~latin
    table[has_gloss] = unit(table + GLOSS_SHARE * glosses)[has_gloss]


def _fill_others(
    table: Rows,
    forward: Rows,
    latin: npt.NDArray[np.bool_],
    han: npt.NDArray[np.bool_],
    english: npt.NDArray[np.float64],
    others: npt.NDArray[np.float64],
) -> None:
    """Other scripts go where their Chinese translations are; Latin pieces as far as they are not English."""
    known = np.linalg.norm(forward, axis=1) > 0
    table[~latin & ~han & known] = forward[~latin & ~han & known]
    share = np.clip(others / np.maximum(1, english * 0.3 + others), 0, 1)[:, None]
    blended = unit((1 - share) * table + share * forward)
    table[latin & known] = blended[latin & known]
