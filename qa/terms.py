"""The terms of a question, and how far a stretch of text accounts for each.

A term is a phrase of the glossary, a quoted name, a number, or a word of the bundled encoder. It is accounted for by one
of its forms standing in the text, or by token vectors near its own: that is what carries a question from one language to
another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.chinese import QUESTION_WORDS
from index.static import StaticEncoder, Tokens
from qa.contrasts import concealing
from qa.glossary import holds, stands_anywhere, synonyms
from qa.languages import function_words
from qa.parsed import Folded
from qa.patterns import NOISE, PERIOD_WORDS, WORD_OR_NUMBER
from qa.phrases import phrases
from qa.question import Question, asked_unit_spans

Floats = NDArray[np.float32]

_FULL, _NONE = 0.72, 0.30  # cosines at which a token counts as wholly and not at all accounted for
_NEARLY = 0.95  # without an exact form a term may be near and yet another one (urban, rural), so never quite 1
_LITERAL = re.compile(r"[a-z]*[\d.,+·%]+[a-z]?")  # a number or code: nothing is near it but itself
_ALIKE = 0.6  # the same where an exact form was to be expected: a Chinese term of the glossary in a Chinese report
_HAN = re.compile("[\u3400-\u9fff]")
_HAN_ONLY, _COMPOUND = re.compile("[\u3400-\u9fff]+"), 4
_WORD = re.compile(r"[^\W_]")
_ENDINGS = re.compile("[\u3041-\u309f何]")  # particles, endings and what asks: no terms of a Japanese question
_GROWTH = frozenset({"percent", "ratio", "points"})
CHANGES = frozenset[str]().union(*synonyms("增长 下降"))
_LIGHT = 0.5  # weight left to a word that a passage may well leave out
_UNPLACED = 0.1  # weight left to the report's own place: naming it says nothing about the sentence


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its place in the folded question, its forms (folded, for exact finding), token ids and weight.

    `kind`: "known" (the glossary has it, so it has exact forms in the language of the report), "translated" (so has the
    lexicon), "quoted", "number" and "code" (36.6, pm10: only itself accounts for it), "period", "place" or "word"; `soft`: a
    passage may leave it out.
    """

    text: str
    start: int
    end: int
    forms: tuple[str, ...]
    ids: NDArray[np.int32]
    weight: float
    kind: str
    soft: bool = False


def question_terms(
    question: Question, encoder: StaticEncoder, own_places: frozenset[str] = frozenset()
) -> tuple[Term, ...]:
    """The terms in the order of the question, without the words that only ask; never empty if the question has a word.

    `own_places`: folded names of the place that the report itself is about; they hardly count.
    """
    folded = question.folded
    tokens = encoder.tokenize([folded])[0]
    weights = encoder.token_weights(tokens.ids)
    taken = np.zeros(len(folded), dtype=bool)
    terms: list[Term] = []

    def add(
        start: int,
        end: int,
        forms: Sequence[str] | frozenset[str],
        kind: str,
        factor: float = 1.0,
        least: float = 0.0,
        soft: bool = False,
    ) -> None:
        inside = (tokens.starts < end) & (tokens.ends > start) & (weights > 0)
        taken[start:end] = True
        # A phrase of many tokens counts for more than one of them and for less than all.
        weight = float(np.sqrt(np.square(weights[inside]).sum())) if inside.any() else 1.0
        text = folded[start:end]
        if PERIOD_WORDS.fullmatch(text):
            kind, factor = "period", 0.3 * factor
        terms.append(Term(text, start, end, tuple(forms), tokens.ids[inside], max(weight * factor, least), kind, soft))

    growth = question.families >= _GROWTH
    for phrase in phrases(folded):
        # How much something grew may be told by how much it fell.
        forms = (*phrase.forms, *CHANGES) if growth and not CHANGES.isdisjoint(phrase.forms) else phrase.forms
        own = phrase.kind == "place" and not own_places.isdisjoint(forms)
        factor = _UNPLACED if own else _LIGHT if phrase.soft and phrase.kind == "translated" else 1.0
        add(phrase.start, phrase.end, forms, phrase.kind, factor, soft=phrase.soft)
    for pattern in (QUESTION_WORDS, NOISE):
        for match in pattern.finditer(folded):
            taken[match.start() : match.end()] = True
    for _, start, end in asked_unit_spans(folded):
        taken[start:end] = True  # the figure must have the unit; the words around it need not
    common = function_words(question.language)
    for match in WORD_OR_NUMBER.finditer(folded):
        text = match.group(1) or match.group()
        start, end = match.span(1) if match.group(1) else match.span()
        if taken[start:end].any() or text.removesuffix("'s") in common:
            taken[start:end] = True
            continue
        if match.group(1):
            add(start, end, (text,), "quoted", 1.3, least=2.5)
        else:
            kind = "number" if text[0].isdigit() else "code" if text[-1].isdigit() else "word"
            add(start, end, (text,), kind, least=0.8 if kind == "number" else 1.5 if kind == "code" else 0.0)
    if question.language == "ja":
        for match in _ENDINGS.finditer(folded):
            taken[match.start()] = True
    for start, end in _words(folded, tokens, weights, taken):
        add(start, end, (folded[start:end],), "word")
    if not terms and len(tokens.ids):
        add(0, len(folded), (folded,), "word")
    return tuple(sorted(terms, key=lambda term: term.start))


