"""Documents, sections and passages in one SQLite file, read-only once written.

Passages are numbered from 0 in document order; the vectors and postings use the same numbers.
"""

import errno
import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from index.documents import Document
from index.errors import UnknownDocumentError
from index.passages import Passage
from index.sections import Section

FILE = "corpus.sqlite"
_SCHEMA = """
CREATE TABLE document (id TEXT PRIMARY KEY, title TEXT, text TEXT, source TEXT, sha256 TEXT, first INT, last INT);
CREATE TABLE section (document TEXT, headings TEXT, start INT, end INT);
CREATE TABLE passage (number INTEGER PRIMARY KEY, document TEXT, headings TEXT, text TEXT, start INT);
"""
_BATCH = 500  # SQLite's default limit of variables in one statement is 999 in old builds


def write_corpus(folder: Path, rows: Iterable[tuple[Document, Sequence[Section], Sequence[Passage]]]) -> None:
    """Writes FILE in the folder from (document, its sections, its passages), in order."""
    connection = sqlite3.connect(folder / FILE)
    try:
        # The generation is synced and renamed as a whole, so SQLite's own journal would be work for nothing.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(_SCHEMA)
        number = 0
        for document, sections, passages in rows:
            connection.execute(
                "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?)",
                (document.id, document.title, document.text, document.source, document.sha256,
                 number, number + len(passages)),
            )  # fmt: skip
            connection.executemany(
                "INSERT INTO section VALUES (?, ?, ?, ?)",
                ((document.id, _dump(s.headings), s.start, s.end) for s in sections),
            )
            connection.executemany(
                "INSERT INTO passage VALUES (?, ?, ?, ?, ?)",
                ((number + i, p.document, _dump(p.headings), p.text, p.start) for i, p in enumerate(passages)),
            )
            number += len(passages)
        connection.execute("CREATE INDEX section_document ON section (document)")
        connection.commit()
    except sqlite3.OperationalError as error:
        raise OSError(errno.EIO, f"{folder / FILE}: {error}") from error  # a full disk, not a fault in the statements
    finally:
        connection.close()


class Corpus:
    """Reads what `write_corpus` wrote; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        # immutable: the file never changes, so SQLite takes no locks and leaves no files beside it.
        uri = f"{(folder / FILE).resolve().as_uri()}?immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._close = weakref.finalize(self, self._connection.close)
        self._lock = threading.Lock()
        rows = self._rows("SELECT id, title, first, last FROM document ORDER BY first, rowid")
        self.titles: dict[str, str] = {id: title for id, title, _, _ in rows}
        self.ranges: dict[str, tuple[int, int]] = {id: (first, last) for id, _, first, last in rows}
        self.document = lru_cache(maxsize=64)(self._document)
        self.sections = lru_cache(maxsize=64)(self._sections)

    def close(self) -> None:
        """Closes the file. Reading afterwards is an error."""
        self._close()

    def check(self, id: str) -> str:
        """The id itself. Raises UnknownDocumentError when no document has it."""
        if id not in self.titles:
            known = ", ".join(list(self.titles)[:5]) + (" …" if len(self.titles) > 5 else "")
            raise UnknownDocumentError(f"this index holds no document {id!r}; it holds: {known}")
        return id

    def _document(self, id: str) -> Document:
        rows = self._rows("SELECT id, title, text, source, sha256 FROM document WHERE id = ?", (self.check(id),))
        return Document(*rows[0])

    def _sections(self, id: str) -> tuple[Section, ...]:
        query = "SELECT headings, start, end FROM section WHERE document = ? ORDER BY start"
        return tuple(Section(_load(h), start, end) for h, start, end in self._rows(query, (self.check(id),)))

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers, in this order."""
        found: dict[int, Passage] = {}
        for at in range(0, len(numbers), _BATCH):
            batch = [int(number) for number in numbers[at : at + _BATCH]]
            marks = ",".join("?" * len(batch))
            query = f"SELECT number, document, headings, text, start FROM passage WHERE number IN ({marks})"
            found.update((row[0], _passage(row)) for row in self._rows(query, batch))
        return [found[int(number)] for number in numbers]

    def all_passages(self, document: str | None = None) -> Iterator[Passage]:
        """Every passage, or every one of a document, in reading order."""
        if document is None:
            first, last = 0, max((last for _, last in self.ranges.values()), default=0)
        else:
            first, last = self.ranges[self.check(document)]
        for at in range(first, last, _BATCH):
            yield from self.passages(range(at, min(at + _BATCH, last)))

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def _passage(row: tuple[int, str, str, str, int]) -> Passage:
    _, document, headings, text, start = row
    end = start + len(text)
    return Passage(f"{document}:{start}-{end}", document, text, _load(headings), start, end)


def _dump(headings: tuple[str, ...]) -> str:
    return json.dumps(headings, ensure_ascii=False)


@lru_cache(maxsize=4096)
def _load(headings: str) -> tuple[str, ...]:
    return tuple(json.loads(headings))
