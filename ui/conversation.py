"""The conversation as the browser keeps it: turns to plain data and back, checked against the index on the way.

The server remembers nothing. What comes back from a browser may be old, cut or forged: an answer is shown again only
when each of its quotes still stands at its place in the index (promise 1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index import Index, Passage, YijuError
from qa.alignment import Match
from qa.answers import Answer, cite
from qa.retrieval import MAX_QUESTION, Hit
from ui.feedback import answer_id
from ui.render import terms_of

MAX_TURNS = 40
_MAX_ANSWER = 20_000  # characters of an answer's text


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, or a `note` (a key of ui.strings) that says why there is none yet.

    `generation`: of the index that answered. `wait`: seconds, where the note is "busy".
    """

    question: str
    answer: Answer | None = None
    generation: str = ""
    note: str = "unfinished"
    wait: int = 0


def answer_data(answer: Answer, generation: str) -> dict[str, Any]:
    """An answer without the passages' texts, which stand in the documents: about 1 KB of plain data."""
    return {
        "id": answer_id(answer, generation),
        "generation": generation,
        "question": answer.question,
        "text": answer.text,
        "kind": answer.kind,
        "language": answer.language,
        "confidence": round(answer.confidence, 4),
        "notices": list(answer.notices),
        "citations": [
            {"document": c.document, "title": c.title, "start": c.start, "end": c.end, "quote": c.quote}
            | {"headings": list(c.headings)}
            for c in answer.citations
        ],
        "hits": [
            {"document": hit.passage.document, "start": hit.passage.start, "end": hit.passage.end}
            | {"headings": list(hit.passage.headings), "score": round(hit.score, 4)}
            for hit in answer.hits
        ],
        "terms": [
            [
                term.term,
                term.term_start,
                term.term_end,
                term.start,
                term.end,
                round(term.similarity, 3),
                round(term.weight, 3),
            ]
            for term in terms_of(answer)
        ],
    }


def to_state(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """The last turns as plain data for the browser's store."""
    return [
        {"q": turn.question, "n": turn.note, "w": turn.wait}
        if turn.answer is None
        else {"q": turn.question, "a": answer_data(turn.answer, turn.generation)}
        for turn in turns[-MAX_TURNS:]
    ]


def from_state(state: object, index: Index) -> list[Turn]:
    """The turns in what a browser sent; what is malformed is left out, what no longer fits the index becomes a note."""
    if not isinstance(state, list):
        return []
    turns = [_turn(entry, index) for entry in state[-MAX_TURNS:]]
    return [turn for turn in turns if turn is not None]


def _turn(entry: object, index: Index) -> Turn | None:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("q"), str):
        return None
    question = entry["q"][:MAX_QUESTION]
    data = entry.get("a")
    if isinstance(data, Mapping):
        try:
            answer = _answer(question, data, index)
        except (YijuError, KeyError, TypeError, ValueError, IndexError):
            return Turn(question, note="stale")
        return Turn(question, answer, index.generation, note="")
    note, wait = entry.get("n"), entry.get("w")
    known = ("unfinished", "stopped", "stale", "busy", "failed")
    wait = wait if isinstance(wait, int) and 0 <= wait < 3600 else 1
    return Turn(question, note=note if note in known else "unfinished", wait=wait)


def _answer(question: str, data: Mapping[str, Any], index: Index) -> Answer:
    """The answer in `data`. Raises KeyError, TypeError, ValueError or YijuError when it does not fit the index."""
    kind = data["kind"]
    if kind not in ("extracted", "generated", "abstained"):
        raise ValueError(f"unknown kind {kind!r}")
    citations = []
    for entry in data["citations"]:
        document = index.document(_text(entry["document"]))
        citation = cite(document, _offset(entry["start"]), _offset(entry["end"]), _texts(entry["headings"]))
        if citation.quote != entry["quote"]:
            raise ValueError("the quote is not at its place")
        citations.append(citation)
    if kind != "abstained" and not citations:
        raise ValueError("an answer without a citation")
    # Passages may be cut differently by another generation, so near misses and reasons go with their own.
    same = data["generation"] == index.generation
    return Answer(
        question=question,
        text=_text(data["text"]),
        citations=tuple(citations),
        hits=tuple(_hit(entry, index) for entry in data["hits"]) if same else (),
        abstained=kind == "abstained",
        confidence=float(data["confidence"]),
        language=_text(data["language"]),
        kind=kind,
        notices=_texts(data["notices"]),
        terms=tuple(_match(entry) for entry in data["terms"]) if same else (),
    )


def _hit(entry: Mapping[str, Any], index: Index) -> Hit:
    document = index.document(_text(entry["document"]))
    start, end = _offset(entry["start"]), _offset(entry["end"])
    text = document.text[start:end]
    passage = Passage(f"{document.id}:{start}-{end}", document.id, text, _texts(entry["headings"]), start, end)
    return Hit(passage, float(entry["score"]), {})


def _match(entry: Sequence[Any]) -> Match:
    term, term_start, term_end, start, end, similarity, weight = entry
    places = [None if place is None else _offset(place) for place in (start, end)]
    return Match(
        _text(term), _offset(term_start), _offset(term_end), places[0], places[1], float(similarity), float(weight)
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MAX_ANSWER:
        raise TypeError(f"not a text: {type(value).__name__}")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"not a list: {type(value).__name__}")
    return tuple(_text(item) for item in value[:100])


def _offset(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError(f"not an offset: {value!r}")
    return value
