"""Writes `index/model/`: the table at 4 bits a number, the tokenizer, the metadata, the licence."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Rows = npt.NDArray[np.float32]
LEVELS = 16
SAMPLE = 400_000
LLOYD_ROUNDS = 40
SPECIAL = 2  # padding and unknown: rows of zeros
ALIGNMENT_RARITY = 3e-4
QUESTION_SHARE = 0.2
# Words that ask. They are rare in the training text, which is no questions, and so would count for much; but what they
# ask for stands in no passage. Common words need no list: their frequency tells.
QUESTION_WORDS = (
    *("what", "which", "who", "whom", "whose", "when", "where", "why", "how", "did", "does", "do", "was", "were", "is"),
    *("are", "many", "much", "name", "什么", "哪", "哪些", "哪个", "哪里", "哪儿", "哪一", "多少", "几", "谁", "如何"),
    *("怎么", "怎样", "为什么", "何时", "何", "何种", "哪种", "何处", "哪位", "是什么", "什么样", "哪一个", "多大"),
    *("多久", "几个", "哪年", "吗", "呢", "wie", "welche", "welcher", "welches", "wer", "wann", "warum", "wo", "que"),
    *("quel", "quelle", "quels", "quelles", "qui", "quand", "comment", "combien", "pourquoi", "est", "cual", "cuales"),
    *("quien", "cuando", "cuanto", "cuantos", "cuanta", "cuantas", "como", "donde", "что", "какой", "какая", "какие"),
    *("каков", "кто", "когда", "где", "сколько", "как", "почему", "どれ", "どの", "何", "いくら", "ですか", "くらい"),
    *("무엇", "누가", "언제", "어디", "얼마", "몇", "어떤"),
)
FILES = ("codes.npy", "rows.npy", "pieces.txt", "tokenizer.json")
LANGUAGES = ("zh-Hans", "zh-Hant", "en", "ja", "ko", "fr", "es", "de", "ru")
LICENCE = """\
The token vectors and the vocabulary in this directory are licensed under the
Creative Commons Attribution-ShareAlike 4.0 International License (CC BY-SA 4.0):
https://creativecommons.org/licenses/by-sa/4.0/legalcode

They were trained on material under share-alike terms, among it CC-CEDICT, CFDICT, CMRC 2018, DRCD and text from
Wikipedia. training/README.md lists every source with its licence. The program code beside them has its own licence (see
LICENSE at the root of the project).
"""


def quantize(table: Rows, *, seed: int = 0) -> tuple[npt.NDArray[np.uint8], Rows, Rows]:
    """Codes (rows, dimension), the shared codebook (16), and each row's scale: row = codebook[codes] * scale.

    The codebook is fitted to the numbers after each row was divided by its root mean square (Lloyd's algorithm), so
    rare and common tokens, whose lengths differ a hundredfold, share it.
    """
    scale = np.sqrt((table**2).mean(axis=1)) + 1e-12
    numbers = table / scale[:, None]
    sample = np.sort(np.random.default_rng(seed).choice(numbers[SPECIAL:].ravel(), SAMPLE))
    codebook = np.quantile(sample, (np.arange(LEVELS) + 0.5) / LEVELS)
    for _ in range(LLOYD_ROUNDS):
        nearest = np.searchsorted((codebook[1:] + codebook[:-1]) / 2, sample)
        codebook = np.bincount(nearest, weights=sample, minlength=LEVELS) / np.bincount(nearest, minlength=LEVELS)
    codebook = codebook.astype(np.float32)
    codes = np.searchsorted((codebook[1:] + codebook[:-1]) / 2, numbers).astype(np.uint8)
    return codes, codebook, scale.astype(np.float32)


def write_model(
    directory: Path,
    table: Rows,
    tokenizer: Tokenizer,
    counts: npt.NDArray[np.float64],
    *,
    data_digest: str,
    settings: dict[str, Any],
) -> None:
    """Write all files of the model. `counts` says how often each token occurs in the training text."""
    directory.mkdir(parents=True, exist_ok=True)
    codes, codebook, scale = quantize(table)
    lengths = np.linalg.norm(codebook[codes], axis=1)
    share = (counts + 0.5) / counts.sum()
    rows = np.zeros(
        len(table), dtype=[("scale", np.float32), ("norm", np.float16), ("weight", np.float16), ("score", np.float32)]
    )
    rows["scale"] = 1 / lengths  # to unit length
    rows["norm"] = scale * lengths
    rows["weight"] = rows["norm"] * ALIGNMENT_RARITY / (ALIGNMENT_RARITY + share)
    asking = [tokenizer.token_to_id(word) for word in QUESTION_WORDS]
    rows["weight"][[token for token in asking if token is not None]] *= np.float16(QUESTION_SHARE)
    rows[:SPECIAL] = 0
    rows["score"] = write_tokenizer(directory, tokenizer)
    np.save(directory / "codes.npy", codes[:, 0::2] | codes[:, 1::2] << 4)
    np.save(directory / "rows.npy", rows)
    metadata = {
        "name": "bundled",
        "revision": _digest([directory / name for name in FILES])[:16],
        "licence": "CC BY-SA 4.0",
        "languages": LANGUAGES,
        "dimension": table.shape[1],
        "tokens": len(table),
        "codebook": [round(float(level), 6) for level in codebook],
        "alignment": {"rarity": ALIGNMENT_RARITY, "question_word_share": QUESTION_SHARE},
        "training_data": data_digest,
        "training": settings,
    }
    (directory / "metadata.json").write_text(json.dumps(metadata, indent=1) + "\n", encoding="utf-8")
    (directory / "LICENSE").write_text(LICENCE, encoding="utf-8")
    (directory / "__init__.py").touch()  # package data needs a package


def write_tokenizer(directory: Path, tokenizer: Tokenizer) -> list[float]:
    """Write the pieces, and the tokenizer without them; the scores of the pieces (`index.static` puts them together)."""
    whole = json.loads(tokenizer.to_str())
    pieces = whole["model"]["vocab"]
    (directory / "pieces.txt").write_text("\n".join(piece for piece, _ in pieces), encoding="utf-8")
    whole["model"]["vocab"] = pieces[:SPECIAL]
    (directory / "tokenizer.json").write_text(json.dumps(whole) + "\n", encoding="utf-8")
    return [score for _, score in pieces]


def data_digest(folder: Path) -> str:
    """One sha256 over the training files, in the order of their names."""
    return _digest(sorted(folder.glob("*.xz")))


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
