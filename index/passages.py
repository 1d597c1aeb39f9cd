"""Passages: the units of retrieval. A passage is a section, or a run of its sentences where the section is long.

A passage never crosses a heading, never overlaps another, and its offsets are exact.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.documents import Document
from index.sections import Section, heading_end

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

SPLITTER_VERSION = 2  # raise it when the same text would give other passages
MAX_PASSAGE = 360  # characters; recall@5 on the dev split is level from 250 to 500, answers are better below 400
MIN_PASSAGE = 60  # a shorter head or tail joins its neighbour

_SEPARATORS = ["\n", "。", "！", "？", "；", ";", "!", "?", "，", ",", "、", " ", ""]


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is exactly the document's `text[start:end]`; `document` is an id; `headings` as in `Section`."""

    id: str
    document: str
    text: str
    headings: tuple[str, ...]
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text) or self.start < 0:
            raise ValueError(f"passage {self.id!r}: {len(self.text)} characters cannot be [{self.start}, {self.end})")

    @property
    def search_text(self) -> str:
        """What the retrieval sees: the headings that the text does not begin with, then the text."""
        context = [heading for heading in self.headings if not self.text.lstrip("# \t\u3000").startswith(heading[:40])]
        return "\n".join([*context, self.text])


def split_passages(document: Document, sections: list[Section]) -> list[Passage]:
    """The passages of a document in reading order; a section that is only a heading gives none."""
    passages = []
    paths = (section.headings[:level] for section in sections for level in range(1, len(section.headings) + 1))
    uses = Counter(paths)
    for section in sections:
        if _only_heading(document.text, section) and uses[section.headings] > 1:
            continue  # the sections below carry the heading in their paths
        for start, end in _spans(document.text, section.start, section.end):
            id = f"{document.id}:{start}-{end}"
            passages.append(Passage(id, document.id, document.text[start:end], section.headings, start, end))
    return passages


def _only_heading(text: str, section: Section) -> bool:
    return bool(section.headings) and not text[heading_end(text, section) : section.end].strip()


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    start, end = _strip(text, start, end)
    if end - start <= MAX_PASSAGE:
        if end > start:
            yield start, end
        return
    cuts: list[int] = []
    for chunk in _splitter().create_documents([text[start:end]]):
        cuts.append(start + int(chunk.metadata["start_index"]))
    cuts.append(end)
    if len(cuts) > 2 and cuts[-1] - cuts[-2] < MIN_PASSAGE:
        del cuts[-2]
    if len(cuts) > 2 and cuts[1] - cuts[0] < MIN_PASSAGE:
        del cuts[1]  # a heading on a line of its own, which alone would say nothing
    for left, right in pairwise(cuts):
        left, right = _strip(text, left, right)
        if right > left:
            yield left, right


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


@cache
def _splitter() -> "RecursiveCharacterTextSplitter":
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # a quarter of a second: only when building

    # keep_separator="end" leaves 。 with its sentence; without overlap and stripping the chunks tile the section.
    return RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        chunk_size=MAX_PASSAGE,
        chunk_overlap=0,
        keep_separator="end",
        add_start_index=True,
        strip_whitespace=False,
    )
