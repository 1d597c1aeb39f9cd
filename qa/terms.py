"""The terms of a question, and how far a stretch of text accounts for each.

A term is a phrase of the glossary or a token of the bundled encoder. It is accounted for by one of its forms standing in
the text, or by token vectors near its own: that is what carries a question from one language to another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.chinese import ENGLISH_FUNCTION_WORDS, QUESTION_WORDS
from index.folding import fold_text
from index.static import StaticEncoder
from qa.question import Question, synonyms

Floats = NDArray[np.float32]

# Words around a question that no report answers for. Kept apart from QUESTION_WORDS: they still help to find passages.
_NOISE = re.compile(
    "报告(?:里|中|上|点名|指出|写)?的?|全市|全省|全区|情况|方面|分别|各自?|一共|总共|到底|具体|大概|目前|现在|已经|问的是|而不是|不是|"
    "这个|那个|这里|的话|的|了|在|里|中|呢|吗|吧|是|有|到|和|与|及|都|还|就|又|被|把|让|给|对|从|向|于|又是|另外|那|个|它|其|请"
    "|数字|数据是|同比|水平|达到|达|为"
)
_PERIOD_WORDS = re.compile(r"上半年|下半年|全年|今年|去年|上年|年度|年底|一季度|二季度|三季度|前三季度|四季度|\d{4}年?|1[—–-]6月|下一步|first half|second half|this year|last year")
_OTHER_FUNCTION_WORDS = frozenset(
    "le la les des du de d l un une et en au aux été est sont a ont qui que y t il y-a avec pour par sur dans "
    "el los las del un una y en se es son fue por para con su que der die das des dem den ein eine einen und im in um zu von "
    "wurde wurden ist sind hat haben war richtete sollen neu из в на по и с не был была было были за к о "
    "の は が を に で と も か です でした ますか した する 은 는 이 가 을 를 의 에 는요 나요".split()
)
_FULL, _NONE = 0.72, 0.30  # cosines at which a token counts as wholly and not at all accounted for
_WORD = re.compile(r"[^\W_]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its place in the folded question, its forms (folded, for exact finding), token ids and weight."""

    text: str
    start: int
    end: int
    forms: tuple[str, ...]
    ids: NDArray[np.int32]
    weight: float
    known: bool
    """Whether the glossary has it: then it has exact forms in the language of the report."""


def question_terms(question: Question, encoder: StaticEncoder) -> tuple[Term, ...]:
    """The terms in the order of the question, without the words that only ask; never empty if the question has a word."""
    folded = question.folded
    tokens = encoder.tokenize([folded])[0]
    weights = encoder.token_weights(tokens.ids)
    taken = _asking(folded)
    terms: list[Term] = []
    for group in synonyms(folded):
        form = max((f for f in group if f in folded), key=len)
        at = folded.find(form)
        if at < 0 or taken[at : at + len(form)].any():
            continue
        inside = (tokens.starts < at + len(form)) & (tokens.ends > at)
        taken[at : at + len(form)] = True
        # A phrase of many tokens counts for more than one of them and for less than all.
        weight = float(np.sqrt(np.square(weights[inside]).sum())) if inside.any() else 1.0
        terms.append(_term(folded, at, at + len(form), group, tokens.ids[inside], weight, known=True))
    for start, end, id, weight in zip(tokens.starts, tokens.ends, tokens.ids, weights, strict=True):
        text = folded[start:end]
        if weight <= 0 or taken[start:end].all() or not _WORD.search(text):
            continue
        if text in ENGLISH_FUNCTION_WORDS or text in _OTHER_FUNCTION_WORDS:
            continue
        terms.append(_term(folded, int(start), int(end), (text,), np.array([id]), float(weight), known=False))
    if not terms and len(tokens.ids):
        terms.append(_term(folded, 0, len(folded), (folded,), tokens.ids, 1.0, known=False))
    return tuple(sorted(terms, key=lambda term: term.start))


class Account:
    """How far each of several texts accounts for each term: `table` is (texts, terms) in 0..1."""

    def __init__(self, terms: Sequence[Term], texts: Sequence[str], encoder: StaticEncoder) -> None:
        self.terms = terms
        self.texts = [fold_text(text) for text in texts]
        self.weights = np.array([term.weight for term in terms], dtype=np.float32)
        self.table = self._exact()
        self._add_similar(encoder)

    def _exact(self) -> Floats:
        table = np.zeros((len(self.texts), len(self.terms)), dtype=np.float32)
        for column, term in enumerate(self.terms):
            for row, text in enumerate(self.texts):
                if any(holds(text, form) for form in term.forms):
                    table[row, column] = 1.0
        return table

    def _add_similar(self, encoder: StaticEncoder) -> None:
        ids = encoder.token_ids(self.texts)
        lengths = np.array([len(row) for row in ids])
        filled = np.flatnonzero(lengths)
        if not len(filled) or not self.terms:
            return
        flat, places = np.unique(np.concatenate([ids[row] for row in filled]), return_inverse=True)
        own = np.concatenate([term.ids for term in self.terms])
        cosines = (encoder.token_vectors(own) @ encoder.token_vectors(flat).T)[:, places]
        starts = np.concatenate([[0], np.cumsum(lengths[filled])[:-1]])
        best = np.maximum.reduceat(cosines, starts, axis=1)  # (tokens of all terms, filled texts)
        best = np.clip((best - _NONE) / (_FULL - _NONE), 0, 1)
        at = 0
        for column, term in enumerate(self.terms):
            near = best[at : at + len(term.ids)].mean(axis=0) if len(term.ids) else np.zeros(len(filled))
            # Without an exact form a term may be near and yet another one (urban, rural), so never quite 1.
            self.table[filled, column] = np.maximum(self.table[filled, column], 0.95 * near)
            at += len(term.ids)

    def share(self, table: Floats) -> Floats:
        """(texts,) the weighted share of the question that each row of such a table accounts for."""
        total = float(self.weights.sum())
        result: Floats = table @ self.weights / np.float32(total or 1.0)
        return result


def holds(text: str, form: str) -> bool:
    """Whether a folded text has a form: anywhere for Han, as a whole word or number for alphabets and digits."""
    at = text.find(form)
    if at < 0:
        return False
    if not (form[0].isascii() or "\u0400" <= form[0] <= "\u04ff"):
        return True
    return re.search(rf"(?<![a-z0-9.\u0400-\u04ff]){re.escape(form)}(?![a-z0-9\u0400-\u04ff]|\.\d)", text) is not None


def _asking(folded: str) -> NDArray[np.bool_]:
    taken = np.zeros(len(folded), dtype=bool)
    for pattern in (QUESTION_WORDS, _NOISE):
        for match in pattern.finditer(folded):
            taken[match.start() : match.end()] = True
    return taken


def _term(
    folded: str, start: int, end: int, forms: Sequence[str] | frozenset[str], ids: NDArray[np.int32], weight: float, *, known: bool
) -> Term:
    text = folded[start:end]
    if _PERIOD_WORDS.fullmatch(text):
        weight *= 0.3
    return Term(text, start, end, tuple(forms), ids, weight, known)
