"""Chinese names in Latin letters: "the Jinfeng Tunnel" is told of as 金凤隧道, and no word list can have every name.

A word of a question that reads as pinyin and that no list knows is looked up in the pinyin of the reports themselves.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from index import Document, Index
from index.folding import fold_text
from qa.languages import detect_language, function_words
from qa.phrases import phrases

_LIMIT = 500_000  # characters of reports that are read for names: a second for more than that is too long to wait
_INITIAL = "zh|ch|sh|[bpmfdtnlgkhjqxzcsryw]"
_FINAL = (
    "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|ve|a|o|e|i|u|v"
)
_SYLLABLE = f"(?:(?:{_INITIAL})(?:{_FINAL})|a(?:i|ng?|o)?|e(?:i|ng?|r)?|ou?)"
_PINYIN = re.compile(f"(?:{_SYLLABLE})+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HAN = re.compile("[\u3400-\u9fff]")


def with_names(question: str, index: Index, documents: Collection[str] | None = None) -> str:
    """The question with the Chinese names in it as the reports print them; itself where there are none to be found.

    `documents`: only these reports. Of an index of more than half a million characters no name is looked up.

    "How long is the Jinfeng Tunnel?" becomes "How long is the 金凤 Tunnel?" for a report with 金凤隧道.
    """
    runs = _names(question)
    if not runs:
        return question
    ids = list(index.documents) if documents is None else [id for id in index.documents if id in set(documents)]
    read: list[Document] = []
    left = _LIMIT
    for id in ids:
        document = index.document(id)
        left -= len(document.text)
        if left < 0:
            return question
        read.append(document)
    for run in reversed(runs):
        for start, end in _parts(run):
            printed = _printed(question[start:end], read)
            if printed:
                question = question[:start] + printed + question[end:]
                if (start, end) not in run:
                    break  # the whole run was one name: its words no longer stand where they stood
    return question


@lru_cache(maxsize=256)
def unknown_name(question: str) -> str | None:
    """A name in pinyin that no list knows, once `with_names` has had its way: the reports do not have it. Else None.

    Not in German, which writes all nouns with a capital, nor beside a name in Chinese, which says who is meant.
    """
    if detect_language(question) not in ("en", "fr", "es") or _HAN.search(question):
        return None
    for run in _names(question):
        for start, end in run:
            word = question[start:end]
            if word[1:].islower() and len(_syllables(_plain(word))) > 1:
                return word
    return None


def _names(question: str) -> list[list[tuple[int, int]]]:
    """Runs of neighbouring words that read as pinyin and that no list knows, as places in the question."""
    language = detect_language(question)
    folded = fold_text(question)
    if language in ("zh", "ja", "ko", "ru") or len(folded) != len(question):
        return []
    known = [(phrase.start, phrase.end) for phrase in phrases(folded)]
    common = function_words(language)
    runs: list[list[tuple[int, int]]] = []
    for match in _WORD.finditer(question):
        start, end = match.span()
        word = question[start:end]
        if not _PINYIN.fullmatch(_plain(word)) or word.lower() in common:
            continue
        if not word[0].isupper() or any(a < end and start < b for a, b in known):
            continue
        if runs and question[runs[-1][-1][1] : start] == " ":
            runs[-1].append((start, end))
        else:
            runs.append([(start, end)])
    # The first word of a sentence has its capital for that, unless a name goes on behind it.
    return [run for run in runs if run[0][0] > 0 or len(run) > 1 or re.match(r" [A-Z]|'s|:", question[run[0][1] :])]


def _parts(run: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of a run may be one name, last first: all of it (a person), or each word."""
    whole = [(run[0][0], run[-1][1])] if len(run) > 1 else []
    return whole + list(reversed(run))


def _plain(name: str) -> str:
    return re.sub(r"['’ -]", "", name.lower().replace("ü", "v"))


def _syllables(plain: str) -> tuple[str, ...]:
    """The syllables of a name as most readers part it: each as long as it can be with the rest still readable."""
    if not plain:
        return ()
    for end in range(min(6, len(plain)), 0, -1):
        if re.fullmatch(_SYLLABLE, plain[:end]) and (end == len(plain) or _PINYIN.fullmatch(plain[end:])):
            return (plain[:end], *_syllables(plain[end:]))
    return ()


def has_name(document: Document, name: str) -> bool:
    """Whether a report has a name that is written in pinyin."""
    return bool(_printed(name, [document]))


def _printed(name: str, documents: Sequence[Document]) -> str:
    """How the reports print a name, the most frequent where several are read alike; "" for one they do not have."""
    syllables = _syllables(_plain(name))
    if len(syllables) < 2:  # one syllable is read alike by dozens of words
        return ""
    found: Counter[str] = Counter()
    for document in documents:
        places = _read_as(document)
        starts = set(places.get(syllables[0], ()))
        for offset, syllable in enumerate(syllables[1:], 1):
            starts &= {at - offset for at in places.get(syllable, ())}
        found.update(document.text[at : at + len(syllables)] for at in starts)
    return found.most_common(1)[0][0] if found else ""


@lru_cache(maxsize=64)
def _read_as(document: Document) -> Mapping[str, tuple[int, ...]]:
    """Each syllable, without its tone, and where the document has a character that can be read so."""
    from pypinyin import Style, pinyin  # a tenth of a second, for questions with such names only

    where: defaultdict[str, list[int]] = defaultdict(list)
    for at, char in enumerate(document.text):
        if _HAN.match(char):
            where[char].append(at)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for char, found in where.items():
        for syllable in set(pinyin(char, style=Style.NORMAL, heteronym=True)[0]):
            places[syllable] += found
    return {syllable: tuple(found) for syllable, found in places.items()}
