"""Runs sets of questions with known answers; says how good the answers, their basis and the silences are.

    python evaluate.py                                   the bundled report's own set
    python evaluate.py SET.jsonl --split dev --failures  what is wrong, question by question
    python evaluate.py --json new.json --html new.html --min answer_accuracy=.9 zh/recall@5=.98
    python evaluate.py --compare old.json new.json
    python evaluate.py qa.jsonl --documents reports/     each question asked of its own report
    python evaluate.py --beir scifact/ --split test      rank metrics on a corpus in BEIR's format

Exit codes: 0 good, 1 a figure fell short or something is wrong with the input, 2 wrong usage.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
from rich.console import Console
from rich.markup import escape

from evaluation.beir import read_beir, run_queries, summarise_beir
from evaluation.compare import by_split, compare
from evaluation.metrics import Judged
from evaluation.options import read_options
from evaluation.progress import Progress
from evaluation.qaset import QASet, named_apart, read_set
from evaluation.ranking import Qrels, Run
from evaluation.report_html import write_html
from evaluation.running import language_model
from evaluation.session import Options, SetResult, chosen, joined, run_set
from evaluation.sources import Sources, read_sources
from evaluation.summary import read_json, summarise, write_json
from evaluation.table import (
    calibration_table,
    difference_table,
    group_table,
    headline,
    print_changes,
    print_failures,
    summary_table,
)
from evaluation.thresholds import shortfalls
from evaluation.trec import write_qrels, write_run
from index import Index, YijuError
from source_text import bundled_reports

Input = TypeVar("Input")
Output = TypeVar("Output")


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    options = read_options(__doc__ or "", argv)
    # A pipe has no width: then lines are as long as they need to be.
    console = Console() if sys.stdout.isatty() else Console(width=200, soft_wrap=True)
    try:
        if options.compare:
            return _compare(options, console)
        if options.beir:
            return _beir(options, console)
        return _evaluate(options, console)
    except YijuError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; run the same command again to go on from here", file=sys.stderr)
        return 130


def _evaluate(options: argparse.Namespace, console: Console) -> int:
    sets = named_apart(_all_of(options.sets or _bundled_sets(), read_set))
    if not any(chosen(qaset, options.split) for qaset in sets):
        print(f"no question is in the split {options.split!r}; leave out --split", file=sys.stderr)
        return 2
    given = Index.open(options.index) if options.index else None
    sources = _all_of(sets, lambda qaset: read_sources(qaset, documents=options.documents, index=given))
    settings = {
        "encoder": given.manifest["encoder"]["name"] if given else options.encoder,
        "llm": options.llm and language_model()[1],
    }
    with tempfile.TemporaryDirectory(prefix="yiju-evaluation-") as folder:
        results = _run(sets, sources, given, settings, options, Path(folder), console)
    judged = [one for result in results for one in result.judged]
    named = [{"name": qaset.name, "sha256": qaset.digest} for qaset in sets]
    summary = summarise(judged, {**settings, "split": options.split, "sets": named})
    _print(judged, summary, options, console)
    texts = {(qaset.name, id): text for qaset, own in zip(sets, sources, strict=True) for id, text in own.texts.items()}
    _write(options, judged, summary, texts, *joined(results), console)
    failed = [f"{one.item.id}: {one.outcome.error}" for one in judged if one.verdict == "error"]
    if options.llm:
        worded = sum(one.outcome.kind == "generated" for one in judged)
        console.print(f"{worded} of {len(judged)} answers are worded by {settings['llm']}")
        if not worded:
            failed.append("the language model worded no answer at all; the figures above are those of extraction")
    return _verdict(summary, options, failed)


def _run(
    sets: Sequence[QASet],
    sources: Sequence[Sources],
    given: Index | None,
    settings: Mapping[str, Any],
    options: argparse.Namespace,
    folder: Path,
    console: Console,
) -> list[SetResult]:
    running = Options(
        split=options.split,
        answerer=language_model()[0] if options.llm else None,
        settings=settings,
        journals=platformdirs.user_cache_path("yiju") / "evaluations",
        fresh=options.fresh,
    )
    results = []
    with Progress(console, sum(len(chosen(qaset, options.split)) for qaset in sets)) as progress:
        for number, (qaset, own) in enumerate(zip(sets, sources, strict=True)):
            documents = list(own.documents.values())
            # An index for each set: what one set gives must not depend on which others are run with it.
            index = given or Index.build(
                documents, folder / str(number), encoder=options.encoder, progress=progress.built
            )
            results.append(run_set(qaset, own, index, running, step=progress.asked))
            if given is None:
                index.close()
    return results


def _beir(options: argparse.Namespace, console: Console) -> int:
    beir = read_beir(options.beir, split=options.split)
    with (
        tempfile.TemporaryDirectory(prefix="yiju-evaluation-") as folder,
        Progress(console, len(beir.queries)) as progress,
    ):
        index = Index.build(beir.documents, folder, encoder=options.encoder, progress=progress.built)
        run = run_queries(beir, index, step=progress.asked)
        index.close()
    summary = summarise_beir(beir, run, {"encoder": options.encoder, "split": options.split, "beir": options.beir.name})
    console.print(summary_table(summary))
    console.print(
        f"{len(beir.documents)} documents, {len(beir.queries)} queries; {beir.skipped} documents without text"
    )
    _write(options, [], summary, {}, beir.qrels, run, console)
    return _verdict(summary, options, [])


def _write(
    options: argparse.Namespace,
    judged: Sequence[Judged],
    summary: Mapping[str, Any],
    texts: Mapping[tuple[str, str], str],
    qrels: Qrels,
    run: Run,
    console: Console,
) -> None:
    if options.json:
        write_json(options.json, summary)
    if options.run:
        write_run(options.run, run)
    if options.qrels:
        write_qrels(options.qrels, qrels)
    if options.html:
        write_html(options.html, judged, summary, texts)
        link = options.html.resolve().as_uri()
        console.print(f"[link={link}]{escape(str(options.html))}[/link] has every question with its basis: {link}")


def _verdict(summary: Mapping[str, Any], options: argparse.Namespace, failed: Sequence[str]) -> int:
    short = shortfalls(summary, [*options.min, *options.max])
    for line in [*(f"error: {line}" for line in failed), *(f"fell short: {line}" for line in short)]:
        print(line, file=sys.stderr)
    return 1 if short or failed else 0


def _all_of(inputs: Sequence[Input], read: Callable[[Input], Output]) -> list[Output]:
    """What `read` makes of each input. Raises one YijuError with everything that is wrong in any of them."""
    outputs, problems = [], []
    for one in inputs:
        try:
            outputs.append(read(one))
        except YijuError as error:
            problems.append(str(error))
    if problems:
        raise YijuError("\n".join(problems))
    return outputs


def _print(judged: Sequence[Judged], summary: dict[str, Any], options: argparse.Namespace, console: Console) -> None:
    console.print(group_table(judged, options.by, width=console.width))
    console.print(f"95 % intervals: {headline(summary)}")
    if options.summary:
        console.print(summary_table(summary))
        console.print(calibration_table(summary["calibration"]))
    if options.failures:
        hidden = [one for one in judged if one.item.split == "test" and options.split != "test"]
        print_failures(console, [one for one in judged if one not in hidden])
        if hidden:
            console.print("The test split is counted above, not shown: --split test shows it. Tune on dev only.")


def _compare(options: argparse.Namespace, console: Console) -> int:
    comparison = compare(*map(read_json, options.compare))
    if not comparison.shared:
        print("the two files share no question; compare runs of the same set", file=sys.stderr)
        return 1
    console.print(difference_table(comparison))
    console.print(
        f"{comparison.shared} questions in both, {comparison.left_out} left out (not in both, or gold changed)"
    )
    for title, pairs in (("wins", comparison.wins), ("losses", comparison.losses)):
        shown = by_split(pairs, test=options.split == "test")
        print_changes(console, f"{title} ({len(pairs) - len(shown)} more in the test split)", shown)
    return 0


def _bundled_sets() -> list[Path]:
    return [report.with_name(f"{report.stem}.qa.jsonl") for report in bundled_reports()]


if __name__ == "__main__":
    sys.exit(main())
