"""The HTTP API, /v1: thin handlers over `qa`. What it takes and gives is described in `ui.models`."""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool

from index import Index
from qa import Answer, Answerer, ask_stream, retrieve, to_dict
from ui.answering import Desk
from ui.encoded import Asked, encode
from ui.feedback import Feedback, FeedbackLog
from ui.figures import FigureCache
from ui.metrics import Metrics
from ui.models import (
    AnswerModel,
    AskRequest,
    DocumentList,
    DocumentModel,
    FeedbackRequest,
    FigureQuery,
    FigureTable,
    ProblemModel,
    SearchRequest,
    SearchResult,
)
from ui.settings import Settings
from ui.streaming import AnswerStream

_log = logging.getLogger("yiju.questions")
_STATUSES = (400, 401, 403, 404, 405, 408, 413, 422, 429, 500, 503)
_STREAM_EXAMPLE = 'event: text\ndata: {"text": "…"}\n\nevent: answer\ndata: {"question": "…", "text": "…"}\n\n'
_ANSWERED: dict[int | str, dict[str, Any]] = {
    200: {
        "model": AnswerModel,
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _STREAM_EXAMPLE}},
        "headers": {
            "Yiju-Answer": {"description": "The answer's id, for /v1/feedback.", "schema": {"type": "string"}},
            "Yiju-Generation": {"description": "The index's generation.", "schema": {"type": "string"}},
        },
    }
}


@dataclass(slots=True)
class Service:
    """What the handlers need; one per app, in `app.state.service`."""

    settings: Settings
    get_index: Callable[[], Index]
    answerer: Answerer | None
    feedback: FeedbackLog
    metrics: Metrics
    figures: FigureCache
    desk: Desk


class Json(JSONResponse):
    """JSON as text that people can read: Chinese unescaped, as `yiju ask --json` prints it."""

    def render(self, content: Any) -> bytes:
        return encode(content)


def service_of(request: Request) -> Service:
    """The service of the app that the request came to."""
    return request.app.state.service  # type: ignore[no-any-return]


Own = Annotated[Service, Depends(service_of)]


def add_api(app: FastAPI, *, token: bool) -> None:
    """Adds the routes of /v1; `token`: say in OpenAPI that they need one. Expects a Service in `app.state.service`."""
    problems: dict[int | str, dict[str, Any]] = {status: {"model": ProblemModel} for status in _STATUSES}

    def add(
        method: str, path: str, handler: Callable[..., Any], summary: str, ok: dict[int | str, Any], **more: Any
    ) -> None:
        app.add_api_route(
            f"/v1/{path}",
            handler,
            methods=[method],
            summary=summary,
            tags=["yiju"],
            dependencies=[Depends(HTTPBearer(auto_error=False, description="YIJU_TOKEN"))] if token else [],
            responses={**problems, **ok},
            **more,
        )

    add("POST", "ask", ask_question, "Ask a question", _ANSWERED)
    add("POST", "search", search, "Find passages", {200: {"model": SearchResult}})
    add("GET", "documents", documents, "List the documents", {200: {"model": DocumentList}})
    add("GET", "documents/{id:path}", document, "Read a document", {200: {"model": DocumentModel}})
    add("GET", "figures", figures, "List the figures", {200: {"model": FigureTable}})
    add("POST", "feedback", give_feedback, "Judge an answer", {}, status_code=204)


async def ask_question(body: AskRequest, request: Request, service: Own) -> Response:
    """The answer with its basis.

    With `Accept: text/event-stream`: `text` events while a language model writes, then one `answer` event with the same
    JSON, or one `error` event with a problem.
    """
    if service.settings.log_questions:
        _log.info("question: %r", body.question)
    index = service.get_index()
    if "text/event-stream" in request.headers.get("accept", ""):
        return await _streamed(service, body, index)
    documents = None if body.documents is None else tuple(body.documents)
    asked = Asked(body.question, tuple(body.history), body.k, documents)
    answer = await service.desk.answer(asked, index, service.answerer)
    service.metrics.answers[answer.kind] += 1
    headers = {"yiju-answer": answer.id, "yiju-generation": answer.generation}
    return Response(answer.body, media_type="application/json", headers=headers)


async def search(body: SearchRequest, service: Own) -> Response:
    """The passages nearest to a query, best first, with what speaks for each."""
    if service.settings.log_questions:
        _log.info("search: %r", body.query)
    index = service.get_index()
    hits = await service.desk.do(lambda: retrieve(body.query, k=body.k, index=index, documents=body.documents))
    return Json({"query": body.query, "hits": [to_dict(hit) for hit in hits]})


async def documents(service: Own) -> Response:
    """The documents of the index in the order of building."""
    index = service.get_index()
    entries = [{"id": id, "title": title} for id, title in index.documents.items()]
    return Json({"generation": index.generation, "documents": entries})


async def document(id: str, service: Own) -> Response:
    """A document's canonical text, which every offset counts in, and its sections. The id may hold slashes."""
    index = service.get_index()
    found, sections = index.document(id), index.sections(id)
    return Json({**asdict(found), "sections": [asdict(section) for section in sections]})


async def figures(query: Annotated[FigureQuery, Query()], service: Own) -> Response:
    """Every figure of the documents with its indicator, unit, direction, period and place, in reading order."""
    index = service.get_index()
    # The first time it reads whole documents.
    rows = await service.desk.do(lambda: service.figures.rows(index, query.document))
    part = rows[query.offset : query.offset + query.limit]
    return Json({"generation": index.generation, "total": len(rows), "offset": query.offset, "figures": part})


async def give_feedback(body: FeedbackRequest, service: Own) -> Response:
    """Kept in a file on the server, for whoever runs it; nothing is sent anywhere."""
    await run_in_threadpool(service.feedback.add, Feedback(**body.model_dump()))
    return Response(status_code=204)


async def _streamed(service: Service, body: AskRequest, index: Index) -> Response:
    make = partial(
        ask_stream,
        body.question,
        history=body.history,
        k=body.k,
        index=index,
        answerer=service.answerer,
        documents=body.documents,
    )
    stream = AnswerStream(make, service.settings.time_limit)
    await service.desk.admit(stream.start)

    def count(answer: Answer) -> None:
        service.metrics.answers[answer.kind] += 1

    headers = {"yiju-generation": index.generation, "cache-control": "no-store"}
    return StreamingResponse(stream.encoded(count), media_type="text/event-stream", headers=headers)
