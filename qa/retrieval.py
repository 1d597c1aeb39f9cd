"""From a question to the passages that may answer it: the only road to the index.

Lexical and dense candidates are united, re-scored with alignment, and fused by a weighted sum of absolute scores, with
one setting for all languages.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index import Index, Passage, QueryError
from index.folding import fold_text
from qa.alignment import Match, matches, maxsim_each
from qa.default_index import default_index
from qa.languages import detect_language
from qa.phrases import in_chinese
from qa.romanised import with_names

MAX_QUESTION = 1000  # characters
CANDIDATES = 50  # of each kind; more changes recall@10 by less than .002
# Tuned on XQuAD (zh, en) and CMRC 2018 together; R@1 is flat around it. More dense lifts R@10 of English, less R@1 of zh.
WEIGHTS: Mapping[str, float] = {"lexical": 1.0, "dense": 0.5, "alignment": 2.0}
_SIGNALS = tuple(WEIGHTS)
# What a translation counts for, against the words typed: from .2 to .5 XQuAD en→zh stays as it is, and recall@5 of
# questions on reports rises from .94 to .99 (English) and from .59 to .97 (six other languages).
TRANSLATED = 0.5


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    `score`: 0..1, higher is better, comparable between questions; `signals`: its parts, each 0..1 ("lexical", "dense",
    "alignment"); `matches`: for each term of the question what accounts for it in the passage.
    """

    passage: Passage
    score: float
    signals: Mapping[str, float]
    matches: tuple[Match, ...] = ()


def retrieve(
    query: str, *, k: int = 5, index: Index | None = None, documents: Collection[str] | None = None
) -> list[Hit]:
    """The k best passages for a question in any supported language, best first; fewer where the index holds fewer.

    `index`: the default index where None; `documents`: only passages of these ids. Raises QueryError for a blank or
    overlong query and k < 1, UnknownDocumentError for an id that the index does not hold.
    """
    index = index if index is not None else default_index()
    query = with_names(check_question(query), index, documents)
    return with_matches(query, find(query, k=k, index=index, documents=documents), index)


def find(query: str, *, k: int, index: Index, documents: Collection[str] | None = None) -> list[Hit]:
    """`retrieve` without the term by term account, for callers that need it for a few of the hits only."""
    query = check_question(query)
    check_count(k)
    if isinstance(documents, str):
        raise QueryError(f"documents must be a collection of ids, got the string {documents!r}; write [{documents!r}]")
    found = score_passages(query, index, k, documents)
    best = sorted(found.items(), key=lambda entry: (-entry[1][0], entry[0]))[:k]  # equal scores: in reading order
    passages = index.passages_at([number for number, _ in best])
    return [Hit(passage, score, signals) for passage, (_, (score, signals)) in zip(passages, best, strict=True)]


def with_matches(query: str, hits: Sequence[Hit], index: Index) -> list[Hit]:
    """The hits with what in them accounts for each term of the question."""
    return [replace(hit, matches=matches(query, hit.passage.text, hit.passage.start, index.aligner)) for hit in hits]


_Scored = dict[int, tuple[float, Mapping[str, float]]]


def score_passages(query: str, index: Index, k: int, documents: Collection[str] | None = None) -> _Scored:
    """What `retrieve` ranks by, for each candidate: passage number to score and signals. For measurements.

    A question is searched as typed and as the genre would word it. Of a Chinese one the better score counts: both are
    the asker's own words or synonyms. A translation may be mistaken, so of others both count, the words typed more.
    """
    other = in_chinese(fold_text(query))
    wordings = (query,) if other == fold_text(query) else (query, other)
    found = index.search_together(wordings, k=max(CANDIDATES, k), documents=documents)
    aligner = index.aligner
    ids = index.token_ids(found[0].numbers)
    aligned = maxsim_each([aligner.token_ids([wording])[0] for wording in wordings], ids, aligner)
    signals = np.stack([(c.lexical, np.clip(c.dense, 0, 1), row) for c, row in zip(found, aligned, strict=True)])
    weights = np.array([WEIGHTS[name] for name in _SIGNALS]) / sum(WEIGHTS.values())
    scores = np.einsum("s,wsn->wn", weights, signals)
    if len(wordings) == 1:
        score, parts = scores[0], signals[0]
    elif detect_language(query) == "zh":
        best = scores.argmax(axis=0)
        score = scores.max(axis=0)
        parts = np.take_along_axis(signals, best[None, None, :], axis=0)[0]
    else:
        score = (scores[0] + TRANSLATED * scores[1]) / (1 + TRANSLATED)
        parts = (signals[0] + TRANSLATED * signals[1]) / (1 + TRANSLATED)
    return {
        number: (value, dict(zip(_SIGNALS, row, strict=True)))
        for number, value, row in zip(
            found[0].numbers.tolist(), np.clip(score, 0, 1).tolist(), parts.T.tolist(), strict=True
        )
    }


def check_count(k: int) -> None:
    """Raises QueryError when k is no count of hits."""
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise QueryError(f"k must be a whole number from 1 up, got {k!r}")


def check_question(question: str) -> str:
    """The question without surrounding space. Raises QueryError when it cannot be asked."""
    if not isinstance(question, str):
        raise QueryError(f"a question must be a string, got {type(question).__name__}")
    question = question.strip()
    if not question:
        raise QueryError("the question is empty; ask something, such as: 上半年经济增长多少?")
    if len(question) > MAX_QUESTION:
        raise QueryError(
            f"the question has {len(question)} characters, over the limit of {MAX_QUESTION}; ask it shorter"
        )
    if not any(char.isalnum() for char in question):
        raise QueryError(f"the question {question[:40]!r} holds no word and no number; ask it in words")
    if any("\ud800" <= char <= "\udfff" for char in question):
        raise QueryError("the question holds an unpaired surrogate (a broken character); type it again")
    return question
