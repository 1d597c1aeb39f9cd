"""The command `yiju`. Exit codes: 0 answered, 1 error, 2 wrong usage, 3 the report does not say.

Imports of our own stand inside the commands, so that `ask` loads what asking needs and `--help` loads nothing.
"""

import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from index import Index
    from qa import Answerer

SILENT = 3

app = typer.Typer(
    name="yiju",
    help="Ask a report; get the answer and its exact basis.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Count = Annotated[int, typer.Option("--k", "-k", min=1, help="How many passages to look at.")]
IndexPath = Annotated[
    Path | None,
    typer.Option("--index", metavar="PATH", help="An index; default: $YIJU_INDEX, your own, or the bundled report's."),
]
Documents = Annotated[
    list[str] | None, typer.Option("--document", metavar="ID", help="Only this document; may be repeated.")
]


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        # Neither an odd file name nor a terminal that knows no Chinese may end in a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except Exception as error:
        from index.errors import YijuError

        if not isinstance(error, YijuError):
            raise
        typer.echo(f"yiju: {error}", err=True)
        sys.exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"yiju {version('yiju')}")
        except PackageNotFoundError:
            typer.echo("yiju, not installed: run from its folder")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="In Chinese, English or another language.")],
    as_json: AsJson = False,
    k: Count = 5,
    index: IndexPath = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the passages were found.")] = False,
    document: Documents = None,
) -> None:
    """Answer a question, with the words of the report that it rests on."""
    from qa import ask_stream, to_dict
    from ui import terminal

    answerer = _answerer()
    live = answerer is not None and not as_json and sys.stdout.isatty()
    written = ""
    for piece in ask_stream(question, k=k, index=_index(index), answerer=answerer, documents=document):
        if not isinstance(piece, str):
            answer = piece
        elif live:
            typer.echo(terminal.visible(piece), nl=False)
            written += piece
    if as_json:
        _print_json(to_dict(answer))
    else:
        if written:
            typer.echo()
        # What was written while it came is not written again, unless it was not the end of the matter.
        terminal.show_answer(answer, text=written.strip() != answer.text.strip(), explain=explain)
    if answer.abstained:
        raise typer.Exit(SILENT)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="A question, or words to look for.")],
    as_json: AsJson = False,
    k: Count = 5,
    index: IndexPath = None,
    document: Documents = None,
) -> None:
    """Find passages. Piped: score, document, place, headings and text, separated by tabs."""
    from qa import retrieve, to_dict
    from ui import terminal

    hits = retrieve(query, k=k, index=_index(index), documents=document)
    if as_json:
        _print_json([to_dict(hit) for hit in hits])
    else:
        terminal.show_hits(hits)


@app.command("index")
def build(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Text files, or folders of them.")],
    encoder: Annotated[
        str, typer.Option(help="'bundled', or the name or path of a sentence-transformers model.")
    ] = "bundled",
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where; default: $YIJU_INDEX or your own index.")
    ] = None,
) -> None:
    """Index your own reports. Without --out, they take the place of the bundled report."""
    from index import Index, read_documents
    from qa.default_index import user_index_path
    from ui import terminal

    started = time.perf_counter()
    documents = read_documents(paths)
    with terminal.progress() as progress:
        built = Index.build(documents, out or user_index_path(), encoder=encoder, progress=progress)
    seconds = time.perf_counter() - started
    terminal.say(
        f"Indexed {len(documents)} document(s), {len(built)} passages, "
        f"with encoder {built.manifest['encoder']['name']!r} in {seconds:.1f} s: {built.path}"
    )


@app.command()
def info(as_json: AsJson = False, index: IndexPath = None) -> None:
    """Say what is indexed, by which encoder, and where."""
    from qa import default_index
    from ui import terminal

    opened = _index(index) or default_index()
    facts = _facts(opened)
    if as_json:
        _print_json(facts)
    else:
        terminal.show_facts(facts)


@app.command()
def chat(
    host: Annotated[str | None, typer.Option(help="The address to listen on; default: only this machine.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0: any free one.", show_default="7860")] = None,
    index: IndexPath = None,
    browser: Annotated[bool, typer.Option(help="Open a browser where there is a desktop.")] = True,
) -> None:
    """Open the web chat. Further options are environment variables: see ui/settings.py."""
    from ui.serve import serve
    from ui.settings import Settings

    settings = Settings.from_environment(host=host, port=_free_port() if port == 0 else port)
    name = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{'localhost' if name in ('0.0.0.0', '[::]') else name}:{settings.port}/"
    typer.echo(f"Yiju listens on {address} (Ctrl+C ends it)")
    if browser and (sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        _open_later(address, settings.port)
    serve(settings, _index(index), answerer=_answerer())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _open_later(address: str, port: int) -> None:
    """Opens the address in a browser once somebody listens there, a minute from now at most."""
    import contextlib
    import threading
    import webbrowser

    def wait() -> None:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("localhost", port), timeout=1):
                webbrowser.open(address)
                return
            time.sleep(0.2)

    threading.Thread(target=wait, daemon=True).start()


@app.command()
def mcp(index: IndexPath = None) -> None:
    """Serve the Model Context Protocol on standard input and output."""
    from ui.mcp import run_stdio

    run_stdio(_index(index), answerer=_answerer())


def _index(path: Path | None) -> "Index | None":
    if path is None:
        return None
    from index import Index

    return Index.open(path)


def _answerer() -> "Answerer | None":
    if not os.environ.get("YIJU_LLM_URL"):
        return None
    from qa.generate import answerer_from_environment

    return answerer_from_environment()


def _facts(index: "Index") -> dict[str, Any]:
    documents = []
    for id, title in index.documents.items():
        document = index.document(id)
        documents.append(
            {
                "id": id,
                "title": title,
                "characters": len(document.text),
                "passages": len(index.passages(id)),
                "source": document.source,
                "sha256": document.sha256,
            }
        )
    return {
        "path": str(index.path),
        "generation": index.generation,
        "format": index.manifest["format"],
        "splitter": index.manifest["splitter"],
        "encoder": index.manifest["encoder"],
        "passages": len(index),
        "documents": documents,
    }


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
