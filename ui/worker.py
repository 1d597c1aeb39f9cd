"""A process that answers questions for the server: see `ui.workers`, which starts it and talks to it.

It is spoken to over its standard input, a socket: a message is the length of a pickle in four bytes, then the pickle. It
ends when the socket does, so also when the server was killed.
"""

import gc
import logging
import pickle
import signal
import socket
import struct
import sys
import traceback
from pathlib import Path

from index import Index, YijuError
from index.generations import current_name
from ui.encoded import Asked, Encoded, answer_encoded

LENGTH = struct.Struct(">I")
_log = logging.getLogger("yiju")


def pack(message: object) -> bytes:
    """A message as it is sent."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(body)) + body


def work(line: socket.socket, index: Index) -> None:
    """Says None when it is ready; then takes (path, generation, asked) and gives what `answer` does, until nobody asks."""
    index.search("载入", k=1)
    index.aligner  # noqa: B018 - loaded when first touched
    gc.freeze()
    line.sendall(pack(None))
    with line.makefile("rb") as requests:
        while length := requests.read(LENGTH.size):
            path, generation, asked = pickle.loads(requests.read(*LENGTH.unpack(length)))
            index = _wanted(index, path, generation)
            line.sendall(pack(answer(asked, index) if index.generation == generation else None))


def _wanted(index: Index, path: Path, generation: str) -> Index:
    """The index of that generation where it can still be opened, else the one that is open."""
    if index.generation == generation or current_name(path) != generation:
        return index
    index.close()
    return Index.open(path)


def answer(asked: Asked, index: Index) -> Encoded | Exception:
    """The answer, or what `qa.ask` raised, in a form that can be sent."""
    try:
        return answer_encoded(asked, index)
    except YijuError as error:
        return error
    except Exception as error:
        # The frames, not the message: it may quote the question.
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("answering crashed with %s\n%s", type(error).__name__, frames)
        return RuntimeError(f"{type(error).__name__} in an answering process; its frames are in the log")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the server ends its processes itself
    work(socket.socket(fileno=0), Index.open(sys.argv[1]))
