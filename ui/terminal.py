"""What the command line prints: colour and tables on a terminal, plain lines in a pipe.

rich is imported only for a table or a bar on a terminal; a plain answer needs nothing but typer.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from index import Passage
    from qa import Answer, Citation, Hit

_STAGES = {"split": "Splitting", "lexical": "Counting words", "encode": "Encoding", "write": "Writing"}
_STYLES: dict[str, dict[str, Any]] = {"[": {"fg": "cyan"}, "*": {"fg": "yellow"}}  # by a line's first character
_SNIPPET = 60  # characters of a passage in a table


def visible(text: str) -> str:
    """The text without control characters: a report must not be able to steer the terminal it is shown on."""
    return "".join(char if char in "\n\t" or char.isprintable() or char.isspace() else "\ufffd" for char in text)


def say(text: str = "", **style: Any) -> None:
    """Prints a line, with typer's styles where standard output is a terminal."""
    if style and sys.stdout.isatty():
        text = typer.style(visible(text), **style)
        typer.echo(text)
    else:
        typer.echo(visible(text))


def show_answer(answer: "Answer", *, text: bool = True, explain: bool = False) -> None:
    """The answer's text (unless it stands there already), then its basis, near misses and notices."""
    from ui.render import plain

    if text:
        first, _, rest = answer.text.partition("\n")
        say(first, bold=True)
        if rest:
            say(rest)
    for line in plain(answer)[len(answer.text) :].splitlines()[1:]:
        say(line, **_STYLES.get(line[:1], {"dim": True}))
    if explain:
        say()
        _show_explanation(answer)


def show_hits(hits: Sequence["Hit"]) -> None:
    """Found passages: a table on a terminal, else one line each, its fields separated by tabs."""
    if not sys.stdout.isatty():
        for hit in hits:
            passage = hit.passage
            fields = (passage.document, f"{passage.start}-{passage.end}", _path(passage.headings), passage.text)
            say("\t".join([f"{hit.score:.3f}", *(" ".join(field.split()) for field in fields)]))
        return
    rows = [(f"{hit.score:.2f}", _path(hit.passage.headings), hit.passage.text) for hit in hits]
    _table(("Score", "Section", "Passage"), rows, lines=True)


def show_facts(facts: Mapping[str, Any]) -> None:
    """What `yiju info` says of an index."""
    encoder = facts["encoder"]
    say(f"path        {facts['path']}")
    say(f"generation  {facts['generation']} (format {facts['format']}, splitter {facts['splitter']})")
    say(f"encoder     {encoder['name']} (revision {encoder['revision']}, {encoder['dimension']} dimensions)")
    say(f"passages    {facts['passages']}")
    columns = ("id", "title", "characters", "passages", "source")
    rows = [tuple(str(document[column]) for column in columns) for document in facts["documents"]]
    if sys.stdout.isatty():
        _table(columns, rows)
        return
    say()
    for row in (columns, *rows):
        say("\t".join(" ".join(field.split()) for field in row))


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A callback for `Index.build`: a bar on a terminal's standard error, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_STAGES.get(stage, stage), total=total)
            bar.update(tasks[stage], completed=done)

        yield show


def _show_explanation(answer: "Answer") -> None:
    say(f"confidence {answer.confidence:.2f}  kind {answer.kind}  language {answer.language}")
    names = sorted({name for hit in answer.hits for name in hit.signals})
    rows = [
        (f"{hit.score:.2f}", *(f"{hit.signals.get(name, 0):.2f}" for name in names), _line(hit.passage.text, _SNIPPET))
        for hit in answer.hits
    ]
    terms = [
        (match.term, _matched(answer, match.start, match.end), f"{match.similarity:.2f}") for match in answer.terms
    ]
    for columns, lines in ((("score", *names, "passage"), rows), (("term", "accounted for by", "similarity"), terms)):
        if not lines:
            continue
        if sys.stdout.isatty():
            _table(columns, lines)
            continue
        say("\t".join(columns))
        for line in lines:
            say("\t".join(line))


def _matched(answer: "Answer", start: int | None, end: int | None) -> str:
    """The words of a cited or found passage in [start, end): matches count characters of the document."""
    if start is None or end is None:
        return "-"
    found: list[Citation | Passage] = [*answer.citations, *(hit.passage for hit in answer.hits)]
    for place in found:
        if place.start <= start and end <= place.end:
            text = place.quote if hasattr(place, "quote") else place.text
            return " ".join(text[start - place.start : end - place.start].split())
    return f"{start}-{end}"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, lines: bool = False) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=lines)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(field)) for field in row))  # Text: brackets in a report are no markup
    Console().print(table)


def _path(headings: Sequence[str]) -> str:
    return " › ".join(headings)


def _line(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"
