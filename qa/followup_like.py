"""One thing in the place of its like: "那进口呢?" after a question about exports."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.static import load_static_encoder
from qa.followup_asked import narrowed, placed
from qa.followup_roles import Roles, grows
from qa.followup_subject import HAN_LIKE, with_article
from qa.question import read_question
from qa.terms import Term

_UNSPACED = ("zh", "ja")
_LONG = 0.9  # of the subject before: then all of it is replaced, not the part most like it
_LONGEST_RUN = 4
_WIDER = 0.02  # for each term more that would be replaced
_JOINED = 0.3  # for what hangs on the same preposition
_UNLIKE = 0.12  # similarity under which two things are not of one kind
_UNIT_OF_ITS_OWN = re.compile("(?:率|价格|物价|指数|浓度|产量|产值|总额|增加值|生产总值)$")
_ADJECTIVE = re.compile(r"(?:la|el|los|las|le|les) \w+$")
_COUNTED = re.compile(r"how many|combien de|wie viele|cuánt[oa]s|сколько")
_NUMBERED = re.compile("数|量|人次|就业|岗位")
_PRODUCT = re.compile("生产总值|经济总量|gdp")
_WORK = re.compile("(?:改造|建设|治理|修复|整治|培训)$")
_NUMBER_OF = re.compile(
    r"(?:(?:the )?(?:total )?number of |числ[оа] |количеств[оа] |(?:le |du )?nombre d(?:e |')|(?:el )?número de |"
    r"(?:die )?(?:an)?zahl der )$"
)
_OF = re.compile(r"\b(?:at|in|of|for|by|from|on|to|with|through|via)\b")
_PREPOSITIONS = frozenset(
    "of to from with for in at by de d' à en pour von für bei mit zu in für para por con a из по для в на с".split()
)


def substitute(new: Roles, old: Roles) -> str:
    """The old question with the subject of the new one in the place of its like."""
    head = new.content.index(_head(new)) + 1
    if all(any(form in old.folded for form in term.forms) for term in new.content[head:]):
        new = replace(new, content=new.content[:head])  # passenger throughput (at the airport)
    subjects = [term for term in old.content if term.kind != "place"]
    if all(term.kind == "place" for term in new.content) and len(subjects) == len(old.content):
        return placed(new, old)
    named = new.text[new.content[0].start : min(new.content[-1].end, new.end)]
    measured = new.is_indicator(_head(new))
    if new.words.part.search(new.folded) and subjects and not measured:
        same = next((term for term in subjects if named.endswith(term.text)), None)
        if same:  # 新能源汽车 is a part of 汽车
            return old.text[: same.start] + named + old.text[same.end :]
        return narrowed(named, old)
    found = _overlap(named, old) if new.question.language in _UNSPACED else None
    if _counts(new, old):
        return _own(named, old)
    adjective = _ADJECTIVE.match(new.folded[new.start : new.end].strip(" ?"))
    if adjective and new.question.language in ("es", "fr") and subjects and " " in subjects[0].text and not measured:
        at = subjects[0].start + subjects[0].text.rindex(" ") + 1  # inversión industrial → la privada
        return old.text[:at] + named + old.text[subjects[0].end :]
    if not found and not measured and _only_indicators(subjects, old) and _nearest(new, subjects) < _UNLIKE:
        return narrowed(named, old)
    start, end = found or _like(new, old, subjects)
    start, end = _with_genus(named, start, end, old, measured=measured)
    named, start = with_article(new, named, old, start)
    whole = old.text[:start] + named + old.text[end:]
    if grows(old.question) and not grows(read_question(whole)):
        whole = old.text[:start] + old.words.growth.format(named) + old.text[end:]
    return whole


def _head(new: Roles) -> Term:
    """The term that the others of a new subject belong to: the last, in English the last before a preposition."""
    if new.question.language == "en":
        for term, following in itertools.pairwise(new.content):
            if _OF.search(new.folded[term.end : following.start]):
                return term
    return new.content[-1]


def _counts(new: Roles, old: Roles) -> bool:
    """Whether the words around the old subject cannot fit the new one: 多少人 fits no rate."""
    term = new.content[-1]
    ends = _UNIT_OF_ITS_OWN.search(term.forms[0] if term.kind == "known" else term.text)
    if old.question.language not in HAN_LIKE:
        counted = any(_COUNTED.match(old.folded, a) for a, _ in old.asks) and not old.aims
        return counted and new.is_indicator(term) and not _NUMBERED.search(term.forms[0])
    if ends is None or old.question.language != "zh" or ends.group() in old.text or not old.question.units:
        return False
    return not grows(old.question)


def _own(named: str, old: Roles) -> str:
    """A question about an indicator of its own, of the same time."""
    time = old.text[slice(*old.periods[0])].strip("的") if old.periods else ""
    if old.question.language != "zh":
        return f"{old.words.what}{named} {time}".rstrip() + "?"
    return f"{time}{named}{old.words.what}?"


def _with_genus(named: str, start: int, end: int, old: Roles, *, measured: bool) -> tuple[int, int]:
    """The stretch to be replaced, with or without what is measured: 粮食产量 by 失业率, 粮食 by 夏粮, 产量 by 出口."""
    area = old.words.area.search(old.folded[:end])
    if area and start < area.start() and not old.words.area.search(named.lower()):
        return start, len(old.folded[: area.start()].rstrip())  # the Chengdu Plain zone → the northeastern zone
    if measured and old.question.language not in HAN_LIKE:
        counted = _NUMBER_OF.search(old.folded[:start])  # the number of visitors → what they spent
        return _whole_phrase(counted.start() if counted else start, end, old)
    work = _WORK.search(old.text[start:end])
    if work and work.start() and not _WORK.search(named) and not measured:
        return start, start + work.start()  # 老旧小区改造, 城中村
    counted = re.match(" 수(?=[는가은이의를])", old.text[end:])
    if counted and measured:  # 관광객 수
        return start, end + counted.end()
    genera = [*old.genera, *(match.span() for match in old.words.genus.finditer(old.folded, start, end))]
    for a, b in genera:
        inside = start < a and b == end
        if not inside and (a < end or old.text[end:a].strip(" 的の")):
            continue
        if measured:
            return (a, b) if old.words.indicator.fullmatch(named) else (start, b)
        return (start, a) if inside and not old.words.genus.search(named.lower()) else (start, end)
    return start, end


def _whole_phrase(start: int, end: int, old: Roles) -> tuple[int, int]:
    """The stretch with the words of the subject directly beside it: urban surveyed unemployment."""
    for term in reversed(old.content):
        if term.kind != "place" and term.end + 1 == start:
            start = term.start
    for term in old.content:
        if term.kind != "place" and end + 1 == term.start:
            end = term.end
    return start, end


def _only_indicators(subjects: Sequence[Term], old: Roles) -> bool:
    """Whether the old question names what is measured, and not of whom; the product of a whole place has no parts."""
    whole = (
        _PRODUCT.search(t.forms[0]) or old.words.genus.search(t.text, 1) for t in subjects
    )  # 货邮吞吐量 says of what
    return bool(subjects) and not any(whole) and all(old.is_indicator(t) for t in subjects)


def _nearest(new: Roles, subjects: Sequence[Term]) -> float:
    ids = np.concatenate([term.ids for term in new.content])
    return max(_similarity(ids, term.ids) for term in subjects)


def _overlap(named: str, old: Roles) -> tuple[int, int] | None:
    """The part of a term of the old question that ends as the new subject does: 居民 of 居民收入 for 城镇居民."""
    for size in range(len(named) - 1, 1, -1):
        at = old.text.find(named[-size:])
        if at < 0:
            continue
        term = next((t for t in old.content if t.start <= at and at + size <= t.end), None)
        if term is None:
            return None
        return (term.start, at + size) if at + size < term.end or at > term.start else None
    return None


def _like(new: Roles, old: Roles, subjects: Sequence[Term]) -> tuple[int, int]:
    """Where the words of the old question stand that are most like the new subject."""
    wants_place = any(term.kind == "place" for term in new.content)
    if subjects and _head(new) is not new.content[-1] and not _parted(old.content, old):
        return old.content[0].start, old.content[
            -1
        ].end  # the subsidy for residents' insurance: all of what was asked of
    candidates = list(old.content) if wants_place or not subjects else list(subjects)
    if not new.is_indicator(_head(new)):
        candidates = [term for term in candidates if not old.is_indicator(term)] or candidates
    if not candidates:
        return old.start, old.start
    within = [term for term in old.content if candidates[0].start < term.start < candidates[-1].start]
    places = wants_place or any(term.kind == "place" for term in within)
    if new.size >= _LONG * old.size and not places and not _parted(candidates, old):
        return candidates[0].start, candidates[-1].end
    if _unlike_all(new, candidates):
        return _first(candidates)
    ids = np.concatenate([term.ids for term in new.content])
    joined = _joint(new.folded[: new.content[0].start], new)
    best, best_score = candidates[:1], -1.0
    for run in _runs(candidates):
        score = _similarity(ids, np.concatenate([term.ids for term in run]))
        if wants_place and any(term.kind == "place" for term in run):
            score += 1.0
        score -= _WIDER * len(run)
        if joined and _joint(old.folded[: run[0].start], old) == joined:
            score += _JOINED  # ventes de semi-conducteurs, de véhicules
        if score > best_score + 1e-6:
            best, best_score = run, score
    return best[0].start, best[-1].end


def _parted(terms: Sequence[Term], old: Roles) -> bool:
    """Whether a time, an aim or what asks stands between some terms of the old question."""
    spans = (*old.periods, *old.aims, *old.asks)
    return any(terms[0].end <= a and b <= terms[-1].start for a, b in spans)


def _joint(before: str, roles: Roles) -> str:
    """The preposition that a text ends with, articles aside."""
    found = roles.words.article.search(before)
    if found and found.group().strip() in ("du", "des", "del", "al"):
        return found.group().strip()[0]
    words = before[: found.start() if found else len(before)].split()
    return words[-1][0] if words and words[-1] in _PREPOSITIONS else ""


def _unlike_all(new: Roles, candidates: Sequence[Term]) -> bool:
    """Whether a new indicator in a spaced language is like nothing in the old question: then its subject came first."""
    spaced = new.question.language not in HAN_LIKE
    return spaced and new.is_indicator(new.content[-1]) and _nearest(new, candidates) < _UNLIKE


def _first(candidates: Sequence[Term]) -> tuple[int, int]:
    run = max((run for run in _runs(candidates) if run[0] is candidates[0]), key=len)
    return run[0].start, run[-1].end


def _runs(terms: Sequence[Term]) -> list[list[Term]]:
    """Each term alone, and adjacent terms as one phrase."""
    runs: list[list[Term]] = [[term] for term in terms]
    for first in range(len(terms)):
        for last in range(first + 1, min(first + _LONGEST_RUN, len(terms))):
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
