"""Words that token vectors hold to be near and that a fact must not mix up: urban and rural, imports and exports."""

import re
from functools import cache
from pathlib import Path

from index.folding import fold_text

_FILE = Path(__file__).with_name("contrasts.txt")


def borrowed(claim: str, *evidence: str) -> str:
    """A word of the claim that stands in a contrast, where the evidence names another side of it, or no side; or "".

    Of each contrast the first text that has a word decides: what is nearest to the fact comes first.

    >>> borrowed("农村居民收入", "城镇居民收入", "统筹城乡")
    '农村'
    """
    folded, texts = fold_text(claim), [fold_text(text) for text in evidence]
    for pattern, members, strict in _groups():
        named = {members[match.group()]: match.group() for match in pattern.finditer(folded)}
        if not named:
            continue
        sides = ({members[match.group()] for match in pattern.finditer(text)} for text in texts)
        there: set[int] = next((found for found in sides if found), set())
        for member, word in named.items():
            if member not in there and (there or strict):
                return word
    return ""


def opposed(claim: str, evidence: str) -> str:
    """A word of the claim whose contrast the evidence names another side of, and not this one; or "".

    Of a contrast of which the claim names several sides ("domestic and foreign") it opposes none.

    >>> opposed("城镇居民收入", "其中农村居民收入")
    '城镇'
    """
    folded, text = fold_text(claim), fold_text(evidence)
    for pattern, members, _ in _groups():
        named = {members[match.group()]: match.group() for match in pattern.finditer(folded)}
        there = {members[match.group()] for match in pattern.finditer(text)} if len(named) == 1 else set()
        if there and there.isdisjoint(named):
            return next(iter(named.values()))
    return ""


@cache
def concealing(form: str) -> tuple[str, ...]:
    """The words that have a form within them and stand for another side of its contrast: 进出口 for 出口."""
    return tuple(
        other
        for _, members, _ in _groups()
        if form in members
        for other, member in members.items()
        if form in other and member != members[form]
    )


@cache
def _groups() -> tuple[tuple[re.Pattern[str], dict[str, int], bool], ...]:
    groups = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        members = {
            fold_text(form.strip()): number
            for number, member in enumerate(line.lstrip("! ").split("|"))
            for form in member.split(",")
            if form.strip()
        }
        # The longest first: 进出口 is neither 进口 nor 出口.
        forms = sorted(members, key=len, reverse=True)
        pattern = re.compile(
            "|".join(rf"\b{re.escape(form)}\b" if form.isascii() else re.escape(form) for form in forms)
        )
        groups.append((pattern, members, line.startswith("!")))
    return tuple(groups)
