"""One thing in the place of its like: "那进口呢?" after a question about exports."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.static import load_static_encoder
from qa.followup_asked import placed
from qa.followup_roles import Roles
from qa.followup_subject import HAN_LIKE
from qa.languages import asking
from qa.patterns import GROWTH
from qa.question import Question, read_question
from qa.terms import Term

_UNSPACED = ("zh", "ja")
_LONG = 0.9  # of the subject before: then all of it is replaced, not the part most like it
_LONGEST_RUN = 4
_WIDER = 0.02  # for each term more that would be replaced


def substitute(new: Roles, old: Roles) -> str:
    """The old question with the subject of the new one in the place of its like."""
    places = [term for term in old.content if term.kind == "place"]
    if all(term.kind == "place" for term in new.content) and not places:
        return placed(new, old)
    subjects = [term for term in old.content if term.kind != "place"]
    named = new.text[new.content[0].start : new.content[-1].end]
    part = new.words.part.search(new.folded)
    if part and subjects:
        same = _ending(named, subjects)
        if same:
            return old.text[: same.start] + named + old.text[same.end :]
        return _narrowed(named, subjects, old)
    found = _overlap(named, old) if new.question.language in _UNSPACED else None
    start, end = found or _like(new, old, subjects)
    named, start = _with_article(new, named, old, start)
    area = old.words.area.search(old.folded[:end])
    if area and start < area.start() and not old.words.area.search(named.lower()):
        end = len(old.folded[: area.start()].rstrip())  # the Chengdu Plain zone → the northeastern zone
    if old.words.indicator.search(
        named.lower()
    ):  # it is measured itself: 失业率 takes the place of 粮食产量, not of 粮食
        end = next((b for a, b in old.genera if not old.text[end:a].strip(" 的の")), end)
    whole = old.text[:start] + named + old.text[end:]
    if _grows(old.question) and not _grows(read_question(whole)):
        whole = old.text[:start] + old.words.growth.format(named) + old.text[end:]
    return whole


def _grows(question: Question) -> bool:
    return bool(GROWTH.search(question.folded)) or asking(question.language).asked("growth", question.folded)


def _narrowed(named: str, subjects: Sequence[Term], old: Roles) -> str:
    """The part of the old subject: 网络零售额 → 实物型网络零售额, online sales → online sales (services)."""
    run = max(_runs(subjects), key=lambda run: run[-1].end - run[0].start if run[0] is subjects[0] else 0)
    if old.question.language in HAN_LIKE:
        joint = "の" if old.question.language == "ja" else " " if old.question.language == "ko" else ""
        return f"{old.text[: run[0].start]}{named}{joint}{old.text[run[0].start :]}"
    return f"{old.text[: run[-1].end]} ({named}){old.text[run[-1].end :]}"


def _ending(named: str, subjects: Sequence[Term]) -> Term | None:
    """The term of the old question that a narrower one ends with: 汽车 of 新能源汽车."""
    return next((term for term in subjects if named.endswith(term.text)), None)


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
    candidates = list(old.content) if wants_place or not subjects else list(subjects)
    if not candidates:
        return old.start, old.start
    within = [term for term in old.content if candidates[0].start < term.start < candidates[-1].start]
    if new.size >= _LONG * old.size and not any(term.kind == "place" for term in within) and not wants_place:
        spans = (*old.periods, *old.aims, *old.asks)
        if not any(candidates[0].end <= a and b <= candidates[-1].start for a, b in spans):
            return candidates[0].start, candidates[-1].end
    ids = np.concatenate([term.ids for term in new.content])
    best, best_score = candidates[:1], -1.0
    for run in _runs(candidates):
        score = _similarity(ids, np.concatenate([term.ids for term in run]))
        if wants_place and any(term.kind == "place" for term in run):
            score += 1.0
        score -= _WIDER * len(run)
        if score > best_score + 1e-6:
            best, best_score = run, score
    return best[0].start, best[-1].end


def _with_article(new: Roles, named: str, old: Roles, start: int) -> tuple[str, int]:
    """Both with their articles, where both have one."""
    own = new.words.article.search(new.folded[: new.content[0].start])
    other = old.words.article.search(old.folded[:start])
    if not own or not other:
        return named, start
    article = new.text[own.start() : own.end()]
    before = other.group().strip()
    if before in ("du", "des") and article.strip() not in ("du", "des"):  # French: de + le, de + les
        article = {"le": "du ", "les": "des "}.get(article.strip(), f"de {article}")
    elif before in ("del", "al") and article.strip() not in ("del", "al"):  # Spanish: de + el
        article = f"{before} " if article.strip() == "el" else f"{before[:-1]} {article}"
    return article + named, other.start()


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
