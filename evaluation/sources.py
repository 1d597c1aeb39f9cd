"""The documents that a set is asked of: read from files beside it or named by it, or taken from an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.qaset import QASet, QASetError, check_evidence
from index import Document, Index, read_document

SUFFIXES = (".txt", ".md")


@dataclass(frozen=True, slots=True)
class Sources:
    """The documents of a set, by id. `only`: the id for questions that name no document, "" where all name one."""

    documents: dict[str, Document]
    only: str

    @property
    def texts(self) -> dict[str, str]:
        """Document id to canonical text."""
        return {id: document.text for id, document in self.documents.items()}


def read_sources(qaset: QASet, *, documents: Path | None = None, index: Index | None = None) -> Sources:
    """The set's documents, with every evidence found in them.

    From `index` where it is given, else from files: a set with `document` fields names paths in the folder `documents`
    or beside the set; NAME.qa.jsonl without them is about NAME.txt there, or the file `documents`.
    Raises QASetError (a document is missing, evidence is not in it) and SourceError.
    """
    sources = _from_index(qaset, index) if index is not None else _from_files(qaset, documents)
    check_evidence(qaset, sources.texts, sources.only)
    return sources


def _from_index(qaset: QASet, index: Index) -> Sources:
    ids = list(index.documents)
    only = ids[0] if len(ids) == 1 else qaset.name if qaset.name in ids else ""
    wanted = {item.document for item in qaset.items if item.document in ids}
    return Sources({id: index.document(id) for id in sorted(wanted | ({only} if only else set()))}, only)


def _from_files(qaset: QASet, documents: Path | None) -> Sources:
    names = sorted({item.document for item in qaset.items if item.document})
    unnamed = any(not item.document for item in qaset.items)
    beside = qaset.path.parent
    folders = [documents, beside] if documents is not None and documents.is_dir() else [beside]
    files = {name: file for name in names if (file := _first(folders, name)) is not None}
    only = ""
    if unnamed:
        file = documents if documents is not None and documents.is_file() else _first(folders, qaset.name)
        if file is None:
            looked = " and no ".join(f"{folder / qaset.name}.txt" for folder in folders)
            raise QASetError(
                qaset.path, [f"its report is missing: there is no {looked}; give it with --documents REPORT.txt"]
            )
        only = qaset.name
        files[only] = file
    return Sources({id: read_document(file, id=id) for id, file in files.items()}, only)


def _first(folders: Sequence[Path], name: str) -> Path | None:
    return next((file for folder in folders if (file := _with_suffix(folder / name)) is not None), None)


def _with_suffix(path: Path) -> Path | None:
    # Not with_suffix(): "report-2024.1" has no suffix to replace.
    return next((file for suffix in SUFFIXES if (file := path.parent / (path.name + suffix)).is_file()), None)
