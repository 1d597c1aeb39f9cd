"""Promises 1 and 2: every citation is verbatim, and nothing is said that its citations do not bear out.

`verify_sentence` judges one generated sentence against the spans that it cites; `check_answer` judges a whole answer,
however it was made, against the index.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from index import Index, UnknownDocumentError
from index.folding import fold_text
from index.static import StaticEncoder, load_static_encoder
from qa.answers import Answer, Citation
from qa.backing import backing, blanked, content_words, share, synonym_forms
from qa.binding import misplaced, periods
from qa.polarity import contradicts, polarity
from qa.quantities import Quantity, figures_supported, find_quantities, same_quantity
from qa.question import read_question
from qa.sentences import MARKER, Sentence, read_sentence, read_sentences

_QUOTED_LINE = re.compile(r"(.*) \[(\d+)\]")
Reason = Literal["hidden", "marker", "figure", "place", "direction", "words"]

# Of the claim's words, by weight: the share that must be accounted for; and how far each must be that counts at least
# _RARE of the heaviest.
_SHARE = 0.6
_RARE, _NEAR_WITHIN, _NEAR_ACROSS = 0.5, 0.3, 0.1
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs"})
# Digits, and scales that are no part of a figure: 亿元台阶, 突破万亿.
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[一二两三四五六七八九十百千]*[万亿]+[元级]?")
_LATIN = re.compile(r"[a-z][a-z0-9+&.-]*[a-z0-9+]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
# A stretch of evidence that words are compared with: up to the next comma; a list stays whole.
_CLAUSE = re.compile(r"[^,，;；。！？!?\n]+(?:[,，](?=\d{3})[^,，;；。！？!?\n]+)*")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown. `reason`: why not, None when it may; `detail`: what in it has no basis."""

    sentence: Sentence
    reason: Reason | None = None
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether its citations bear the sentence out."""
        return self.reason is None


def verify(text: str, citations: Sequence[Citation]) -> list[Verdict]:
    """One verdict for each sentence of a text whose markers count the citations from 1."""
    return [_verdict(sentence, citations) for sentence in read_sentences(text)]


def verify_sentence(sentence: str, citations: Sequence[Citation]) -> Verdict:
    """The verdict on one sentence, its markers included; marker `[1]` stands for `citations[0]`."""
    return _verdict(read_sentence(sentence), citations)


def _verdict(sentence: Sentence, citations: Sequence[Citation]) -> Verdict:
    if not sentence.markers:
        return Verdict(sentence, "marker", "none")
    wrong = [number for number in sentence.markers if not 1 <= number <= len(citations)]
    if wrong:
        return Verdict(sentence, "marker", f"[{wrong[0]}]")
    return judge(sentence, [citations[number - 1] for number in sentence.markers])


def judge(sentence: Sentence, cited: Sequence[Citation]) -> Verdict:
    """The verdict on the words of a sentence, its markers aside, against the spans that it rests on."""
    claim = sentence.text
    if any(unicodedata.category(char) in _HIDDEN for char in claim):
        return Verdict(sentence, "hidden", "control characters")
    spans = [citation.quote for citation in cited]
    context = "\n".join(dict.fromkeys(part for c in cited for part in (c.title, *c.headings)))
    if detail := _baseless_figure(claim, spans, context):
        return Verdict(sentence, "figure", detail)
    if detail := _baseless_name(claim, "\n".join([*spans, context])):
        return Verdict(sentence, "place", detail)
    encoder = load_static_encoder()
    if detail := misplaced(claim, spans, context, encoder):
        return Verdict(sentence, "figure", detail)
    clauses = [match.group() for span in spans for match in _CLAUSE.finditer(span)]
    if detail := _baseless_word(claim, clauses, context, encoder):
        return Verdict(sentence, "words", detail)
    if detail := _turned(claim, clauses, encoder):
        return Verdict(sentence, "direction", detail)
    return Verdict(sentence)


def _baseless_figure(claim: str, spans: Sequence[str], context: str) -> str:
    """A figure of the claim that the spans do not hold, or ""."""
    evidence = "\n".join(spans)
    held = find_quantities(evidence)
    for missing in figures_supported(claim, evidence):
        if not _in_context(missing, held, context):
            return missing.text
    quantities = find_quantities(claim)
    for q in quantities:
        equal = [other for other in held if same_quantity(q, other)]
        if q.bound in {"at_least", "at_most"} and equal and not any(other.bound == q.bound for other in equal):
            return claim[q.full_start : q.full_end]
    known = set(_NUMBER.findall(fold_text(f"{evidence}\n{context}")))
    # A scale that stands with a figure in the evidence is not one by itself: 3亿吨 does not say 突破亿.
    known -= {"万", "亿"} - set(_NUMBER.findall(blanked(evidence, [(q.start, q.end) for q in held])))
    rest = blanked(claim, [(q.start, q.end) for q in quantities])
    return next((match.group() for match in _NUMBER.finditer(fold_text(rest)) if match.group() not in known), "")


def _in_context(missing: Quantity, held: Sequence[Quantity], context: str) -> bool:
    """Whether headings or title give the date or period that the spans leave open: the year above all.

    Where the spans have a year or a period of their own, that one is meant and not the title's.
    """
    year, slash, part = missing.key.partition("/")
    if not slash:
        return False
    own = [q.key.partition("/") for q in held if "/" in q.key]
    if year.isdecimal() and any(held_year.isdecimal() for held_year, _, _ in own):
        return False
    around = [q.key.partition("/") for q in find_quantities(context) if "/" in q.key]
    if part and any(held_part == part for _, _, held_part in own):
        return any(held_year == year for held_year, _, _ in around)
    if part and any(held_part for _, _, held_part in own):
        return False
    if not part:
        return any(held_year == year for held_year, _, _ in around)
    return any(held_part == part and year in {"", held_year} for held_year, _, held_part in around)


def _baseless_name(claim: str, evidence: str) -> str:
    """A place that the evidence does not name, or a word of a script not the claim's that is not in it; or ""."""
    folded, held = fold_text(claim), fold_text(evidence)
    places = read_question(held).places
    for group in read_question(folded).places:
        if group not in places:
            return next(form for form in sorted(group, key=len, reverse=True) if form in folded)
    known = synonym_forms(claim)
    if _HAN.search(folded):
        # Han in an English sentence quotes the source; Latin in a Chinese one is a name.
        latin = _LATIN.findall(folded)
        for run in latin if len(_HAN.findall(folded)) > len(latin) else _foreign_han(claim):
            if run not in held and not any(run in form for form in known):
                return run
    return ""


