"""The languages that questions come in: which one a question is in, and how questions are asked in it (`words/*.toml`).

Chinese and English stand in `qa.patterns`; what is common to all languages too.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from index.chinese import ENGLISH_FUNCTION_WORDS
from index.folding import fold_text
from qa.lexicon import STEMMERS
from qa.patterns import LATIN, OTHER_FUNCTION_WORDS, SCRIPTS

FOLDER = Path(__file__).with_name("words")
_WORDS = 4  # of an alphabet, from which a sentence is written in it
_HAN = re.compile("[\u3400-\u9fff]")
# Beside those of `qa.patterns.LATIN`: the commonest words of languages that are told apart by more of them.
_MORE = {
    "en": "a an as do or with on at by be will can its their this that than one whole all per no",
    "fr": "et il elle t pas que ce cette ces par avec sur quand cela",
    "es": "y hay lo cuanto cuantos cuantas cual cuales quien como cuando dónde donde este año al con que",
    "de": "welchen welchem an am zu was ein eine einen einem bedeutet hat haben von zum zur nach mit bei für "
    "auf nicht wird werden gab es liegt",
    "it": "il lo le gli i di del dello della dei degli delle nel nello nella nei negli nelle al alla ai alle dal dalla un "
    "una a in la le cosa come ha hanno da non che quale quali qual quanto quanta quanti quante chi dove quando è sono "
    "stato stata per con sul sulla e",
    "pt": "o os as do da dos das em no na nos nas um uma pelo pela ao à qual quais quanto quanta quantos quantas quem onde "
    "quando a que se tem vai é são foi foram não para por que de com entre este neste desta até já houve e",
}
# Endings and letters of their own: of a question of two words they may be all there is.
_SHAPES = {
    "fr": re.compile("ù|(?:eaux|euses?)$|^(?:s|qu|n|j)'"),
    "es": re.compile("ñ|(?:ci[óo]n|ciones|miento|mientos)$"),
    "de": re.compile("[äöü]|(?:ung|ungen|keit|schaft|quote)$"),
    "it": re.compile("^è$|(?:zion[ei]|imenti)$|..[àìò]$|^(?:dell|nell|all|dall|sull|quest|dov|quant|cos)'"),
    "pt": re.compile("[ãõ]|(?:ções|imentos?|idades?)$"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """How questions are asked in one language: patterns over folded text.

    `kinds`: as `Question.kinds`; `families`: unit families by what is measured; `asks`: "growth", "percent", "points",
    "money", "count", "planned", "done"; `periods`: as `Question.periods`; `months`: January first; `followup`: the
    beginning of a question that lacks its subject, or None; `joint`: what stands between two questions in one sentence.
    """

    function_words: frozenset[str]
    kinds: Mapping[str, re.Pattern[str]]
    asks: Mapping[str, re.Pattern[str]]
    families: Mapping[str, re.Pattern[str]]
    periods: Mapping[str, re.Pattern[str]]
    months: tuple[re.Pattern[str], ...]
    followup: re.Pattern[str] | None
    joint: re.Pattern[str] | None

    def asked(self, what: str, folded: str) -> bool:
        """Whether a folded question asks so ("growth", "planned" …)."""
        pattern = self.asks.get(what)
        return pattern is not None and pattern.search(folded) is not None


@lru_cache(maxsize=256)
def detect_language(text: str) -> str:
    """The language of a question, ISO 639-1: zh, ja, ko, ru, fr, es, de, it, pt; en where nothing speaks for another."""
    words = re.findall(r"[a-zà-ÿ]+(?:'[a-zà-ÿ]+)?", text.lower())
    names_only = len(words) > _WORDS and len(_HAN.findall(text)) < len(words)  # Chinese names in a sentence of another
    for language, pattern in SCRIPTS:
        if not (names_only and language == "zh") and pattern.search(text):
            return language
    counts = {language: sum(word in known for word in words) for language, known in _known_words().items()}
    for language in counts.keys() & _SHAPES.keys():
        shape = _SHAPES[language]
        counts[language] += sum(shape.search(word) is not None for word in words)
    return max(counts, key=lambda language: counts[language])


@cache
def _known_words() -> dict[str, frozenset[str]]:
    """The commonest words of each language in the Latin alphabet; English first: it wins where none says more."""
    return {
        language: frozenset(f"{LATIN.get(language, '')} {_MORE.get(language, '')}".split())
        for language in dict.fromkeys((*LATIN, *_MORE))
        if language in STEMMERS  # without one the lexicon could not read its words
    }


@cache
def asking(language: str) -> Asking:
    """The patterns of a language; of none for Chinese and English, whose own stand in `qa.patterns`."""
    path = FOLDER / f"{language}.toml"
    raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return Asking(
        function_words=frozenset(fold_text(raw.get("function_words", "")).split()),
        kinds=_patterns(raw.get("kinds", {})),
        asks=_patterns(raw.get("asks", {})),
        families=_patterns(raw.get("units", {})),
        periods=_patterns(raw.get("periods", {})),
        months=tuple(_compiled(month) for month in raw.get("months", ())),
        followup=_compiled(raw["followup"]) if "followup" in raw else None,
        joint=_compiled(raw["joint"]) if "joint" in raw else None,
    )


@cache
def function_words(language: str) -> frozenset[str]:
    """The words of a language that say nothing of what a question is about, folded."""
    return asking(language).function_words | ENGLISH_FUNCTION_WORDS | OTHER_FUNCTION_WORDS


def _patterns(raw: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: _compiled(pattern) for name, pattern in raw.items()}


def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern with its Han characters folded, as the questions are that it is held against."""
    return re.compile(_HAN.sub(lambda match: fold_text(match.group()), pattern))
