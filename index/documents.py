"""Documents: the canonical text of a report, and how files become documents.

The canonical text is what the file says after decoding, never changed afterwards: every offset in Yiju counts
Python characters of it. Line ends are kept as they are; only a byte-order mark is not part of the text.
"""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError

MAX_SOURCE_BYTES = 20 * 1024 * 1024  # a long report has 0.3 MB; 20 MB of text is a library, not a report
MAX_TITLE = 80  # characters
SUFFIXES = (".txt", ".md")

Source = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Document:
    """A report: `text` is canonical, `sha256` is the digest of its UTF-8 form (computed when not given).

    Raises SourceError when the id or the text is empty, the text cannot be UTF-8, or a given digest is wrong.
    """

    id: str
    title: str
    text: str
    source: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise SourceError(f"a document needs an id, got {self.id!r}; give one, such as 'report-2024'")
        if not self.text.strip():
            raise SourceError(f"document {self.id!r} has no text; check the file it came from: {self.source or 'none'}")
        try:
            digest = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        except UnicodeEncodeError as error:
            raise SourceError(
                f"document {self.id!r} holds an unpaired surrogate at character {error.start}, which no file can "
                "hold; decode the source again, for instance with errors='replace'"
            ) from error
        if self.sha256 not in ("", digest):
            raise SourceError(f"document {self.id!r}: sha256 is {digest}, not {self.sha256}; the text was altered")
        object.__setattr__(self, "sha256", digest)


def read_document(path: Source, *, id: str | None = None) -> Document:
    """The document in a text file (UTF-8, UTF-16 with BOM or GB18030); `id` defaults to the file's stem.

    Raises SourceError when the file is missing, empty, binary, too large (20 MB) or in no known encoding.
    """
    path = Path(path)
    text = _decode(_read_bytes(path), path)
    if not text.strip():
        raise SourceError(f"{path} is empty; give a file that holds the report's text")
    return Document(id=id if id is not None else path.stem, title=_title(text, path.stem), text=text, source=path.name)


def read_documents(paths: Iterable[Source]) -> list[Document]:
    """The documents in files and folders (their .txt and .md files, in name order), with ids that differ.

    A file that shares its stem with another is named by its folder as well. Raises SourceError as `read_document`
    does, and when a folder holds no readable file or nothing is given.
    """
    files: list[Path] = []
    for path in map(Path, paths):
        files += _files_in(path) if path.is_dir() else [path]
    files = list(dict.fromkeys(files))
    if not files:
        raise SourceError("no source files were given; name at least one .txt or .md file, or a folder of them")
    stems = [file.stem for file in files]
    ids = [f"{f.parent.name}/{f.stem}" if stems.count(f.stem) > 1 else f.stem for f in files]
    if len(set(ids)) < len(ids):
        ids = [file.as_posix() for file in files]
    return [read_document(file, id=id) for file, id in zip(files, ids, strict=True)]


def _files_in(folder: Path) -> list[Path]:
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    # Notes about the reports are not reports.
    files = [file for file in files if file.stem.lower() != "readme"]
    if not files:
        suffixes = ", ".join(SUFFIXES)
        raise SourceError(f"{folder} holds no readable file ({suffixes}); convert your reports to text first")
    return files


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_SOURCE_BYTES:
            raise SourceError(
                f"{path} has {size / 1e6:.0f} MB, over the limit of {MAX_SOURCE_BYTES / 1e6:.0f} MB; "
                "split it into one file per report"
            )
        return path.read_bytes()
    except OSError as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        raise SourceError(f"{path} {reason}; give the path of a text file") from error


def _decode(data: bytes, path: Path) -> str:
    """The text; a guess at the encoding is taken only where the text then looks like one."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and _mostly_utf8(data):
                raise SourceError(
                    f"{path} is UTF-8 but broken at byte {error.start} ({error.reason}); repair or save it again"
                ) from error
            continue
        if "\0" in text or _control_share(text) > 0.01 or (encoding == "gb18030" and not _looks_chinese(text)):
            break
        return text
    raise SourceError(
        f"{path} is neither UTF-8, UTF-16 nor GB18030 text (is it binary, a PDF or a Word file?); "
        "save it as UTF-8 text first"
    )


def _mostly_utf8(data: bytes) -> bool:
    """Whether a few bytes are wrong, not the encoding: read as GB18030, such a text would be garbled without a word."""
    text = data.decode("utf-8", "replace")
    return 4 * text.count("\ufffd") < sum(1 for char in text if char > "\x7f")


def _looks_chinese(text: str) -> bool:
    """Whether GB18030 was a good guess: its common characters are those of GB 2312, and noise seldom falls on them."""
    marked = [char for char in text[:10_000] if char > "\x7f"]
    return 2 * sum(1 for char in marked if _in_gb2312(char)) > len(marked)


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _control_share(text: str) -> float:
    controls = sum(1 for char in text[:10_000] if ord(char) < 32 and char not in "\t\n\r\f\v")
    return controls / max(1, len(text[:10_000]))


def _title(text: str, fallback: str) -> str:
    """The first line, unless it is an address ("各位代表：") or a sentence: then the file's own name says more."""
    first = text.lstrip().splitlines()[0].strip().lstrip("#").strip()
    if not first or first[-1] in ":：" or "。" in first:
        return fallback
    return first if len(first) <= MAX_TITLE else first[: MAX_TITLE - 1] + "…"
