"""Sentences of a reply while it comes: each with the markers that belong to it, those behind its stop too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MARKER = re.compile(r"[\[【［]\^?\s*(\d{1,3}(?:\s*[,，、;；]\s*\d{1,3})*)\s*[\]】］]")
_OPEN_MARKER = re.compile(r"\s*(?:[\[【［][\^\d,，、;；\s]*)?")
# A full stop in English ends a sentence only before a space, the end or a marker.
_STOP = re.compile(r"(?:[。！？!?…]+|\.+(?=[\s\[【［”\"'’)）*]|$))[”’」』）)】》\"'*_]*(?:\s*" + MARKER.pattern + r")*")
# Not behind an abbreviation, a single letter (U.S.) or the number of a list item.
_NO_STOP = re.compile(
    r"(?:(?<![^\W\d_])(?:[A-Za-z]|No|vs|Mrs?|Ms|Dr|St|cf|ie|eg|al|approx|incl|Inc|Ltd|Co|etc|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)"
    r"|^\s*(?:[-*•·#>]+\s*)*\d{1,2})\.$"
)
_DECORATION = re.compile(r"^\s*(?:(?:[-*•·>]|#{1,6})\s+|\d{1,2}[.)、]\s+|[(（]\d{1,2}[)）]\s*)+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` without markers, list sign and Markdown; `markers` as written; `lead`: a list sign or break before it."""

    text: str
    markers: tuple[int, ...]
    lead: str


class SentenceReader:
    """Takes pieces of a reply and gives its sentences as soon as each is known to be whole."""

    def __init__(self) -> None:
        self._buffer = ""
        self._break = ""

    def feed(self, piece: str) -> Iterator[Sentence]:
        """The sentences that are whole now."""
        self._buffer += piece
        yield from self._whole(final=False)

    def close(self, *, cut: bool = False) -> Iterator[Sentence]:
        """What is left; without the unfinished last sentence where the reply was `cut`."""
        yield from self._whole(final=True)
        rest, self._buffer = self._buffer, ""
        if not cut:
            yield from self._sentence(rest)

    def _whole(self, *, final: bool) -> Iterator[Sentence]:
        while (end := self._end(final)) is not None:
            raw, self._buffer = self._buffer[:end], self._buffer[end:]
            yield from self._sentence(raw)
            if raw.endswith("\n"):
                self._break = "\n"

    def _end(self, final: bool) -> int | None:
        """Where the first sentence ends; None while that is not known."""
        line = self._buffer.find("\n")
        limit = len(self._buffer) if line < 0 else line
        at = 0
        while (stop := _STOP.search(self._buffer, at, limit)) is not None:
            at = stop.end()
            if _NO_STOP.search(self._buffer[max(0, stop.start() - 12) : stop.start() + 1]):
                continue
            rest = self._buffer[at:limit]
            undecided = line < 0 and not final and _OPEN_MARKER.fullmatch(rest) is not None
            return None if undecided else at
        return line + 1 if line >= 0 else None

    def _sentence(self, raw: str) -> Iterator[Sentence]:
        sentence = read_sentence(raw)
        if any(char.isalnum() for char in sentence.text):
            lead, self._break = self._break + sentence.lead, ""
            yield Sentence(sentence.text, sentence.markers, lead)


def read_sentence(raw: str) -> Sentence:
    """One sentence as written → its words, its markers in order without repeats, its list sign."""
    decoration = _DECORATION.match(raw)
    lead = decoration.group().strip() if decoration else ""
    body = raw[decoration.end() :] if decoration else raw
    numbers = [int(n) for match in MARKER.finditer(body) for n in re.findall(r"\d+", match[1])]
    text = re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", MARKER.sub("", body))
    text = re.sub(r"\s+(?=[。，,.;；！？!?、:：])", "", text)
    return Sentence(" ".join(text.split()), tuple(dict.fromkeys(numbers)), f"{lead} " if lead else "")


def read_sentences(text: str) -> list[Sentence]:
    """The sentences of a whole text."""
    reader = SentenceReader()
    return [*reader.feed(text), *reader.close()]
