"""Follow-ups: a question that lacks its subject takes it from the turns before.

Two ways: one thing takes the place of its like ("那进口呢?" after a question about exports), or the subject stays and
something else is asked of it ("同比增幅呢?"). A question that is whole by itself resets the topic.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.static import load_static_encoder
from qa.languages import asking
from qa.question import Question, read_question
from qa.terms import Term, question_terms

_ALSO = re.compile(
    r"^\s*(?:那么?|那|还有|另外|and\b|what about|how about|[¿¡]?y\b|et\b|und\b|а\b|では|じゃあ|그럼|그러면)|"
    r"呢[?？]?\s*$|[은는]요\s*\??$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"它|其中|该|这(?!些年|几年)|那个|上述|\b(?:it|its|they|their|them|that|those|this one)\b", re.IGNORECASE
)
_NEW_TOPIC = re.compile(r"^\s*(?:换个话题|另外问|再问一个|by the way|new topic)[,，:：]?\s*", re.IGNORECASE)
_LEAD = re.compile(
    r"^\s*(?:那么?|还有|另外|and|what about|how about|et|[¿¡]?y|und|а|では|じゃあ|그럼|그러면)\s*[,，]?\s*",
    re.IGNORECASE,
)
# Asked of a subject, no subjects themselves.
_GENERIC = re.compile(
    r"增幅|增速|涨幅|降幅|增长|同比|排|名|全国|累计|完成|目标|任务|实际|打算|计划|推介|总数|总额|金额|数量|户|个|家|人|改|造|做|投|办|建|涨|降|占比|比例|"
    r"growth|target|rank|rate|total|number|amount|increase|objectif|objetivo|ziel|цель|목표"
)
_RELATIVE = re.compile("今年|去年|明年|上年|来年|this year|last year|next year")
_LONG = 0.9  # of the subject before: then all of it is replaced, not the part most like it
_ASKING = re.compile("第几|多少|哪|谁|什么")  # in a word of the vocabulary: 排第几
_FEW = 2  # terms of a question that asks the same of something else
_ENOUGH = 3  # Han characters of content from which a question has a subject of its own


def resolve(question: str, earlier: Sequence[str]) -> str:
    """The question made whole with the earlier ones, oldest first; itself when it is whole already."""
    if _NEW_TOPIC.search(question):
        return _NEW_TOPIC.sub("", question)
    whole = ""
    for turn in (*earlier, question):
        whole = complete(turn, whole) if whole else turn
    return whole


def complete(question: str, before: str) -> str:
    """`question` with what it lacks taken from `before`, which is whole."""
    if _NEW_TOPIC.search(question):
        return _NEW_TOPIC.sub("", question)
    asked, previous = read_question(question), read_question(before)
    encoder = load_static_encoder()
    terms = [
        t
        for t in question_terms(asked, encoder)
        if not _GENERIC.fullmatch(t.text) and not (t.kind == "word" and _ASKING.search(t.text))
    ]
    content = [t for t in terms if t.kind != "period"]
    own = asking(asked.language).followup
    also = bool(_ALSO.search(question)) or bool(own and own.search(asked.folded.lstrip("¿¡ ")))
    if not also and not _PRONOUN.search(question) and _size(content) >= _ENOUGH:
        return question
    if also and _size(content) > 1 and (not _asks(asked) or _names_another(content, previous)):
        return _substitute(content, before, previous)
    if not _asks(asked) and _size(content) < _ENOUGH:
        return _retimed(question, before, previous)
    if _size(content) >= 2 * _ENOUGH and not _PRONOUN.search(question) and _asks(asked):
        return question
    return _append(question, asked, before, previous)


def _names_another(content: Sequence[Term], previous: Question) -> bool:
    """Whether a short question names an indicator of its own where the one before named another: 那同年物价涨了多少?"""
    known = [t for t in content if t.kind == "known" and not t.soft]
    return bool(known) and len(content) <= _FEW and not any(form in previous.folded for t in known for form in t.forms)


def _only_says_how(term: Term) -> bool:
    return term.soft and term.kind == "translated"


def _asks(question: Question) -> bool:
    return bool(question.kinds - {"entity"}) and bool(
        re.search(
            r"多少|几|率|增速|增幅|涨幅|降幅|占比|总投资|金额|"
            r"是什么|什么时候|何时|为什么|谁|哪|how (?:many|much|long|far)|\b(?:when|who|where|why)\b",
            question.folded,
        )
    )


def _size(terms: Sequence[Term]) -> int:
    return sum(t.end - t.start if not t.text.isascii() else 2 for t in terms)


def _substitute(content: Sequence[Term], before: str, previous: Question) -> str:
    """`before` with its most similar term replaced by the new one."""
    encoder = load_static_encoder()
    old = [t for t in question_terms(previous, encoder) if t.kind != "period" and not _GENERIC.fullmatch(t.text)]
    if not old:
        return f"{content[0].text} {before}"
    new_ids = np.concatenate([t.ids for t in content])
    if _size(content) >= _LONG * _size(old):
        return previous.folded[: old[0].start] + _phrase(content) + previous.folded[old[-1].end :]
    runs = _runs(old)
    best, best_score = runs[0], -1.0
    for run in runs:
        score = _similarity(new_ids, np.concatenate([t.ids for t in run]))
        if any(t.kind == "place" for t in content) and any(t.kind == "place" for t in run):
            score += 1.0
        if score > best_score + 1e-6:
            best, best_score = run, score
    new = _phrase(content)
    folded = previous.folded
    return folded[: best[0].start] + new + folded[best[-1].end :]


def _phrase(content: Sequence[Term]) -> str:
    text = ""
    for term in content:
        text += (" " if text and text[-1].isascii() and term.text[0].isascii() else "") + term.text
    return text


def _runs(terms: Sequence[Term]) -> list[list[Term]]:
    """Each term alone, and adjacent terms as one phrase."""
    runs: list[list[Term]] = [[term] for term in terms]
    for first in range(len(terms)):
        for last in range(first + 1, min(first + 4, len(terms))):
            if all(terms[i + 1].start - terms[i].end <= 1 for i in range(first, last)):
                runs.append(list(terms[first : last + 1]))
    return runs


def _similarity(left: NDArray[np.int32], right: NDArray[np.int32]) -> float:
    if not len(left) or not len(right):
        return 0.0
    encoder = load_static_encoder()
    a = encoder.token_vectors(left).sum(axis=0)
    b = encoder.token_vectors(right).sum(axis=0)
    return float(a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-6))


def _retimed(question: str, before: str, previous: Question) -> str:
    """`before` with the times and aims of `question` in place of its own ("去年实际呢?")."""
    folded = previous.folded
    for term in reversed(question_terms(previous, load_static_encoder())):
        if term.kind == "period":
            folded = folded[: term.start] + folded[term.end :]
    lead = _LEAD.sub("", question).strip().rstrip("?？呢")
    return f"{lead} {folded.strip()}"


def _append(question: str, asked: Question, before: str, previous: Question) -> str:
    """The subject of `before` and the new question behind it."""
    encoder = load_static_encoder()
    limits = bool(asked.periods or asked.years or asked.planned is not None or _RELATIVE.search(asked.folded))
    subject = [
        t
        for t in question_terms(previous, encoder)
        if not _GENERIC.fullmatch(t.text) and not (limits and t.kind == "period") and not _only_says_how(t)
    ]
    lead = _LEAD.sub("", question)
    if not subject:
        return question
    joined = _phrase(subject)
    return f"{joined} {lead}" if joined.isascii() else f"{joined}{lead}"
