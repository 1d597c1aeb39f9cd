"""BEIR folders in: `corpus.jsonl`, `queries.jsonl`, `qrels/*.tsv` as documents and questions, for rank metrics only."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.ranking import Run, rank_pairs, strictly_falling
from evaluation.running import HITS
from evaluation.summary import summarise_pairs
from index import Document, Index, QueryError, YijuError
from qa import retrieve

_PASSAGES = 5 * HITS  # a long document takes several places among the passages


class BeirError(YijuError, ValueError):
    """A folder that is not in BEIR's format."""


@dataclass(frozen=True, slots=True)
class Beir:
    """`qrels`: query id to document id to relevance. `skipped`: documents without text, which nothing can find."""

    documents: list[Document]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]
    skipped: int


def read_beir(folder: Path, *, split: str = "all") -> Beir:
    """The folder's corpus, and the queries that qrels/SPLIT.tsv (all of them for "all") judge. Raises BeirError."""
    documents, skipped = [], 0
    for line, record in _records(folder / "corpus.jsonl"):
        id, text = str(_field(record, "_id", line)), str(_field(record, "text", line))
        title = str(record.get("title") or "")
        body = f"{title}\n{text}" if title and text.strip() else title or text
        if body.strip():
            documents.append(Document(id=id, title=title or id, text=body))
        else:
            skipped += 1
    qrels = _read_qrels(folder / "qrels", split)
    texts = {
        str(_field(record, "_id", line)): str(_field(record, "text", line))
        for line, record in _records(folder / "queries.jsonl")
    }
    missing = [query for query in qrels if query not in texts]
    if missing:
        raise BeirError(f"{folder}: qrels judge the query {missing[0]!r}, which queries.jsonl does not hold")
    return Beir(documents, {query: texts[query] for query in qrels}, qrels, skipped)


def run_queries(
    beir: Beir, index: Index, *, step: Callable[[str, int], None] = lambda name, done: None
) -> dict[str, dict[str, float]]:
    """Query id to its best documents, each with its best passage's score; a query that cannot be asked has none."""
    run = {}
    for done, (id, text) in enumerate(beir.queries.items(), 1):
        try:
            hits = retrieve(text, k=_PASSAGES, index=index)
        except QueryError:
            hits = []
        best: dict[str, float] = {}
        for hit in hits:  # best first, so the first passage of a document is its best
            best.setdefault(hit.passage.document, hit.score)
        names = list(best)[:HITS]
        run[id] = dict(zip(names, strictly_falling(best[name] for name in names), strict=True))
        step("beir", done)
    return run


def summarise_beir(beir: Beir, run: Run, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Rank metrics with their intervals, in the form of `summary.summarise` as far as it goes."""
    ranked = rank_pairs(beir.qrels, run)
    records = [{"set": "beir", "id": id, "question": beir.queries[id], "pairs": pairs} for id, pairs in ranked.items()]
    return summarise_pairs(list(ranked.values()), records, settings)


def _read_qrels(folder: Path, split: str) -> dict[str, dict[str, int]]:
    files = sorted(folder.glob("*.tsv")) if split == "all" else [folder / f"{split}.tsv"]
    qrels: dict[str, dict[str, int]] = {}
    for file in files:
        for number, line in enumerate(_read(file).splitlines(), 1):
            fields = line.split("\t")
            if number == 1 and len(fields) == 3 and not fields[2].strip().lstrip("-").isdigit():
                continue  # the header
            if len(fields) != 3 or not fields[2].strip().lstrip("-").isdigit():
                raise BeirError(
                    f"{file}, line {number}: needs query-id, corpus-id and score between tabs, got {line!r}"
                )
            qrels.setdefault(fields[0], {})[fields[1]] = int(fields[2])
    if not qrels:
        raise BeirError(f"{folder} holds no judgements (.tsv files with query-id, corpus-id, score)")
    return qrels


def _records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(_read(path).split("\n"), 1):
        if line.strip():
            try:
                record = json.loads(line)
            except json.JSONDecodeError as error:
                raise BeirError(f"{path}, line {number}: bad JSON at character {error.colno}: {error.msg}") from error
            if not isinstance(record, dict):
                raise BeirError(f"{path}, line {number}: a JSON object is needed, not {type(record).__name__}")
            yield f"{path}, line {number}", record


def _field(record: dict[str, Any], name: str, line: str) -> object:
    if name not in record:
        raise BeirError(f"{line}: the field {name!r} is missing")
    return record[name]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BeirError(
            f"{path} cannot be read ({error.strerror}); a BEIR folder holds corpus.jsonl, queries.jsonl and qrels/"
        ) from error
    except UnicodeDecodeError as error:
        raise BeirError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
