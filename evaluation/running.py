"""Asking: each question of a set goes through `qa.ask`, as a user's would; what came back is kept as plain data."""

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evaluation.qaset import Item
from index import Index, QueryError, YijuError
from qa import Answer, Answerer, ask

HITS = 10  # as deep as the rank metrics look


@dataclass(frozen=True, slots=True)
class Place:
    """A passage or a citation: `[start, end)` of the document's text. `score` is the retrieval's, 0 for citations."""

    document: str
    start: int
    end: int
    score: float = 0.0
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for one question. `seconds`: wall time of `ask`; `error`: why there is no answer, else ""."""

    id: str
    text: str = ""
    abstained: bool = False
    confidence: float = 0.0
    kind: str = ""
    language: str = ""
    citations: tuple[Place, ...] = ()
    hits: tuple[Place, ...] = ()
    notices: tuple[str, ...] = ()
    seconds: float = 0.0
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data for JSON; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "Outcome":
        """Raises TypeError or KeyError when this is not what `to_json` gave."""
        places = {name: tuple(Place(**place) for place in record[name]) for name in ("citations", "hits")}
        return cls(**{**record, **places, "notices": tuple(record["notices"])})


def ask_items(
    items: Sequence[Item], index: Index, *, answerer: Answerer | None = None, only: str = ""
) -> Iterator[Outcome]:
    """One outcome an item, in order. `only`: the document of items that name none ("" asks the whole index).

    What `ask` raises on purpose is an outcome with `error`: one question must not end an evaluation.
    """
    for item in items:
        document = item.document or only
        documents = [document] if document else None
        started = time.perf_counter()
        try:
            answer = ask(
                item.question, history=item.history, k=HITS, index=index, answerer=answerer, documents=documents
            )
        except YijuError as error:
            yield Outcome(item.id, error=f"{type(error).__name__}: {error}", seconds=time.perf_counter() - started)
        else:
            yield _outcome(item.id, answer, time.perf_counter() - started)


def _outcome(id: str, answer: Answer, seconds: float) -> Outcome:
    return Outcome(
        id=id,
        text=answer.text,
        abstained=answer.abstained,
        confidence=answer.confidence,
        kind=answer.kind,
        language=answer.language,
        citations=tuple(Place(c.document, c.start, c.end, quote=c.quote) for c in answer.citations),
        hits=tuple(Place(h.passage.document, h.passage.start, h.passage.end, h.score) for h in answer.hits),
        notices=answer.notices,
        seconds=seconds,
    )


def warm_up(items: Sequence[Item], index: Index) -> None:
    """Asks the first question once, so that loading the index does not count as its latency."""
    with contextlib.suppress(YijuError):
        ask(items[0].question, index=index)


def language_model() -> tuple[Answerer, str]:
    """The answerer that the environment configures, and its model's name. Raises QueryError where there is none."""
    from qa.generate import answerer_from_environment

    answerer = answerer_from_environment()
    if answerer is None:
        raise QueryError("--llm needs a server: set YIJU_LLM_URL and YIJU_LLM_MODEL (any OpenAI-compatible one)")
    return answerer, answerer.model.model
