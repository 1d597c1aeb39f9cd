"""What every test shares: the bundled report, an index of it, the folder of development data, and a home of its own.

With --no-skips (CI) a skipped test fails, unless its reason says that the machine cannot run it.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import Document, Index, read_document
from source_text import bundled_reports

if TYPE_CHECKING:
    from starlette.types import ASGIApp

ROOT = Path(__file__).resolve().parent.parent
ALLOWED_SKIPS = ("no GPU", "needs a GPU", "runs as root")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-skips", action="store_true", help=f"a skip is a failure, unless its reason has one of {ALLOWED_SKIPS}"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and item.config.getoption("--no-skips"):
        reason = str(call.excinfo.value) if call.excinfo else ""
        if not any(allowed in reason for allowed in ALLOWED_SKIPS):
            report.outcome = "failed"
            report.longrepr = f"skipped where nothing may be: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    # A module that skips itself at import has no tests, and so never reaches the hook above.
    if report.skipped and collector.config.getoption("--no-skips"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {collector.nodeid}"
    return report


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads or writes the user's own index, cache or language-model settings; children inherit this."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("YIJU_")]:
            patch.delenv(name)
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        patch.setenv("XDG_DATA_HOME", str(home / "data"))
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        yield home


@pytest.fixture(scope="session")
def report() -> Document:
    """The bundled report."""
    return read_document(bundled_reports()[0])


@pytest.fixture(scope="session")
def index(report: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index of the bundled report by the bundled encoder. Shared: never build at its path."""
    built = Index.build([report], tmp_path_factory.mktemp("index") / "bundled")
    yield built
    built.close()


@pytest.fixture(scope="session")
def serving() -> "Callable[[ASGIApp], AbstractContextManager[str]]":
    """`with serving(app) as address`: the app behind a real server in a thread; the address has no slash at its end."""
    return _serving


@contextmanager
def _serving(app: "ASGIApp") -> Iterator[str]:
    import uvicorn  # most tests need no server

    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        end = time.monotonic() + 30
        while not server.started and thread.is_alive() and time.monotonic() < end:
            time.sleep(0.02)
        try:
            if not server.started:
                raise AssertionError("the server did not start; what it said stands in the captured output")
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data beside the checkout: other reports, public evaluation sets."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the development data (../shared/data) is not on this machine")
    return folder
