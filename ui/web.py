"""The web page on a FastAPI application: its scripts and styles, its sample questions, and the chat itself."""

import gzip
import hashlib
import json
import mimetypes
import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index import Index
from qa.answers import Answerer
from ui import strings
from ui.samples import sample_questions

if TYPE_CHECKING:
    from ui.settings import Settings

_PREVIEW = re.compile(rb'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')
_FIRST = re.compile(rb"<style>|<script")


def mount_page(
    app: FastAPI, settings: "Settings", get_index: Callable[[], Index], *, answerer: Answerer | None = None
) -> None:
    """Mounts the page at "/" of `app`; call it last, since the mount takes every path that is left.

    Expects /v1/documents, /v1/documents/{id}, /v1/figures and /v1/feedback on the same application, and what
    `app.state.questions` holds (TokenBuckets), where it is set, to limit questions.
    """
    import gradio as gr

    from ui.events import Chat
    from ui.page import STATIC, build_page, page_theme
    from ui.security import client_of

    _add_routes(app, get_index)
    chat = Chat(
        get_index,
        answerer=answerer,
        buckets=getattr(app.state, "questions", None),
        client=lambda request: client_of(request.request.scope) if request is not None else "",
    )
    gr.mount_gradio_app(
        app,
        build_page(chat, max_waiting=settings.max_waiting, time_limit=settings.time_limit),
        path="/",
        root_path=settings.root_path or None,
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        allowed_paths=[],
        theme=page_theme(),
        favicon_path=str(STATIC / "icon.png"),
    )
    mount = app.router.routes[-1]
    assert isinstance(mount, Mount)
    mount.app = _OwnHead(mount.app, _head())


def _add_routes(app: FastAPI, get_index: Callable[[], Index]) -> None:
    @app.get("/yiju/samples.json", include_in_schema=False)
    def samples(document: str | None = None, start: int | None = None) -> JSONResponse:
        """Questions that the index can answer: of the section at `start`, else some from all over the document."""
        return JSONResponse(sample_questions(get_index(), document, start))

    @app.get("/yiju/{name}", include_in_schema=False)
    def static(name: str, request: Request) -> Response:
        """A script, a style sheet or the icon."""
        return _static_response(name, request)


def _static_response(name: str, request: Request) -> Response:
    file = _files().get(name)
    if file is None:
        return Response(status_code=404)
    body, zipped, kind, tag = file
    headers = {"etag": tag, "cache-control": "no-cache", "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if zipped and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(zipped, media_type=kind, headers={**headers, "content-encoding": "gzip"})
    return Response(body, media_type=kind, headers=headers)


@cache
def _files() -> dict[str, tuple[bytes, bytes, str, str]]:
    """Name -> (content, the same gzipped or b"", media type, ETag). Read once: the folder holds a few dozen KB."""
    from ui.page import STATIC

    files = {}
    for path in sorted(STATIC.iterdir()):
        if path.suffix not in (".js", ".css", ".png"):
            continue
        body = path.read_bytes()
        kind = {".js": "text/javascript", ".css": "text/css"}.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        zipped = b"" if path.suffix == ".png" else gzip.compress(body, 9, mtime=0)
        tag = '"' + hashlib.sha256(body).hexdigest()[:20] + '"'
        files[path.name] = (body, zipped, kind or "application/octet-stream", tag)
    return files


class _OwnHead:
    """Puts our head into Gradio's page on the server: by itself Gradio adds it when its own scripts have run, and the
    reader looks at an empty page till then. Takes out what it says of itself to link previews."""

    def __init__(self, app: ASGIApp, head: str) -> None:
        self.app = app
        self.head = head.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            return await self.app(scope, receive, send)
        start: Message | None = None
        parts: list[bytes] = []

        async def hold(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                if headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers:
                    start = message
                    return
            elif start is not None:
                parts.append(message.get("body", b""))
                if message.get("more_body"):
                    return
                body = _PREVIEW.sub(b"", b"".join(parts))
                body = _FIRST.sub(lambda match: self.head + match.group(), body, count=1)
                MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
                await send(start)
                message = {"type": "http.response.body", "body": body}
            await send(message)

        await self.app(scope, receive, hold)


def _head() -> str:
    """What goes into the page's head: styles, the texts as an inert JSON block, and the one script that loads the rest."""
    # Named here, the modules come all at once instead of one after the other has been read.
    modules = [name for name in _files() if name.endswith(".js") and name not in ("figures.js", "chart.js", "main.js")]
    preload = "".join(f'<link rel="modulepreload" href="yiju/{name}">' for name in modules)
    return (
        f'<title>{strings.text("title", "zh")}</title><meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="yiju/icon.png"><link rel="stylesheet" href="yiju/yiju.css">'
        f"{preload}"
        f'<script type="application/json" id="yj-texts">{_json(strings.table())}</script>'
        # async: the page's own frame need not wait until Gradio's scripts have run.
        '<script type="module" async src="yiju/main.js"></script>'
    )


def _json(value: Any) -> str:
    # "</script>" and "<!--" must not end the block.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
