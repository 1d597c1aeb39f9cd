"""Words that token vectors hold to be near and that a fact must not mix up: urban and rural, imports and exports."""

import re
from functools import cache
from pathlib import Path

from index.folding import fold_text

_FILE = Path(__file__).with_name("contrasts.txt")


def borrowed(claim: str, evidence: str) -> str:
    """The first word of the claim that is one of a contrast whose evidence names only others, or nothing at all; or "".

    >>> borrowed("农村居民收入", "城镇居民收入")
    '农村'
    """
    folded, held = fold_text(claim), fold_text(evidence)
    for pattern, members in _groups():
        named = {members[match.group()]: match.group() for match in pattern.finditer(folded)}
        if named:
            there = {members[match.group()] for match in pattern.finditer(held)}
            for member, word in named.items():
                if member not in there and there:
                    return word
    return ""


@cache
def _groups() -> tuple[tuple[re.Pattern[str], dict[str, int]], ...]:
    groups = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        members = {
            fold_text(form.strip()): number
            for number, member in enumerate(line.split("|"))
            for form in member.split(",")
            if form.strip()
        }
        # The longest first: 进出口 is neither 进口 nor 出口.
        forms = sorted(members, key=len, reverse=True)
        pattern = "|".join(rf"(?<![a-z]){re.escape(form)}(?![a-z])" if form.isascii() else re.escape(form) for form in forms)
        groups.append((re.compile(pattern), members))
    return tuple(groups)
