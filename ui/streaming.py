"""An answer as server-sent events, while a language model still writes it."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from qa import Answer, to_dict
from ui.problems import Problem

Piece = str | Answer | Exception | None  # None: the end

# A thread waits for the language model most of its life; the rest of a queue waits for a thread.
_threads = ThreadPoolExecutor(max_workers=32, thread_name_prefix="yiju-stream")


class AnswerStream:
    """Runs `make()` (a generator like `qa.ask_stream`) in a thread, and gives its pieces to the event loop.

    One thread runs it from first to last piece: a generator that another thread is inside of cannot be closed.
    """

    def __init__(self, make: Callable[[], Iterator[str | Answer]], time_limit: float) -> None:
        self._make = make
        self._limit = time_limit
        self._pieces: asyncio.Queue[Piece] = asyncio.Queue()
        self._stopped = threading.Event()
        self._first: Piece = None

    async def start(self) -> "AnswerStream":
        """Waits for the first piece, so that what is wrong with the question is known before the response begins.

        Raises what the generator raises, and Problem when nothing comes in time.
        """
        loop = asyncio.get_running_loop()
        self._ends = loop.time() + self._limit
        _threads.submit(self._run, loop)
        try:
            self._first = await self._next()
        except BaseException:
            self._stopped.set()
            raise
        if isinstance(self._first, Exception):
            raise self._first
        return self

    async def encoded(self, on_answer: Callable[[Answer], None]) -> AsyncIterator[bytes]:
        """The events; `on_answer` is told the answer before it is sent."""
        piece = self._first
        try:
            while piece is not None:
                if isinstance(piece, Answer):
                    on_answer(piece)
                    yield _event("answer", to_dict(piece))
                elif isinstance(piece, str):
                    yield _event("text", {"text": piece})
                else:
                    yield _event("error", Problem(500, "the answer broke off; ask again").as_dict())
                    return
                piece = await self._next()
        except Problem as problem:
            yield _event("error", problem.as_dict())
        finally:
            self._stopped.set()

    async def _next(self) -> Piece:
        try:
            async with asyncio.timeout_at(self._ends):
                return await self._pieces.get()
        except TimeoutError:
            raise Problem.busy(503, f"no whole answer within {self._limit:g} seconds; ask again later", 5) from None

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        last: Exception | None = None
        pieces = self._make()
        try:
            for piece in pieces:
                if self._stopped.is_set():
                    break
                self._put(loop, piece)
        except Exception as error:
            last = error
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()  # ends the request to the language model
        if last is not None:
            self._put(loop, last)
        self._put(loop, None)

    def _put(self, loop: asyncio.AbstractEventLoop, piece: Piece) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._pieces.put_nowait, piece)


def _event(name: str, data: dict[str, Any]) -> bytes:
    # JSON has no raw line break, so one data line holds it all.
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
