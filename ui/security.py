"""What every request passes before a handler sees it: pure ASGI middlewares, each with one rule.

From the outside in (see `ui.app`): path, secure headers, host names, CORS, origins, rates, token (`ui.access`), known paths,
body size. Each refuses with a problem (`ui.problems`), so a program always gets the same shape.
"""

import asyncio
import gzip
import ipaddress
import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.limits import TokenBuckets
from ui.problems import Problem

OWN_PATHS = frozenset({"/healthz", "/readyz", "/metrics", "/openapi.json", "/mcp"})
OWN_FOLDERS = ("/v1/",)
# What Gradio's page asks for, found by watching it. All its other routes (upload, proxy, file, deep links, monitoring,
# run history, component servers, its own API …) are of no use here and have been the way in of past advisories.
PAGE_PATHS = frozenset(
    {
        "/",
        "/config",
        "/theme.css",
        "/favicon.ico",
        "/manifest.json",
        "/robots.txt",
        "/gradio_api/theme.css",
        "/gradio_api/startup-events",
        "/gradio_api/app_id",
        "/gradio_api/info",
        "/gradio_api/queue/join",
        "/gradio_api/queue/data",
        "/gradio_api/cancel",
        "/gradio_api/reset",
    }
)
STATIC_FOLDERS = ("/assets/", "/static/", "/svelte/", "/yiju/")
PAGE_FOLDERS = (*STATIC_FOLDERS, "/gradio_api/heartbeat/")
BODY_TIME = 20.0  # seconds for a request's body to arrive

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), payment=(), usb=(), clipboard-write=(self)",
}
_RAW_HEADERS = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
_DATA_POLICY = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE_POLICY = (
    "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'none'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_SCRIPT = re.compile(rb"<(script|link rel=\"modulepreload\")(?=[\s>])")


def is_own(path: str) -> bool:
    """Whether the path is the API's, and never the page's."""
    return path in OWN_PATHS or path.startswith(OWN_FOLDERS)


class UnderPath:
    """Takes the path under which a proxy shows the server off the request, where the proxy left it on."""

    def __init__(self, app: ASGIApp, *, root: str) -> None:
        self.app = app
        self.root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self.root:
            if scope["path"] == self.root:
                # Without the slash, the page's relative addresses would lead beside it.
                return await RedirectResponse(self.root + "/", 308)(scope, receive, send)
            if scope["path"].startswith(self.root + "/"):
                raw = scope.get("raw_path") or scope["path"].encode()
                scope = {**scope, "path": scope["path"][len(self.root) :], "raw_path": raw[len(self.root) :]}
        await self.app(scope, receive, send)


class SecureHeaders:
    """The security headers on every response; in HTML a fresh nonce on each script, and the policy that asks for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        gzipped = False
        if not is_own(scope["path"]) and not scope["path"].startswith(STATIC_FOLDERS):
            # Scripts cannot be stamped in a compressed page: it comes plain, and is compressed after stamping.
            gzipped = "gzip" in Headers(scope=scope).get("accept-encoding", "")
            scope["headers"] = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
        await self.app(scope, receive, _Stamp(send, gzipped))


class _Stamp:
    """One response: passes everything on at once, except HTML, which it holds back to stamp it."""

    def __init__(self, send: Send, gzipped: bool) -> None:
        self._send = send
        self._gzipped = gzipped
        self._start: Message | None = None  # of an HTML response, held back
        self._parts: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_RAW_HEADERS]
            headers = MutableHeaders(raw=message["headers"])
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
            headers["content-security-policy"] = _DATA_POLICY.decode()
        elif self._start is not None:
            self._parts.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._page(self._start, b"".join(self._parts))
            return
        await self._send(message)

    async def _page(self, start: Message, body: bytes) -> None:
        nonce = secrets.token_urlsafe(16)
        headers = MutableHeaders(raw=start["headers"])
        headers["content-security-policy"] = _PAGE_POLICY.format(nonce=nonce)
        headers["cache-control"] = "no-store"  # a nonce is for one response
        if body and "content-encoding" not in headers:
            body = _SCRIPT.sub(rb'<\1 nonce="' + nonce.encode() + rb'"', body)
            if self._gzipped:
                body = gzip.compress(body, 5)
                headers["content-encoding"] = "gzip"
            headers["content-length"] = str(len(body))
        headers.add_vary_header("accept-encoding")
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


class KnownHosts:
    """Only names that the server was told: else any site could point its own name here (DNS rebinding)."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "*" not in self.hosts:
            name = host_name(Headers(scope=scope).get("host", ""))
            if name not in self.hosts and not any(h[:2] == "*." and name.endswith(h[1:]) for h in self.hosts):
                problem = Problem(400, "unknown host name; name it in YIJU_HOSTS to be called by it")
                return await problem.send(scope, receive, send)
        elif scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})  # nothing here speaks it
        await self.app(scope, receive, send)


