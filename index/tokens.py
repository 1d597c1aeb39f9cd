"""Lexical tokens: what BM25 counts. Han text as characters and pairs of characters, everything else as whole words.

Measured on four public sets, pairs of characters beat a dictionary segmentation, and they need no dictionary.
"""

import re

from index.chinese import ENGLISH_FUNCTION_WORDS, QUESTION_WORDS
from index.folding import fold_text

# CJK runs (Han, kana, hangul) | numbers with their decimals | words of other scripts
_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7a3]+|\d+(?:[.,]\d+)*|[^\W\d_]+")
_CJK_FIRST, _CJK_LAST = "\u3040", "\ud7a3"


def passage_tokens(text: str) -> list[str]:
    """The tokens of a text in order, repeated as often as they occur."""
    return _tokens(fold_text(text))


def query_tokens(text: str) -> list[str]:
    """The distinct tokens of a question, without the words that only ask; all of them where nothing else is left."""
    folded = fold_text(text)
    tokens = [t for t in _tokens(QUESTION_WORDS.sub(" ", folded)) if t not in ENGLISH_FUNCTION_WORDS]
    return list(dict.fromkeys(tokens or _tokens(folded)))


def _tokens(folded: str) -> list[str]:
    tokens: list[str] = []
    for run in _TOKEN.findall(folded):
        if _CJK_FIRST <= run[0] <= _CJK_LAST or run[0] >= "\uf900":
            tokens += run
            tokens += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            tokens.append(run.replace(",", "") if run[0].isdigit() else run)
    return tokens
