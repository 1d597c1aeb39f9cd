"""From evidence passages to the sentences in them that a generated sentence really rests on."""

from collections.abc import Iterator, Sequence

from index import Index
from index.static import load_static_encoder
from qa.answers import Answer, Citation, cite
from qa.backing import backing, content_words, share
from qa.binding import misplaced
from qa.clauses import sentences
from qa.quantities import find_quantities, same_quantity
from qa.sentences import Sentence
from qa.verify import Verdict, judge

_TRIED = 6  # sentences, the likeliest first
_LARGEST = 3  # sentences for one


def passages_of(draft: Answer, index: Index) -> list[Citation]:
    """The evidence for a language model: first the passages that the draft cites, then the other hits, none twice."""
    passages = {hit.passage.id: hit.passage for hit in draft.hits}
    for citation in draft.citations:
        if not any(p.document == citation.document and p.start <= citation.start < p.end for p in passages.values()):
            found = [p for p in index.passages(citation.document) if p.start < citation.end and citation.start < p.end]
            passages |= {p.id: p for p in found}
    cited = [
        id
        for citation in draft.citations
        for id, p in passages.items()
        if p.document == citation.document and p.start < citation.end and citation.start < p.end
    ]
    ordered = [passages[id] for id in dict.fromkeys([*cited, *passages])]
    return [cite(index.document(p.document), p.start, p.end, p.headings) for p in ordered]


def rest(sentence: Sentence, passages: Sequence[Citation], index: Index) -> tuple[Verdict, tuple[Citation, ...]]:
    """The verdict on a sentence that cites these passages, and the few sentences of theirs that bear it out.

    Few, so that a reader finds the basis at a glance; but judged against all sentences of the passages: another clause
    of theirs may show that a figure is of something else.
    """
    encoder = load_static_encoder()
    context = "\n".join(dict.fromkeys(part for p in passages for part in (p.title, *p.headings)))
    detail = misplaced(sentence.text, [p.quote for p in passages], context, encoder)
    if detail:
        return Verdict(sentence, "figure", detail), ()
    for few in _likely(sentence, [part for p in passages for part in _sentences(p, index)]):
        verdict = judge(sentence, few)
        if verdict.ok:
            return verdict, few
    verdict = judge(sentence, passages)
    return verdict, tuple(passages) if verdict.ok else ()


def _sentences(passage: Citation, index: Index) -> Iterator[Citation]:
    document = index.document(passage.document)
    for span in sentences(document.text, passage.start, passage.end):
        yield cite(document, span.start, span.end, passage.headings)


def _likely(sentence: Sentence, parts: Sequence[Citation]) -> Iterator[tuple[Citation, ...]]:
    """Sets of sentences that may bear a claim out, the smallest and likeliest first; each in reading order."""
    encoder = load_static_encoder()
    words = content_words(sentence.text, encoder)
    shares = [share(words, row) for row in backing(words, [part.quote for part in parts], encoder)]
    figures = [find_quantities(part.quote) for part in parts]
    claimed = find_quantities(sentence.text)

    def held(at: int) -> int:
        return sum(any(same_quantity(q, other) for other in figures[at]) for q in claimed)

    ranked = sorted(range(len(parts)), key=lambda at: (-held(at), -shares[at], at))[:_TRIED]
    for at in ranked:
        yield (parts[at],)
    for size in range(2, min(_LARGEST, len(ranked)) + 1):
        yield tuple(parts[at] for at in sorted(ranked[:size]))
