"""The features by which `qa.sentence_scores` tells the sentence that answers an open question: numbers with names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.chinese import QUESTION_WORDS
from index.static import StaticEncoder
from qa.parsed import ParsedSentence
from qa.question import Question
from qa.sentence_marks import ASKED, MARKS, asked_words, head_noun, marks_of
from qa.terms import Floats, Term, share

_BLOCK = 16  # characters; a window is two blocks: a clause or two
_LONG = 12  # characters in common that count as no more
_BRIEF = 5000  # characters: a text so short begins with what it is about, a report with a preamble
_HEAVY = 0.6  # of the greatest weight
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d{2}(?!\d)")

COUNTED = tuple(
    "own own_before own_after share before after plain exact least hit first_hit focus relative best characters bigrams "
    "common common_rare start place length head head_end near_head near_asked other_year "
    "window begins".split()
)
"""The features of a sentence that are numbers; see `_account` (of the terms), `_spelling`, `_meaning`, `_shape`."""
NAMES = (*COUNTED, *(f"asks:{name}" for name, _ in ASKED), *(f"has:{name}" for name, _ in MARKS))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of n sentences for a question: `own`, `context`: (n, terms) how far each term is accounted for, and
    `exact` whether a form stands in the sentence; `weights`: (terms,); (n,) each: `focus`, `hits`, the
    passage's score, `lengths` the document's characters.
    """

    question: Question
    terms: Sequence[Term]
    weights: Floats
    own: Floats
    context: Floats
    exact: NDArray[np.bool_]
    focus: Floats
    hits: Floats
    lengths: NDArray[np.int64]
    sentences: Sequence[ParsedSentence]
    encoder: StaticEncoder


def sentence_features(evidence: Evidence) -> Floats:
    """(n, len(NAMES)) the features of each sentence."""
    question = evidence.question.folded
    texts = [sentence.own.text for sentence in evidence.sentences]
    counted = (
        _account(evidence) | _spelling(question, texts) | _meaning(question, evidence) | _shape(question, evidence)
    )
    asked = np.array([pattern.search(question) is not None for _, pattern in ASKED], dtype=np.float32)
    marks = np.frombuffer(b"".join(map(marks_of, texts)), dtype=np.uint8).reshape(len(texts), len(MARKS))
    columns = np.stack([counted[name] for name in COUNTED], axis=1).astype(np.float32)
    table = [columns, np.broadcast_to(asked, (len(texts), len(asked))), marks.astype(np.float32)]
    return np.concatenate(table, axis=1)


def _account(e: Evidence) -> dict[str, Floats]:
    """How far the terms are accounted for: by the sentence, its neighbours, what is above it."""
    # Of one passage, the sentences come in their order.
    begins = np.array([sentence.span.start for sentence in e.sentences])
    follows = ((begins[1:] > begins[:-1]) & (e.hits[1:] == e.hits[:-1]))[:, None]
    before, after = np.zeros_like(e.own), np.zeros_like(e.own)
    before[1:], after[:-1] = e.own[:-1] * follows, e.own[1:] * follows
    plain = np.array([term.weight for term in e.terms], dtype=np.float32)
    heavy = plain >= _HEAVY * plain.max(initial=0)
    covered = np.maximum(e.own, 0.7 * e.context)
    shares = share(covered, e.weights)
    return {
        "own": share(e.own, e.weights),
        "own_before": share(np.maximum(e.own, before), e.weights),
        "own_after": share(np.maximum(e.own, after), e.weights),
        "share": shares,
        "before": share(before, e.weights),
        "after": share(after, e.weights),
        "plain": share(e.own, plain),
        "exact": share(e.exact.astype(np.float32), e.weights),
        "least": covered[:, heavy].min(axis=1, initial=1),
        "hit": e.hits,
        "first_hit": (e.hits >= e.hits.max() - 1e-9).astype(np.float32),
        "focus": e.focus,
        "relative": shares / max(float(shares.max()), 1e-6),
        "best": (shares >= shares.max() - 1e-6).astype(np.float32),
    }


