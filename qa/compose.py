"""From the candidates to the reply: which sentences are shown, the value first, and when to be silent."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from index import Index
from qa.alignment import Match, matches
from qa.answers import Answer, Citation, cite
from qa.clauses import Span, clauses
from qa.extract import Candidate, Reading
from qa.frontmatter import front_matter_answer
from qa.quantities import find_quantities
from qa.question import Question
from qa.retrieval import Hit
from qa.silence import confidence, uncovered
from qa.wording import join, say, show

MAX_QUOTE = 110  # characters; a longer sentence is cut to the clauses around the answer
MAX_CITATIONS = 4
_GAIN = 0.22  # how much more of the question a further sentence must account for to be shown
THRESHOLD = (
    0.58  # on the dev splits: 4 of 309 right answers withheld, and a third of the wrong ones that pass the checks
)


def compose(
    original: str, question: Question, readings: Sequence[Reading], hits: Sequence[Hit], index: Index
) -> Answer:
    """The extracted answer, or the abstention, to a question as it was typed (`original`)."""
    shown = tuple(hits)
    language = question.language
    notices = () if original == question.text else (say(language, "read_as", question.text),)
    about = _about_the_report(original, question, hits, shown, notices, index)
    if about is not None:
        return about
    reading = readings[0]
    chosen = _choose(reading) if len(readings) == 1 else [r.candidates[0] for r in readings if r.candidates]
    sure, missing = _certainty(readings)
    if not chosen or missing or sure < THRESHOLD:
        text = say(language, missing[0], _as_typed(missing[1], question.text)) if missing else say(language, "silent")
        return Answer(original, text, (), shown, True, 1 - sure, language, "abstained", notices, _terms(reading, index))
    citations = _cite(chosen)
    firsts = [show(c.value.quantity, c.document.text, language) for c in chosen if c.value is not None]
    lines = [join(firsts, language)] if firsts else []
    lines += [f"{citation.quote} [{number}]" for number, citation in enumerate(citations, 1)]
    text = "\n".join(lines)
    return Answer(original, text, citations, shown, False, sure, language, "extracted", notices, _terms(reading, index))


def _as_typed(what: str, question: str) -> str:
    """Folded words in the spelling of the question, where they stand there."""
    at = question.lower().find(what)
    return question[at : at + len(what)] if at >= 0 else what


def _certainty(readings: Sequence[Reading]) -> tuple[float, tuple[str, str] | None]:
    """The least confidence over the parts of a question, and the first thing that one of them does not cover."""
    sure = 1.0
    for reading in readings:
        if not reading.candidates:
            return 0.0, None
        best = reading.candidates[0]
        missing = uncovered(reading, best)
        if missing:
            return 0.05, missing
        sure = min(sure, confidence(reading, best))
    return sure, None


def _about_the_report(
    original: str,
    question: Question,
    hits: Sequence[Hit],
    shown: tuple[Hit, ...],
    notices: tuple[str, ...],
    index: Index,
) -> Answer | None:
    """The answer from the front matter of the best hit's document, where the question is about the report itself."""
    if not hits:
        return None
    document = index.document(hits[0].passage.document)
    found = front_matter_answer(question, document)
    if found is None:
        return None
    span, values = found
    firsts = [_shown_value(value.of(document.text), question.language) for value in values]
    text = f"{join(firsts, question.language)}\n{span.of(document.text)} [1]"
    citation = cite(document, span.start, span.end, ())
    return Answer(original, text, (citation,), shown, False, 0.9, question.language, "extracted", notices)


def _shown_value(value: str, language: str) -> str:
    """A date in the reader's own form, a name as it stands."""
    dates = [q for q in find_quantities(value) if q.kind == "date" and q.text == value]
    return show(dates[0], value, language) if dates else value


def _cite(chosen: Sequence[Candidate]) -> tuple[Citation, ...]:
    """One citation a sentence, however many of its figures are shown."""
    citations = []
    for _, group in groupby(chosen, key=lambda c: (c.document.id, c.span)):
        first, *others = group
        span = _quote(first)
        for other in others:
            more = _quote(other)
            span = Span(min(span.start, more.start), max(span.end, more.end))
        citations.append(cite(first.document, span.start, span.end, first.hit.passage.headings))
    return tuple(dict.fromkeys(citations))


def _choose(reading: Reading) -> list[Candidate]:
    """The best sentence, and further ones while each accounts for terms that none before did."""
    if not reading.candidates:
        return []
    chosen = [reading.candidates[0]]
    weights = np.array([term.weight for term in reading.terms])
    total = weights.sum() or 1.0
    covered = chosen[0].covered.copy()
    while len(chosen) < MAX_CITATIONS:
        gains = [
            (float((np.maximum(c.covered - covered, 0) * weights).sum() / total), c)
            for c in reading.candidates[:8]
            if c not in chosen
        ]
        gain, best = max(gains, key=lambda entry: entry[0], default=(0.0, None))
        if best is None or gain < _GAIN:
            break
        chosen.append(best)
        covered = np.maximum(covered, best.covered)
    return chosen


def _quote(candidate: Candidate) -> Span:
    """The whole sentence, or where it is long the clauses around its value."""
    text, sentence = candidate.document.text, candidate.span
    if sentence.end - sentence.start <= MAX_QUOTE:
        return sentence
    parts = clauses(text, sentence)
    at = 0
    if candidate.value is not None:
        at = next((i for i, c in enumerate(parts) if c.start <= candidate.value.quantity.start < c.end), 0)
    first = last = at
    while True:
        grown = False
        if first > 0 and parts[last].end - parts[first - 1].start <= MAX_QUOTE:
            first, grown = first - 1, True
        if last + 1 < len(parts) and parts[last + 1].end - parts[first].start <= MAX_QUOTE:
            last, grown = last + 1, True
        if not grown:
            break
    return Span(parts[first].start, parts[last].end)


def _terms(reading: Reading, index: Index) -> tuple[Match, ...]:
    """What accounts for each term of the question in the sentence that answers it, or comes nearest."""
    if not reading.candidates:
        return ()
    best = reading.candidates[0]
    return matches(reading.question.text, best.span.of(best.document.text), best.span.start, index.aligner)
