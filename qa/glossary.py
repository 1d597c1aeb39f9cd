"""Terms and places that go by several names, from `glossary.txt` and `places.txt`: groups of folded forms."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from index.folding import fold_text

_HERE = Path(__file__).parent


@lru_cache(maxsize=256)
def synonyms(folded: str) -> tuple[frozenset[str], ...]:
    """The glossary groups of which a folded text uses a form, longest form first."""
    lengths: dict[frozenset[str], int] = {}
    for form, group in _held("glossary.txt", folded):
        lengths[group] = max(lengths.get(group, 0), len(form))
    return tuple(sorted((g for g in _glossary() if g in lengths), key=lambda group: -lengths[group]))


@lru_cache(maxsize=256)
def places(folded: str) -> tuple[frozenset[str], ...]:
    """The groups of place names of which a folded text uses a form; an abbreviation of one character does not count."""
    found = {group for form, group in _held("places.txt", folded) if len(form) > 1}
    return tuple(group for group in place_groups() if group in found) if found else ()


def _held(name: str, folded: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The forms of a list that a text has. Tried by first character: most forms are ruled out without a search."""
    by_first = _by_first(name)
    for character in set(folded):
        for form, group in by_first.get(character, ()):
            if holds(folded, form):
                yield form, group


def in_order(group: frozenset[str]) -> tuple[str, ...]:
    """The forms of a group as they are listed: Chinese ones first, the one that the genre uses most before all."""
    return _ordered()[group]


def holds(text: str, form: str) -> bool:
    """Whether a folded text has a form: anywhere for Han and kana, as a whole word or number for alphabets and digits."""
    at = text.find(form)
    if at < 0:
        return False
    return stands_anywhere(form) or _whole(form).search(text) is not None


def stands_anywhere(form: str) -> bool:
    """Whether a form needs no word boundaries: Han and kana have none."""
    return not (form[0].isascii() or "\u0400" <= form[0] <= "\u04ff")


@lru_cache(maxsize=4096)
def _whole(form: str) -> re.Pattern[str]:
    """The form as a whole word, its plural, or a whole number."""
    return re.compile(
        rf"(?<![a-zà-ÿ0-9.\u0400-\u04ff])(?<!\d,){re.escape(form)}(?:e?s)?(?![a-zà-ÿ0-9\u0400-\u04ff]|[.,]\d)"
    )


@cache
def _ordered() -> dict[frozenset[str], tuple[str, ...]]:
    return {frozenset(forms): forms for name in ("places.txt", "glossary.txt") for forms in map(_forms, _lines(name))}


@cache
def soft_groups() -> frozenset[frozenset[str]]:
    """The glossary groups (marked ~) of words that say how, not what: a passage may well leave them out."""
    lines = zip(_lines("glossary.txt"), _glossary(), strict=True)
    return frozenset(group for line, group in lines if line.startswith("~"))


@cache
def _glossary() -> tuple[frozenset[str], ...]:
    return _groups("glossary.txt")


@cache
def place_groups() -> tuple[frozenset[str], ...]:
    """The names of places: each group names one."""
    return _groups("places.txt")


@cache
def _by_first(name: str) -> dict[str, list[tuple[str, frozenset[str]]]]:
    forms: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for group in _groups(name):
        for form in group:
            forms.setdefault(form[0], []).append((form, group))
    return forms


@cache
def _groups(name: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(_forms(line)) for line in _lines(name))


def _forms(line: str) -> tuple[str, ...]:
    chinese, _, others = line.lstrip("~").partition("|")
    forms = [*chinese.split(), *(form.strip() for form in others.split(","))]
    return tuple(dict.fromkeys(fold_text(form) for form in forms if form))


def _lines(name: str) -> list[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
