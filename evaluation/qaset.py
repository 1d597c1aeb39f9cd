"""Q/A sets: JSON Lines, one question a line, judged on the words of the source (see `source_text/README.md`).

A set with errors is refused as a whole, with all its errors, so that they can be mended in one go.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evaluation.judging import fold
from index import YijuError

SPLITS = ("dev", "test")
Span = tuple[int, int]
Check = Callable[[dict[str, Any]], str]


class QASetError(YijuError, ValueError):
    """A Q/A set that cannot be used; `problems` are all its errors, each with its line."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        count = "1 error" if len(problems) == 1 else f"{len(problems)} errors"
        super().__init__("\n  ".join([f"{path} has {count}; mend them and run again:", *problems]))


@dataclass(frozen=True, slots=True)
class Item:
    """One question and what is right. `answer_groups` is empty where the source does not say.

    `document` is the id of the document it is asked of, "" where the set has only one. `line` is its line in the set.
    """

    id: str
    question: str
    answer_groups: tuple[tuple[str, ...], ...]
    evidence: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    lang: str = "?"
    type: str = "other"
    difficulty: str = "?"
    split: str = ""
    document: str = ""
    line: int = field(default=0, compare=False)

    @property
    def answerable(self) -> bool:
        """Whether the source answers it."""
        return bool(self.answer_groups)


@dataclass(frozen=True, slots=True)
class QASet:
    """The questions of one file; `digest` is the SHA-256 of its bytes."""

    name: str
    path: Path
    digest: str
    items: tuple[Item, ...]


def read_set(path: Path) -> QASet:
    """The set in a file (UTF-8). Raises QASetError with every error in it that can be seen without the source."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        raise QASetError(path, [f"the file {reason}; give the path of a .jsonl file"]) from error
    except UnicodeDecodeError as error:
        at = data[: error.start].count(b"\n") + 1
        raise QASetError(
            path, [f"line {at}: not UTF-8 (byte 0x{data[error.start]:02x}); save the file as UTF-8"]
        ) from error
    items: list[Item] = []
    problems: list[str] = []
    first_line: dict[str, int] = {}
    # Not splitlines(): JSON strings may hold U+2028 and U+0085 unescaped.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        item, wrong = _read_item(line, number)
        problems += [f"line {number}: {problem}" for problem in wrong]
        if item is None:
            continue
        if item.id in first_line:
            problems.append(f"line {number}: the id {item.id!r} is that of line {first_line[item.id]} already")
        first_line.setdefault(item.id, number)
        items.append(item)
    if not items and not problems:
        problems.append("there is no question in it")
    if problems:
        raise QASetError(path, problems)
    name = path.name.removesuffix(".jsonl").removesuffix(".qa")
    return QASet(name, path, hashlib.sha256(data).hexdigest(), tuple(items))


def named_apart(sets: Sequence[QASet]) -> list[QASet]:
    """The sets, those that share a name being called by their paths: results are told apart by the set's name."""
    names = [qaset.name for qaset in sets]
    return [replace(one, name=one.path.as_posix()) if names.count(one.name) > 1 else one for one in sets]


def check_evidence(qaset: QASet, texts: Mapping[str, str], only: str = "") -> None:
    """Raises QASetError when evidence is not, word for word, in its document, or a document is missing.

    `texts`: document id to canonical text; `only`: the id for items that name no document.
    """
    problems = []
    for item in qaset.items:
        text = texts.get(item.document or only)
        if text is None:
            known = ", ".join(list(texts)[:5]) + (" …" if len(texts) > 5 else "")
            what = f"document {item.document!r} is not there" if item.document else "no document is named"
            problems.append(f"line {item.line}: {what}; there are: {known}")
            continue
        for evidence in item.evidence:
            if evidence not in text:
                problems.append(f"line {item.line}: evidence of {item.id!r} is not in the source: {evidence!r}")
    if problems:
        raise QASetError(qaset.path, problems)


def evidence_spans(item: Item, text: str) -> list[list[Span]]:
    """For each evidence of the item all its places in the text (one, in a well-made set)."""
    return [_occurrences(evidence, text) for evidence in item.evidence]


def document_id(name: str) -> str:
    """The id of a document that a set names by a path: the path without its .txt or .md."""
    path = name.replace("\\", "/")
    return path.removesuffix(".txt").removesuffix(".md")


def _occurrences(part: str, text: str) -> list[Span]:
    spans = []
    at = text.find(part)
    while at >= 0:
        spans.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return spans


def _read_item(line: str, number: int) -> tuple[Item | None, list[str]]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        return None, [f"bad JSON at character {error.colno}: {error.msg}"]
    if not isinstance(record, dict):
        return None, [f"a JSON object is needed, not {type(record).__name__}"]
    problems = [problem for check in _CHECKS if (problem := check(record))]
    if problems:
        return None, problems
    item = Item(
        id=record["id"],
        question=record["question"],
        answer_groups=tuple(tuple(group) for group in record["answer_groups"]),
        evidence=tuple(record.get("evidence", ())),
        history=tuple(record.get("history", ())),
        lang=record.get("lang", "?"),
        type=record.get("type", "other"),
        difficulty=record.get("difficulty", "?"),
        split=record.get("split", ""),
        document=document_id(record.get("document", "")),
        line=number,
    )
    return item, []


def _check_text(name: str, *, needed: bool) -> Check:
    def check(record: dict[str, Any]) -> str:
        if name not in record:
            return f"the field {name!r} is missing" if needed else ""
        value = record[name]
        if not isinstance(value, str):
            return f"{name!r} must be text, not {value!r}"
        return f"{name!r} is empty" if needed and not value.strip() else ""

    return check


def _check_texts(name: str) -> Check:
    def check(record: dict[str, Any]) -> str:
        value = record.get(name, [])
        if not isinstance(value, list) or not all(isinstance(part, str) and part.strip() for part in value):
            return f"{name!r} must be a list of texts that are not empty, not {value!r}"
        return ""

    return check


def _check_groups(record: dict[str, Any]) -> str:
    if "answer_groups" not in record:
        return "the field 'answer_groups' is missing ([] where the source does not say)"
    groups = record["answer_groups"]
    if not isinstance(groups, list) or not all(isinstance(group, list) and group for group in groups):
        return f"'answer_groups' must be a list of lists that are not empty, not {groups!r}"
    for variant in (variant for group in groups for variant in group):
        if not isinstance(variant, str) or not fold(variant).strip():
            return f"'answer_groups' holds {variant!r}, which no answer can be compared with"
    return ""


def _check_split(record: dict[str, Any]) -> str:
    split = record.get("split", "")
    return "" if split in ("", *SPLITS) else f"'split' must be one of {', '.join(SPLITS)}, not {split!r}"


def _check_unanswerable(record: dict[str, Any]) -> str:
    if record.get("answer_groups") == [] and record.get("evidence"):
        return "there is evidence, but 'answer_groups' is [] (the source does not say)"
    return ""


_CHECKS: tuple[Check, ...] = (
    _check_text("id", needed=True),
    _check_text("question", needed=True),
    _check_groups,
    _check_texts("evidence"),
    _check_texts("history"),
    *(_check_text(name, needed=False) for name in ("lang", "type", "difficulty", "document")),
    _check_split,
    _check_unanswerable,
)
