"""One question of the HTML report: asked, given, the basis in its context, the gold, and the verdict."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from evaluation.metrics import Judged, shows
from evaluation.qaset import Span
from evaluation.running import Place
from evaluation.table import first_rank

_AROUND = 80  # characters of context on either side
_SIGNS = {"right": "✓", "wrong": "✗", "silent": "–", "error": "!"}


def question(one: Judged, text: str) -> str:
    """The question as a `<details>` that opens; `text`: canonical text of its document."""
    item, outcome = one.item, one.outcome
    facts = [
        item.type,
        item.lang,
        item.difficulty,
        item.split,
        f"{1000 * outcome.seconds:.1f} ms",
        f"confidence {outcome.confidence:.2f}",
        f"evidence {first_rank(one)}",
    ]
    summary = (
        f'<summary><span class="verdict {one.verdict}">{_SIGNS[one.verdict]} {one.verdict}</span> '
        f"<code>{escape(item.id)}</code> {escape(item.question)} "
        f'<span class="soft">{escape(" · ".join(filter(None, facts)))}</span></summary>'
    )
    parts = [_history(one), _given(one), _citations(one, text), _gold(one, text)]
    data = {"verdict": one.verdict, "type": item.type, "lang": item.lang}
    attributes = "".join(f' data-{name}="{escape(value, quote=True)}"' for name, value in data.items())
    anchor = escape(f"{one.set}/{item.id}", quote=True)
    return f'<details class="q" id="{anchor}"{attributes}>{summary}<div class="body">{"".join(parts)}</div></details>\n'


def in_context(text: str, span: Span, cited: Sequence[Span], gold: Sequence[Span]) -> str:
    """The text around a span, cited stretches highlighted and gold ones underlined; offsets beyond the text are cut."""
    start, end = max(0, span[0] - _AROUND), min(len(text), span[1] + _AROUND)
    inside = {edge for one in (*cited, *gold) for edge in one if start < edge < end}
    edges = sorted({start, end, *inside})
    pieces = ["…" if start else ""]
    for left, right in pairwise(edges):
        names = [name for name, spans in (("cited", cited), ("gold", gold)) if any(a <= left < b for a, b in spans)]
        piece = escape(text[left:right])
        pieces.append(f'<mark class="{" ".join(names)}">{piece}</mark>' if names else piece)
    return "".join([*pieces, "…" if end < len(text) else ""])


def _history(one: Judged) -> str:
    if not one.item.history:
        return ""
    asked = "".join(f"<li>{escape(turn)}</li>" for turn in one.item.history)
    return f"<h3>Asked before</h3><ul>{asked}</ul>"


def _given(one: Judged) -> str:
    notices = "".join(f'<p class="soft">{escape(notice)}</p>' for notice in one.outcome.notices)
    return f'<h3>Given</h3><div class="given">{escape(one.outcome.error or one.outcome.text)}</div>{notices}'


def _citations(one: Judged, text: str) -> str:
    gold = _gold_spans(one)
    blocks = []
    for number, place in enumerate(one.outcome.citations, 1):
        valid = place.document == one.document and text[place.start : place.end] == place.quote
        note = "" if valid else " (not the document's words at this place)"
        quoted = (
            in_context(text, (place.start, place.end), [(place.start, place.end)], gold)
            if valid
            else escape(place.quote)
        )
        blocks.append(
            f"<h3>Citation {number}, characters {place.start}–{place.end}{note}</h3><blockquote>{quoted}</blockquote>"
        )
    return "".join(blocks)


def _gold(one: Judged, text: str) -> str:
    if not one.item.answerable:
        return '<h3>Right</h3><p class="soft">The source does not say; silence is right.</p>'
    groups = "".join(f"<li>{escape(' / '.join(group))}</li>" for group in one.item.answer_groups)
    blocks = [f"<h3>Right: one of each</h3><ul>{groups}</ul>"]
    cited = [(place.start, place.end) for place in one.outcome.citations if place.document == one.document]
    for evidence, spans in zip(one.item.evidence, one.spans, strict=True):
        shown = any(_is_shown(place, spans) for place in one.outcome.citations if place.document == one.document)
        label = "shown by a citation" if shown else "not cited"
        body = in_context(text, spans[0], cited, spans) if spans else escape(evidence)
        blocks.append(f"<h3>Gold evidence ({label})</h3><blockquote>{body}</blockquote>")
    return "".join(blocks)


def _is_shown(place: Place, spans: Sequence[Span]) -> bool:
    return any(shows((place.start, place.end), span) for span in spans)


def _gold_spans(one: Judged) -> list[Span]:
    return [span for spans in one.spans for span in spans]
