"""Answers worded by a language model, each sentence verified before it is shown.

What is answered, what is cited and whether to be silent is decided outside the model: an abstention is not put to it,
its sentences count only where the spans that they cite bear them out; where none is left the extracted answer stands.

Settings (off while YIJU_LLM_URL is unset): YIJU_LLM_URL, YIJU_LLM_MODEL, YIJU_LLM_KEY, and see `qa.llm`.
"""

import contextlib
import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index import Index
from index.static import load_static_encoder
from qa.answers import Answer, Citation
from qa.backing import content_words
from qa.basis import passages_of, rest
from qa.llm import LanguageModel, LanguageModelError
from qa.prompts import failure, messages, nothing_left, withheld
from qa.quantities import figures_supported
from qa.sentences import Sentence, SentenceReader
from qa.verify import check_answer

_THOUGHT = ("<think>", "</think>")
_UNSPACED = frozenset("。！？…”’」』）】")


@dataclass(frozen=True, slots=True)
class LanguageModelAnswerer:
    """Words answers with a language model; implements `qa.answers.Answerer`."""

    model: LanguageModel

    def stream(self, draft: Answer, index: Index, history: Sequence[str]) -> Iterator[str | Answer]:
        """Yields verified sentences as they come and, last, the whole Answer: the draft, with a notice, if all fails.

        Closing the generator closes the connection to the server. Never raises for what a server does.
        """
        if draft.abstained:
            yield draft
            return
        passages = passages_of(draft, index)
        reply = _Reply(draft, passages, index)
        reader = SentenceReader()
        try:
            with contextlib.closing(self.model.stream(messages(draft, passages, history))) as pieces:
                for piece in _spoken(pieces):
                    for sentence in reader.feed(piece):
                        yield from reply.add(sentence)
            for sentence in reader.close():
                yield from reply.add(sentence)
        except LanguageModelError as error:
            yield _noted(draft, failure(draft.language, error.reason))
            return
        yield reply.answer()


def answerer_from_environment() -> LanguageModelAnswerer | None:
    """The answerer that the environment configures, None where it names no server. Raises QueryError if it cannot be."""
    model = LanguageModel.from_environment()
    return None if model is None else LanguageModelAnswerer(model)


class _Reply:
    """The verified part of a reply while it grows."""

    def __init__(self, draft: Answer, passages: Sequence[Citation], index: Index) -> None:
        self._draft, self._passages, self._index = draft, passages, index
        self._citations: list[Citation] = []
        self._texts: list[str] = []
        self._shown = ""
        self._held = ""  # verified, but not yet shown: nothing in it rests on what the draft found
        self._on_topic = False
        self._withheld = 0

    def add(self, sentence: Sentence) -> Iterator[str]:
        """The piece of text that may be shown now, if any."""
        if sentence.text in self._texts:
            return
        basis = self._basis(sentence)
        if not basis:
            self._withheld += 1
            return
        self._texts.append(sentence.text)
        self._on_topic = self._on_topic or any(_overlap(a, b) for a in basis for b in self._draft.citations)
        self._held += self._worded(sentence, basis)
        if self._on_topic:
            piece, self._held = self._held, ""
            self._shown += piece
            yield piece

    def answer(self) -> Answer:
        """The whole answer: what was shown, or the draft where nothing was."""
        draft = self._draft
        if not self._shown:
            return _noted(draft, nothing_left(draft.language))
        answer = dataclasses.replace(draft, text=self._shown, citations=tuple(self._citations), kind="generated")
        if check_answer(answer, self._index):  # each sentence passed alone; this holds the whole to the same promises
            return _noted(draft, nothing_left(draft.language))
        return _noted(answer, withheld(draft.language, self._withheld)) if self._withheld else answer

    def _basis(self, sentence: Sentence) -> tuple[Citation, ...]:
        if not sentence.markers or not all(1 <= number <= len(self._passages) for number in sentence.markers):
            return ()
        if not content_words(sentence.text, load_static_encoder()):
            # A figure without a word says what it is of only by the question: then it must be the one that was found.
            found = self._draft.text.split("\n")[0]
            if figures_supported(sentence.text, found):
                return ()
        _, basis = rest(sentence, [self._passages[number - 1] for number in sentence.markers], self._index)
        return basis

    def _worded(self, sentence: Sentence, basis: Sequence[Citation]) -> str:
        """The sentence with the markers of its basis, which count the citations in the order of their first use."""
        self._citations += [citation for citation in basis if citation not in self._citations]
        markers = "".join(f"[{self._citations.index(citation) + 1}]" for citation in basis)
        before = self._shown + self._held
        gap = ""
        if before:
            gap = "\n" if "\n" in sentence.lead else " "
        item = sentence.lead.replace("\n", "")
        return f"{gap}{item}{sentence.text}{'' if sentence.text[-1] in _UNSPACED else ' '}{markers}"


def _spoken(pieces: Iterable[str]) -> Iterator[str]:
    """A reply without the thoughts that some models write before it."""
    opening, closing = _THOUGHT
    buffer, thinking, settled = "", False, False
    for piece in pieces:
        if settled:
            yield piece
            continue
        buffer += piece
        start = buffer.lstrip()
        if not thinking and start.startswith(opening):
            thinking = True
        if thinking:
            _, found, rest_of_it = buffer.partition(closing)
            if found:
                settled, buffer = True, ""
                yield rest_of_it
        elif not opening.startswith(start):
            settled = True
            yield buffer
            buffer = ""
    if buffer and not thinking:
        yield buffer


def _overlap(a: Citation, b: Citation) -> bool:
    return a.document == b.document and a.start < b.end and b.start < a.end


def _noted(answer: Answer, notice: str) -> Answer:
    return dataclasses.replace(answer, notices=(*answer.notices, notice))
