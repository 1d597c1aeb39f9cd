"""Processes that answer: the same answers as without them, and nobody notices when one of them is not there."""

import asyncio
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from index import Document, Index, UnknownDocumentError
from ui.encoded import Asked, answer_encoded
from ui.workers import Workers

ROOT = Path(__file__).resolve().parent.parent
ASKED = [
    Asked("上半年地区生产总值增长多少?"),
    Asked("销量呢?", ("新能源汽车产量增长多少?",)),
    Asked("深圳的人口有多少?", k=2),
]


def run(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: a browser of other tests leaves an event loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


@asynccontextmanager
async def started(index: Index, most: int = 2) -> AsyncIterator[Workers]:
    workers = Workers(most)
    try:
        async with asyncio.timeout(60):
            assert await workers.answer(ASKED[0], index, crowded=True) is None, "who comes first does not wait"
            while not workers.lines:
                await asyncio.sleep(0.02)
            yield workers
    finally:
        workers.close()


def test_they_answer_as_the_server_itself_does(index: Index) -> None:
    async def work() -> None:
        async with started(index) as workers:
            processes = [line.process for line in workers.lines]
            assert len(processes) == 2
            many = ASKED * 8
            found = await asyncio.gather(*(workers.answer(asked, index, crowded=True) for asked in many))
            assert found == [answer_encoded(asked, index) for asked in many]
            with pytest.raises(UnknownDocumentError, match="no-such"):
                await workers.answer(Asked("问题", documents=("no-such",)), index, crowded=True)
        assert all(process.poll() is not None for process in processes)

    run(work())


def test_one_reader_alone_starts_none(index: Index) -> None:
    async def work() -> None:
        for workers, crowded in ((Workers(2), False), (Workers(0), True)):
            assert await workers.answer(ASKED[0], index, crowded=crowded) is None
            await asyncio.sleep(0)
            assert not workers._tasks

    run(work())


def test_who_goes_away_in_the_middle_spoils_nobodys_answer(index: Index) -> None:
    async def work() -> None:
        async with started(index, 1) as workers:
            leaving = asyncio.create_task(workers.answer(ASKED[0], index, crowded=True))
            await asyncio.sleep(0)
            leaving.cancel()
            for asked in ASKED:
                assert await workers.answer(asked, index, crowded=True) == answer_encoded(asked, index)

    run(work())


def test_a_process_that_dies_loses_no_question(index: Index, caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        async with started(index) as workers:
            first, second = workers.lines
            first.process.kill()
            found = await asyncio.gather(*(workers.answer(asked, index, crowded=True) for asked in ASKED))
            assert found.count(None) == 1  # that the caller answers by itself
            assert workers.lines == {second}
            second.process.kill()
            found = await asyncio.gather(*(workers.answer(asked, index, crowded=True) for asked in ASKED))
            assert found == [None] * 3
            while not workers.lines:  # the next crowd starts new ones
                await workers.answer(ASKED[0], index, crowded=True)
                await asyncio.sleep(0.02)
            assert await workers.answer(ASKED[0], index, crowded=True) == answer_encoded(ASKED[0], index)

    run(work())
    assert sum("ended unexpectedly" in record.getMessage() for record in caplog.records) == 2


def test_what_cannot_start_is_told_and_not_tried_for_ever(
    index: Index, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ui.workers._MODULE", "no_such_module")

    async def work() -> None:
        workers = Workers(1)
        for _ in range(100):
            assert await workers.answer(ASKED[0], index, crowded=True) is None
            await asyncio.sleep(0.01)
            while workers._starting:
                await asyncio.sleep(0.01)
        workers.close()

    run(work())
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == 3 and "0 of 1" in told[0].getMessage()


def test_a_rebuilt_index_is_answered_from(report: Document, tmp_path: Path) -> None:
    async def work() -> None:
        before = Index.build([report], tmp_path / "index")
        async with started(before, 1) as workers:
            other = Document("other", "另一份", "一、概况\n全年降水量为820毫米。\n")
            after = Index.build([other], tmp_path / "index")
            # Of an old one that cannot be opened any more, the process knows what it has opened.
            assert await workers.answer(ASKED[0], before, crowded=True) == answer_encoded(ASKED[0], before)
            rain = Asked("全年降水量为多少?")
            found = await workers.answer(rain, after, crowded=True)
            assert found == answer_encoded(rain, after) and b"820" in found.body
            assert await workers.answer(ASKED[0], before, crowded=True) is None
        before.close()
        after.close()

    run(work())


def test_they_end_with_a_server_that_is_killed(index: Index) -> None:
    code = """
import asyncio, os, sys, time
from index import Index
from ui.workers import Workers
from ui.encoded import Asked
async def work():
    workers, index = Workers(1), Index.open(sys.argv[1])
    while not workers.lines:
        await workers.answer(Asked("问题"), index, crowded=True)
        await asyncio.sleep(0.02)
    print(*(line.process.pid for line in workers.lines), flush=True)
    await asyncio.sleep(60)
asyncio.run(work())
"""
    server = subprocess.Popen(
        [sys.executable, "-c", code, str(index.path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    with server.stdout:
        pid = int(server.stdout.readline())
    os.kill(pid, 0)
    server.kill()
    server.wait(10)
    end = time.monotonic() + 10
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < end:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").exists() and " Z " in Path(f"/proc/{pid}/stat").read_text():
                raise ProcessLookupError  # gone, and only not yet waited for by whoever adopts it
            time.sleep(0.02)


def test_what_lies_where_the_server_was_started_is_not_imported(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "qa.py").write_text("raise SystemExit('the wrong qa')\n")
    shutil.copy(tmp_path / "qa.py", tmp_path / "socket.py")
    monkeypatch.chdir(tmp_path)

    async def work() -> None:
        async with started(index, 1) as workers:
            assert await workers.answer(ASKED[0], index, crowded=True) == answer_encoded(ASKED[0], index)

    run(work())
