"""`ask`: a question in, an answer with its basis out."""

import dataclasses
from collections.abc import Collection, Iterator, Sequence

from index import Index
from qa.answers import Answer, Answerer
from qa.compose import compose
from qa.default_index import default_index
from qa.extract import PASSAGES, read_passages
from qa.followup import complete, resolve
from qa.parts import ASIDE, split_parts
from qa.question import read_question
from qa.retrieval import MAX_QUESTION, check_count, check_question, find, with_matches
from qa.romanised import with_names
from qa.verify import check_answer
from qa.wording import say


def ask(
    question: str,
    *,
    history: Sequence[str | Answer] = (),
    k: int = 5,
    index: Index | None = None,
    answerer: Answerer | None = None,
    documents: Collection[str] | None = None,
) -> Answer:
    """The answer of the indexed reports to a question, or that they do not say.

    `history`: the earlier questions (or answers) of the conversation, oldest first; `k`: how many hits the answer
    carries; `index`: the default index where None; `documents`: only these ids; `answerer`: a language model to word the
    answer (`qa.generate`), none by default. Raises QueryError and UnknownDocumentError as `retrieve` does.
    """
    *_, answer = ask_stream(question, history=history, k=k, index=index, answerer=answerer, documents=documents)
    assert isinstance(answer, Answer)
    return answer


def ask_stream(
    question: str,
    *,
    history: Sequence[str | Answer] = (),
    k: int = 5,
    index: Index | None = None,
    answerer: Answerer | None = None,
    documents: Collection[str] | None = None,
) -> Iterator[str | Answer]:
    """As `ask`; yields pieces of the text while a language model writes, and last the whole Answer."""
    question = check_question(question)
    check_count(k)
    index = index if index is not None else default_index()
    earlier = [turn.question if isinstance(turn, Answer) else check_question(turn) for turn in history]
    whole = ASIDE.sub("", resolve(question, earlier)) or question
    whole = with_names(whole, index, documents)
    if len(whole) > MAX_QUESTION:  # a long conversation must not make a question that cannot be asked
        whole = question
    hits = find(whole, k=max(k, PASSAGES), index=index, documents=documents)
    readings = []
    for part in split_parts(whole, complete):
        own = hits if part == whole else find(part, k=PASSAGES, index=index, documents=documents)
        readings.append(read_passages(read_question(part), own, index))
    shown = with_matches(whole, hits[:k], index)
    draft = _checked(compose(question, read_question(whole), readings, shown, index), index)
    if answerer is None or draft.abstained:
        yield draft
    else:
        yield from answerer.stream(draft, index, earlier)


def _checked(answer: Answer, index: Index) -> Answer:
    """The answer, if it keeps the promises; else silence: what cannot be proved is not shown (`qa.verify`)."""
    faults = check_answer(answer, index)
    if not faults:
        return answer
    language = answer.language
    return dataclasses.replace(
        answer,
        text=say(language, "silent"),
        citations=(),
        abstained=True,
        confidence=0.0,
        kind="abstained",
        notices=(*answer.notices, say(language, "withheld")),
    )
