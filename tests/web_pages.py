"""Servers and a browser for the tests of the page: each started once, when it is first wanted, and ended with the run."""

import atexit
import copy
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
)
ANSWERED = "#yj-bot .yj-answer:not(.yj-partial) > .yj-actions"
# A page that another one refuses or that is stopped in the middle of loading complains; nothing else may.
FREE_PORT = ("127.0.0.1", 0)

_SERVER = """
import dataclasses, json, sys, time
from pathlib import Path
import uvicorn
from index import Index, read_documents
from ui.app import create_app
from ui.settings import Settings

class Slow:
    "Words an answer slowly where the question asks for it, as a language model would."
    def stream(self, draft, index, history):
        if "慢慢" not in draft.question:
            yield draft
            return
        for word in ["这是", "慢慢", "写出来", "的"] * 12:
            yield word
            time.sleep(0.1)
        yield dataclasses.replace(draft, kind="generated")

folder, port, home = sys.argv[1:4]
index = Index.build(read_documents([folder]), Path(home) / "index")
settings = Settings(port=int(port), feedback=Path(home) / "feedback.jsonl", **json.loads(sys.argv[4]))
uvicorn.run(create_app(settings, index, answerer=Slow()), port=int(port), log_level="warning")
"""


class Server:
    """A server of its own on a folder of reports, with these settings; `home` has its index and feedback file."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="yiju-web-"))
        with socket.socket() as probe:
            probe.bind(FREE_PORT)
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        arguments = [str(folder), str(port), str(self.home), json.dumps({"rate": 0, **settings})]
        self._log = (self.home / "log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVER, *arguments],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        atexit.register(self.close)

    def wait(self) -> "Server":
        """Until it is ready to answer. Raises AssertionError with its log where it is not."""
        for _ in range(600):
            try:
                urllib.request.urlopen(self.url + "readyz", timeout=2).close()
                return self
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
        raise AssertionError((self.home / "log").read_text("utf-8", "replace")[-4000:])

    def at(self, url: str) -> "Server":
        """The same server, reached at another address."""
        other = copy.copy(self)
        other.url = url
        return other

    def close(self) -> None:
        """Ends it."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(10)
        self._log.close()

    def json(self, path: str) -> Any:
        """What a GET gives."""
        with urllib.request.urlopen(self.url + path, timeout=20) as response:
            return json.load(response)


@cache
def report_server() -> Server:
    """A server on the bundled report."""
    from source_text import bundled_reports

    folder = Path(tempfile.mkdtemp(prefix="yiju-report-"))
    report = Path(bundled_reports()[0])
    (folder / report.name).write_bytes(report.read_bytes())
    return Server(folder).wait()


@cache
def browser() -> Browser:
    """One Chromium for all tests."""
    playwright = sync_playwright().start()
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    atexit.register(playwright.stop)
    return started


class Visit:
    """A page in a context of its own, and everything it should not have done."""

    def __init__(self, server: Server, path: str = "", *, wait: bool = True, **options: Any) -> None:
        self.server = server
        self.errors: list[str] = []
        self.external: list[str] = []
        options = {"locale": "zh-CN", "viewport": {"width": 1360, "height": 860}, "reduced_motion": "reduce", **options}
        self.context = browser().new_context(**options)
        self.context.set_default_timeout(30_000)  # twice what the slowest start took on two busy cores
        self.context.route("**/*", self._route)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("dialog", lambda dialog: (self.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.open(path, wait=wait)

    def open(self, path: str = "", *, wait: bool = True) -> None:
        """Loads an address of the server."""
        self.page.goto(self.server.url + path)
        if wait:
            self.page.wait_for_selector("html[data-ready]")
            self.page.wait_for_selector("#yj-text article", state="attached")

    def _route(self, route: Route) -> None:
        if route.request.url.startswith((self.server.url, "data:", "blob:")):
            route.continue_()
        else:
            self.external.append(route.request.url)
            route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(f"{message.type}: {message.text}")

    def ask(self, question: str) -> None:
        """Types a question, presses Enter, and waits for its answer."""
        before = self.page.locator(ANSWERED).count()
        self.page.fill("#yj-question textarea", question)
        self.page.keyboard.press("Enter")
        self.answered(before + 1)

    def answered(self, count: int) -> None:
        """Waits until so many answers stand."""
        self.page.wait_for_function(
            """([all, n]) => document.querySelectorAll(all).length >= n
              && !document.documentElement.hasAttribute('data-working')""",
            arg=[ANSWERED, count],
        )

    def marked(self, kind: str = "active") -> str:
        """The marked text of the report."""
        return "".join(self.page.locator(f"#yj-text mark.{kind}").all_text_contents())

    def close(self) -> None:
        """Ends the visit. Raises AssertionError for errors, dialogs and requests to elsewhere."""
        pwned = self.page.evaluate("window.pwned ?? null") if not self.page.is_closed() else None
        self.context.close()
        # pytest explains plain asserts in test files only.
        assert pwned is None, "a payload acted"
        assert not self.errors, f"errors in the page: {self.errors}"
        assert not self.external, f"requests to elsewhere: {self.external}"


@pytest.fixture
def visit() -> Iterator[Callable[..., Visit]]:
    """visit(path="", server=…, **context options): a page that must stay free of errors and of outside requests."""
    visits: list[Visit] = []

    def start(path: str = "", *, server: Server | None = None, wait: bool = True, **options: Any) -> Visit:
        made = Visit(server or report_server(), path, wait=wait, **options)
        visits.append(made)
        return made

    yield start
    problems = []
    for made in visits:
        try:
            made.close()
        except AssertionError as error:
            problems.append(str(error))
    assert not problems, str(problems)
