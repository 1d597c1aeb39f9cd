"""What an earlier question is about, in its own words; and the cutting of texts that joining questions needs."""

import re
from collections.abc import Iterable, Sequence

from qa.followup_roles import Roles, Spans

HAN_LIKE = ("zh", "ja", "ko")  # what is said of a subject stands behind it, without a colon
# What may stand between a subject and what is measured of it: revenue of the services.
_LINK = re.compile(r"[ 的の]*(?:(?:of|from|de|du|des|del|der|von)\s)?(?:(?:the|la|le|les|el|los|las|die|das|den)\s)?")
_EDGE = " ,，;?？。¿的の"


def subject(old: Roles, *, timed: bool = True, measured: bool = True, output: bool = True) -> str:
    """What a question is about, in its own words; empty where it names nothing.

    `timed`: with its times and aims; `measured`: with what is asked of it (growth); `output`: with what is measured of it.
    """
    kept = [(term.start, term.end) for term in old.content] or [*old.attributes, *old.genera, *old.aims]
    if not kept:
        return ""
    beside = [*(old.attributes if measured else ()), *(old.genera if output else ())]
    beside += [*old.periods, *old.aims]  # where they are dropped, what stands behind them is still beside
    start, end = _grown(min(a for a, _ in kept), max(b for _, b in kept), beside, old.text)
    dropped = [*old.asks, *old.pronouns, *spans(old.words.aux, old.folded)]
    dropped += [] if timed else [*old.periods, *old.aims]
    text = _tidy(without(old.text, dropped, start, end), old)
    times = [old.text[a:b].strip(_EDGE) for a, b in old.periods if timed and (b <= start or a >= end)]
    joint = {"zh": "", "ja": "の"}.get(old.question.language, " ")
    parts = [*times, text] if old.question.language in HAN_LIKE else [text, *times]
    return joint.join(part for part in parts if part)


def _grown(start: int, end: int, beside: Sequence[tuple[int, int]], text: str) -> tuple[int, int]:
    """The stretch with what stands directly beside it."""
    while True:
        before = next((a for a, b in beside if a < start and _LINK.fullmatch(text[b:start])), start)
        behind = next((b for a, b in beside if b > end and not text[end:a].strip(" 的の")), end)
        if (before, behind) == (start, end):
            return start, end
        start, end = before, behind


def _tidy(text: str, old: Roles) -> str:
    text = squeezed(text).strip(_EDGE)
    found = old.words.edge.search(text.lower())
    return text[: found.start()].rstrip() if found and found.start() else text


def spans(pattern: re.Pattern[str], folded: str) -> Spans:
    """Where a pattern stands."""
    return tuple(match.span() for match in pattern.finditer(folded))


def merged(pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that touch as one."""
    whole: list[tuple[int, int]] = []
    for a, b in sorted(pieces):
        if whole and a <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(b, whole[-1][1]))
        else:
            whole.append((a, b))
    return whole


def without(text: str, dropped: Iterable[tuple[int, int]], start: int = 0, end: int | None = None) -> str:
    """A stretch of a text without some spans of the text."""
    gone = {at for a, b in dropped for at in range(a, b)}
    return "".join(text[at] for at in range(start, len(text) if end is None else end) if at not in gone)


def squeezed(text: str) -> str:
    """With single spaces."""
    return re.sub(r"\s+", " ", text)


def before_the_end(text: str, words: str) -> str:
    """A question with words added at its end, before the question mark."""
    at = len(text.rstrip(" ?？"))
    return f"{text[:at]} {words}{text[at:]}"


def with_article(new: Roles, named: str, old: Roles, start: int) -> tuple[str, int]:
    """Both with their articles, where both have one."""
    mine = new.words.article.search(new.folded[: new.content[0].start])
    other = old.words.article.search(old.folded[:start])
    if not mine or not other:
        return named, start
    if new.question.language == "de" and new.folded[new.start : mine.start()].strip():
        return named, start  # a preposition governs its case
    article = new.text[mine.start() : mine.end()]
    before = other.group().strip()
    if before in ("du", "des") and article.strip() not in ("du", "des"):  # French: de + le, de + les
        article = {"le": "du ", "les": "des "}.get(article.strip(), f"de {article}")
    elif before in ("del", "al") and article.strip() not in ("del", "al"):  # Spanish: de + el
        article = f"{before} " if article.strip() == "el" else f"{before[:-1]} {article}"
    return article + named, other.start()
