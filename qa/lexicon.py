"""Words of other languages and the Chinese words that a report prints for them, from `words/*.txt`.

The encoder tells that two words are near; the lexicon tells which Chinese words are meant, so that one of them standing
in a sentence accounts for the word asked, and none standing in the whole report is a reason for silence.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from pathlib import Path
from unicodedata import combining, normalize

from index.folding import fold_text

_FOLDER = Path(__file__).with_name("words")
STEMMERS = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "ru": "russian",
}
_UNSPACED = ("ja", "ko")  # matched as stretches of characters: no spaces, or endings grown onto the words
_LONGEST = 6  # words of a phrase
_WORD = re.compile(r"[^\W_]+")
_LEAST_PART = 4  # letters of a part of a compound
_JOINTS = ("", "s", "es", "n", "en")  # what German puts between the parts

# Plurals that the Portuguese stemmer leaves apart from their singulars: regiões, hospitais, túneis, museus.
_SINGULAR = {"ões": "ão", "ais": "al", "eis": "el", "éis": "el", "óis": "ol"}
_PLURAL = re.compile("ões$|ais$|[eéó]is$|(?<=[uô])s$")


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


# By stem, and under it by the words as the list has them: "costa" and "costo" have one stem.
_Entries = dict[str, dict[str, _Entry]]


@lru_cache(maxsize=256)
def translations(folded: str, language: str) -> tuple[Translation, ...]:
    """The phrases of a folded question that the language's lexicon has, longest first from left to right, no overlaps."""
    entries = _entries(language)
    if not entries:
        return ()
    found = _in_characters(folded, language, entries) if language in _UNSPACED else _in_words(folded, language, entries)
    return tuple(Translation(start, end, tuple(entry.forms), entry.light) for start, end, entry in found)


def _in_words(folded: str, language: str, entries: _Entries) -> Iterator[tuple[int, int, _Entry]]:
    words = [(match.start(), match.end()) for match in _WORD.finditer(folded)]
    stems = _stems([folded[start:end] for start, end in words], language)
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            alike = entries.get(" ".join(stems[at : at + size]))
            if alike is not None:
                typed = " ".join(folded[start:end] for start, end in words[at : at + size])
                # English has few words of one stem and two meanings, and many forms of one meaning.
                entry = _united(alike.values()) if language == "en" else _nearest(alike, typed)
                yield words[at][0], words[at + size - 1][1], entry
                at += size
                break
        else:
            if language == "de":
                yield from _parts(folded, words[at], entries)
            at += 1


def _parts(folded: str, word: tuple[int, int], entries: _Entries) -> Iterator[tuple[int, int, _Entry]]:
    """A German compound by its parts, where the lexicon has both: the one with the longest last part."""
    start, end = word
    for cut in range(start + _LEAST_PART, end - _LEAST_PART + 1):
        last = _entry(entries, folded[cut:end])
        if last is None:
            continue
        for joint in _JOINTS:
            first = folded[start:cut].removesuffix(joint)
            entry = _entry(entries, first) if len(first) >= _LEAST_PART else None
            if entry is not None:
                yield start, cut, entry
                yield cut, end, last
                return


def _entry(entries: _Entries, part: str) -> _Entry | None:
    alike = entries.get(_stems([part], "de")[0])
    return None if alike is None else _nearest(alike, part)


def _nearest(alike: dict[str, _Entry], typed: str) -> _Entry:
    """Of entries with one stem the one that stands as typed, or those that share most of its beginning."""
    if typed in alike or len(alike) == 1:
        return alike[typed] if typed in alike else next(iter(alike.values()))
    shared = {surface: _shared(_plain(surface), _plain(typed)) for surface in alike}
    most = max(shared.values())
    return _united([entry for surface, entry in alike.items() if shared[surface] == most])


def _united(entries: Collection[_Entry]) -> _Entry:
    forms = dict.fromkeys(form for entry in entries for form in entry.forms)
    return _Entry(forms, all(entry.light for entry in entries))


def _shared(left: str, right: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def _plain(text: str) -> str:
    """Without accents: as many type it."""
    return "".join(char for char in normalize("NFD", text) if not combining(char))


def _in_characters(folded: str, language: str, entries: _Entries) -> Iterator[tuple[int, int, _Entry]]:
    longest = max(map(len, entries))
    at, free = 0, True
    while at < len(folded):
        # A Korean word may have endings grown on, but begins where the space ends.
        if language == "ko" and not free and folded[at - 1] != " ":
            at += 1
            continue
        for size in range(min(longest, len(folded) - at), 0, -1):
            alike = entries.get(folded[at : at + size])
            if alike is not None:
                yield at, at + size, alike[folded[at : at + size]]
                at, free = at + size, True
                break
        else:
            at, free = at + 1, False


def _stems(words: list[str], language: str) -> list[str]:
    from Stemmer import Stemmer

    if language == "pt":
        words = [_PLURAL.sub(lambda match: _SINGULAR.get(match.group(), ""), word) for word in words]
    return [str(stem) for stem in Stemmer(STEMMERS[language]).stemWords(words)]  # one each: they are not thread-safe


@cache
def _entries(language: str) -> _Entries:
    entries: _Entries = {}
    path = _FOLDER / f"{language}.txt"
    if not path.is_file():
        return entries
    read: list[tuple[bool, dict[str, None], list[str]]] = []
    for line in fold_text(path.read_text(encoding="utf-8")).split("\n"):
        if line and not line.startswith("#"):
            chinese, _, others = line.removeprefix("~").partition("|")
            typed = [surface for key in others.split(",") for surface in _surfaces(key.strip(), language)]
            read.append((line.startswith("~"), dict.fromkeys(chinese.split()), typed))
    # All words stemmed at once: a call for each takes a tenth of a second of the first question.
    words = list(dict.fromkeys(word for _, _, typed in read for surface in typed for word in surface.split(" ")))
    stems = dict(zip(words, _stems(words, language) if language in STEMMERS else words, strict=True))
    for light, forms, typed in read:
        for surface in dict.fromkeys(typed):
            stem = " ".join(stems[word] for word in surface.split(" "))
            entry = entries.setdefault(stem, {}).setdefault(surface, _Entry({}, light))
            entry.forms.update(forms)
            entry.light &= light
    return entries


def _surfaces(key: str, language: str) -> list[str]:
    """A phrase of the list as it may be typed: with and without its accents."""
    if language not in STEMMERS:
        return [key] if key else []
    if key.isascii() and key.replace(" ", "").isalpha() and "  " not in key:
        return [key]  # nearly all of them, and a third of the time
    plain = key if key.isascii() or language == "ru" else _plain(key)
    found = (" ".join(_WORD.findall(text)) for text in dict.fromkeys((key, plain)))
    return [surface for surface in found if surface]
