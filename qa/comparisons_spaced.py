"""The two sides of a comparison in a language with spaces: which grew faster, A or B; is A higher than B; A versus B."""

import re

from qa import comparison_words as words
from qa.glossary import places
from qa.parallels import Parallel, parallel

_LONGEST = 80  # characters of a name
_NAME = 3  # words that the name of a place may have
_PREPOSITION = re.compile(r"\b(?:of|for|in|to|from|among)\s+")
_GROW = re.compile(
    r"\b(?:grow|grew|growth|rise|rose|increase|fall|fell|decline|drop|rate|percent|faster|gain|stärker|vite|rápido|быстрее)"
)
_TELLS_GROWTH = re.compile(r"growth|grew|grow\b|rose|rise|increase|fall|fell|decline|drop")
_ECONOMY = re.compile(r"^the (?:whole |overall )?economy(?: as a whole)?$")
_BY = re.compile(r"[,.?;]?\s*(?:and )?by (?:how many|how much|what) (?:percent\w*|percentage points?|each)\b")
_ALL_OF_IT = re.compile(r" (?:overall|altogether|together|as a whole|in total)\b")
_NO_SIDE = re.compile(r"^(?:it|this|that|they|those) \|| how\b| what\b|\?")
_ASKING = re.compile(
    r"[,?.:;!]|\b(?:by )?how (?:much|big|large|high)\b|"
    r"\b(?:did|do|does|is|are|was|were|has|have|than|it|its|they|by|at|rates?|percent)\b(?=\s*$|\s)"
)


def spaced_sides(text: str) -> tuple[Parallel, str] | None:
    """The names of the sides of a folded question and what is asked of each; None where it compares no two things."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", re.sub(r"\s+", " ", text))
    text = _BY.sub(" ", _ALL_OF_IT.sub("", text))
    for pattern in words.SPACED:
        found = pattern.match(text)
        if found is None:
            continue
        groups = found.groupdict()
        left, right = groups["left"] or groups.get("left2") or "", groups["right"]
        if words.SPACED_BASIS.search(right) or _NO_SIDE.search(f"{left} | {right}"):
            return None
        if not words.SPACED_CHOOSES.search(text) and not words.EACH_ALONE.search(text) and pattern is not words.BOTH:
            return None
        times = [m.group() for m in words.SPACED_TIME.finditer(f"{left} | {right}")]
        left, right = (_trimmed(words.SPACED_TIME.sub(" ", side)) for side in (left, right))
        left, right = (_ECONOMY.sub("gdp", side) for side in (left, right))
        if not left or not right or max(len(left), len(right)) > _LONGEST:
            continue
        around = [groups.get(name) or "" for name in ("lead", "ask", "pred", "in", "verb", "more", "rest")]
        if places(left) and len(left.split()) <= _NAME and not words.SPACED_OF.search(" ".join([*around, left, right])):
            times.append("gdp")  # did Chongqing grow faster than the economic circle
        return _names(left, right), _asked(" ".join([*around, *dict.fromkeys(times)]), left + right)
    return None


def _names(left: str, right: str) -> Parallel:
    """The parallel parts; "growth in cities … than for all": a preposition on the right stands for one on the left."""
    stands = _PREPOSITION.match(re.sub(r"^(?:that|those) ", "", right))
    last = [match.end() for match in _PREPOSITION.finditer(left)]
    if stands and last:
        bare = re.sub(r"^(?:that|those) ", "", right)[stands.end() :]
        return Parallel(left[: last[-1]], left[last[-1] :], bare, "")
    return parallel(left, right)


def _trimmed(side: str) -> str:
    """A name without the words around it that are none of it."""
    side = re.sub(r"\s(?:in|of|by|for|at|during|over)$", "", re.sub(r"\s+", " ", side).strip(" ,?.:"))
    side = re.sub(r"^(?:the )?number of ", "", side)
    side = re.sub(r"^(?:is|was|were|are|did|does|do|has|have|either|both)\s+", "", side.strip(" ,?.:"))
    return re.sub(r"\s+(?:is|was|were|are|each|respectively)$", "", side)


def _asked(around: str, sides: str) -> str:
    """What is asked of each side, without the words that compare."""
    kept = re.sub(r"\s+", " ", _ASKING.sub(" ", words.SPACED_MORE.sub(" ", around))).strip()
    kept = re.sub("^(?:how|the) ", "", kept).replace("shares", "share")
    if _GROW.search(around) and not _TELLS_GROWTH.search(kept + sides):
        kept = f"growth rate {kept}".strip()
    return kept if re.search(r"how many|what (?:share|percent)", kept) else f"how much {kept}".strip()