def _foreign_han(claim: str) -> list[str]:
    return _HAN.findall(fold_text(blanked(claim, [(q.start, q.end) for q in find_quantities(claim)])))


def _baseless_word(claim: str, clauses: Sequence[str], context: str, encoder: StaticEncoder) -> str:
    """A content word that nothing in the evidence accounts for, where it carries too much of the claim; or ""."""
    words = content_words(claim, encoder)
    if not words:
        return ""
    best = backing(words, [*clauses, context], encoder).max(axis=0)
    worst = words[int(np.argmin(best))].text
    if share(words, best) < _SHARE:
        return worst
    heaviest = max(word.weight for word in words)
    within = _HAN.search(claim) is not None
    for word, near in zip(words, best, strict=True):
        if word.weight >= _RARE * heaviest and near < (_NEAR_WITHIN if within else _NEAR_ACROSS):
            return word.text
    return ""


def _turned(claim: str, clauses: Sequence[str], encoder: StaticEncoder) -> str:
    """A clause of the claim that says the reverse of, or another time than, the clauses that it is about; or ""."""
    for match in _CLAUSE.finditer(claim):
        part = match.group()
        words = content_words(part, encoder)
        if not words or not clauses:
            continue
        shares = [share(words, row) for row in backing(words, clauses, encoder)]
        near = [clause for clause, value in zip(clauses, shares, strict=True) if value >= max(shares) - 0.02]
        if all(contradicts(polarity(part), polarity(clause)) for clause in near):
            return part.strip()
        if (named := periods(part)) and all(periods(clause) and not named & periods(clause) for clause in near):
            return part.strip()
    return ""


def check_answer(answer: Answer, index: Index) -> list[str]:
    """What is wrong with an answer under promises 1 and 2, in words; [] when nothing is.

    Every citation must stand in its document at its place, every marker must have a citation, and every figure in the
    text must be held by the spans that its sentence cites (by those of all citations where the sentence has no marker).
    """
    faults = [_misquoted(number, citation, index) for number, citation in enumerate(answer.citations, 1)]
    faults = [fault for fault in faults if fault]
    if answer.abstained:
        if answer.citations or MARKER.search(answer.text):
            faults.append("an answer that abstains has citations")
        figures = figures_supported(answer.text, answer.question)  # a silence may name a figure that it was asked for
        return [*faults, *(f"an answer that abstains states {q.text!r}" for q in figures)]
    if not answer.citations:
        faults.append("an answer has no citation")
    for sentence in _lines(answer.text) if answer.kind == "extracted" else read_sentences(answer.text):
        wrong = [number for number in sentence.markers if not 1 <= number <= len(answer.citations)]
        faults += [f"marker [{number}] has no citation" for number in wrong]
        cited = [answer.citations[number - 1] for number in sentence.markers if number not in wrong] or answer.citations
        quotes = "\n".join(citation.quote for citation in cited)
        missing = figures_supported(sentence.text, quotes)
        if answer.kind == "generated":
            context = "\n".join(part for c in cited for part in (c.title, *c.headings))
            missing = [q for q in missing if not _in_context(q, find_quantities(quotes), context)]
        faults += [f"the figure {q.text!r} is not in the cited text" for q in missing]
    return faults


def _lines(text: str) -> Iterator[Sentence]:
    """The lines of an extracted answer. A report's own footnote marks (［20］) within a quote are no markers."""
    for line in text.split("\n"):
        quoted = _QUOTED_LINE.fullmatch(line)
        yield Sentence(quoted[1], (int(quoted[2]),), "") if quoted else Sentence(line, (), "")


def _misquoted(number: int, citation: Citation, index: Index) -> str:
    try:
        document = index.document(citation.document)
    except UnknownDocumentError:
        return f"citation [{number}] is of a document that the index does not hold: {citation.document!r}"
    if document.text[citation.start : citation.end] != citation.quote:
        return f"citation [{number}] is not what {citation.document!r} says at {citation.start}–{citation.end}"
    return ""
