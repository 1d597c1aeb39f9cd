"""`retrieve`: the best passages of the right documents, scores that mean something, the same every time."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from invented_report import TEXT, invented

from index import Document, Index, QueryError, UnknownDocumentError
from qa import Hit, retrieve
from qa.retrieval import MAX_QUESTION, WEIGHTS, check_question, find, score_passages

OTHER = Document(
    "notes", "会议记录", "会议记录\n一、茶叶\n茶叶价格上涨9%，茶农增收明显。\n二、交通\n青石大桥养护完成。\n"
)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index of two documents."""
    with closing(Index.build([invented(), OTHER], tmp_path_factory.mktemp("two") / "index")) as built:
        yield built


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("茶叶产值增长多少?", "花卉产值"),
        ("社零", "社会消费品零售总额"),
        ("PM2.5", "细颗粒物"),
        ("How much did retail sales grow?", "社会消费品零售总额"),
        ("grain output target", "粮食总产量"),
        ("進出口情況", "出口下降"),
    ],
)
def test_the_best_passage_comes_first(two: Index, query: str, word: str) -> None:
    best = retrieve(query, index=two, documents=["yunling-2031-h1"])[0]
    assert word in best.passage.text


def test_passages_are_places_of_their_documents(two: Index) -> None:
    hits = retrieve("茶叶", k=50, index=two)
    assert {hit.passage.document for hit in hits} == {"yunling-2031-h1", "notes"}
    for hit in hits:
        text = TEXT if hit.passage.document == "yunling-2031-h1" else OTHER.text
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text
        for match in hit.matches:
            if match.start is not None and match.end is not None:
                assert hit.passage.start <= match.start < match.end <= hit.passage.end


@pytest.mark.parametrize("documents", [["notes"], ("notes",), {"notes"}, frozenset({"notes"}), ["notes", "notes"]])
def test_only_the_documents_asked_for(two: Index, documents: list[str]) -> None:
    hits = retrieve("茶叶产值", k=50, index=two, documents=documents)
    assert hits and {hit.passage.document for hit in hits} == {"notes"}


def test_all_documents_are_as_none(two: Index) -> None:
    everything = retrieve("茶叶", index=two)
    assert retrieve("茶叶", index=two, documents=["notes", "yunling-2031-h1"]) == everything


def test_an_unknown_document_is_named(two: Index) -> None:
    with pytest.raises(UnknownDocumentError, match="nowhere"):
        retrieve("茶叶", index=two, documents=["notes", "nowhere"])


def test_no_document_at_all(two: Index) -> None:
    assert retrieve("茶叶", index=two, documents=[]) == []


def test_scores_are_in_order_and_the_sum_of_their_signals(two: Index) -> None:
    hits = retrieve("云岭省茶叶产值增长多少?", k=20, index=two)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert 0 <= hit.score <= 1
        assert set(hit.signals) == set(WEIGHTS)
        assert all(0 <= signal <= 1.0001 for signal in hit.signals.values())
        fused = sum(WEIGHTS[name] * signal for name, signal in hit.signals.items()) / sum(WEIGHTS.values())
        assert hit.score == pytest.approx(min(fused, 1), abs=1e-5)


def test_scores_are_absolute(two: Index) -> None:
    """A question that nothing answers scores lower than one that something does: no division by the best."""
    good, bad = (retrieve(query, k=1, index=two)[0].score for query in ("茶叶、花卉产值同比分别增长", "足球比赛谁赢了"))
    assert good > 0.6
    assert bad < good / 1.5


def test_k(two: Index) -> None:
    assert len(retrieve("茶叶", k=1, index=two)) == 1
    everything = retrieve("茶叶", k=10_000, index=two)
    assert len(everything) == len(two)
    assert retrieve("茶叶", k=3, index=two) == everything[:3]


def test_the_same_every_time(two: Index) -> None:
    def seen(hits: list[Hit]) -> list[tuple[str, float, str]]:
        return [(hit.passage.id, hit.score, repr(hit.matches)) for hit in hits]

    assert seen(retrieve("茶叶产值", k=9, index=two)) == seen(retrieve("茶叶产值", k=9, index=two))


def test_find_is_retrieve_without_the_account(two: Index) -> None:
    hits, found = retrieve("茶叶", index=two), find("茶叶", k=5, index=two)
    assert [hit.passage for hit in hits] == [hit.passage for hit in found]
    assert all(hit.matches for hit in hits) and not any(hit.matches for hit in found)
    scores = score_passages("茶叶", two, 5)
    assert max(score for score, _ in scores.values()) == pytest.approx(hits[0].score)


@pytest.mark.parametrize("question", ["", " \n", "？！。", "增\ud800长", "长" * (MAX_QUESTION + 1), None, b"x"])
def test_what_cannot_be_asked(question: object) -> None:
    with pytest.raises(QueryError):
        check_question(question)  # type: ignore[arg-type]


@pytest.mark.parametrize("question", ["a", "1", "茶", "½", "长" * MAX_QUESTION, "茶叶\x00", "𠮷", "👍茶"])
def test_what_can_be_asked(two: Index, question: str) -> None:
    assert check_question(f" {question}\n") == question
    assert retrieve(question, index=two)


def test_a_path_is_not_made_of_a_question(two: Index, tmp_path: Path) -> None:
    assert retrieve("../../etc/passwd; DROP TABLE passages; \"' OR 1=1 --", index=two) is not None
    assert list(tmp_path.iterdir()) == []
