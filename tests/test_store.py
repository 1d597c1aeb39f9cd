"""The index as a whole: build, open, search, filters, encoders."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import Document, EncoderError, Index, SourceError, UnknownDocumentError, bundled_fingerprint
from index.encoders import Progress, Vectors

DOCUMENTS = [
    Document("cars", "汽车", "一、汽车\n新能源汽车产量增长1.5倍。\n二、电池\n动力电池产量增长两成。\n"),
    Document("farm", "农业", "一、粮食\n夏粮产量增长0.6%。\n二、生猪\n生猪出栏量下降。\n"),
]


class OtherEncoder:
    """Vectors of the counts of four characters."""

    name, dimension = "other", 4

    def __init__(self, revision: str = "1") -> None:
        self.revision = revision

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([[text.count(char) for char in "汽粮电猪"] for text in texts], dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        return self.encode_queries(texts)


def texts(index: Index, query: str, **options: object) -> list[str]:
    found = index.search(query, **options)  # type: ignore[arg-type]
    order = np.argsort(-(found.lexical + found.dense), kind="stable")
    return [passage.text for passage in index.passages_at(found.numbers[order])]


def test_built_searched_and_opened_again(tmp_path: Path) -> None:
    built = Index.build(DOCUMENTS, tmp_path / "index")
    opened = Index.open(tmp_path / "index")
    assert opened.generation == built.generation
    assert opened.documents == {"cars": "汽车", "farm": "农业"}
    assert len(opened) == len(opened.passages()) == 4
    assert opened.document("farm") == DOCUMENTS[1]
    assert [section.headings for section in opened.sections("cars")] == [("一、汽车",), ("二、电池",)]
    for query, start in (("新能源汽车", "一、汽车"), ("wheat and rice", "一、粮食"), ("生猪", "二、生猪")):
        assert texts(opened, query)[0].startswith(start), query
        assert texts(opened, query) == texts(built, query)


def test_signals_are_between_zero_and_one(index: Index) -> None:
    found = index.search("新能源汽车产量", k=10)
    assert len(found.numbers) == len(found.lexical) == len(found.dense) <= 20
    assert 0 <= found.lexical.min() <= found.lexical.max() <= 1
    assert -1.001 <= found.dense.min() <= found.dense.max() <= 1.001
    assert list(found.numbers) == sorted(set(found.numbers))


def test_more_candidates_than_passages(index: Index) -> None:
    assert len(index.search("经济", k=10_000).numbers) == len(index)


def test_only_some_documents(tmp_path: Path) -> None:
    index = Index.build(DOCUMENTS, tmp_path / "index")
    for documents in (["farm"], ("farm", "farm"), {"farm"}):
        assert {p.document for p in index.passages_at(index.search("产量", documents=documents).numbers)} == {"farm"}
    assert len(index.search("产量", documents=["farm", "cars"]).numbers) == 4
    assert len(index.search("产量", documents=[]).numbers) == 0
    with pytest.raises(UnknownDocumentError, match="'none'"):
        index.search("产量", documents=["none"])


def test_progress_names_the_stages_in_order(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    Index.build(DOCUMENTS, tmp_path / "index", progress=lambda *step: seen.append(step))
    assert list(dict.fromkeys(stage for stage, _, _ in seen)) == ["split", "lexical", "encode", "write"]
    assert all(0 < done <= total for _, done, total in seen)
    assert {(stage, total) for stage, done, total in seen if done == total} == {
        ("split", 2), ("lexical", 4), ("encode", 4), ("write", 4)
    }  # fmt: skip


def test_the_manifest_says_what_and_by_what(index: Index, report: Document) -> None:
    assert index.manifest["documents"] == [{"id": report.id, "source": report.source, "sha256": report.sha256}]
    assert set(index.manifest["encoder"]) == {"name", "revision", "dimension"}
    assert index.manifest["encoder"]["name"] == "bundled"
    assert index.manifest["encoder"]["revision"] in bundled_fingerprint()


def test_an_encoder_of_ones_own(tmp_path: Path) -> None:
    built = Index.build(DOCUMENTS, tmp_path / "index", encoder=OtherEncoder())
    assert built.manifest["encoder"] == {"name": "other", "revision": "1", "dimension": 4}
    opened = Index.open(tmp_path / "index", encoder=OtherEncoder())
    assert texts(opened, "粮")[0].startswith("一、粮食")


def test_another_encoder_is_refused(tmp_path: Path) -> None:
    Index.build(DOCUMENTS, tmp_path / "index", encoder=OtherEncoder())
    with pytest.raises(EncoderError, match=r"built by encoder 'other' \(revision 1, .* not by 'other' \(revision 2"):
        Index.open(tmp_path / "index", encoder=OtherEncoder("2"))
    with pytest.raises(ValueError, match="yiju index"):
        Index.open(tmp_path / "index", encoder=OtherEncoder("2"))


def test_documents_that_cannot_be_indexed(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="at least one document"):
        Index.build([], tmp_path / "index")
    with pytest.raises(SourceError, match="two documents have the id 'cars'"):
        Index.build([DOCUMENTS[0], DOCUMENTS[0]], tmp_path / "index")
    with pytest.raises(SourceError, match="hold no passage"):
        Index.build([Document("a", "t", "渝公网安备 5001号\n")], tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_the_same_documents_give_the_same_files(tmp_path: Path) -> None:
    files = [Index.build(DOCUMENTS, tmp_path / name).manifest["files"] for name in ("one", "two")]
    assert files[0] == files[1]


@pytest.mark.parametrize("size", [10, 3200, 3201, 100_003])
@pytest.mark.parametrize("levels", [3, 1_000_000])
def test_the_best_of_many_scores_are_those_of_a_full_sort(size: int, levels: int) -> None:
    from index.store import _top

    chance = np.random.default_rng(size)
    for density in (0, 0.001, 0.5):
        scores = (np.floor(chance.random(size) * levels) / levels * (chance.random(size) < density)).astype(np.float32)
        ranked = [n for n in np.argsort(-scores, kind="stable") if scores[n] > 0][:50]
        assert _top(scores, 50).tolist() == ranked
