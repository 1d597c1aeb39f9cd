"""The Model Context Protocol: what an assistant can ask of the reports, with exact citations in structured content.

On standard input and output (`yiju mcp`), and over HTTP at /mcp when the server has a token.
"""

import contextlib
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from index import Index, YijuError
from qa import Answerer, default_index, retrieve, to_dict
from qa import ask as ask_question
from ui.models import MAX_DOCUMENTS, MAX_HISTORY, MAX_K, AnswerModel, DocumentId, Question, SearchResult

if TYPE_CHECKING:
    from fastapi import FastAPI
    from mcp.server.mcpserver import MCPServer

MAX_CONTEXT = 2000  # characters on each side
MAX_SPAN = 20_000  # characters

_INSTRUCTIONS = (
    "Answers questions about the official reports in the user's index, in Chinese or English. Every citation is a "
    "verbatim span [start, end) of a document's text: quote it as it is, and name its document and headings. When "
    "`abstained` is true the reports do not say; do not fill in an answer of your own."
)

History = Annotated[list[Question], Field(max_length=MAX_HISTORY, description="Earlier questions, oldest first.")]
K = Annotated[int, Field(ge=1, le=MAX_K, description="How many passages.")]
Documents = Annotated[
    list[DocumentId] | None,
    Field(min_length=1, max_length=MAX_DOCUMENTS, description="Only these document ids; all when left out."),
]


class OpenedPassage(BaseModel):
    """A stretch of a document: `text` is its canonical text from `start` to `end`; `before` and `after` surround it."""

    document: str
    title: str
    headings: list[str]
    start: int
    end: int
    before: str
    text: str
    after: str


def make_server(get_index: Callable[[], Index] = default_index, answerer: Answerer | None = None) -> "MCPServer[None]":
    """The server with its three tools. They only read, and answer the same question the same way."""
    from mcp.server.mcpserver import MCPServer
    from mcp.types import ToolAnnotations

    server: MCPServer[None] = MCPServer(
        "yiju", title="Yiju", instructions=_INSTRUCTIONS, version=_version(), log_level="WARNING"
    )
    reads = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

    @server.tool(title="Ask the reports", annotations=reads)
    def ask(question: Question, history: History = [], k: K = 5, documents: Documents = None) -> AnswerModel:  # noqa: B006
        """Answers a question from the reports alone, with verbatim citations; says so where they are silent."""
        with _told():
            index = get_index()
            found = ask_question(question, history=history, k=k, documents=documents, index=index, answerer=answerer)
            return AnswerModel.model_validate(to_dict(found))

    @server.tool(title="Find passages", annotations=reads)
    def search(query: Question, k: K = 5, documents: Documents = None) -> SearchResult:
        """The passages of the reports nearest to a query, best first, without an answer."""
        with _told():
            hits = retrieve(query, k=k, documents=documents, index=get_index())
            return SearchResult.model_validate({"query": query, "hits": [to_dict(hit) for hit in hits]})

    @server.tool(title="Open a place in a report", annotations=reads)
    def open_passage(
        document: DocumentId,
        start: Annotated[int, Field(ge=0, description="First character, as in a citation.")],
        end: Annotated[int, Field(ge=1, description="The character after the last one.")],
        context: Annotated[int, Field(ge=0, le=MAX_CONTEXT, description="Characters to show on each side.")] = 200,
    ) -> OpenedPassage:
        """The exact words at a place of a document, with what stands around them."""
        with _told():
            return open_place(get_index(), document, start, end, context)

    return server


def open_place(index: Index, document: str, start: int, end: int, context: int) -> OpenedPassage:
    """The words at [start, end) of a document. Raises UnknownDocumentError, and ValueError for a span it has not."""
    found = index.document(document)
    if not 0 <= start < end <= len(found.text) or end - start > MAX_SPAN:
        raise ValueError(
            f"[{start}, {end}) is no span of {document!r}, which has {len(found.text)} characters; "
            f"give start < end, at most {MAX_SPAN} apart"
        )
    # The innermost section is the one that begins last.
    around = [section for section in index.sections(document) if section.start <= start < section.end]
    return OpenedPassage(
        document=found.id,
        title=found.title,
        headings=list(around[-1].headings) if around else [],
        start=start,
        end=end,
        before=found.text[max(0, start - context) : start],
        text=found.text[start:end],
        after=found.text[end : end + context],
    )


def run_stdio(index: Index | None = None, *, answerer: Answerer | None = None) -> None:
    """Serves on standard input and output until it is closed. The default index where None."""
    make_server((lambda: index) if index is not None else default_index, answerer).run("stdio")


def mount_mcp(app: "FastAPI", get_index: Callable[[], Index], answerer: Answerer | None) -> None:
    """Adds /mcp to the app; whoever calls it has put a token before it. Its manager starts with the app."""
    from mcp.server.transport_security import TransportSecuritySettings

    server = make_server(get_index, answerer)
    # Stateless: each request stands alone, so nothing is kept for clients that never come back. Host and origin are
    # checked by our own middlewares, for every path alike.
    inner = server.streamable_http_app(
        streamable_http_path="/mcp",
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    app.router.routes.extend(inner.routes)
    app.state.managers = [*getattr(app.state, "managers", ()), server.session_manager.run]


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What the caller can mend is told to it; anything else the library reports without details."""
    from mcp.server.mcpserver.exceptions import ToolError

    try:
        yield
    except (YijuError, ValueError) as error:
        raise ToolError(str(error)) from None


def _version() -> str:
    try:
        return version("yiju")
    except PackageNotFoundError:  # run from a checkout
        return "0"
