"""Questions of the API on their way to `qa`: in a few threads, a bounded queue, and once for questions asked again."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from index import Index
from qa import Answerer, ask, to_dict
from ui.feedback import answer_id
from ui.models import AskRequest
from ui.problems import Problem

T = TypeVar("T")

# In the event loop itself a question would hold up every other request: for milliseconds as a rule, for a second where
# somebody asks with a thousand characters. Threads cost nothing in throughput (measured with 8 clients: 0, 1, 2, 4).
THREADS = 2


@dataclass(frozen=True, slots=True)
class Encoded:
    """An answer as it goes out: `body` is the JSON of `qa.to_dict`."""

    body: bytes
    id: str
    generation: str
    kind: str


def encode(content: Any) -> bytes:
    """JSON as text that people can read, Chinese unescaped, in UTF-8."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


@dataclass(slots=True)
class Desk:
    """Takes work in, at most `max_waiting` pieces at once, each for at most `time_limit` seconds."""

    max_waiting: int
    time_limit: float
    cached: int = 512  # answers; some 10 KB each
    waiting: int = 0
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "yiju-answer"))
    _slow_pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(32, "yiju-model"))
    _answers: OrderedDict[tuple[Any, ...], Encoded] = field(default_factory=OrderedDict)

    async def answer(self, asked: AskRequest, index: Index, answerer: Answerer | None) -> Encoded:
        """The answer in JSON. Raises what `ask` raises, and Problem when the desk is too busy.

        Without a language model the same index answers the same question the same way, so answers are kept and given
        again.
        """
        key = (index.generation, asked.model_dump_json())
        known = self._answers.get(key) if answerer is None else None
        if known is not None:
            self._answers.move_to_end(key)
            return known

        def work() -> Encoded:
            answer = ask(
                asked.question,
                history=asked.history,
                k=asked.k,
                index=index,
                answerer=answerer,
                documents=asked.documents,
            )
            return Encoded(encode(to_dict(answer)), answer_id(answer, index.generation), index.generation, answer.kind)

        found = await self.do(work, slow=answerer is not None)
        if answerer is None and self.cached:
            self._answers[key] = found
            while len(self._answers) > self.cached:
                self._answers.popitem(last=False)
        return found

    async def do(self, work: Callable[[], T], *, slow: bool = False) -> T:
        """The result of `work`, done in a thread; `slow` work mostly waits, and may use many."""
        pool = self._slow_pool if slow else self._pool
        return await self.admit(lambda: asyncio.get_running_loop().run_in_executor(pool, work))

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

    def close(self) -> None:
        """Lets the threads end."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._slow_pool.shutdown(wait=False, cancel_futures=True)
