"""The server as one ASGI app: the API, MCP where a token is set, and the page, behind the same middlewares.

>>> app = create_app(Settings.from_environment())
"""

import asyncio
import contextlib
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from index import Index, QueryError, UnknownDocumentError, YijuError
from qa import Answerer, default_index
from ui.access import Access
from ui.answering import Desk
from ui.api import Service, add_api
from ui.feedback import FeedbackLog
from ui.figures import FigureCache
from ui.limits import TokenBuckets
from ui.metrics import Metrics, Observed
from ui.openapi import describe
from ui.problems import Problem, validation_problem
from ui.security import BodyLimit, KnownHosts, KnownPaths, OwnOrigins, Rates, SecureHeaders, UnderPath, is_own
from ui.settings import Settings
from ui.workers import Workers

_log = logging.getLogger("yiju")


def create_app(settings: Settings, index: Index | None = None, *, answerer: Answerer | None = None) -> FastAPI:
    """The app with these settings, on this index (the default where None), with a language model if given.

    `app.state.service` holds what handlers need; `app.state.questions` is the bucket that questions of the API and
    of the page share. Raises what opening the index raises only when started, and says so in /readyz.
    """
    _stay_quiet()
    get_index = (lambda: index) if index is not None else default_index
    metrics = Metrics()
    questions = TokenBuckets(settings.rate, settings.burst)
    app = FastAPI(
        title="Yiju",
        version="1",
        docs_url=None,  # Swagger's page would come from a CDN
        redoc_url=None,
        redirect_slashes=False,
        servers=[{"url": settings.root_path}] if settings.root_path else None,
        lifespan=_lifespan(get_index),
        middleware=_middlewares(settings, metrics, questions),
        exception_handlers=dict.fromkeys((Problem, HTTPException, RequestValidationError, YijuError), _as_problem),
    )
    feedback = FeedbackLog(settings.feedback, settings.max_feedback)
    desk = Desk(settings.max_waiting, settings.time_limit, settings.cached_answers, Workers(settings.processes))
    app.state.service = Service(settings, get_index, answerer, feedback, metrics, FigureCache(), desk)
    app.state.questions = questions
    add_api(app, token=bool(settings.token))
    _add_health(app, get_index)
    if settings.metrics:
        app.add_api_route("/metrics", _metrics, include_in_schema=False)
    if settings.token:
        from ui.mcp import mount_mcp

        mount_mcp(app, get_index, answerer)
    describe(app)
    app.router.routes.append(_Refusals())
    if settings.page:
        _mount_page(app, settings, get_index, answerer)
    return app


def _stay_quiet() -> None:
    # Before gradio is imported: it counts its starts and looks for new versions over the network.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    # Gradio's own default is one folder that all users of the machine share.
    if "GRADIO_TEMP_DIR" not in os.environ:
        os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="yiju-")


def _middlewares(settings: Settings, metrics: Metrics, questions: TokenBuckets) -> list[Middleware]:
    return [
        Middleware(UnderPath, root=settings.root_path),
        Middleware(SecureHeaders),
        Middleware(Observed, metrics=metrics),
        Middleware(KnownHosts, hosts=settings.allowed_hosts),
        # Also with no origins: finding it here, Gradio leaves its own out, which would let in any.
        Middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "accept"],
            expose_headers=["yiju-answer", "yiju-generation", "retry-after"],
        ),
        Middleware(OwnOrigins, origins=settings.origins),
        Middleware(Rates, questions=questions, others=TokenBuckets(settings.outer_rate, settings.outer_burst)),
        Middleware(Access, token=settings.token),
        Middleware(KnownPaths),
        Middleware(BodyLimit, page=settings.max_body, api=settings.max_api_body),
    ]


def _lifespan(get_index: Callable[[], Index]) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            for manager in getattr(app.state, "managers", ()):
                await stack.enter_async_context(manager())
            try:
                await asyncio.to_thread(load, get_index)
            except YijuError as error:
                # Alive and not ready: /readyz says so, and a rebuilt index makes it ready without a restart.
                _log.error("the index cannot be used: %s", error)
            stack.callback(app.state.service.desk.close)
            yield

    return lifespan


def load(get_index: Callable[[], Index]) -> Index:
    """The index with everything loaded that an answer needs. Raises YijuError, as `Index.open` and its parts do."""
    index = get_index()
    index.search("载入", k=1)
    index.aligner  # noqa: B018 - checked when first touched
    return index


def _add_health(app: FastAPI, get_index: Callable[[], Index]) -> None:
    async def healthz() -> Response:
        """Alive."""
        return JSONResponse({"status": "alive"})

    async def readyz() -> Response:
        """Ready to answer: the index is open, and the encoder that built it is the one installed."""
        try:
            index = await asyncio.to_thread(load, get_index)
        except YijuError as error:
            raise Problem(503, f"not ready ({type(error).__name__}); the server's log says why") from None
        return JSONResponse({"status": "ready", "generation": index.generation, "passages": len(index)})

    app.add_api_route("/healthz", healthz, summary="Alive", tags=["health"])
    app.add_api_route("/readyz", readyz, summary="Ready", tags=["health"])


async def _metrics(request: Request) -> Response:
    service: Service = request.app.state.service
    return PlainTextResponse(service.metrics.exposition(), media_type="text/plain; version=0.0.4")


def _mount_page(app: FastAPI, settings: Settings, get_index: Callable[[], Index], answerer: Answerer | None) -> None:
    from ui.web import mount_page  # gradio: three seconds

    mount_page(app, settings, get_index, answerer=answerer)


async def _as_problem(request: Request, error: Exception) -> Response:
    match error:
        case Problem():
            problem = error
        case HTTPException():
            problem = Problem(error.status_code, str(error.detail), headers=error.headers)
        case RequestValidationError():
            problem = validation_problem(error.errors())
        case UnknownDocumentError():
            problem = Problem(404, str(error))
        case QueryError():
            problem = Problem(422, str(error))
        case _:
            # An index that cannot be used; the message names files of the server.
            _log.error("the index cannot be used: %s", error)
            problem = Problem.busy(503, "the index cannot be used now; the server's log says why", 30)
    return problem.response()


class _Refusals(Route):
    """The last route before the page: a wrong method or a path of ours that does not exist must not reach Gradio."""

    def __init__(self) -> None:
        super().__init__("/", self._refuse, include_in_schema=False)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or not is_own(scope["path"]):
            return Match.NONE, {}
        return Match.FULL, {"endpoint": self._refuse}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        methods = {
            method
            for route in scope["app"].router.routes
            if route is not self and isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE
            for method in route.methods or ()
        }
        if methods:
            allow = ", ".join(sorted(methods))
            problem = Problem(405, f"{scope['method']} does not work here; use {allow}", headers={"allow": allow})
        else:
            problem = Problem(404, "nothing is here; see /openapi.json")
        await problem.send(scope, receive, send)