def _words(folded: str, tokens: Tokens, weights: Floats, taken: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The tokens not taken yet; neighbours of one character each are one word that the vocabulary does not have."""
    words: list[tuple[int, int]] = []
    for start, end, weight in zip(tokens.starts.tolist(), tokens.ends.tolist(), weights, strict=True):
        if weight <= 0 or taken[start:end].all() or not _WORD.search(folded[start:end]):
            continue
        if (
            words
            and words[-1][1] == start
            and end - start == 1
            and words[-1][1] - words[-1][0] <= 2
            and _single(words[-1], tokens)
        ):
            words[-1] = (words[-1][0], end)
        else:
            words.append((start, end))
    return words


def _single(word: tuple[int, int], tokens: Tokens) -> bool:
    inside = (tokens.starts >= word[0]) & (tokens.ends <= word[1])
    return bool((tokens.ends[inside] - tokens.starts[inside] == 1).all())


def _without(words: Sequence[str], text: str) -> str:
    for word in words:
        text = text.replace(word, "\n")
    return text


@lru_cache(maxsize=8192)
def _coordinated(form: str) -> re.Pattern[str] | None:
    """A compound of four characters or more with another beside its first part; None for all else."""
    if len(form) < _COMPOUND or not _HAN_ONLY.fullmatch(form):
        return None
    return re.compile(
        "|".join(f"{form[:at]}[、和及与][^,，。;；、和及与]{{1,8}}{form[at:]}" for at in range(2, len(form) - 1))
    )


class Account:
    """How far each of several texts accounts for each term, and how far each is about the question.

    `table`: (texts, terms) in 0..1; `exact`: (texts, terms) whether a form of the term stands in the text; `focus`:
    (texts,) the share of the text's own words that the question accounts for.
    """

    def __init__(self, terms: Sequence[Term], texts: Sequence[Folded], encoder: StaticEncoder) -> None:
        self.table: Floats = np.zeros((len(texts), len(terms)), dtype=np.float32)
        self.exact: NDArray[np.bool_] = np.zeros(self.table.shape, dtype=bool)
        self.focus: Floats = np.zeros(len(texts), dtype=np.float32)
        self._add_exact(terms, texts)
        self._add_similar(terms, texts, encoder)

    def _add_exact(self, terms: Sequence[Term], texts: Sequence[Folded]) -> None:
        contents = [text.text for text in texts]
        everything = "\n".join(contents)
        for column, term in enumerate(terms):
            # Most forms of a term (those in other languages) occur nowhere: one search rules them out for all texts.
            for form in term.forms:
                self._add_coordinated(form, column, contents)
                if form not in everything:
                    continue
                concealed = concealing(form)
                if concealed:
                    found = [form in _without(concealed, content) for content in contents]
                elif stands_anywhere(form):
                    found = [form in content for content in contents]
                else:
                    found = [holds(content, form) for content in contents]
                self.exact[:, column] |= found
        self.table[self.exact] = 1.0

    def _add_coordinated(self, form: str, column: int, contents: Sequence[str]) -> None:
        """旅客吞吐量 stands in 旅客和货邮吞吐量 too."""
        pattern = _coordinated(form)
        if pattern is None:
            return
        for row, content in enumerate(contents):
            if form[:2] in content and pattern.search(content):
                self.exact[row, column] = True

    def _add_similar(self, terms: Sequence[Term], texts: Sequence[Folded], encoder: StaticEncoder) -> None:
        lengths = np.array([len(text.ids) for text in texts], dtype=np.int64)
        filled = np.flatnonzero(lengths)
        own = np.concatenate([term.ids for term in terms]) if terms else np.zeros(0, dtype=np.int32)
        if not len(filled) or not len(own):
            return
        flat, places = encoder.distinct(np.concatenate([texts[row].ids for row in filled.tolist()]))
        cosines = encoder.token_cosines(own, flat)
        near = np.clip((cosines - _NONE) / (_FULL - _NONE), 0, 1).astype(np.float32)
        starts = np.cumsum(lengths[filled]) - lengths[filled]
        best = np.maximum.reduceat(near.T[places], starts, axis=0).T  # (tokens of all terms, filled texts)
        at = 0
        for column, term in enumerate(terms):
            if len(term.ids) and not _LITERAL.fullmatch(term.text):
                limit = _ALIKE if term.kind == "known" and _HAN.search(term.text) else _NEARLY
                mean = limit * best[at : at + len(term.ids)].mean(axis=0)
                self.table[filled, column] = np.maximum(self.table[filled, column], mean)
            at += len(term.ids)
        weights = encoder.token_weights(flat)
        told = np.add.reduceat((weights * near.max(axis=0))[places], starts)
        total = np.add.reduceat(weights[places], starts)
        self.focus[filled] = told / np.maximum(total, 1e-6)


def share(table: Floats, weights: Floats) -> Floats:
    """(texts,) the weighted share of the terms that each row of such a table accounts for, 0..1."""
    # OpenBLAS's vector kernels also compute on lanes that hold no data, and may raise the flag for those.
    with np.errstate(invalid="ignore"):
        result: Floats = table @ weights / np.float32(max(float(weights.sum()), 1e-6))
    return result