def _spelling(question: str, texts: Sequence[str]) -> dict[str, Floats]:
    """Characters in common, in runs: the longest, and pairs weighed by how few sentences have them."""
    asking = np.zeros(len(question), dtype=bool)
    for match in QUESTION_WORDS.finditer(question):
        asking[match.start() : match.end()] = True
    kept = np.array([char.isalnum() for char in question]) & ~asking
    lengths = np.array([len(text) for text in texts])
    starts = np.cumsum(lengths + 1) - (lengths + 1)
    codes = np.frombuffer(("\n".join(texts) + "\n").encode("utf-32-le"), dtype=np.uint32)
    blocks = -(-(lengths + 1) // _BLOCK)
    first = np.cumsum(blocks) - blocks
    cuts = np.repeat(starts - first * _BLOCK, blocks) + np.arange(blocks.sum()) * _BLOCK
    runs = np.zeros(len(codes) + 1, dtype=np.int16)  # how long the run in common is that ends here
    by_block = np.zeros((len(question), len(cuts)), dtype=np.int16)
    for i in range(len(question)):
        runs[1:] = (runs[:-1] + 1) * (codes == ord(question[i])) if kept[i] else 0
        by_block[i] = np.maximum.reduceat(runs[1:], cuts)
    best = np.maximum.reduceat(by_block, first, axis=1)
    pairs = best >= 2
    rarity = np.log((len(texts) + 1) / (pairs.sum(axis=1) + 0.5)) / np.log(len(texts) + 1)
    rarity = np.clip(rarity, 0, 1) * (kept & np.roll(kept, 1) & (np.arange(len(question)) > 0))
    total, count = max(float(rarity.sum()), 1e-6), max(int(kept.sum()), 1)
    close = (by_block >= 2) * rarity[:, None]
    follows = np.ones(len(cuts), dtype=bool)
    follows[first] = False
    inner = np.flatnonzero(follows)
    windows = close.copy()
    windows[:, inner - 1] = np.maximum(close[:, inner - 1], close[:, inner])
    sums = np.concatenate([[0], np.cumsum(rarity)])
    at = np.arange(len(question))[:, None]
    rare = sums[at + 1] - sums[np.maximum(at + 2 - np.clip(best, 1, _LONG), 0)]
    return {
        "characters": (best >= 1).sum(axis=0) / count,
        "bigrams": (pairs * rarity[:, None]).sum(axis=0) / total,
        "common": best.max(axis=0) / count,
        "common_rare": np.where(pairs, rare, 0).max(axis=0) / 5,
        "window": np.maximum.reduceat(windows.sum(axis=0), first) / total,
    }


def _meaning(question: str, e: Evidence) -> dict[str, Floats]:
    """How near, by token vectors, it comes to what is asked for (a country, a reason) in words that are not asked."""
    own, sought = e.encoder.token_ids([question, " ".join(asked_words(question))])
    importance = e.encoder.token_weights(sought)
    ids = [sentence.own.ids for sentence in e.sentences]
    lengths = np.array([len(found) for found in ids])
    filled = np.flatnonzero(lengths)
    near = np.zeros((len(sought), len(ids)), dtype=np.float32)
    if len(filled) and importance.any():
        tokens, places = e.encoder.distinct(np.concatenate(ids))
        told = (e.encoder.token_weights(tokens) > 0) & ~np.isin(tokens, own)
        cosines = np.clip(e.encoder.token_cosines(sought, tokens), 0, 1) * told * (importance > 0)[:, None]
        starts = (np.cumsum(lengths) - lengths)[filled]
        near[:, filled] = np.maximum.reduceat(cosines.T[places], starts, axis=0).T
    return {"near_head": near.max(axis=0, initial=0), "near_asked": share(near.T, importance)}


def _shape(question: str, e: Evidence) -> dict[str, Floats]:
    """Place, length, the noun asked for, years."""
    texts = [sentence.own.text for sentence in e.sentences]
    begins = np.array([sentence.span.start for sentence in e.sentences], dtype=np.float32)
    brief = e.lengths < _BRIEF
    head, years = head_noun(question), set(_YEAR.findall(question))
    subject = question.lstrip('《“「"')
    return {
        "start": ((begins == 0) & brief).astype(np.float32),
        "place": np.where(brief, begins / np.maximum(e.lengths, 1), 0.5),
        "length": np.log1p([len(text) for text in texts]),
        "head": np.array([bool(head) and head[-2:] in text for text in texts], dtype=np.float32),
        "head_end": np.array([bool(head) and head[-1] in text for text in texts], dtype=np.float32),
        "other_year": np.array([_other(years, text) for text in texts], dtype=np.float32),
        "begins": np.array([_alike(subject, text.lstrip('《“「"')) for text in texts], dtype=np.float32) / 6,
    }


def _alike(a: str, b: str) -> int:
    """With how many characters, two to six, both begin; 0 for fewer."""
    same = next((i for i in range(6) if a[i : i + 1] != b[i : i + 1] or i >= len(a)), 6)
    return same if same > 1 else 0


def _other(years: set[str], text: str) -> bool:
    """Whether it names years, and none of those asked for."""
    told = set(_YEAR.findall(text)) if years else years
    return bool(told) and not told & years
