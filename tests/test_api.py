"""The HTTP API: the same answers as the library, and honest errors, all as problem+json."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from index import Document, Index, YijuError
from qa import Answer, ask, retrieve, to_dict
from ui.app import create_app
from ui.feedback import Feedback, FeedbackLog, answer_id
from ui.figures import plain_number
from ui.models import AnswerModel, DocumentModel, FigureTable, SearchResult
from ui.settings import Settings

QUESTION = "上半年地区生产总值增长多少?"
PROBLEM = "application/problem+json"


def settings(tmp_path: Path, **options: Any) -> Settings:
    return Settings(page=False, rate=0, outer_rate=0, feedback=tmp_path / "feedback.jsonl", **options)


def client_of(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture
def client(index: Index, tmp_path: Path) -> Iterator[TestClient]:
    with client_of(create_app(settings(tmp_path), index)) as client:
        yield client


def events(text: str) -> list[tuple[str, Any]]:
    parsed = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        parsed.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return parsed


def test_an_answer_is_the_librarys_own(client: TestClient, index: Index, report: Document) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION, "k": 3})
    assert response.status_code == 200
    body = response.json()
    answer = ask(QUESTION, k=3, index=index)
    assert body == json.loads(json.dumps(to_dict(answer)))
    assert AnswerModel.model_validate(body).model_dump() == body  # the description leaves nothing out
    assert body["citations"]
    assert client.post("/v1/ask", json={"question": QUESTION, "k": 3.0}).json() == body  # an integer, to JSON
    for citation in body["citations"]:
        assert report.text[citation["start"] : citation["end"]] == citation["quote"]
    assert response.headers["yiju-answer"] == answer_id(answer, index.generation)
    assert response.headers["yiju-generation"] == index.generation


def test_history_is_passed_on(client: TestClient, index: Index) -> None:
    history = ["新能源汽车产量增长多少?"]
    body = client.post("/v1/ask", json={"question": "那出口呢?", "history": history}).json()
    assert body == json.loads(json.dumps(to_dict(ask("那出口呢?", history=history, index=index))))


def test_silence_is_an_answer(client: TestClient) -> None:
    body = client.post("/v1/ask", json={"question": "量子计算机卖了多少台?"}).json()
    assert body["abstained"] and body["kind"] == "abstained" and body["citations"] == [] and body["hits"]


def test_the_stream_ends_with_the_same_answer(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION}, headers={"accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    [(name, answer)] = events(response.text)
    assert name == "answer"
    assert answer == client.post("/v1/ask", json={"question": QUESTION}).json()


def test_a_question_asked_again_is_not_worked_out_again(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counting(question: str, **options: Any) -> Answer:
        asked.append(question)
        return ask(question, **options)

    monkeypatch.setattr("ui.encoded.ask", counting)
    with client_of(create_app(settings(tmp_path, cached_answers=2), index)) as client:
        bodies: list[dict[str, Any]] = [{"question": QUESTION}, {"question": QUESTION, "k": 2}]
        first = [client.post("/v1/ask", json=body) for body in bodies]
        again = [client.post("/v1/ask", json=body) for body in bodies]
        assert [response.content for response in first] == [response.content for response in again]
        assert first[0].headers["yiju-answer"] == again[0].headers["yiju-answer"]
        assert len(first[0].json()["hits"]) > len(first[1].json()["hits"])
        assert len(asked) == 2
        client.post("/v1/ask", json={"question": QUESTION, "k": 3})  # the oldest goes
        client.post("/v1/ask", json=bodies[0])
        assert len(asked) == 4


def test_a_long_question_holds_nobody_up(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow(question: str, **options: Any) -> Answer:
        began.set()
        assert go_on.wait(20)
        return ask(question, **options)

    monkeypatch.setattr("ui.encoded.ask", slow)
    with client_of(create_app(settings(tmp_path), index)) as client:
        asking = threading.Thread(target=client.post, args=("/v1/ask",), kwargs={"json": {"question": QUESTION}})
        asking.start()
        assert began.wait(20)
        assert client.get("/v1/documents").status_code == 200
        assert asking.is_alive()
        go_on.set()
        asking.join()


class Writer:
    """A language model that writes two pieces, waits, and then gives the draft or fails."""

    def __init__(self, *, wait: float = 0.0, error: Exception | None = None) -> None:
        self.wait = wait
        self.error = error
        self.closed = threading.Event()

    def stream(self, draft: Answer, index: Index, history: Sequence[str]) -> Iterator[str | Answer]:
        try:
            yield "百分之"
            time.sleep(self.wait)
            yield "六点一"
            if self.error:
                raise self.error
            yield draft
        finally:
            self.closed.set()


def streamed(index: Index, tmp_path: Path, writer: Writer, **options: Any) -> list[tuple[str, Any]]:
    with client_of(create_app(settings(tmp_path, **options), index, answerer=writer)) as client:
        response = client.post("/v1/ask", json={"question": QUESTION}, headers={"accept": "text/event-stream"})
    assert response.status_code == 200
    assert writer.closed.wait(5)
    return events(response.text)


def test_pieces_come_before_the_answer(index: Index, tmp_path: Path) -> None:
    got = streamed(index, tmp_path, Writer())
    assert [name for name, _ in got] == ["text", "text", "answer"]
    assert [data["text"] for name, data in got if name == "text"] == ["百分之", "六点一"]


def test_a_stream_that_breaks_says_so_without_details(index: Index, tmp_path: Path) -> None:
    got = streamed(index, tmp_path, Writer(error=RuntimeError("secret path")))
    assert [name for name, _ in got] == ["text", "text", "error"]
    assert got[-1][1]["status"] == 500
    assert "secret" not in json.dumps(got)


def test_a_stream_ends_in_time(index: Index, tmp_path: Path) -> None:
    got = streamed(index, tmp_path, Writer(wait=1.5), time_limit=0.5)
    assert [name for name, _ in got] == ["text", "error"]
    assert got[-1][1]["status"] == 503


def test_too_many_at_once_are_told(index: Index, tmp_path: Path) -> None:
    app = create_app(settings(tmp_path, max_waiting=1), index, answerer=Writer(wait=1.0))
    with client_of(app) as client:
        first = threading.Thread(target=client.post, args=("/v1/ask",), kwargs={"json": {"question": QUESTION}})
        first.start()
        end = time.monotonic() + 5
        while not app.state.service.desk.waiting and time.monotonic() < end:
            time.sleep(0.01)
        response = client.post("/v1/ask", json={"question": QUESTION})
        first.join()
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) >= 1


def test_search_gives_what_retrieve_gives(client: TestClient, index: Index) -> None:
    body = client.post("/v1/search", json={"query": "新能源汽车产量", "k": 2}).json()
    SearchResult.model_validate(body)
    assert [hit["passage"]["id"] for hit in body["hits"]] == [
        hit.passage.id for hit in retrieve("新能源汽车产量", k=2, index=index)
    ]


def test_documents_with_slashes_in_their_ids(report: Document, tmp_path: Path) -> None:
    text = "# 标题\n全市种了1234棵树。\n"
    index = Index.build([report, Document("a/b c/报告", "标题 <b>", text)], tmp_path / "index")
    with client_of(create_app(settings(tmp_path), index)) as client:
        listed = client.get("/v1/documents").json()
        assert [entry["id"] for entry in listed["documents"]] == [report.id, "a/b c/报告"]
        assert listed["generation"] == index.generation
        for path in ("/v1/documents/a/b%20c/报告", "/v1/documents/a%2Fb%20c%2F%E6%8A%A5%E5%91%8A"):
            body = client.get(path).json()
            assert DocumentModel.model_validate(body).text == text
            assert body["sections"] and body["sections"][0]["headings"] == ["标题"]
        only = client.post("/v1/ask", json={"question": "种了多少棵树?", "documents": ["a/b c/报告"]}).json()
        assert {hit["passage"]["document"] for hit in only["hits"]} == {"a/b c/报告"}
        figures = client.get("/v1/figures", params={"document": "a/b c/报告"}).json()
        assert [row["text"] for row in figures["figures"]] == ["1234棵"]
    index.close()


def test_figures_stand_where_they_say(client: TestClient, report: Document) -> None:
    first = client.get("/v1/figures", params={"limit": 5}).json()
    second = client.get("/v1/figures", params={"limit": 5, "offset": 5}).json()
    whole = client.get("/v1/figures", params={"limit": 1000}).json()
    FigureTable.model_validate(whole)
    assert first["figures"] + second["figures"] == whole["figures"][:10]
    assert whole["total"] == len(whole["figures"]) > 100
    for row in whole["figures"]:
        assert report.text[row["start"] : row["end"]] == row["text"]
        assert report.text[row["sentence_start"] : row["sentence_end"]] == row["sentence"]
        assert "E" not in row["value"]


def test_numbers_are_written_out() -> None:
    from decimal import Decimal

    assert [plain_number(Decimal(text)) for text in ("9.7097E+11", "6.10", "100", "0.0")] == [
        "970970000000",
        "6.1",
        "100",
        "0",
    ]


BAD_BODIES: list[Any] = [
    {},
    {"question": ""},
    {"question": "  ?! "},
    {"question": 5},
    {"question": "好" * 1001},
    {"question": QUESTION, "k": 0},
    {"question": QUESTION, "k": "5"},
    {"question": QUESTION, "k": True},
    {"question": QUESTION, "k": 10**9},
    {"question": QUESTION, "history": "x"},
    {"question": QUESTION, "history": ["x"] * 21},
    {"question": QUESTION, "documents": []},
    {"question": QUESTION, "unknown": 1},
    [],
    None,
]


@pytest.mark.parametrize("body", BAD_BODIES, ids=lambda body: repr(body)[:40])
def test_what_does_not_fit_is_refused(client: TestClient, body: Any) -> None:
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == PROBLEM
    problem = response.json()
    assert problem["status"] == 422 and problem["title"] and problem["detail"] and problem["errors"]


def test_the_input_is_not_repeated(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION, "k": "<script>"})
    assert "script" not in response.text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"question": "\\ud800a"}', "application/json"),
        (b"question=1", "application/x-www-form-urlencoded"),
        (b'{"question": "1"}', "text/plain"),
        (b"[" * 60_000, "application/json"),
    ],
)
def test_broken_bodies_are_refused(client: TestClient, content: bytes, kind: str) -> None:
    response = client.post("/v1/ask", content=content, headers={"content-type": kind})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == PROBLEM


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/ask", 405),
        ("DELETE", "/v1/documents", 405),
        ("POST", "/healthz", 405),
        ("PUT", "/openapi.json", 405),
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/documents/no-such", 404),
        ("GET", "/v1/figures?document=no-such", 404),
        ("GET", "/v1/figures?limit=0", 422),
        ("GET", "/v1/figures?unknown=1", 422),
        ("GET", "/metrics", 404),
        ("GET", "/mcp", 404),
        ("GET", "/docs", 404),
    ],
)
def test_refusals_are_problems(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEM
    assert response.json()["status"] == status
    if status == 405:
        assert response.headers["allow"] not in ("", method)


def test_an_unknown_document_is_named(client: TestClient, report: Document) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION, "documents": ["nope"]})
    assert response.status_code == 404
    assert "nope" in response.json()["detail"]


def test_a_crash_tells_nothing(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*args: Any, **options: Any) -> None:
        raise RuntimeError(f"secret {args}")

    monkeypatch.setattr("ui.api.retrieve", crash)
    with client_of(create_app(settings(tmp_path), index)) as client:
        response = client.post("/v1/search", json={"query": "机密问题"})
    assert response.status_code == 500
    assert response.headers["content-type"] == PROBLEM
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "secret" not in response.text
    assert "RuntimeError" in caplog.text and "test_api" in caplog.text
    assert "机密问题" not in caplog.text


def test_not_ready_without_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_INDEX", str(tmp_path / "none"))
    with client_of(create_app(settings(tmp_path))) as client:
        assert client.get("/healthz").status_code == 200
        for response in (client.get("/readyz"), client.post("/v1/ask", json={"question": QUESTION})):
            assert response.status_code == 503
            assert response.headers["content-type"] == PROBLEM
            assert str(tmp_path) not in response.text


def test_ready(client: TestClient, index: Index) -> None:
    assert client.get("/readyz").json() == {
        "status": "ready",
        "generation": index.generation,
        "passages": len(index),
    }


def test_another_encoder_is_not_ready(index: Index, tmp_path: Path) -> None:
    class Wrong:
        @property
        def encoder(self) -> None:
            raise YijuError("the index was built by another encoder")

        def search(self, *args: Any, **options: Any) -> None:
            return self.encoder

    with client_of(create_app(settings(tmp_path), Wrong())) as client:  # type: ignore[arg-type]
        assert client.get("/readyz").status_code == 503


def test_metrics_count_without_questions(index: Index, tmp_path: Path) -> None:
    with client_of(create_app(settings(tmp_path, metrics=True), index)) as client:
        client.post("/v1/ask", json={"question": QUESTION})
        client.get(f"/v1/documents/{QUESTION}")
        client.request("BREW", "/v1/secret-path")
        text = client.get("/metrics").text
    assert 'yiju_requests_total{route="/v1/ask",method="POST",status="200"} 1' in text
    assert 'yiju_requests_total{route="/v1/documents/{id}",method="GET",status="404"} 1' in text
    assert 'yiju_request_seconds_count{route="/v1/ask"} 1' in text
    assert 'yiju_request_seconds_bucket{route="/v1/ask",le="+Inf"} 1' in text
    assert 'yiju_answers_total{kind="extracted"} 1' in text
    assert "secret" not in text and "BREW" not in text and "生产总值" not in text


def test_feedback_is_kept(client: TestClient, tmp_path: Path) -> None:
    verdict = {"question": "问\u2028题\n", "answer": "0" * 16, "generation": "g", "verdict": "citation", "citation": 2}
    assert client.post("/v1/feedback", json=verdict).status_code == 204
    assert client.post("/v1/feedback", json={**verdict, "verdict": "great"}).status_code == 422
    lines = (tmp_path / "feedback.jsonl").read_text().splitlines()
    assert len(lines) == 1
    entry = json.loads(lines[0])
    assert entry.pop("time").endswith("Z")
    assert entry == {**verdict, "comment": ""}
    assert (tmp_path / "feedback.jsonl").stat().st_mode & 0o077 == 0


def test_feedback_cannot_fill_the_disk(tmp_path: Path) -> None:
    log = FeedbackLog(tmp_path / "new" / "feedback.jsonl", max_bytes=2000)
    for number in range(50):
        log.add(Feedback(f"question {number}", "0" * 16, "g", "good"))
    files = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert files == ["feedback.jsonl", "feedback.jsonl.1"]
    kept = [json.loads(line) for name in reversed(files) for line in (tmp_path / "new" / name).read_text().splitlines()]
    assert sum((tmp_path / "new" / name).stat().st_size for name in files) <= 4000
    assert kept[-1]["question"] == "question 49"


def test_openapi_describes_all_with_examples(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    assert set(description["paths"]) == {
        "/v1/ask",
        "/v1/search",
        "/v1/documents",
        "/v1/documents/{id}",
        "/v1/figures",
        "/v1/feedback",
        "/healthz",
        "/readyz",
    }
    schemas = description["components"]["schemas"]
    assert all(schemas[name].get("examples") for name in ("AskRequest", "SearchRequest", "FeedbackRequest"))
    ask_responses = description["paths"]["/v1/ask"]["post"]["responses"]
    assert set(ask_responses["200"]["content"]) == {"application/json", "text/event-stream"}
    assert set(ask_responses["429"]["content"]) == {PROBLEM}
    for example in schemas["AskRequest"]["examples"]:
        assert client.post("/v1/ask", json=example).status_code == 200
