"""The corpus file: what was written is read, from many threads, without touching the folder."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import Document, UnknownDocumentError
from index.corpus import FILE, Corpus, write_corpus
from index.passages import split_passages
from index.sections import split_sections

DOCUMENTS = [
    Document("a", "甲", "题\n一、情况\n增长6%。𠮷\r\n(一)工业。好。\n", source="a.txt"),
    Document("b", "乙", "字" * 300 + "。\n" + "词" * 300 + "。"),
    Document("c/1'\"", "丙", "\n".join(f"(一)第{n}段。内容。" for n in range(600))),
]


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    folder = tmp_path / "odd name ?#%"
    folder.mkdir()
    rows = []
    for document in DOCUMENTS:
        sections = split_sections(document.text)
        rows.append((document, sections, split_passages(document, sections)))
    write_corpus(folder, rows)
    opened = Corpus(folder)
    yield opened
    opened.close()
    assert [file.name for file in folder.iterdir()] == [FILE]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.title)
def test_reads_what_was_written(corpus: Corpus, document: Document) -> None:
    assert corpus.document(document.id) == document
    sections = split_sections(document.text)
    assert list(corpus.sections(document.id)) == sections
    assert list(corpus.all_passages(document.id)) == split_passages(document, sections)


def test_order_and_numbers(corpus: Corpus) -> None:
    everything = list(corpus.all_passages())
    assert list(corpus.titles) == ["a", "b", "c/1'\""]
    assert [p for id in corpus.titles for p in corpus.all_passages(id)] == everything
    numbers = [len(everything) - 1, 0, 3, 0]
    assert corpus.passages(numbers) == [everything[number] for number in numbers]
    assert corpus.passages(range(len(everything))) == everything  # more than one batch
    first, last = corpus.ranges["b"]
    assert everything[first:last] == list(corpus.all_passages("b"))


def test_an_unknown_document(corpus: Corpus) -> None:
    with pytest.raises(UnknownDocumentError, match="holds no document 'z'; it holds: a, b, c/1'\""):
        corpus.document("z")
    with pytest.raises(KeyError):
        corpus.sections("z")
    with pytest.raises(KeyError):
        list(corpus.all_passages("z"))


def test_threads_share_it(corpus: Corpus) -> None:
    expected = list(corpus.all_passages())
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: corpus.passages([number])[0], [n % len(expected) for n in range(400)]))
    assert found == [expected[n % len(expected)] for n in range(400)]
