"""A local OpenAI-compatible server that says what a test makes it say, and notes what it was asked."""

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from qa.llm import LanguageModel

Step = str | bytes | float | threading.Event
"""A piece of the reply's text, raw bytes of the stream, seconds to wait, or an event to wait for."""


def says(*pieces: str) -> "Script":
    """A well-formed reply."""
    return Script([*pieces, finish()])


def finish(reason: str = "stop") -> bytes:
    """The last events of a reply."""
    return event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}) + b"data: [DONE]\n\n"


def event(data: Any) -> bytes:
    """One server-sent event."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


@dataclass
class Script:
    """One answer of the server: status, headers and what the stream holds."""

    steps: Sequence[Step] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/event-stream"


@dataclass
class Request:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        return "\n".join(message["content"] for message in self.body["messages"])


class ScriptedServer:
    """Answers one request after the other from its scripts; the last script serves all further ones."""

    def __init__(self) -> None:
        self.scripts: list[Script] = []
        self.requests: list[Request] = []
        self.disconnected = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def model(self, **options: Any) -> LanguageModel:
        """A client of this server."""
        return LanguageModel(self.url, "scripted", **options)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                server.requests.append(Request(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                script = server.scripts.pop(0) if len(server.scripts) > 1 else server.scripts[0]
                self.send_response(script.status)
                for name, value in {"content-type": script.content_type, **script.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    for step in script.steps:
                        self._take(step)
                except OSError:
                    server.disconnected.set()

            def _take(self, step: Step) -> None:
                if isinstance(step, float):
                    time.sleep(step)
                elif isinstance(step, threading.Event):
                    step.wait(10)
                else:
                    delta = {"choices": [{"index": 0, "delta": {"content": step}, "finish_reason": None}]}
                    self.wfile.write(step if isinstance(step, bytes) else event(delta))
                    self.wfile.flush()

            def log_message(self, format: str, *args: Any) -> None:
                """Not a word: the test output is for tests."""

        return Handler
