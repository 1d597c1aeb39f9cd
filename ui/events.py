"""What the page does when a reader asks, retries, edits, clears or stops. Every handler checks what it is sent:
Gradio's endpoints can be called by anyone who can reach the page, private or not.
"""

import json
import logging
import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from index import Index, QueryError, YijuError
from qa.answers import Answer, Answerer
from qa.retrieval import MAX_QUESTION
from ui.conversation import MAX_TURNS, Turn, answer_data, from_state, to_state
from ui.limits import TokenBuckets
from ui.render import answer_html, note_html, partial_html, question_html
from ui.stoppable import until_stopped
from ui.strings import language_of

HISTORY = 6  # earlier turns that a follow-up may refer to
_MAX_DATA = 20_000  # characters of a context or an action
_log = logging.getLogger("yiju.page")

Update = tuple[Any, ...]
"""What a handler gives the page: question box, conversation, stored turns, ask button, stop button."""


@dataclass(frozen=True, slots=True)
class Context:
    """The reader's interface language, and the documents to search (None: all)."""

    language: str
    documents: tuple[str, ...] | None = None


class Chat:
    """The handlers of the chat; they hold no conversation, only where to ask and what is being written."""

    def __init__(
        self,
        get_index: Callable[[], Index],
        *,
        answerer: Answerer | None = None,
        buckets: TokenBuckets | None = None,
        client: Callable[[Any], str] = lambda request: "",
    ) -> None:
        self._get_index = get_index
        self._answerer = answerer
        self._buckets = buckets
        self._client = client
        self._running: dict[str, threading.Event] = {}  # by Gradio's session: set to stop

    def boot(self, state: object, context: str, request: gr.Request) -> Iterator[Update]:
        """The stored conversation, and the answer to `?q=` unless it is the last thing asked (a reload asks no more)."""
        index = self._get_index()
        turns = from_state(state, index)
        question = dict(request.query_params or {}).get("q", "")
        if isinstance(question, str) and question.strip() and not (turns and turns[-1].question == question.strip()):
            yield from self._answer(question, turns, context, request)
        else:
            yield self._update(turns, self._context(context, request), index)

    def ask(self, question: object, state: object, context: str, request: gr.Request) -> Iterator[Update]:
        """Answers a question after the turns so far."""
        yield from self._answer(question, from_state(state, self._get_index()), context, request)

    def act(self, action: str, state: object, context: str, request: gr.Request) -> Iterator[Update]:
        """Does what the page's own buttons ask for: ask, retry, edit, clear, redraw (after a change of language)."""
        index = self._get_index()
        turns = from_state(state, index)
        order = _mapping(action)
        name, number = order.get("do"), order.get("turn")
        number = number if isinstance(number, int) and 0 <= number < len(turns) else len(turns)
        if name == "clear":
            yield self._update([], self._context(context, request), index)
        elif name == "retry" and number < len(turns):
            yield from self._answer(turns[number].question, turns[:number], context, request)
        elif name == "edit" and number < len(turns):
            yield from self._answer(order.get("text"), turns[:number], context, request)
        elif name == "ask":
            yield from self._answer(order.get("text"), turns, context, request)
        else:
            yield self._update(turns, self._context(context, request), index)

    def stop(self, request: gr.Request) -> None:
        """Ends the answer that is being written for this visitor; what writes it then says so itself.

        Not by Gradio's `cancels`: a piece that was under way then could still arrive after the end.
        """
        stopped = self._running.get(request.session_hash or "")
        if stopped is not None:
            stopped.set()

    def _answer(self, question: object, turns: list[Turn], context: str, request: gr.Request) -> Iterator[Update]:
        index, reader = self._get_index(), self._context(context, request)
        question = question.strip() if isinstance(question, str) else ""
        if not question:
            yield self._update(turns, reader, index)
            return
        refused = _refusal(question, reader.language)
        if refused:
            yield self._update(turns, reader, index, question=question, note=refused)
            return
        wait = self._buckets.take(self._client(request)) if self._buckets else 0.0
        if wait:
            turns = [*turns, Turn(question, note="busy", wait=math.ceil(wait))]
            yield self._update(turns, reader, index)
            return
        pending = [*turns, Turn(question)]
        yield self._update(pending, reader, index, working=note_html("searching", reader.language))
        session = request.session_hash or ""
        stopped = self._running[session] = threading.Event()
        try:
            yield from self._stream(question, turns, reader, index, stopped)
        finally:
            self._running.pop(session, None)

    def _stream(
        self, question: str, turns: list[Turn], reader: Context, index: Index, stopped: threading.Event
    ) -> Iterator[Update]:
        written, last = "", Turn(question, note="failed")
        try:
            for piece in self._pieces(question, turns, reader, index, stopped):
                if isinstance(piece, Answer):
                    last = Turn(question, piece, index.generation, note="")
                    continue
                written += piece
                yield self._update([*turns, Turn(question)], reader, index, working=partial_html(written))
        except QueryError as error:
            yield self._update(turns, reader, index, question=question, note=_note(str(error)))
            return
        except Exception as error:
            if not isinstance(error, YijuError):
                _log.exception("no answer")  # never with the question: it is private
        if last.answer is None and stopped.is_set():
            last = replace(last, note="stopped")
        yield self._update([*turns, last], reader, index)

    def _pieces(
        self, question: str, turns: list[Turn], reader: Context, index: Index, stopped: threading.Event
    ) -> Iterator[str | Answer]:
        from qa import ask_stream

        known = [id for id in reader.documents or () if id in index.documents] or None
        options: dict[str, Any] = {"index": index, "answerer": self._answerer, "documents": known}
        history: list[str | Answer] = [turn.answer or turn.question for turn in turns[-HISTORY:]]

        def pieces() -> Iterator[str | Answer]:
            try:
                yield from ask_stream(question, history=history, **options)
            except QueryError:
                if not history:
                    raise
                # Read together with what went before, a long question may be too long: then it stands alone.
                yield from ask_stream(question, **options)

        # Without a language model there is nothing to wait for.
        return until_stopped(pieces(), stopped) if self._answerer is not None else pieces()

    def _update(
        self,
        turns: Sequence[Turn],
        reader: Context,
        index: Index,
        *,
        question: str = "",
        note: str = "",
        working: str = "",
    ) -> Update:
        turns = turns[-MAX_TURNS:]  # the browser counts what it is shown, and stores as much
        messages = _messages(turns, reader.language, len(index.documents) > 1, working)
        if note:
            messages.append({"role": "assistant", "content": note})
        return (
            question,
            messages,
            to_state(turns),
            gr.update(visible=not working),
            gr.update(visible=bool(working)),
        )

    def _context(self, context: str, request: gr.Request) -> Context:
        given = _mapping(context)
        language = given.get("language")
        if language not in ("zh", "en"):
            headers = request.headers if request is not None else {}
            language = language_of(str(headers.get("accept-language", "")) if headers is not None else "")
        documents = given.get("documents")
        if not isinstance(documents, list) or not all(isinstance(id, str) for id in documents) or not documents:
            return Context(language)
        return Context(language, tuple(documents[:100]))


def _messages(turns: Sequence[Turn], language: str, several: bool, working: str) -> list[dict[str, str]]:
    messages = []
    for number, turn in enumerate(turns):
        messages.append({"role": "user", "content": question_html(turn.question, number)})
        if turn.answer is not None:
            data = answer_data(turn.answer, turn.generation)
            content = answer_html(turn.answer, data, language=language, several=several)
        elif working and number == len(turns) - 1:
            content = working
        elif turn.note == "busy":
            content = note_html("busy", language, n=turn.wait)
        else:
            content = note_html(turn.note, language)
        messages.append({"role": "assistant", "content": content})
    return messages


def _refusal(question: str, language: str) -> str:
    """Why a question cannot be asked, for the reader; "" where it can."""
    if len(question) > MAX_QUESTION:
        return note_html("too-long", language, n=len(question), limit=MAX_QUESTION)
    return "" if any(char.isalnum() for char in question) else note_html("no-words", language)


def _note(message: str) -> str:
    from ui.render import escape

    return f'<div class="yj-note"><p>{escape(message)}</p></div>'


def _mapping(data: object) -> Mapping[str, Any]:
    if not isinstance(data, str) or len(data) > _MAX_DATA:
        return {}
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
