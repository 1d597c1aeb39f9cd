"""What is asked of every peer: the report and samples of public sets, with what counts as found."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from retrieval import EVALUATION, QuestionSet, read_set  # noqa: E402

from evaluation.metrics import shows  # noqa: E402
from evaluation.qaset import read_set as read_qa_set  # noqa: E402
from index import read_document  # noqa: E402

T = TypeVar("T")
Right = Callable[[list[list[str]]], list[set[int]]]
"""For each hit, which of the question's evidences it shows (public sets: the paragraph is evidence 0)."""


@dataclass(frozen=True, slots=True)
class Task:
    """A corpus with one or more sets of questions; each question with its judge and its number of evidences."""

    name: str
    texts: list[dict[str, str]]
    split: bool
    sets: dict[str, list[tuple[str, Right, int]]]


def tasks(limit: int, paragraphs: int) -> Iterator[Task]:
    """The report first: cold start and memory are those of it."""
    file = next((ROOT / "source_text").glob("*.qa.jsonl"))
    report = read_document(file.with_name(file.name.replace(".qa.jsonl", ".txt")))
    items = [item for item in read_qa_set(file).items if item.answerable and item.evidence and not item.history]
    sets = {}
    for split in ("dev", "test"):  # nothing of ours was tuned on the second
        own = [item for item in items if item.split == split]
        sets[f"report, {split}"] = [
            (item.question, _shows(report.text, item.evidence), len(item.evidence)) for item in own
        ]
    yield Task("report", [{"id": report.id, "text": report.text}], True, sets)
    if not EVALUATION.is_dir():
        print(f"{EVALUATION} is not there: the public sets are left out", file=sys.stderr)
        return
    zh = fewer(read_set(EVALUATION / "xquad.zh.json"), paragraphs)
    en = fewer(read_set(EVALUATION / "xquad.zh.json", EVALUATION / "xquad.en.json"), paragraphs)
    yield Task("XQuAD", _paragraphs(zh), False, {"XQuAD zh→zh": _asked(zh, limit), "XQuAD en→zh": _asked(en, limit)})
    cmrc = fewer(read_set(EVALUATION / "cmrc2018_dev.json"), paragraphs)
    yield Task("CMRC", _paragraphs(cmrc), False, {"CMRC dev": _asked(cmrc, limit)})


def fewer(questions: QuestionSet, limit: int) -> QuestionSet:
    """So many of its paragraphs, at equal distances, with their questions."""
    kept = evenly(range(len(questions.paragraphs)), limit)
    places = {number: place for place, number in enumerate(kept)}
    pairs = [
        (question, places[relevant])
        for question, relevant in zip(questions.questions, questions.relevant, strict=True)
        if relevant in places
    ]
    asked, relevant = zip(*pairs, strict=True)
    texts = tuple(questions.paragraphs[number] for number in kept)
    return QuestionSet(questions.name, questions.asked_by, texts, asked, relevant)


def evenly(items: Sequence[T], limit: int) -> list[T]:
    """So many of them, at equal distances."""
    count = min(limit, len(items))
    return [items[at * len(items) // count] for at in range(count)]


def _paragraphs(questions: QuestionSet) -> list[dict[str, str]]:
    return [{"id": str(number), "text": text} for number, text in enumerate(questions.paragraphs)]


def _asked(questions: QuestionSet, limit: int) -> list[tuple[str, Right, int]]:
    def is_paragraph(number: int) -> Right:
        return lambda hits: [{0} if id == str(number) else set() for id, _ in hits]

    pairs = evenly(list(zip(questions.questions, questions.relevant, strict=True)), limit)
    return [(question, is_paragraph(relevant), 1) for question, relevant in pairs]


def _shows(text: str, evidence: Sequence[str]) -> Right:
    """Chunks are found again in the report without regard to white space, which splitters strip."""
    whole = _compact(text)
    spans = [(start := whole.find(_compact(part)), start + len(_compact(part))) for part in evidence]

    def right(hits: list[list[str]]) -> list[set[int]]:
        shown = []
        for _, chunk in hits:
            start = whole.find(_compact(chunk))
            span = (start, start + len(_compact(chunk)))
            shown.append({at for at, place in enumerate(spans) if start >= 0 and shows(span, place)})
        return shown

    return right


def _compact(text: str) -> str:
    return "".join(text.split())
