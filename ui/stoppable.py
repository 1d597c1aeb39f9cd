"""Reading from something slow, such as a language model, so that the reader can stop at any moment."""

import queue
import threading
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")
_POLL = 0.1  # seconds between looks at the flag while nothing comes


def until_stopped(pieces: Iterator[T], stopped: threading.Event) -> Iterator[T]:
    """The pieces as they come, until there are no more or `stopped` is set; raises what `pieces` raises.

    A thread of its own reads them: nobody can close a generator while it waits inside. After a stop it reads one piece
    more at most, then closes the source.
    """
    box: queue.SimpleQueue[tuple[str, T | BaseException | None]] = queue.SimpleQueue()

    def read() -> None:
        try:
            for piece in pieces:
                box.put(("piece", piece))
                if stopped.is_set():
                    break
            box.put(("end", None))
        except BaseException as error:
            box.put(("error", error))
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    threading.Thread(target=read, name="yiju-pieces", daemon=True).start()
    while not stopped.is_set():
        try:
            kind, piece = box.get(timeout=_POLL)
        except queue.Empty:
            continue
        if kind == "error" and isinstance(piece, BaseException):
            raise piece
        if kind == "end":
            return
        yield piece  # type: ignore[misc]
