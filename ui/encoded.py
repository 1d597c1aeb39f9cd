"""An answer as it goes out over HTTP: made wherever questions are answered, in a thread or in a process of its own."""

import json
from dataclasses import dataclass
from typing import Any

from index import Index
from qa import Answerer, ask, to_dict
from ui.feedback import answer_id


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments of `qa.ask`, so that they can be sent to a process and be a key."""

    question: str
    history: tuple[str, ...] = ()
    k: int = 5
    documents: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Encoded:
    """`body` is the JSON of `qa.to_dict`."""

    body: bytes
    id: str
    generation: str
    kind: str


def answer_encoded(asked: Asked, index: Index, answerer: Answerer | None = None) -> Encoded:
    """Asks. Raises what `qa.ask` raises."""
    answer = ask(
        asked.question, history=asked.history, k=asked.k, index=index, answerer=answerer, documents=asked.documents
    )
    return Encoded(encode(to_dict(answer)), answer_id(answer, index.generation), index.generation, answer.kind)


def encode(content: Any) -> bytes:
    """JSON as text that people can read, Chinese unescaped, in UTF-8."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
