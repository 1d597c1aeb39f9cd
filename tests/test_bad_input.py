"""Bad questions, options and indexes: a clear error that says what to do, of a class that callers know."""

from pathlib import Path

import pytest

from index import EncoderError, Index, IndexFormatError, QueryError, UnknownDocumentError, YijuError, load_encoder
from qa import ask, default_index, retrieve
from qa.default_index import user_index_path


@pytest.mark.parametrize("function", [ask, retrieve])
@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "the question is empty; ask something"),
        (" \n\u3000\t", "the question is empty"),
        ("问" * 1001, "has 1001 characters, over the limit of 1000"),
        ("?!。,…", "holds no word and no number"),
        ("增长\ud800", "unpaired surrogate"),
        (None, "must be a string, got NoneType"),
        (7, "must be a string, got int"),
    ],
)
def test_questions_that_cannot_be_asked(index: Index, function: object, question: object, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        function(question, index=index)  # type: ignore[operator]
    assert isinstance(caught.value, ValueError)


def test_the_longest_question(index: Index) -> None:
    ask("经济增长多少" + "?" * 994, index=index)
    assert len(retrieve("汽车产业" * 250, index=index)) == 5


@pytest.mark.parametrize("function", [ask, retrieve])
@pytest.mark.parametrize("k", [0, -1, 2.5, "3", True, None])
def test_k_that_is_no_count(index: Index, function: object, k: object) -> None:
    with pytest.raises(QueryError, match="k must be a whole number from 1 up"):
        function("经济", k=k, index=index)  # type: ignore[operator]


def test_k_beyond_the_corpus(index: Index) -> None:
    hits = retrieve("经济增长", k=100_000, index=index)
    assert len(hits) == len(index)
    assert len({hit.passage.id for hit in hits}) == len(index)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(ask("上半年经济增长多少?", k=100_000, index=index).hits) <= len(index)


@pytest.mark.parametrize("function", [ask, retrieve])
def test_documents_that_are_not_there(index: Index, function: object) -> None:
    with pytest.raises(UnknownDocumentError, match="holds no document 'none'; it holds: chongqing"):
        function("经济", documents=["none"], index=index)  # type: ignore[operator]
    with pytest.raises(QueryError, match="must be a collection of ids, got the string"):
        function("经济", documents="chongqing-2024-h1", index=index)  # type: ignore[operator]


def test_history_that_cannot_be_read(index: Index) -> None:
    with pytest.raises(QueryError, match="empty"):
        ask("那下半年呢?", history=[""], index=index)


def test_encoders_that_are_not_there() -> None:
    with pytest.raises(EncoderError, match="no name"):
        load_encoder(" ")


def test_an_own_index_that_is_damaged_is_never_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "CURRENT").write_text("nonsense\n", encoding="utf-8")
    monkeypatch.setenv("YIJU_INDEX", str(own))
    assert user_index_path() == own
    with pytest.raises(IndexFormatError, match="damaged"):
        default_index()
    with pytest.raises(YijuError):
        ask("上半年经济增长多少?")
    assert (own / "CURRENT").read_text(encoding="utf-8") == "nonsense\n"


def test_an_index_named_by_the_environment_must_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YIJU_INDEX", str(tmp_path / "none"))
    with pytest.raises(FileNotFoundError, match="no index at"):
        ask("上半年经济增长多少?")