class OwnOrigins:
    """A page of another site cannot make its visitors' browsers ask, change or log in anything here."""

    def __init__(self, app: ASGIApp, *, origins: tuple[str, ...]) -> None:
        self.app = app
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            # Without the scheme: behind a proxy that ends TLS, the browser's is https and ours is http.
            own = (origin or "").partition("://")[2].lower() == headers.get("host", "").lower()
            if origin and not own and origin not in self.origins:
                problem = Problem(403, "requests from other sites are refused; name them in YIJU_ORIGINS")
                return await problem.send(scope, receive, send)
        await self.app(scope, receive, send)


class Rates:
    """A token bucket per client for questions (/v1, /mcp), and a wider one for everything else."""

    def __init__(self, app: ASGIApp, *, questions: TokenBuckets, others: TokenBuckets) -> None:
        self.app = app
        self.questions = questions
        self.others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] != "/healthz":
            asks = scope["path"].startswith("/v1/") or scope["path"] == "/mcp"
            wait = (self.questions if asks else self.others).take(client_of(scope))
            if wait:
                problem = Problem.busy(429, "too many requests; try again after Retry-After seconds", wait)
                return await problem.send(scope, receive, send)
        await self.app(scope, receive, send)


class KnownPaths:
    """An allow-list: what is not named above does not exist, whatever Gradio may serve in its next release."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = scope["path"]
            known = is_own(path) or path in PAGE_PATHS or path.startswith(PAGE_FOLDERS)
            if not known:
                return await Problem(404, "nothing is here; see /openapi.json").send(scope, receive, send)
        await self.app(scope, receive, send)


class BodyLimit:
    """Takes in the whole body, however it is sent, up to the limit: 64 KiB to /v1 and /mcp, 1 MiB to the page."""

    def __init__(self, app: ASGIApp, *, page: int, api: int) -> None:
        self.app = app
        self.page = page
        self.api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self.app(scope, receive, send)
        limit = self.api if is_own(scope["path"]) else self.page
        length = Headers(scope=scope).get("content-length", "0")
        try:
            if length.isdecimal() and int(length) > limit:
                raise _too_large(limit)
            async with asyncio.timeout(BODY_TIME):
                body = await _read(receive, limit)
        except TimeoutError:
            body = Problem(408, f"the body did not arrive in {BODY_TIME:.0f} seconds")
        except Problem as problem:
            body = problem
        if isinstance(body, Problem):
            # The rest of the body is not read, so the connection cannot be used again.
            body.headers["connection"] = "close"
            return await body.send(scope, receive, send)
        if body is None:
            return  # the client went away
        await self.app(scope, _replay(body, receive), send)


async def _read(receive: Receive, limit: int) -> bytes | Problem | None:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > limit:
            return _too_large(limit)
        if not message.get("more_body"):
            return bytes(body)


def _too_large(limit: int) -> Problem:
    return Problem(413, f"the body is larger than {limit} bytes; send less")


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def client_of(scope: Scope) -> str:
    """Whom a limit counts: the address, or the /64 network that one IPv6 customer usually owns."""
    address = (scope.get("client") or ("unknown", 0))[0]
    if ":" not in address:
        return str(address)
    try:
        return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return str(address)


def host_name(header: str) -> str:
    """The name in a Host header, in lower case, without its port and IPv6 brackets."""
    name = header.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0]
