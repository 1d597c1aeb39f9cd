"""Runs sets of questions with known answers; says how good the answers, their basis and the silences are.

    python evaluate.py                                   the bundled report's own set
    python evaluate.py SET.jsonl --split dev --failures  what is wrong, question by question
    python evaluate.py --json new.json --html new.html --min answer_accuracy=.9 zh/recall@5=.98
    python evaluate.py --compare old.json new.json
    python evaluate.py qa.jsonl --documents reports/     each question asked of its own report

Exit codes: 0 good, 1 a figure fell short or something is wrong with the input, 2 wrong usage.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
from rich.console import Console

from evaluation.compare import by_split, compare
from evaluation.groups import KEYS
from evaluation.metrics import Judged
from evaluation.progress import Progress
from evaluation.qaset import SPLITS, QASet, read_set
from evaluation.session import Options, SetResult, chosen, run_set
from evaluation.sources import Sources, read_sources
from evaluation.summary import read_json, summarise, write_json
from evaluation.table import (
    calibration_table,
    difference_table,
    group_table,
    print_changes,
    print_failures,
    summary_table,
)
from evaluation.thresholds import Threshold, read_threshold, shortfalls
from index import Index, YijuError
from source_text import bundled_reports

Input = TypeVar("Input")
Output = TypeVar("Output")


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(argv)
    # A pipe has no width: then lines are as long as they need to be.
    console = Console() if sys.stdout.isatty() else Console(width=200, soft_wrap=True)
    try:
        if options.compare:
            return _compare(options, console)
        return _evaluate(options, console)
    except YijuError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; run the same command again to go on from here", file=sys.stderr)
        return 130


def _evaluate(options: argparse.Namespace, console: Console) -> int:
    sets = _all_of(options.sets or _bundled_sets(), read_set)
    if not any(chosen(qaset, options.split) for qaset in sets):
        print(f"no question is in the split {options.split!r}; leave out --split", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="yiju-evaluation-") as folder:
        results = _run(sets, options, Path(folder), console)
    judged = [one for result in results for one in result.judged]
    summary = summarise(judged, _settings(options, sets))
    _print(judged, summary, options, console)
    if options.json:
        write_json(options.json, summary)
    short = shortfalls(summary, [*options.min, *options.max])
    for line in short:
        print(f"fell short: {line}", file=sys.stderr)
    failed = [one for one in judged if one.verdict == "error"]
    for one in failed:
        print(f"error: {one.item.id}: {one.outcome.error}", file=sys.stderr)
    return 1 if short or failed else 0


def _run(sets: Sequence[QASet], options: argparse.Namespace, folder: Path, console: Console) -> list[SetResult]:
    given = Index.open(options.index) if options.index else None
    sources = _all_of(sets, lambda qaset: read_sources(qaset, documents=options.documents, index=given))
    running = Options(
        split=options.split,
        answerer=None,
        settings=_settings(options, ()),
        journals=platformdirs.user_cache_path("yiju") / "evaluations",
        fresh=options.fresh,
    )
    results = []
    with Progress(console, sum(len(chosen(qaset, options.split)) for qaset in sets)) as progress:
        for number, (qaset, own) in enumerate(zip(sets, sources, strict=True)):
            index = given or _build(own, folder / str(number), options.encoder, progress)
            results.append(run_set(qaset, own, index, running, step=progress.asked))
            if given is None:
                index.close()
    return results


def _build(sources: Sources, path: Path, encoder: str, progress: Progress) -> Index:
    return Index.build(list(sources.documents.values()), path, encoder=encoder, progress=progress.built)


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
    console.print(group_table(judged, options.by))
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
    console.print(f"{comparison.shared} questions in both, {comparison.left_out} left out (not in both, or gold changed)")
    for title, pairs in (("wins", comparison.wins), ("losses", comparison.losses)):
        shown = by_split(pairs, test=options.split == "test")
        print_changes(console, f"{title} ({len(pairs) - len(shown)} more in the test split)", shown)
    return 0


def _settings(options: argparse.Namespace, sets: Sequence[QASet]) -> dict[str, Any]:
    named = [{"name": qaset.name, "sha256": qaset.digest} for qaset in sets]
    return {"encoder": options.encoder, "split": options.split, "sets": named} if sets else {"encoder": options.encoder}


def _bundled_sets() -> list[Path]:
    return [report.with_name(f"{report.stem}.qa.jsonl") for report in bundled_reports()]


def _threshold(least: bool) -> Callable[[str], Threshold]:
    def read(text: str) -> Threshold:
        try:
            return read_threshold(text, least=least)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return read


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("sets", nargs="*", type=Path, metavar="SET.jsonl", help="Q/A sets; default: the bundled report's")
    add("--documents", type=Path, metavar="PATH", help="folder of reports that the sets name, or the one report")
    add("--index", type=Path, metavar="DIR", help="ask this index instead of one built for the run")
    add("--encoder", default="bundled", metavar="NAME", help="build with this encoder (default: bundled)")
    add("--split", choices=[*SPLITS, "all"], default="all", help="only this part of the sets (default: all)")
    add("--by", nargs="+", choices=KEYS, default=["language", "type"], help="rows of the table")
    add("--summary", action="store_true", help="also print every metric with its interval, and the calibration")
    add("--failures", action="store_true", help="print each question that went wrong (of the test split only if asked)")
    add("--json", type=Path, metavar="FILE", help="write all results, for --compare and other programs")
    add("--compare", nargs=2, type=Path, metavar=("OLD.json", "NEW.json"), help="compare two such files")
    add("--min", nargs="+", action="extend", type=_threshold(True), default=[], metavar="NAME=VALUE",
        help="exit 1 where a metric is lower; of a group: zh/recall@5=.98")  # fmt: skip
    add("--max", nargs="+", action="extend", type=_threshold(False), default=[], metavar="NAME=VALUE",
        help="exit 1 where a metric is higher")  # fmt: skip
    add("--fresh", action="store_true", help="ignore what an interrupted run has left")
    return parser


if __name__ == "__main__":
    sys.exit(main())
