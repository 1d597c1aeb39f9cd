"""A chat completion from any OpenAI-compatible server, streamed, that ends in time whatever the server does.

The request runs on an event loop of its own in a thread: there every wait can be cut short, also the one for a server
that accepts the connection and then says nothing, and closing the generator closes the HTTP stream at once.
"""

import asyncio
import contextlib
import math
import os
import queue
import random
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from index import QueryError, YijuError

if TYPE_CHECKING:
    import openai

Message = dict[str, str]
Reason = Literal["unreachable", "slow", "busy", "refused", "broken"]

CONNECT, FIRST_TOKEN, TOTAL = 1.2, 20.0, 90.0  # seconds
MAX_REPLY = 12_000  # characters; a model that runs on is cut off here
_RETRIED = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
_LONGEST_PAUSE = 5.0  # seconds; a server that asks for more is not waited for


class LanguageModelError(YijuError, ConnectionError):
    """The server did not give a whole reply. `reason`: why, in one of five words."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"the language model gave no whole reply ({reason}): {detail}")
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A server and how long to wait for it; times in seconds.

    `url`: what "/chat/completions" is put behind (it usually ends in "/v1"). `first_token` also limits every later
    pause; `total` limits everything together, retries included.
    """

    url: str
    model: str
    key: str = ""
    connect: float = CONNECT
    first_token: float = FIRST_TOKEN
    total: float = TOTAL
    retries: int = 2
    max_tokens: int = 800

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise QueryError(f"the language model's address must begin with http:// or https://, got {self.url!r}")
        if not self.model.strip():
            raise QueryError("the language model has no name; set YIJU_LLM_MODEL, or take YIJU_LLM_URL away")
        times = (self.connect, self.first_token, self.total)
        if not all(math.isfinite(time) and time > 0 for time in times) or self.retries < 0 or self.max_tokens < 1:
            raise QueryError("time-outs and max_tokens of a language model must be above 0, retries 0 or more")

    def __repr__(self) -> str:
        # The key must not get into logs and tracebacks.
        return f"LanguageModel(url={self.url!r}, model={self.model!r})"

    @classmethod
    def from_environment(cls) -> "LanguageModel | None":
        """The server in YIJU_LLM_URL, YIJU_LLM_MODEL, YIJU_LLM_KEY; None where no address is set.

        Optional: YIJU_LLM_TIMEOUT (total), YIJU_LLM_FIRST_TOKEN_TIMEOUT, YIJU_LLM_CONNECT_TIMEOUT in seconds. Raises
        QueryError for a setting that cannot be used.
        """
        url = os.environ.get("YIJU_LLM_URL", "").strip()
        if not url:
            return None
        return cls(
            url,
            os.environ.get("YIJU_LLM_MODEL", "").strip(),
            os.environ.get("YIJU_LLM_KEY", "").strip(),
            connect=_seconds("YIJU_LLM_CONNECT_TIMEOUT", CONNECT),
            first_token=_seconds("YIJU_LLM_FIRST_TOKEN_TIMEOUT", FIRST_TOKEN),
            total=_seconds("YIJU_LLM_TIMEOUT", TOTAL),
        )

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """The reply's text in pieces. Raises LanguageModelError when no whole reply comes; a cut is whole."""
        events: queue.SimpleQueue[str | LanguageModelError | None] = queue.SimpleQueue()
        loop = asyncio.new_event_loop()
        task = loop.create_task(self._pump(messages, events.put))
        thread = threading.Thread(target=_run, args=(loop, task, events.put), name="yiju-llm", daemon=True)
        thread.start()
        try:
            while (event := events.get()) is not None:
                if isinstance(event, LanguageModelError):
                    raise event
                yield event
        finally:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nothing left to cancel
                loop.call_soon_threadsafe(task.cancel)
            thread.join(timeout=2)

    async def _pump(self, messages: Sequence[Message], put: Callable[[str], None]) -> None:
        finished = False
        try:
            async with asyncio.timeout(self.total), self._client() as client:
                stream = await self._open(client, messages)
                async with contextlib.aclosing(self._pieces(stream)) as pieces:
                    async for piece, last in pieces:
                        finished = finished or last
                        put(piece)
        except TimeoutError as error:
            raise LanguageModelError("slow", f"time ran out (limits: {self.first_token} s, {self.total} s)") from error
        if not finished:
            raise LanguageModelError("broken", "the stream ended before the reply did")

    def _client(self) -> "openai.AsyncOpenAI":
        import openai

        limits = openai.Timeout(self.total, connect=self.connect)
        client = openai.AsyncOpenAI(
            base_url=self.url,
            api_key=self.key or "none",
            max_retries=0,  # the library would retry a dead server too, and wait longer than a reader does
            timeout=limits,
            # A server that the user named may not send the evidence on to another one.
            http_client=openai.DefaultAsyncHttpxClient(timeout=limits, follow_redirects=False),
        )
        # Taken from OPENAI_ORG_ID and OPENAI_PROJECT_ID, which are meant for another server than this one.
        client.organization = client.project = None
        return client

    async def _open(self, client: "openai.AsyncOpenAI", messages: Sequence[Message]) -> Any:
        import openai

        for attempt in range(self.retries + 1):
            try:
                async with asyncio.timeout(self.first_token):
                    return await client.chat.completions.create(
                        model=self.model,
                        messages=cast(Any, messages),
                        stream=True,
                        temperature=0,
                        max_tokens=self.max_tokens,
                    )
            except openai.APIStatusError as error:
                pause = _pause(error, attempt)
                if error.status_code not in _RETRIED:
                    raise LanguageModelError("refused", f"status {error.status_code}") from error
                if attempt == self.retries or pause > _LONGEST_PAUSE:
                    raise LanguageModelError("busy", f"status {error.status_code}") from error
                await asyncio.sleep(pause)
            except openai.APIConnectionError as error:
                raise LanguageModelError("unreachable", str(error)) from error
        raise AssertionError("unreachable")

    async def _pieces(self, stream: Any) -> AsyncGenerator[tuple[str, bool], None]:
        """Pieces of text, each with whether the reply is whole with it."""
        received = 0
        loop = asyncio.get_running_loop()
        async with stream, asyncio.timeout(self.first_token) as limit:
            # A foreign server can make the client fail in any way (bad JSON, bad UTF-8, a cut chunk, a wrong type).
            try:
                async for chunk in stream:
                    for choice in chunk.choices[:1]:
                        text = choice.delta.content or ""
                        if text:
                            limit.reschedule(loop.time() + self.first_token)
                        received += len(text)
                        yield text, choice.finish_reason is not None or received > MAX_REPLY
                    if received > MAX_REPLY:
                        return
            except (asyncio.CancelledError, GeneratorExit):
                raise
            except Exception as error:
                raise LanguageModelError("broken", f"{type(error).__name__}: {error}"[:200]) from error


def _run(
    loop: asyncio.AbstractEventLoop,
    task: "asyncio.Task[None]",
    put: Callable[[LanguageModelError | None], None],
) -> None:
    try:
        loop.run_until_complete(task)
    except LanguageModelError as error:
        put(error)
    except asyncio.CancelledError:
        pass
    except Exception as error:  # what no one foresaw must not leave the reader waiting for ever
        put(LanguageModelError("broken", f"{type(error).__name__}: {error}"[:200]))
    finally:
        with contextlib.suppress(Exception):
            loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
        put(None)


def _pause(error: Any, attempt: int) -> float:
    """Seconds until the next attempt: what the server asks for, else 0.3, 0.6, 1.2 … with some noise."""
    asked = error.response.headers.get("retry-after", "")
    with contextlib.suppress(ValueError):
        return max(0.0, float(asked))
    return float(0.3 * 2**attempt * random.uniform(0.8, 1.2))


def _seconds(name: str, default: float) -> float:
    text = os.environ.get(name, "").strip()
    try:
        return float(text) if text else default
    except ValueError as error:
        raise QueryError(f"{name} must be a number of seconds, got {text!r}") from error
