"""Questions of the API on their way to `qa`: bounded in number and time, and answered once when asked again."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from index import Index
from qa import Answerer
from ui.encoded import Asked, Encoded, answer_encoded
from ui.problems import Problem
from ui.workers import Workers

T = TypeVar("T")

# In the event loop itself a question would hold up every other request: for milliseconds as a rule, for a second where
# somebody asks with a thousand characters. One thread would make the others wait for that one. A second costs a sixth of
# the throughput (8 clients: 81 questions/s with one, 68 with two), which matters only until `ui.workers` have started.
THREADS = 2


@dataclass(slots=True)
class Desk:
    """Takes work in, at most `max_waiting` pieces at once, each for at most `time_limit` seconds."""

    max_waiting: int
    time_limit: float
    cached: int = 512  # answers; some 10 KB each
    workers: Workers = field(default_factory=lambda: Workers(0))
    waiting: int = 0
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "yiju-answer"))
    _slow_pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(32, "yiju-model"))
    _answers: OrderedDict[tuple[str, Asked], Encoded] = field(default_factory=OrderedDict)

    async def answer(self, asked: Asked, index: Index, answerer: Answerer | None) -> Encoded:
        """The answer in JSON. Raises what `ask` raises, and Problem when the desk is too busy.

        Without a language model the same index answers the same question the same way, so answers are kept and given
        again.
        """
        if answerer is not None:
            # It mostly waits, so its questions may be many.
            return await self._in_thread(lambda: answer_encoded(asked, index, answerer), self._slow_pool)
        known = self._answers.get((index.generation, asked))
        if known is not None:
            self._answers.move_to_end((index.generation, asked))
            return known
        found = await self.admit(lambda: self._work_out(asked, index))
        if self.cached:
            self._answers[found.generation, asked] = found
            while len(self._answers) > self.cached:
                self._answers.popitem(last=False)
        return found

    async def do(self, work: Callable[[], T]) -> T:
        """The result of `work`, done in a thread."""
        return await self._in_thread(work, self._pool)

    async def admit(self, work: Callable[[], Awaitable[T]]) -> T:
        """Awaits `work()` unless too much waits: an honest "busy" now is better than an answer that comes too late."""
        if self.waiting >= self.max_waiting:
            raise Problem.busy(503, "too many questions are being answered; try again after Retry-After seconds", 2)
        self.waiting += 1
        try:
            async with asyncio.timeout(self.time_limit):
                return await work()
        except TimeoutError:
            detail = f"no answer within {self.time_limit:g} seconds; try again after Retry-After seconds"
            raise Problem.busy(503, detail, 5) from None
        finally:
            self.waiting -= 1

    async def _work_out(self, asked: Asked, index: Index) -> Encoded:
        found = await self.workers.answer(asked, index, crowded=self.waiting > 1)
        if found is not None:
            return found
        return await asyncio.get_running_loop().run_in_executor(self._pool, answer_encoded, asked, index)

    async def _in_thread(self, work: Callable[[], T], pool: ThreadPoolExecutor) -> T:
        return await self.admit(lambda: asyncio.get_running_loop().run_in_executor(pool, work))

    def close(self) -> None:
        """Lets the threads and processes end."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._slow_pool.shutdown(wait=False, cancel_futures=True)
        self.workers.close()
