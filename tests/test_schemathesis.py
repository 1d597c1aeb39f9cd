"""The OpenAPI description and the server agree: schemathesis makes requests from the one and holds the other to it.

All of its checks and phases, over HTTP; YIJU_EXAMPLES sets how many requests the fuzzing makes for each operation.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from index import Index
from ui.app import create_app
from ui.settings import Settings

EXAMPLES = int(os.environ.get("YIJU_EXAMPLES", "10"))


@pytest.fixture
def address(serving: Callable[..., AbstractContextManager[str]], index: Index, tmp_path: Path) -> Iterator[str]:
    settings = Settings(page=False, rate=0, outer_rate=0, feedback=tmp_path / "feedback.jsonl")
    with serving(create_app(settings, index)) as server:
        yield server


def test_every_operation_does_what_it_says(address: str, tmp_path: Path) -> None:
    run = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run"]
    options = ["--checks=all", f"--max-examples={EXAMPLES}", "--seed=20241122", "--continue-on-failure", "--no-color"]
    done = subprocess.run(
        [*run, *options, f"{address}/openapi.json"],
        cwd=tmp_path,  # it keeps a data base of its own where it runs
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    # Not only no failure: something was tried.
    assert "No issues found" in done.stdout
