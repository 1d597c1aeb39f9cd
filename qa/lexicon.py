"""Words of other languages and the Chinese words that a report prints for them, from `words/*.txt`.

The encoder tells that two words are near; the lexicon tells which Chinese words are meant, so that one of them standing
in a sentence accounts for the word asked, and none standing in the whole report is a reason for silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from index.folding import fold_text

_FOLDER = Path(__file__).with_name("words")
STEMMERS = {"en": "english", "fr": "french", "de": "german", "es": "spanish", "ru": "russian"}
_UNSPACED = ("ja", "ko")  # matched as stretches of characters: no spaces, or endings grown onto the words
_LONGEST = 6  # words of a phrase
_WORD = re.compile(r"[^\W_]+")
_LEAST_PART = 4  # letters of a part of a compound
_JOINTS = ("", "s", "es", "n", "en")  # what German puts between the parts


@dataclass(frozen=True, slots=True)
class Translation:
    """A word or phrase of a folded question, and the folded Chinese forms that account for it, likeliest first.

    `light`: it says how, not what: a passage may well leave it out.
    """

    start: int
    end: int
    forms: tuple[str, ...]
    light: bool


@dataclass(slots=True)
class _Entry:
    forms: dict[str, None]
    light: bool


@lru_cache(maxsize=256)
def translations(folded: str, language: str) -> tuple[Translation, ...]:
    """The phrases of a folded question that the language's lexicon has, longest first from left to right, no overlaps."""
    entries = _entries(language)
    if not entries:
        return ()
    found = _in_characters(folded, language, entries) if language in _UNSPACED else _in_words(folded, language, entries)
    return tuple(Translation(start, end, tuple(entry.forms), entry.light) for start, end, entry in found)


def _in_words(folded: str, language: str, entries: dict[str, _Entry]) -> Iterator[tuple[int, int, _Entry]]:
    words = [(match.start(), match.end()) for match in _WORD.finditer(folded)]
    stems = _stems([folded[start:end] for start, end in words], language)
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            entry = entries.get(" ".join(stems[at : at + size]))
            if entry is not None:
                yield words[at][0], words[at + size - 1][1], entry
                at += size
                break
        else:
            if language == "de":
                yield from _parts(folded, words[at], entries)
            at += 1


def _parts(folded: str, word: tuple[int, int], entries: dict[str, _Entry]) -> Iterator[tuple[int, int, _Entry]]:
    """A German compound by its parts, where the lexicon has both: the one with the longest last part."""
    start, end = word
    for cut in range(start + _LEAST_PART, end - _LEAST_PART + 1):
        last = entries.get(_stems([folded[cut:end]], "de")[0])
        if last is None:
            continue
        for joint in _JOINTS:
            first = folded[start:cut].removesuffix(joint)
            entry = entries.get(_stems([first], "de")[0]) if len(first) >= _LEAST_PART else None
            if entry is not None:
                yield start, cut, entry
                yield cut, end, last
                return


def _in_characters(folded: str, language: str, entries: dict[str, _Entry]) -> Iterator[tuple[int, int, _Entry]]:
    longest = max(map(len, entries))
    at, free = 0, True
    while at < len(folded):
        # A Korean word may have endings grown on, but begins where the space ends.
        if language == "ko" and not free and folded[at - 1] != " ":
            at += 1
            continue
        for size in range(min(longest, len(folded) - at), 0, -1):
            entry = entries.get(folded[at : at + size])
            if entry is not None:
                yield at, at + size, entry
                at, free = at + size, True
                break
        else:
            at, free = at + 1, False


def _stems(words: list[str], language: str) -> list[str]:
    from Stemmer import Stemmer

    return [str(stem) for stem in Stemmer(STEMMERS[language]).stemWords(words)]  # one each: they are not thread-safe


@cache
def _entries(language: str) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    path = _FOLDER / f"{language}.txt"
    if not path.is_file():
        return entries
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        chinese, _, others = line.removeprefix("~").partition("|")
        forms = dict.fromkeys(fold_text(chinese).split())
        keys = [key.strip() for key in fold_text(others).split(",") if key.strip()]
        if language in STEMMERS:
            split = [_WORD.findall(key) for key in keys]
            stems = iter(_stems([word for words in split for word in words], language))
            keys = [" ".join(next(stems) for _ in words) for words in split]
        for key in dict.fromkeys(keys):
            entry = entries.setdefault(key, _Entry({}, line.startswith("~")))
            entry.forms.update(forms)
            entry.light &= line.startswith("~")
    return entries
