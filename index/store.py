"""The index: documents in, candidates out. Everything else in this package is a part of it.

index = Index.build([read_document("report.txt")], path="my-index")
index = Index.open("my-index")
candidates = index.search("新能源汽车产量", k=50)
"""

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import lexical, vectors
from index.arrays import save_array
from index.corpus import FILE as CORPUS_FILE
from index.corpus import Corpus, write_corpus
from index.documents import Document
from index.encoders import Encoder, load_encoder
from index.errors import EncoderError, IndexFormatError, SourceError
from index.generations import FORMAT_VERSION, Generation, new_generation, open_generation
from index.lexical import Lexical
from index.passages import SPLITTER_VERSION, Passage, split_passages
from index.sections import Section, split_sections
from index.static import StaticEncoder, load_static_encoder
from index.vectors import Vectors

Progress = Callable[[str, int, int], None]
"""Called as progress(stage, done, total) while building; stages: "split", "lexical", "encode", "write"."""

_COLUMNS = 64  # scores that `_top` looks at together
_TOKENS, _TOKEN_STARTS = "token-ids.npy", "token-starts.npy"


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages worth a closer look, and how far two of the three signals speak for them, both in 0..1.

    `numbers`: (n,) passage numbers; `lexical`, `dense`: (n,) float32 in the same order. Not sorted by any of them.
    """

    numbers: NDArray[np.int64]
    lexical: NDArray[np.float32]
    dense: NDArray[np.float32]


class Index:
    """An opened generation. Opening reads the manifest; texts, postings, vectors and encoder are loaded when used."""

    def __init__(self, path: Path, generation: Generation) -> None:
        self.path = path
        self._generation = generation
        self.manifest: dict[str, Any] = generation.manifest

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        path: str | os.PathLike[str],
        *,
        encoder: str | Encoder = "bundled",
        progress: Progress | None = None,
    ) -> "Index":
        """Builds an index of these documents at `path` and opens it; an index already there is replaced in one step.

        `encoder`: "bundled", the name or path of a sentence-transformers model, or an Encoder object. Raises
        SourceError (no documents, or two with one id), EncoderError, IndexBusyError, IndexFormatError (`path` holds
        something else) and IndexWriteError; after any of them the previous index is as it was.
        """
        _check_documents(documents)
        report = progress or (lambda stage, done, total: None)
        encoder = load_encoder(encoder) if isinstance(encoder, str) else encoder
        rows = []
        for number, document in enumerate(documents):
            sections = split_sections(document.text)
            rows.append((document, sections, split_passages(document, sections)))
            report("split", number + 1, len(documents))
        passages = [passage for _, _, own in rows for passage in own]
        if not passages:
            raise SourceError("the documents hold no passage, only headings or page furniture; check the source files")
        manifest = _describe(documents, len(passages), encoder)
        path = Path(path)
        with new_generation(path, manifest) as folder:
            _write(folder, rows, passages, encoder, report)
        return cls.open(path, encoder=encoder)

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, encoder: Encoder | None = None) -> "Index":
        """The current generation at `path`. An `encoder` object is needed only where its name cannot be loaded.

        Raises IndexNotFoundError, IndexFormatError, and EncoderError when `encoder` is not the one that built it.
        """
        path = Path(path)
        index = cls(path, open_generation(path))
        if index.manifest["splitter"] > SPLITTER_VERSION:
            raise IndexFormatError(f"{path} was split by a newer version of yiju; upgrade yiju, or build it again")
        if encoder is not None:
            _check_encoder(index.manifest["encoder"], encoder, path)
            index.__dict__["encoder"] = encoder
        return index

    def close(self) -> None:
        """Releases the generation, so that a later build may delete it. Using the index afterwards is an error."""
        if "_corpus" in self.__dict__:
            self._corpus.close()
        self._generation.close()

    @property
    def generation(self) -> str:
        """The name of the generation: another one after every build."""
        return self._generation.name

    def __len__(self) -> int:
        """The number of passages."""
        return int(self.manifest["passages"])

    @property
    def documents(self) -> dict[str, str]:
        """Document ids and their titles, in the order of building."""
        return dict(self._corpus.titles)

    def document(self, id: str) -> Document:
        """The document with its canonical text. Raises UnknownDocumentError."""
        return self._corpus.document(id)

    def sections(self, document: str) -> tuple[Section, ...]:
        """The sections of a document in reading order. Raises UnknownDocumentError."""
        return self._corpus.sections(document)

    def passages(self, document: str | None = None) -> list[Passage]:
        """All passages, or those of one document, in reading order. Raises UnknownDocumentError."""
        return list(self._corpus.all_passages(document))

    def passages_at(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers (see `Candidates`), in this order."""
        return self._corpus.passages(numbers)

    def search(self, query: str, *, k: int = 50, documents: Collection[str] | None = None) -> Candidates:
        """Up to 2·k candidates: the k best by BM25 with coverage above zero, and the k nearest by vector.

        `documents`: only passages of these ids. Raises UnknownDocumentError.
        """
        return self.search_together((query,), k=k, documents=documents)[0]

    def search_together(
        self, queries: Sequence[str], *, k: int = 50, documents: Collection[str] | None = None
    ) -> list[Candidates]:
        """The candidates of several wordings of one question, scored for each of them: all have the same `numbers`."""
        ranges = None
        if documents is not None:
            ranges = [self._corpus.ranges[self._corpus.check(id)] for id in documents]
        coverages = [self._lexical.scores(query) for query in queries]
        if ranges is not None:
            allowed = np.zeros(len(self), dtype=bool)
            for start, end in ranges:
                allowed[start:end] = True
            coverages = [np.where(allowed, coverage, 0) for coverage in coverages]
        vectors = self.encoder.encode_queries(queries)
        found = [_top(coverage, k) for coverage in coverages]
        if ranges != []:
            found += [self._vectors.search(vector, k, ranges) for vector in vectors]
        numbers = np.unique(np.concatenate(found))
        return [
            Candidates(numbers, coverage[numbers], self._vectors.cosines(vector, numbers))
            for coverage, vector in zip(coverages, vectors, strict=True)
        ]

    def token_ids(self, numbers: NDArray[np.int64]) -> list[NDArray[np.int32]]:
        """For each passage number the bundled encoder's token ids of its `search_text`, for alignment."""
        ids, starts = self._tokens
        return [ids[starts[number] : starts[number + 1]] for number in numbers]

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder that built the index. Raises EncoderError when another revision is installed."""
        entry = self.manifest["encoder"]
        encoder = load_encoder(entry["name"])
        _check_encoder(entry, encoder, self.path)
        return encoder

    @cached_property
    def aligner(self) -> StaticEncoder:
        """The bundled encoder, whose token vectors align question and passage whatever encoder built the vectors."""
        encoder = load_static_encoder()
        _check_encoder(self.manifest["aligner"], encoder, self.path)
        return encoder

    @cached_property
    def _corpus(self) -> Corpus:
        return Corpus(self._generation.checked(CORPUS_FILE))

    @cached_property
    def _lexical(self) -> Lexical:
        return Lexical.load(self._generation.checked(*lexical.FILES), len(self))

    @cached_property
    def _vectors(self) -> Vectors:
        return Vectors.load(self._generation.checked(vectors.FILE))

    @cached_property
    def _tokens(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        folder = self._generation.checked(_TOKENS, _TOKEN_STARTS)
        return (
            # A plain view of the mapped file: slicing numpy's memmap class costs ten times as much.
            np.asarray(np.load(folder / _TOKENS, mmap_mode="r", allow_pickle=False)),
            np.load(folder / _TOKEN_STARTS, allow_pickle=False),
        )


def bundled_fingerprint() -> str:
    """Changes whenever the bundled encoder or the splitter would make another index of the same documents."""
    return f"{load_static_encoder().revision}/{SPLITTER_VERSION}/{FORMAT_VERSION}"


def _check_documents(documents: Sequence[Document]) -> None:
    ids = [document.id for document in documents]
    if not ids:
        raise SourceError("an index needs at least one document; give the files of your reports")
    repeated = sorted({id for id in ids if ids.count(id) > 1}) if len(set(ids)) < len(ids) else []
    if repeated:
        raise SourceError(f"two documents have the id {repeated[0]!r}; ids must differ")


def _describe(documents: Sequence[Document], passages: int, encoder: Encoder) -> dict[str, Any]:
    aligner = load_static_encoder()
    return {
        "splitter": SPLITTER_VERSION,
        "encoder": {"name": encoder.name, "revision": encoder.revision, "dimension": encoder.dimension},
        "aligner": {"name": aligner.name, "revision": aligner.revision, "dimension": aligner.dimension},
        "passages": passages,
        "documents": [{"id": d.id, "source": d.source, "sha256": d.sha256} for d in documents],
    }


def _check_encoder(expected: dict[str, Any], encoder: Encoder, path: Path) -> None:
    actual = {"name": encoder.name, "revision": encoder.revision, "dimension": encoder.dimension}
    if actual != expected:
        raise EncoderError(
            f"the index at {path} was built by encoder {expected['name']!r} (revision {expected['revision']}, "
            f"{expected['dimension']} dimensions), not by {actual['name']!r} (revision {actual['revision']}, "
            f"{actual['dimension']} dimensions); build it again: "
            f"yiju index REPORT… --encoder {actual['name']} --out {path}"
        )


def _write(
    folder: Path,
    rows: Sequence[tuple[Document, list[Section], list[Passage]]],
    passages: Sequence[Passage],
    encoder: Encoder,
    report: Progress,
) -> None:
    total = len(passages)
    texts = [passage.search_text for passage in passages]
    write_corpus(folder, rows)
    Lexical.build(texts, lambda done: report("lexical", done, total)).save(folder)
    Vectors.build(encoder.encode_passages(texts, progress=lambda done, of: report("encode", done, of))).save(folder)
    tokens = load_static_encoder().token_ids(texts)
    starts = np.concatenate([[0], np.cumsum([len(ids) for ids in tokens])])
    save_array(folder / _TOKENS, np.concatenate(tokens).astype(np.int32))
    save_array(folder / _TOKEN_STARTS, starts.astype(np.int64))
    report("write", total, total)


def _top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """The numbers of the k highest scores above zero; among equals the earlier passage."""
    floor = np.float32(0)
    if len(scores) > _COLUMNS * k:
        # Each of the k best columns holds a score as high as the k-th of their maxima: no lower one is among the k best.
        maxima = scores[: len(scores) // _COLUMNS * _COLUMNS].reshape(_COLUMNS, -1).max(axis=0)
        floor = np.partition(maxima, -k)[-k]
    found = np.flatnonzero(scores >= floor) if floor > 0 else np.flatnonzero(scores > 0)
    if len(found) > k:
        limit = np.partition(scores[found], -k)[-k]
        found = found[scores[found] >= limit]
    best: NDArray[np.int64] = found[np.argsort(-scores[found], kind="stable")][:k]
    return best
