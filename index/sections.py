"""The section tree of a report, flattened: each section is a heading path and the span from its heading to the next.

In this genre the first sentence of a `(一)` or `一是` paragraph *is* its heading and the text goes on in the same line,
so a section's span begins with its heading. Page furniture lies in no section. Tables and lists are not understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.chinese import ARTICLE, FURNITURE, LADDER, SALUTATION, SENTENCE_END

MAX_HEADING = 80  # characters; a longer first sentence is text, and the heading is cut
BARE = next(level for level, (name, _) in enumerate(LADDER) if name == "一、") - 0.5  # between 第一条 and 一、
FRONT_MATTER_LINES = 15  # a salutation further down addresses somebody else

_BARE_LENGTH = 40  # characters
_NOT_BARE = "。！？!?；;，,、:：…）)"
_BARE_WORDS = re.compile("回顾|成就|目标|任务|安排|打算|部署|重点工作|总体要求|建设$|工作$")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_HEADING_END = re.compile(rf"[{SENTENCE_END}]")


@dataclass(frozen=True, slots=True)
class Section:
    """`headings`: the path from the outermost heading to this one; empty for front matter and opening words.

    `start`, `end`: offsets in the document's text, heading included, sub-sections not.
    """

    headings: tuple[str, ...]
    start: int
    end: int


def split_sections(text: str) -> list[Section]:
    """The sections of a text in reading order: disjoint, not blank, and without page furniture."""
    sections: list[Section] = []
    path: list[tuple[float, str]] = []  # (level, heading)
    start = end = 0

    def close() -> None:
        if text[start:end].strip():
            sections.append(Section(tuple(heading for _, heading in path), start, end))

    front = _front_matter_end(text)
    lines = list(_lines(text))
    for number, (line_start, line_end) in enumerate(lines):
        line = text[line_start:line_end]
        if FURNITURE.match(line):
            close()
            start = end = line_end
            continue
        level: float | None = _level(line) if line_start >= front else None
        if (
            level is None
            and line_start > front
            and _is_bare_heading(line, [text[a:b] for a, b in lines[number + 1 : number + 3]])
        ):
            level = BARE
        if level is not None or line_start == front:
            close()
            start = line_start
        if level is not None:
            path = [entry for entry in path if entry[0] < level]
            path.append((level, _heading(line, level)))
        end = line_end
    close()
    return sections


def heading_end(text: str, section: Section) -> int:
    """The offset behind the section's own heading (its first sentence or line); `start` where it has none."""
    if not section.headings:
        return section.start
    line_end = next(_lines(text[section.start : section.end]))[1]
    match = _HEADING_END.search(text, section.start, section.start + line_end)
    return match.end() if match else section.start + line_end


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for match in _LINE.finditer(text):
        if match.end() > match.start():
            yield match.start(), match.end()


def _is_bare_heading(line: str, following: list[str]) -> bool:
    """Whether an unnumbered line heads what follows: short, no sentence, about a time or task, and long text behind it."""
    line = line.strip()
    if not 4 <= len(line) <= _BARE_LENGTH or line[-1] in _NOT_BARE or not _BARE_WORDS.search(line):
        return False
    return any(len(next_line.strip()) >= _BARE_LENGTH for next_line in following)


def _front_matter_end(text: str) -> int:
    """Where the title, date and speaker end: at the salutation, else at the first heading; 0 where neither comes."""
    for number, (start, end) in enumerate(_lines(text)):
        line = text[start:end].strip()
        if number >= FRONT_MATTER_LINES:
            break
        if number and SALUTATION.match(line):
            return start
        if _level(line) not in (None, len(LADDER) - 1):
            return start
    return 0


def _level(line: str) -> int | None:
    line = line.lstrip(" \t\u3000\ufeff")
    return next((level for level, (_, pattern) in enumerate(LADDER) if pattern.match(line)), None)


def _heading(line: str, level: float) -> str:
    line = line.strip(" \t\u3000\ufeff\r\n")
    name, pattern = LADDER[int(level)]
    if name == ARTICLE and level != BARE:
        match = pattern.match(line)
        return match.group() if match else line
    heading = _HEADING_END.split(line.lstrip("#").strip(), maxsplit=1)[0]
    return heading if len(heading) <= MAX_HEADING else heading[: MAX_HEADING - 1] + "…"
