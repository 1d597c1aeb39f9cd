"""The content words of a claim, and how far each of several texts accounts for each.

A word is accounted for by itself, by a synonym of the glossary, or by token vectors near its own. Within one script
near is not enough to be the same (urban, rural), so there the vectors must be nearer than across languages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.chinese import ENGLISH_FUNCTION_WORDS
from index.folding import fold_text
from index.static import StaticEncoder
from qa.glossary import synonyms
from qa.polarity import polarity
from qa.quantities import find_quantities

Floats = NDArray[np.float32]

_WITHIN, _ACROSS = (0.42, 0.7), (0.22, 0.55)  # cosines at which a word counts as not at all and as wholly accounted for
_KEPT = 4096  # texts: the same evidence is read for each sentence of a reply
_LIKE = 0.75  # what another word can count for at most where the same word, or a known synonym, could stand
_WORD = re.compile(r"[a-z\u00df-\u024f\u0400-\u04ff][\w+.'’-]*\w|[^\W\d_]")
# Between Han and Latin a word ends, though no space says so: 重庆市GDP增长.
_SEAM = re.compile(r"(?<=[\u3400-\u9fff])(?=[a-z]{2})|(?<=[a-z]{2})(?=[\u3400-\u9fff])")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Verbs that lead to a figure and words that frame it: each writer has others for the same. And plain function words.
_FRAME = re.compile(
    "达到了?|达|为|排名?|居于?|位列|位居|位于|名列|共计|合计|总计|总共|累计|其中|实现|完成|约|大约|超过|突破|接近|报告|显示|指出|表明|提到|数据|根据|幅度|"
    "增速|同比|较|比|至|已经?|将|则|也|分别|以及|而且|并且|并|且|和|与|及|的|了|在|中|里|上|从|对|由|于|是|有|这|该|其|等|均|都|还|又|一共|目前|当前|期间|方面|"
    "情况|水平|全市|全省|全区|我市|我省|本市|新"
)
_FRAME_WORDS = frozenset(
    "about according since beginning start "
    "accounted accounting achieved among amounted amounting been being both came cities city "
    "city's compared designated during each further half however including level levels made meanwhile month "
    "months more municipal municipality national nationwide nearly new newly number over overall percent "
    "percentage period place point points quarter rank ranked ranking ranks rate reach reached reaching "
    "recorded report reported reports respectively same saw seen show showed shows size some stood than total "
    "totaled totaling totalled totals went while year years".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A content word, folded: all forms that are the same, its tokens, and how much it counts."""

    text: str
    forms: tuple[str, ...]
    ids: NDArray[np.int32]
    weight: float

    @property
    def known(self) -> bool:
        """Whether the glossary has it."""
        return len(self.forms) > 1


@lru_cache(maxsize=_KEPT)
def content_words(text: str, encoder: StaticEncoder) -> tuple[Word, ...]:
    """The content words of a text in order: no figures, dates or function words, none that only say which way."""
    folded = _SEAM.sub(" ", fold_text(blanked(text, [(q.start, q.end) for q in find_quantities(text)])))
    tokens = encoder.tokenize([folded])[0]
    weights = encoder.token_weights(tokens.ids)
    free = np.array([char.isalpha() for char in folded], dtype=bool)
    words: list[tuple[int, Word]] = []

    def take(start: int, end: int, forms: tuple[str, ...]) -> None:
        inside = (tokens.starts < end) & (tokens.ends > start) & (weights > 0)
        free[start:end] = False
        if inside.any():
            weight = float(np.sqrt(np.square(weights[inside]).sum()))
            words.append((start, Word(folded[start:end], forms, tokens.ids[inside], weight)))

    for group in synonyms(folded):
        form = max((form for form in group if form in folded), key=len)
        at = folded.find(form)
        if free[at : at + len(form)].any() and not polarity(form):
            take(at, at + len(form), tuple(group))
    for match in _FRAME.finditer(folded):
        free[match.start() : match.end()] = False
    for match in _WORD.finditer(folded):
        if match.group() in ENGLISH_FUNCTION_WORDS | _FRAME_WORDS or polarity(match.group()):
            free[match.start() : match.end()] = False
        elif len(match.group()) > 1 and free[match.start()]:
            take(*match.span(), (match.group(),))
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        if free[start:end].any() and not polarity(folded[start:end]):
            take(int(start), int(end), (folded[start:end],))
    return tuple(word for _, word in sorted(words, key=lambda entry: entry[0]))


def backing(words: Sequence[Word], texts: Sequence[str], encoder: StaticEncoder) -> Floats:
    """(texts, words): how far each text accounts for each word, 0..1."""
    folded = [fold_text(text) for text in texts]
    table = np.array([[float(any(holds(text, form) for form in word.forms)) for word in words] for text in folded])
    table = table.reshape(len(texts), len(words)).astype(np.float32)
    ids = [_token_ids(text, encoder) for text in folded]
    filled = [row for row in range(len(texts)) if len(ids[row])]
    if not words or not filled:
        return table
    flat, places = np.unique(np.concatenate([ids[row] for row in filled]), return_inverse=True)
    lengths = np.array([len(ids[row]) for row in filled])
    starts = np.cumsum(lengths) - lengths
    han = bool(_HAN.search("".join(folded)))
    for column, word in enumerate(words):
        within = han == bool(_HAN.search(word.text))
        low, high = _WITHIN if within else _ACROSS
        cosines = encoder.token_cosines(word.ids, flat)[:, places]
        best = np.maximum.reduceat(cosines, starts, axis=1).mean(axis=0)
        table[filled, column] = np.maximum(
            table[filled, column], (_LIKE if within or word.known else 1.0) * np.clip((best - low) / (high - low), 0, 1)
        )
    return table


@lru_cache(maxsize=_KEPT)
def _token_ids(text: str, encoder: StaticEncoder) -> NDArray[np.int32]:
    return encoder.token_ids([text])[0]


def synonym_forms(text: str) -> frozenset[str]:
    """All forms, folded, of the glossary's terms in a text."""
    return frozenset(form for group in synonyms(_SEAM.sub(" ", fold_text(text))) for form in group)


def share(words: Sequence[Word], row: Floats) -> float:
    """The share of the words that a row of `backing` accounts for, each by its weight, 0..1."""
    weights = np.array([word.weight for word in words], dtype=np.float32)
    return float(row @ weights / max(float(weights.sum()), 1e-6))


def holds(text: str, form: str) -> bool:
    """Whether a folded text has a form: anywhere for Han, as a whole word for alphabets."""
    at = text.find(form)
    if at < 0 or not (form[0].isascii() or "\u0400" <= form[0] <= "\u04ff"):
        return at >= 0
    return re.search(rf"(?<![a-z\u0400-\u04ff]){re.escape(form)}(?![a-z\u0400-\u04ff])", text) is not None


def blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spaces in these stretches, so that places stay."""
    chars = list(text)
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    return "".join(chars)
