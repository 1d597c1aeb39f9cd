"""From the candidates to the reply: which sentences are shown, the value first, and when to be silent."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index import Index
from index.folding import fold, fold_text
from qa.alignment import Match, matches
from qa.answers import Answer, cite
from qa.comparisons import Comparison, read_comparison
from qa.evidence import Chosen, choose, cite_all
from qa.expected import Missing
from qa.extract import Reading
from qa.figure_support import compare, figures_supported
from qa.frontmatter import front_matter_answer
from qa.glossary import holds
from qa.pairing import of_both, paired
from qa.quantities import find_quantities
from qa.question import Question
from qa.retrieval import Hit
from qa.silence import confidence, uncovered
from qa.wording import join, say, show

# Below these the reply is silence. Between languages all accounts are lower, and the confidence with them: at the higher
# threshold one right answer in twenty would be withheld, at the lower one in Chinese half of the wrong ones be shown.
THRESHOLDS = {"zh": 0.78, "en": 0.7}
THRESHOLD = 0.62
_TWO = 2
_FIGURES = frozenset({"figure", "rank", "date"})
# The verbs of a fall, and of a gap that closes: 降幅收窄2.9个百分点 is no fall by 2.9.
_VERB = re.compile("(下降|减少|降低|回落|下滑|下跌)?(收窄|缩小)?了?[约近超]?$")
_VERBAL = 8  # characters before a figure in which its verb stands
_OPENED = 0.5  # how sure what is told without a figure must be, beside a figure of the same thing
_UNSURE = 0.05  # what is missing leaves no more
_DOWN, _CLOSING = ("down ", "下降"), ("narrower by ", "收窄")
# Candidates, how much worse than the best one may be that covers the question, and how much less it may account for.
_TRIED, _NEARLY, _AS_MUCH = 4, 0.1, 0.9
_OWN = 0.6  # how much the words about its figure must then account for of each of the heaviest terms


def compose(
    original: str, question: Question, readings: Sequence[Reading], hits: Sequence[Hit], index: Index
) -> Answer:
    """The extracted answer, or the abstention, to a question as it was typed (`original`)."""
    shown = tuple(hits)
    language = question.language
    notices: tuple[str, ...] = () if original == question.text else (say(language, "read_as", question.text),)
    about = _about_the_report(original, question, hits, shown, notices, index)
    if about is not None:
        return about
    threshold = THRESHOLDS.get(language, THRESHOLD)
    comparison = read_comparison(question.text) if len(readings) == _TWO else None
    compared = _both(readings, comparison, index, threshold) if comparison else None
    if compared is None:
        settled = [_settled(reading, index) for reading in readings]
        readings = [reading for reading, _ in settled]
        judged = [_judge(reading, missing) for reading, missing in settled]
    else:
        readings, judged = compared
    # What is missing leaves a confidence far below the threshold, so that one comparison decides.
    told = [reading for reading, (sure, _) in zip(readings, judged, strict=True) if sure >= threshold]
    failed = [_why(language, missing, question.text) for sure, missing in judged if sure < threshold]
    terms = _terms((told or readings)[0], index)
    if not told:
        sure = max(sure for sure, _ in judged)
        return Answer(original, failed[0], (), shown, True, 1 - sure, language, "abstained", notices, terms)
    chosen = choose(told, index)
    citations = cite_all(chosen, index)
    firsts = [show(c.value.quantity, c.document.text, language) for c, _ in chosen if c.value is not None]
    if comparison and compared and len(told) == len(firsts) == _TWO:
        lines = [_compared(question, comparison, chosen, "\n".join(citation.quote for citation in citations))]
    else:
        lines = [join(firsts, language)] if firsts else []
    lines += [f"{citation.quote} [{number}]" for number, citation in enumerate(citations, 1)]
    # Of several questions in one, those that the report answers are answered; the notices say which it does not.
    notices += tuple(dict.fromkeys(failed))
    sure = min(sure for sure, _ in judged if sure >= threshold)
    return Answer(original, "\n".join(lines), citations, shown, False, sure, language, "extracted", notices, terms)


def _both(
    readings: Sequence[Reading], comparison: Comparison, index: Index, threshold: float
) -> tuple[Sequence[Reading], list[tuple[float, Missing]]] | None:
    """The readings with the figures to compare in front, and how sure each is: none of them where one is not, for half of
    its figures make no comparison. Of two that are asked for but not compared one may be told, and where neither
    is found so, None: then each is read by itself.
    """
    found, lacking = paired(readings, comparison, index)
    judged = [_judge(reading, missing) for reading, missing in zip(found, lacking, strict=True)]
    enough = [sure >= threshold for sure, _ in judged]
    if all(enough):
        return found, judged
    one = None if comparison.timed else of_both(found, comparison, index)
    if one is not None:
        told = [_judge(reading, None) for reading in one]
        if all(sure >= threshold for sure, _ in told):
            return one, told
    if comparison.timed and any(enough):
        found, judged = _opened(found, judged, threshold, index)
        if all(sure >= _OPENED for sure, _ in judged):
            return found, [(max(sure, threshold), None) for sure, _ in judged]
    if comparison.each:
        return (found, judged) if any(enough) else None
    unsure = min(range(_TWO), key=lambda i: judged[i][0])
    missing: Missing = ("uncovered", comparison.sides[unsure].name)
    return found, [(_UNSURE, missing) for _ in judged]


def _opened(
    readings: Sequence[Reading], judged: Sequence[tuple[float, Missing]], threshold: float, index: Index
) -> tuple[list[Reading], list[tuple[float, Missing]]]:
    """What was done and what is planned, where one of them is told without a figure: 每周3班, then 天天班."""
    found, told = list(readings), list(judged)
    for at, (reading, (sure, _)) in enumerate(zip(readings, judged, strict=True)):
        if sure >= threshold:
            continue
        question = replace(
            reading.question, kinds=reading.question.kinds - _FIGURES, families=frozenset(), units=frozenset()
        )
        bare = tuple(replace(candidate, value=None) for candidate in reading.candidates)
        best = sorted(bare, key=lambda candidate: -candidate.share)[:_TRIED]
        opened = replace(reading, question=question, candidates=tuple(best))
        fitting = [c for c in best if uncovered(opened, c, index.aligner) is None]
        if fitting:
            found[at] = replace(opened, candidates=(fitting[0], *(c for c in best if c is not fitting[0])))
            told[at] = _judge(found[at], None)
    return found, told


def _compared(question: Question, comparison: Comparison, chosen: Sequence[Chosen], quotes: str) -> str:
    """Both values by name and the sign between; first the word that the question asks to choose, or yes or no."""
    values = [c.value.quantity for c, _ in chosen if c.value is not None]
    shown = [show(v, c.document.text, question.language) for v, (c, _) in zip(values, chosen, strict=True)]
    falls = [value.direction == "down" and not value.reached for value in values]  # 降到5.2% is a level
    verbs = [
        _VERB.search(c.document.text[max(0, value.start - _VERBAL) : value.start])
        for value, (c, _) in zip(values, chosen, strict=True)
    ]
    closing = [verb is not None and verb[2] is not None for verb in verbs]
    words = [_CLOSING if close else _DOWN for close in closing]
    shown = [
        f"{word[question.language == 'zh']}{text}" if fall else text
        for word, text, fall in zip(words, shown, falls, strict=True)
    ]
    order = None if closing[0] != closing[1] else compare(*values)
    if falls[0] != falls[1] and not any(closing):  # a rise and a fall: the bare figures would compare wrongly
        order = -1 if falls[0] else 1
    names = [side.name for side in comparison.sides]
    if any(figures_supported(name, quotes) for name in names):
        names = [side.plain for side in comparison.sides]
    left, right = (f"{name} {text}".strip() for name, text in zip(names, shown, strict=True))
    if order is None:
        return join((left, right), question.language)
    sign = ">" if order > 0 else "<" if order < 0 else "="
    word = comparison.verdict(order, question.language)
    return f"{word}{left} {sign} {right}"


def _settled(reading: Reading, index: Index) -> tuple[Reading, Missing]:
    """With the first candidate in front that covers the question, where it is as good as the best or nearly so.

    And what of the question the candidate in front does not cover.
    """
    first: Missing = None
    for candidate in reading.candidates[:_TRIED]:
        best = reading.candidates[0]
        if candidate.score < best.score - _NEARLY:
            break
        if candidate is not best and candidate.value is not None and candidate.value_least < _OWN:
            continue  # a figure that stands beside another subject
        if candidate.share < _AS_MUCH * best.share:
            continue
        missing = uncovered(reading, candidate, index.aligner)
        if missing is None:
            others = tuple(other for other in reading.candidates if other is not candidate)
            return replace(reading, candidates=(candidate, *others)), None
        first = first or missing
    return reading, first


def _judge(reading: Reading, missing: Missing) -> tuple[float, Missing]:
    """How sure the best sentence is to answer one question, and what of it is not covered."""
    if not reading.candidates:
        return 0.0, None
    return (_UNSURE, missing) if missing else (confidence(reading, reading.candidates[0]), None)


def _why(language: str, missing: Missing, question: str) -> str:
    return say(language, missing[0], _as_typed(missing[1], question)) if missing else say(language, "silent")


def _as_typed(what: str, question: str) -> str:
    """Folded words in the spelling of the question, where they stand there."""
    at = question.lower().find(what)
    return question[at : at + len(what)] if at >= 0 else what


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


def _terms(reading: Reading, index: Index) -> tuple[Match, ...]:
    """What accounts for each term of the question in the sentence that answers it, or comes nearest."""
    if not reading.candidates:
        return ()
    best = reading.candidates[0]
    sentence = best.span.of(best.document.text)
    found = matches(reading.question.text, sentence, best.span.start, index.aligner)
    return tuple(match if match.start is not None else _by_form(match, reading, sentence) for match in found)


def _by_form(match: Match, reading: Reading, sentence: str) -> Match:
    """A word that alignment finds nothing for, where another form of its term stands in the sentence: 上半年, 1—6月."""
    folded = fold(sentence)
    for term in reading.terms:
        if fold_text(match.term) not in term.text:
            continue
        form = next((form for form in term.forms if len(form) > 1 and holds(folded.text, form)), None)
        if form is not None:
            at = folded.text.find(form)
            start, end = folded.span(at, at + len(form))
            offset = reading.candidates[0].span.start
            return replace(match, start=start + offset, end=end + offset, similarity=1.0)
    return match
