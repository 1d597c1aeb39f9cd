"""Readers' verdicts on answers, one JSON line each, in a local file that cannot grow without end."""

import hashlib
import json
import os
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from qa import Answer

Verdict = Literal["good", "bad", "citation"]
MAX_COMMENT = 1000  # characters


@dataclass(frozen=True, slots=True)
class Feedback:
    """`answer` and `generation`: what was judged (`answer_id`, `Index.generation`).

    `citation`: the number of the marker that is wrong, counted from 1, where the verdict is "citation".
    """

    question: str
    answer: str
    generation: str
    verdict: Verdict
    citation: int | None = None
    comment: str = ""


def answer_id(answer: Answer, generation: str) -> str:
    """16 hex digits: the same for the same answer from the same index, another one for any other."""
    spans = [(citation.document, citation.start, citation.end) for citation in answer.citations]
    content = json.dumps([generation, answer.question, answer.text, spans], ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


class FeedbackLog:
    """Appends to `path`; at `max_bytes` the file becomes `path` + ".1" and takes the place of the one before it."""

    def __init__(self, path: Path, max_bytes: int) -> None:
        self.path = path
        self.max_bytes = max_bytes
        self._lock = threading.Lock()

    def add(self, feedback: Feedback) -> None:
        """Writes one line, with the time in UTC. Raises OSError when the file cannot be written."""
        entry = {"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **asdict(feedback)}
        # ASCII: a broken character of the question cannot break the file.
        line = (json.dumps(entry) + "\n").encode("ascii")
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size + len(line) > self.max_bytes:
                self.path.replace(self.path.with_name(self.path.name + ".1"))
            # Questions are private: nobody else on the machine reads them. O_APPEND: two servers do not mix lines.
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, line)
            finally:
                os.close(handle)
