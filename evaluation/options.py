"""What the command line of `evaluate.py` takes."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from evaluation.groups import KEYS
from evaluation.qaset import SPLITS
from evaluation.thresholds import Threshold, read_threshold


def read_options(description: str, arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options; ends the process with code 2 for wrong usage, before anything long has been done."""
    parser = _parser(description)
    options = parser.parse_args(arguments)
    if options.beir and (options.html or options.sets or options.llm):
        parser.error("--beir has no questions with answers: leave out --html, --llm and the sets")
    for path in filter(None, (options.json, options.html, options.run, options.qrels)):
        if not path.parent.is_dir():
            parser.error(f"there is no folder {path.parent} to write {path.name} into; make it first")
    return options


def _threshold(least: bool) -> Callable[[str], Threshold]:
    def read(text: str) -> Threshold:
        try:
            return read_threshold(text, least=least)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return read


def _parser(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("sets", nargs="*", type=Path, metavar="SET.jsonl", help="Q/A sets; default: the bundled report's")
    add("--documents", type=Path, metavar="PATH", help="folder of reports that the sets name, or the one report")
    add("--index", type=Path, metavar="DIR", help="ask this index instead of one built for the run")
    add("--encoder", default="bundled", metavar="NAME", help="build with this encoder (default: bundled)")
    add("--llm", action="store_true", help="answers worded by the language model that YIJU_LLM_URL names")
    add("--split", choices=[*SPLITS, "all"], default="all", help="only this part of the sets (default: all)")
    add("--by", nargs="+", choices=KEYS, default=["language", "type"], help="rows of the table")
    add("--summary", action="store_true", help="also print every metric with its interval, and the calibration")
    add("--failures", action="store_true", help="print each question that went wrong (of the test split only if asked)")
    add("--json", type=Path, metavar="FILE", help="write all results, for --compare and other programs")
    add("--html", type=Path, metavar="FILE", help="write a report of every question, one file that needs no network")
    add("--run", type=Path, metavar="FILE", help="write the ranking in TREC's format")
    add("--qrels", type=Path, metavar="FILE", help="write the relevant passages in TREC's format")
    add("--beir", type=Path, metavar="DIR", help="rank metrics on a folder with corpus.jsonl, queries.jsonl, qrels/")
    add("--compare", nargs=2, type=Path, metavar=("OLD.json", "NEW.json"), help="compare two such files")
    add(
        "--min",
        nargs="+",
        action="extend",
        type=_threshold(True),
        default=[],
        metavar="NAME=VALUE",
        help="exit 1 where a metric is lower; of a group: zh/recall@5=.98",
    )
    add(
        "--max",
        nargs="+",
        action="extend",
        type=_threshold(False),
        default=[],
        metavar="NAME=VALUE",
        help="exit 1 where a metric is higher",
    )
    add("--fresh", action="store_true", help="ignore what an interrupted run has left")
    return parser
