"""Processes that answer beside the server's own, one a processor, once questions overlap.

Answering is nearly all Python, and one interpreter runs one thread at a time: two threads answer no faster than one, and
the event loop waits for both. The processes open the same index (its files are mapped, so shared), and are only started
when two questions wait at once: who asks alone never pays for them. Not `concurrent.futures`: its hand-overs between
four threads cost more than the rest of a request, and its processes outlive a server that is killed.
"""

import asyncio
import logging
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index import Index
from ui.encoded import Asked, Encoded
from ui.worker import LENGTH, pack

_log = logging.getLogger("yiju")
_ROOT = str(Path(__file__).resolve().parent.parent)
_STARTS = 3  # then something is wrong that starting again does not mend
_START_TIME = 60.0  # seconds
_LOST = (OSError, EOFError)  # the process is gone
_MODULE = "ui.worker"


@dataclass(slots=True, eq=False)
class _Line:
    """One process, and the socket to it."""

    process: "subprocess.Popen[bytes]"
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, *request: object) -> Any:
        self.writer.write(pack(request))
        return await self.read()

    async def read(self) -> Any:
        length = await self.reader.readexactly(LENGTH.size)
        return pickle.loads(await self.reader.readexactly(*LENGTH.unpack(length)))

    def close(self) -> None:
        self.writer.close()
        # It holds nothing that would have to be saved, and is gone at once.
        self.process.kill()
        self.process.wait()


async def _open(path: Path) -> _Line:
    """A process that is ready. Raises OSError or EOFError where none comes to be."""
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)
    with theirs:
        places = [_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
        # -P: what lies in the folder where the server was started must not be imported.
        command = [sys.executable, "-P", "-m", _MODULE, str(path)]
        try:
            process = subprocess.Popen(command, stdin=theirs.fileno(), env=environment)
        except OSError:
            writer.close()
            raise
    line = _Line(process, reader, writer)
    try:
        async with asyncio.timeout(_START_TIME):
            await line.read()
    except BaseException:
        line.close()
        raise
    return line


@dataclass(slots=True)
class Workers:
    """At most `most` processes; with 0 there are none, and `answer` always gives None. For one event loop."""

    most: int
    lines: set[_Line] = field(default_factory=set)
    _idle: "asyncio.Queue[_Line | None]" = field(default_factory=asyncio.Queue)
    _starts: int = 0
    _starting: bool = False
    _tasks: set["asyncio.Task[Any]"] = field(default_factory=set)

    async def answer(self, asked: Asked, index: Index, *, crowded: bool) -> Encoded | None:
        """The answer of a process; None where there is none (yet): then the caller answers by itself.

        `crowded`: others ask too, so processes are worth starting. Raises what `qa.ask` raises.
        """
        if not self.lines:
            if crowded and self._may_start(index):
                self._starts += 1
                self._starting = True
                self._spawn(self._start(index.path))
            return None
        idle = self._idle
        line = await idle.get()
        if line is None:
            idle.put_nowait(None)  # for the next one who waits
            return None
        # Who asked may go away in the middle; the answer has to be read all the same, before the next question.
        found: Encoded | Exception | None = await asyncio.shield(self._spawn(self._exchange(line, index, asked)))
        if isinstance(found, Exception):
            raise found
        return found

    def close(self) -> None:
        """Ends the processes."""
        self._starts = _STARTS
        for task in self._tasks:
            task.cancel()
        for line in self.lines:
            line.close()
        self.lines.clear()

    def _may_start(self, index: Index) -> bool:
        # Another encoder may fill gigabytes, or the GPU: one is enough.
        bundled = index.manifest["encoder"]["name"] == "bundled"
        return bundled and self.most > 0 and not self._starting and self._starts < _STARTS

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        task = asyncio.create_task(work)
        self._tasks.add(task)  # the loop itself holds tasks weakly
        task.add_done_callback(self._tasks.discard)
        return task

    async def _start(self, path: Path) -> None:
        try:
            opened = await asyncio.gather(*(_open(path) for _ in range(self.most)), return_exceptions=True)
        finally:
            self._starting = False
        self._idle = asyncio.Queue()
        for line in opened:
            if isinstance(line, _Line):
                self.lines.add(line)
                self._idle.put_nowait(line)
        if len(self.lines) < self.most:
            _log.error("%d of %d answering processes started", len(self.lines), self.most)

    async def _exchange(self, line: _Line, index: Index, asked: Asked) -> Encoded | Exception | None:
        idle = self._idle
        try:
            found: Encoded | Exception | None = await line.ask(index.path, index.generation, asked)
        except _LOST:
            _log.error("an answering process ended unexpectedly (out of memory?)")
            line.close()
            self.lines.discard(line)
            if not self.lines:
                idle.put_nowait(None)
            return None
        idle.put_nowait(line)
        return found
