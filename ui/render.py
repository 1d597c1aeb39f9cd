"""Answers as text: plain, Markdown, and the HTML of the chat. No gradio here; pure functions of the answer.

Everything that comes from a report, a question or a model passes `escape` (HTML) or `escape_markdown`: it is shown
verbatim and never acts as markup.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from qa.alignment import Match
from qa.answers import Answer, Citation
from qa.retrieval import Hit
from ui.strings import text as ui_text

AGAIN = ("busy", "failed", "stale", "stopped", "unfinished")  # notes after which asking again may help
MIN_WEIGHT = 0.03  # a term's share of the question
NEAR = 3  # near misses shown; more of what is not an answer is no better
LONG_VALUE = 36  # characters
_MARKER = re.compile(r"\[(\d{1,3})\]")
_ASCII_MARKS = re.compile(r"[!-/:-@\[-`{-~]")
_MARKDOWN_MARKS = re.compile(r"([\\`*_\[\]<>&$~|#])")
_LIST_MARK = re.compile(r"^(\s*)(?:(\d+)([.)])|([-+=]))", re.MULTILINE)


def escape(text: str) -> str:
    """Text for HTML inside Markdown: every ASCII mark becomes a numeric entity.

    Entities are inert in HTML, in Markdown (emphasis, links, bare addresses, lists), in LaTeX delimiters and in
    templates alike, so that one escape holds whatever renders the result. Control characters become U+FFFD.
    """
    text = "".join(char if char == "\n" or char.isprintable() or char.isspace() else "\ufffd" for char in text)
    text = _ASCII_MARKS.sub(lambda mark: f"&#{ord(mark.group())};", text)
    # A line break would end an HTML block in Markdown, and two spaces would become one.
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")


def escape_markdown(text: str) -> str:
    """Text that a Markdown reader shows verbatim: marks behind backslashes, no list and no rule by accident."""
    text = _MARKDOWN_MARKS.sub(r"\\\1", text)

    def list_mark(match: re.Match[str]) -> str:
        space, number, dot, dash = match.groups()
        return f"{space}{number}\\{dot}" if number else f"{space}\\{dash}"

    return _LIST_MARK.sub(list_mark, text)


def place_link(document: str, start: int, end: int, *, several: bool) -> str:
    """The fragment that opens a place; it names the document only where the index holds several."""
    return f"#c-{start}-{end}" + (f"-{quote(document, safe='')}" if several else "")


def terms_of(answer: Answer) -> tuple[Match, ...]:
    """What accounts for the terms of the question: the answer's own account, else that of the passage it cites first
    (the nearest one where it cites none). Terms of next to no weight are left out."""
    terms = answer.terms
    if not terms and answer.hits:
        first = answer.citations[0] if answer.citations else None
        near = [
            hit
            for hit in answer.hits
            if first and hit.passage.document == first.document and hit.passage.start <= first.start < hit.passage.end
        ]
        terms = (near or answer.hits)[0].matches
    return tuple(term for term in terms if term.weight >= MIN_WEIGHT or not term.weight)


def plain(answer: Answer) -> str:
    """The answer, its numbered quotes with their sections, near misses and notices, as plain lines."""
    lines = [answer.text]
    for number, citation in enumerate(answer.citations, 1):
        lines += ["", f"[{number}] {_path(citation)} ({citation.start}-{citation.end})", f"    {_line(citation.quote)}"]
    if answer.abstained and answer.hits:
        lines += ["", ui_text("near", answer.language)]
        lines += [f"  - {_line(hit.passage.text)}" for hit in answer.hits]
    for notice in answer.notices:
        lines += ["", f"* {notice}"]
    return "\n".join(lines)


def markdown(answer: Answer, *, link: str = "") -> str:
    """The answer as Markdown: question, answer, quotes with sections; `link` is the address of the page, if any."""
    parts = [f"**{escape_markdown(answer.question)}**", escape_markdown(answer.text).replace("\n", "\n\n")]
    for number, citation in enumerate(answer.citations, 1):
        place = escape_markdown(_path(citation))
        if link:
            place += f" <{link}{place_link(citation.document, citation.start, citation.end, several=True)}>"
        parts.append(f"> \\[{number}\\] {escape_markdown(_line(citation.quote))}\n>\n> — {place}")
    if answer.abstained and answer.hits:
        near = "\n".join(f"- {escape_markdown(_line(hit.passage.text))}" for hit in answer.hits)
        parts.append(f"*{ui_text('near', answer.language)}*\n\n{near}")
    parts += [f"*{escape_markdown(notice)}*" for notice in answer.notices]
    return "\n\n".join(parts) + "\n"


def question_html(question: str, turn: int) -> str:
    """A question of the conversation; `turn` counts from 0."""
    return f'<div class="yj-question" id="turn-{turn}"><p>{escape(question)}</p></div>'


def note_html(key: str, language: str, **values: Any) -> str:
    """A line of the page itself in the place of an answer: searching, stopped, too many questions."""
    kind = "yj-wait" if key == "searching" else "yj-note yj-again" if key in AGAIN else "yj-note"
    inner = _ui(key, language) if not values else f"<span>{escape(ui_text(key, language, **values))}</span>"
    return f'<div class="{kind}"><p>{inner}</p></div>'


def partial_html(text: str) -> str:
    """An answer that is still being written; its markers are no links yet."""
    return f'<div class="yj-answer yj-partial">{_paragraphs(text, lambda part: escape(part))}</div>'


def answer_html(answer: Answer, data: Mapping[str, Any], *, language: str, several: bool = False) -> str:
    """The chat's HTML of an answer: value first, sentences with markers, notices, reasons, near misses.

    `data` (JSON-able) is what the page's scripts need to copy, export and count; it rides along as a fragment.
    `language` is that of the interface. One line, without blank lines: an HTML block to a Markdown renderer.
    """
    links = [place_link(c.document, c.start, c.end, several=several) for c in answer.citations]

    def marked(part: str) -> str:
        pieces = _MARKER.split(part)
        out = escape(pieces[0])
        for number, rest in zip(pieces[1::2], pieces[2::2], strict=True):
            known = 0 < int(number) <= len(links)
            out += (
                f'<a class="yj-cite" href="{links[int(number) - 1]}">&#91;{number}&#93;</a>'
                if known
                else f"&#91;{number}&#93;"
            )
            out += escape(rest)
        return out

    value, _, rest = answer.text.partition("\n")
    body = ""
    if answer.abstained:
        body += f'<p class="yj-silent">{_ui("silent", language)}</p>{_paragraphs(answer.text, marked)}'
    elif answer.kind == "extracted" and rest.strip():
        # A name or a figure stands out large; words do not become truer by being large.
        look = "yj-value" if len(value) <= LONG_VALUE else "yj-value yj-words"
        body += f'<p class="{look}">{marked(value)}</p>{_paragraphs(rest, marked)}'
    else:
        body += _paragraphs(answer.text, marked)
    if answer.kind == "generated":
        body += f'<p class="yj-worded">{_ui("generated", language)}</p>'
    body += "".join(f'<p class="yj-notice">{escape(notice)}</p>' for notice in answer.notices)
    if answer.abstained and answer.hits:
        body += _near_html(answer.hits, language, several)
    body += _why_html(answer, language, several)
    kind = "yj-abstained" if answer.abstained else f"yj-{answer.kind}"
    # Only ASCII marks need the percent form here; Chinese in it would be three times as long.
    payload = _ASCII_MARKS.sub(
        lambda mark: f"%{ord(mark.group()):02X}", json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    )
    return f'<div class="yj-answer {kind}">{body}<a class="yj-data" href="#d-{payload}" hidden>&#8203;</a></div>'


def _near_html(hits: Sequence[Hit], language: str, several: bool) -> str:
    items = ""
    for hit in hits[:NEAR]:
        passage = hit.passage
        link = place_link(passage.document, passage.start, passage.end, several=several)
        path = escape(passage.headings[-1] if passage.headings else ui_text("outline.none", language))
        text = passage.text
        if passage.headings and text.lstrip("# ").startswith(passage.headings[-1]):
            text = text.lstrip("# ")[len(passage.headings[-1]) :].lstrip("。;；:： \n")
        words = escape(_line(text, 90))
        items += f'<li><a class="yj-near-link" href="{link}">{path}</a><p>{words}</p></li>'
    return f'<section class="yj-near"><p class="yj-near-title">{_ui("near", language)}</p><ol>{items}</ol></section>'


def _why_html(answer: Answer, language: str, several: bool) -> str:
    rows = ""
    for match in terms_of(answer):
        place = _source(answer, match.start, match.end)
        if place is None or match.start is None or match.end is None:
            found = f'<span class="yj-missing">{_ui("why.none", language)}</span>'
        else:
            document, words = place
            link = place_link(document, match.start, match.end, several=several)
            found = f'<a class="yj-word" href="{link}">{escape(words)}</a>'
        rows += f"<tr><td>{escape(match.term)}</td><td>{found}</td></tr>"
    if not rows:
        return ""
    head = f'<tr><th scope="col">{_ui("why.term", language)}</th><th scope="col">{_ui("why.words", language)}</th></tr>'
    title = _ui("why.near" if answer.abstained else "why", language)
    confidence = f'<p class="yj-confidence">{_ui("confidence", language)} {escape(f"{answer.confidence:.0%}")}</p>'
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    return f'<details class="yj-why"><summary>{title}</summary>{table}{confidence}</details>'


def _source(answer: Answer, start: int | None, end: int | None) -> tuple[str, str] | None:
    """The document and the words of [start, end), from what the answer cites or found."""
    if start is None or end is None:
        return None
    for citation in answer.citations:
        if citation.start <= start and end <= citation.end:
            return citation.document, citation.quote[start - citation.start : end - citation.start]
    for hit in answer.hits:
        passage = hit.passage
        if passage.start <= start and end <= passage.end:
            return passage.document, passage.text[start - passage.start : end - passage.start]
    return None


def _paragraphs(text: str, inner: Any) -> str:
    return "".join(f"<p>{inner(line)}</p>" for line in text.splitlines() if line.strip())


def _ui(key: str, language: str) -> str:
    # The class lets the page's scripts translate it again when the reader switches the language.
    return f'<span class="t t-{key.replace(".", "_")}">{escape(ui_text(key, language))}</span>'


def _path(citation: Citation) -> str:
    return " › ".join((citation.title, *citation.headings))


def _line(text: str, length: int = 0) -> str:
    text = " ".join(text.split())
    return text if not length or len(text) <= length else text[: length - 1] + "…"
