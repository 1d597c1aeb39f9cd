"""What the server did: counters for Prometheus, and the access log, both without a word of the questions.

The exposition is our own sixty lines: four counters and a histogram in one process need no client library, and none is
among the dependencies.
"""

import logging
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.problems import Problem
from ui.security import STATIC_FOLDERS

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds
_ROUTES = (
    "/v1/ask",
    "/v1/search",
    "/v1/documents",
    "/v1/figures",
    "/v1/feedback",
    "/mcp",
    "/healthz",
    "/readyz",
    "/metrics",
)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "DELETE", "PUT", "PATCH"})

_log = logging.getLogger("yiju.access")


class Metrics:
    """Counts since the start. Used from the event loop only, so without locks."""

    def __init__(self) -> None:
        self.started = time.time()
        self.requests: Counter[tuple[str, str, int]] = Counter()  # route, method, status
        self.answers: Counter[str] = Counter()  # kind
        self.active = 0
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(BUCKETS) + 1))

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """One finished request."""
        self.requests[route, method if method in _METHODS else "other", status] += 1
        self._seconds[route] += seconds
        self._buckets[route][sum(seconds > limit for limit in BUCKETS)] += 1

    def exposition(self) -> str:
        """In Prometheus' text format, version 0.0.4."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield "# TYPE yiju_requests_total counter"
        for (route, method, status), count in sorted(self.requests.items()):
            yield f'yiju_requests_total{{route="{route}",method="{method}",status="{status}"}} {count}'
        yield "# TYPE yiju_request_seconds histogram"
        for route, counts in sorted(self._buckets.items()):
            total = 0
            for limit, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                total += count
                yield f'yiju_request_seconds_bucket{{route="{route}",le="{limit}"}} {total}'
            yield f'yiju_request_seconds_sum{{route="{route}"}} {self._seconds[route]:.6f}'
            yield f'yiju_request_seconds_count{{route="{route}"}} {total}'
        yield "# TYPE yiju_answers_total counter"
        for kind, count in sorted(self.answers.items()):
            yield f'yiju_answers_total{{kind="{kind}"}} {count}'
        yield "# TYPE yiju_requests_active gauge"
        yield f"yiju_requests_active {self.active}"
        yield "# TYPE process_start_time_seconds gauge"
        yield f"process_start_time_seconds {self.started:.3f}"


class Observed:
    """Outermost but for the headers: counts and logs each request, and turns a crash into a 500 without details."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        status = 0
        # Kept: a mounted app rewrites them.
        path, method = scope["path"], scope["method"]
        start = time.perf_counter()

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self.metrics.active += 1
        try:
            await self.app(scope, receive, observed)
        except Exception as error:
            _log_crash(path, error)
            if status:
                # Too late for another answer: the server must cut the connection, and log no message of ours.
                raise RuntimeError("the response was cut short") from None
            await Problem(500, "something broke in the server; its log says what").send(scope, receive, observed)
        finally:
            self.metrics.active -= 1
            seconds = time.perf_counter() - start
            self.metrics.count(_route(path), method, status or 499, seconds)
            if not path.startswith(STATIC_FOLDERS):
                # Without the query: the page's links carry questions in it.
                _log.info("%s %s %d %.1f ms", method, quote(path[:200]), status or 499, seconds * 1000)


def _log_crash(path: str, error: Exception) -> None:
    # The frames, not the message: it may quote the question.
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s crashed with %s\n%s", quote(path[:200]), type(error).__name__, frames)


def _route(path: str) -> str:
    if path.startswith("/v1/documents/"):
        return "/v1/documents/{id}"
    return path if path in _ROUTES else "other" if path.startswith("/v1/") else "page"
