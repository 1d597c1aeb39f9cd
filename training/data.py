"""The training data as groups of text pairs: what should lie close together, by kind of evidence."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_CHARACTERS = 1500

# Which sources teach the same kind of thing; English sources first.
ENGLISH_GROUPS = {
    "cedict": "dictionary",
    "cldr_names": "dictionary",
    "country_names": "dictionary",
    "gov_work_reports_zh_en": "government",
    "sdg_translations": "government",
    "python_docs_zh_cn": "technical",
    "vue_docs_zh_cn": "technical",
    "opensource_guide_zh_en": "technical",
    "un_devtest": "parallel",
    "tico19": "parallel",
    "wiki_biography_zh_en": "parallel",
    "tatoeba_cmn_eng": "parallel",
}
# Other languages are kept where the vocabulary has their script; codes as the sources write them.
OTHER_LANGUAGES = frozenset(
    ["fra", "deu", "spa", "jpn", "rus", "kor", "ita", "por", "nld", "ukr", "fr", "de", "es", "ru", "it", "uk"]
)
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
CLAUSE_BREAK = re.compile("[，,、：:]")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that say the same, or a question and the passage that answers it. `right` is Chinese or a pivot."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class ParallelRow:
    """One line of `parallel.tsv.xz`."""

    source: str
    language: str
    text: str
    chinese: str


def read_parallel(folder: Path) -> list[ParallelRow]:
    """The sentence and dictionary pairs, in the file's order."""
    with lzma.open(folder / "parallel.tsv.xz", "rt", encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file)
        next(rows)
        return [ParallelRow(*row) for row in rows if len(row) == 4]


def read_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of one compressed JSON Lines file."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def read_groups(folder: Path, *, seed: int = 0) -> dict[str, list[Pair]]:
    """All pairs by group; the same folder and seed give the same pairs in the same order."""
    rows = read_parallel(folder)
    questions = list(read_json_lines(folder / "qa.jsonl.xz"))
    groups: dict[str, list[Pair]] = defaultdict(list)
    for row in rows:
        group = _group(row)
        if group:
            groups[group].append(Pair(row.text, row.chinese))
    groups["pivot"] = _pivots(rows)
    # The CSL part has the words "to title" for every question: text, but no pairs.
    groups["question"] = [
        Pair(item["question"], item["passage"]) for item in questions if item["question"] != "to title"
    ]
    paragraphs = _paragraphs(folder, random.Random(seed))
    paragraphs += list(dict.fromkeys(item["passage"] for item in questions))
    groups["cloze"] = _clozes(paragraphs, random.Random(seed + 1))
    groups["context"] = _contexts(rows, random.Random(seed + 2))
    return {name: _clean(pairs) for name, pairs in groups.items()}


def _group(row: ParallelRow) -> str:
    if row.language == "en":
        return ENGLISH_GROUPS[row.source]
    if row.source == "cfdict":
        return "french-dictionary"
    if row.language not in OTHER_LANGUAGES:
        return ""
    return "tatoeba" if row.source == "tatoeba_multi" else "united-nations"


def _pivots(rows: list[ParallelRow]) -> list[Pair]:
    """Other languages against English, where both translate one Chinese sentence."""
    sources = {"sdg_translations", "un_devtest", "tatoeba_cmn_eng", "tatoeba_multi"}
    english = {row.chinese: row.text for row in rows if row.language == "en" and row.source in sources}
    return [
        Pair(row.text, english[row.chinese])
        for row in rows
        if row.source in sources and row.language in OTHER_LANGUAGES and row.chinese in english
    ]


def _paragraphs(folder: Path, chance: random.Random, *, most: int = 60_000) -> list[str]:
    texts = (item["text"] for item in read_json_lines(folder / "texts.jsonl.xz"))
    paragraphs = [line for text in texts for line in text.split("\n") if len(line) > 80]
    chance.shuffle(paragraphs)
    return paragraphs[:most]


def _clozes(paragraphs: Iterable[str], chance: random.Random) -> list[Pair]:
    """A sentence or clause against the sentences around it: what a short question is to its passage."""
    pairs = []
    for paragraph in paragraphs:
        sentences = [part.strip() for part in SENTENCE.findall(paragraph) if len(part.strip()) > 8]
        if len(sentences) < 3:
            continue
        for _ in range(2 if len(paragraph) < 2000 else 3):
            at = chance.randrange(len(sentences))
            around = sentences[max(0, at - 3) : at] + sentences[at + 1 : at + 4]
            asked = sentences[at]
            clauses = [part for part in CLAUSE_BREAK.split(asked) if len(part) > 5]
            if clauses and chance.random() < 0.5:
                asked = chance.choice(clauses)
            if chance.random() < 0.1:  # sometimes literally there, as it is in real retrieval
                around = sentences[max(0, at - 3) : at + 4]
            pairs.append(Pair(asked, "".join(around)))
    return pairs


def _contexts(rows: list[ParallelRow], chance: random.Random) -> list[Pair]:
    """An English sentence or clause against a Chinese passage that holds its translation among other sentences.

    Retrieval across languages is this, and sentence pairs alone never show it: one sentence's words must be found in a
    passage that is mostly about something else.
    """
    by_source: dict[str, list[ParallelRow]] = defaultdict(list)
    for row in rows:
        if row.language == "en" and ENGLISH_GROUPS[row.source] in {"government", "parallel"}:
            by_source[row.source].append(row)
    pairs = []
    for source_rows in by_source.values():
        for at, row in enumerate(source_rows):
            before, after = chance.randrange(3), 1 + chance.randrange(3)
            passage = "".join(other.chinese for other in source_rows[max(0, at - before) : at + after])
            clauses = [part for part in re.split("[,;:]", row.text) if len(part.split()) > 3]
            asked = chance.choice(clauses) if len(clauses) > 1 and chance.random() < 0.3 else row.text
            pairs.append(Pair(asked, passage))
    return pairs


def _clean(pairs: Iterable[Pair]) -> list[Pair]:
    cut = (Pair(pair.left.strip()[:MAX_CHARACTERS], pair.right.strip()[:MAX_CHARACTERS]) for pair in pairs)
    return list(dict.fromkeys(pair for pair in cut if pair.left and pair.right and pair.left != pair.right))
