"""The phrases of a question that word lists know: places, terms of the genre, words of other languages.

One list of them serves both the search (`in_chinese`) and the account of terms (`qa.terms`).
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.glossary import holds, in_order, places, soft_groups, synonyms
from qa.languages import detect_language, function_words
from qa.lexicon import Translation, translations

# In a phrase whose likeliest form says only of what: economic growth, 地区生产总值.
_GROWS = re.compile("gr[eo]w|growth|expand|crois|crec|wachs|wuchs|рост|вырос|成長|성장|cresc")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a folded question with the forms, likeliest first, of which each accounts for it.

    `kind`: "place", "known" (a term of the glossary), or "translated" (of the lexicon); `soft`: it says how, not what, so
    that a passage may leave it out.
    """

    start: int
    end: int
    forms: tuple[str, ...]
    kind: str
    soft: bool
    group: frozenset[str]


@lru_cache(maxsize=256)
def phrases(folded: str) -> tuple[Phrase, ...]:
    """The phrases of a folded question in its order, the longest where they overlap; what is said again is soft."""
    language = detect_language(folded)
    found: list[Phrase] = []
    for kind, groups in (("place", places(folded)), ("known", synonyms(folded))):
        for group in groups:
            for form in group:
                at = folded.find(form) if holds(folded, form) else -1
                if at >= 0:
                    found.append(Phrase(at, at + len(form), in_order(group), kind, group in soft_groups(), group))
    if language != "zh":
        common = function_words(language)
        certain = [phrase for phrase in found if phrase.kind == "place" or not phrase.soft]
        for entry in translations(folded, language):
            words = folded[entry.start : entry.end].split()
            if not common.issuperset(words) and words[0] != "how" and not _made_of(entry.start, entry.end, certain):
                # "consumer price index" is the glossary's "consumer price": as strict, and accounted for by its forms.
                same = next((c for c in certain if _within(c, entry) and not c.group.isdisjoint(entry.forms)), None)
                forms = tuple(dict.fromkeys((*(same.forms if same else ()), *entry.forms)))
                kind = same.kind if same else "translated"
                group = same.group if same else frozenset(entry.forms)
                found.append(Phrase(entry.start, entry.end, forms, kind, entry.light and not same, group))
    return tuple(sorted(_longest(found), key=lambda phrase: phrase.start))


def _within(phrase: Phrase, entry: Translation) -> bool:
    return entry.start <= phrase.start and phrase.end <= entry.end


def _made_of(start: int, end: int, certain: list[Phrase]) -> bool:
    """Whether several phrases that say more make up this stretch: "rural incomes" is of incomes, and rural."""
    inside = [phrase for phrase in certain if start <= phrase.start and phrase.end <= end]
    longest = {phrase.group: phrase.end - phrase.start + 1 for phrase in sorted(inside, key=lambda p: p.end - p.start)}
    return len(longest) > 1 and sum(longest.values()) >= end - start


def _longest(found: list[Phrase]) -> list[Phrase]:
    """Without overlaps; where two are of one place their forms are united."""
    chosen: list[Phrase] = []
    groups: set[frozenset[str]] = set()
    for phrase in sorted(found, key=lambda phrase: (phrase.start - phrase.end, phrase.start)):
        same = next((i for i, c in enumerate(chosen) if (c.start, c.end) == (phrase.start, phrase.end)), None)
        if same is not None:
            old = chosen[same]
            if "place" not in (old.kind, phrase.kind):
                forms = tuple(dict.fromkeys((*old.forms, *phrase.forms)))
                chosen[same] = replace(old, forms=forms, soft=old.soft or phrase.soft)
        elif all(phrase.end <= c.start or c.end <= phrase.start for c in chosen):
            # Said twice it counts once.
            again = phrase.group in groups and phrase.kind == "known"
            chosen.append(replace(phrase, kind="translated", soft=True) if again else phrase)
            groups.add(phrase.group)
    return chosen


@lru_cache(maxsize=256)
def in_chinese(folded: str) -> str:
    """The question as the genre would word it, to be searched as well: itself where nothing is to be changed.

    A Chinese question keeps its words but for the terms that have a commoner form; of one in another language the known
    phrases remain, each by its likeliest form, and the words that nothing translates.
    """
    known = phrases(folded)
    chinese = detect_language(folded) == "zh"
    parts: list[str] = []
    at = 0
    for phrase in known:
        parts.append(folded[at : phrase.start])
        if not chinese:
            # One form only: more of them lower recall@5 of questions in other languages by up to seven points.
            grows = _GROWS.search(folded[phrase.start : phrase.end]) and "增" not in phrase.forms[0]
            parts.append(f" {phrase.forms[0]}{' 增长' if grows else ''} ")
        elif phrase.kind != "place" and not holds(folded, phrase.forms[0]):
            parts.append(phrase.forms[0])
        else:
            parts.append(folded[phrase.start : phrase.end])
        at = phrase.end
    parts.append(folded[at:])
    if not known:
        return folded
    if chinese:
        return "".join(parts)
    common = function_words(detect_language(folded))
    words = (word.strip("?？.,!'\"") for word in "".join(parts).split())
    return " ".join(word for word in words if word not in common and word != "s")
