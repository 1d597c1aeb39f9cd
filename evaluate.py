"""Runs sets of questions with known answers and says how good the answers, their basis and the silences are."""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from evaluation.metrics import Judged, judge, total
from evaluation.qaset import SPLITS, QASet, read_set
from evaluation.ranking import rank_pairs, relevant_passages, strictly_falling
from evaluation.running import ask_items
from evaluation.sources import Sources, read_sources
from evaluation.table import KEYS, group_table, print_failures
from index import Index, YijuError
from source_text import bundled_reports


def main(argv: list[str] | None = None) -> int:
    """The command; returns 0 for a good run, 1 for errors or figures that fell short, 2 for wrong usage."""
    options = _parser().parse_args(argv)
    console = Console(width=None if sys.stdout.isatty() else 170, soft_wrap=not sys.stdout.isatty())
    try:
        judged = _evaluate(options)
    except YijuError as error:
        print(error, file=sys.stderr)
        return 1
    console.print(group_table(judged, options.by))
    if options.failures:
        shown = judged if options.split == "test" else [one for one in judged if one.item.split != "test"]
        print_failures(console, shown)
    return 0


def _evaluate(options: argparse.Namespace) -> list[Judged]:
    sets = [read_set(path) for path in options.sets or _bundled_sets()]
    judged = []
    with tempfile.TemporaryDirectory() as folder:
        for number, qaset in enumerate(sets):
            sources = read_sources(qaset, documents=options.documents)
            index = Index.build(list(sources.documents.values()), Path(folder) / str(number), encoder=options.encoder)
            judged += _judge_set(qaset, sources, index, options.split)
            index.close()
    return judged


def _judge_set(qaset: QASet, sources: Sources, index: Index, split: str) -> list[Judged]:
    items = [item for item in qaset.items if split in ("all", item.split)]
    judged = []
    for item, outcome in zip(items, ask_items(items, index, only=sources.only), strict=True):
        id = item.document or sources.only
        judged.append(judge(qaset.name, item, outcome, text=sources.texts[id], document=id))
    qrels = {one.item.id: dict.fromkeys(relevant_passages(one, index), 1) for one in judged if one.spans}
    run = {}
    for one in judged:
        ids = [f"{hit.document}:{hit.start}-{hit.end}" for hit in one.outcome.hits]
        run[one.item.id] = dict(zip(ids, strictly_falling(hit.score for hit in one.outcome.hits), strict=True))
    ranked = rank_pairs(qrels, run)
    import dataclasses

    return [dataclasses.replace(one, pairs={**one.pairs, **ranked.get(one.item.id, {})}) for one in judged]


def _bundled_sets() -> list[Path]:
    return [report.with_name(f"{report.stem}.qa.jsonl") for report in bundled_reports()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", type=Path, metavar="SET.jsonl")
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--encoder", default="bundled")
    parser.add_argument("--split", choices=[*SPLITS, "all"], default="all")
    parser.add_argument("--by", nargs="+", choices=KEYS, default=["language", "type"])
    parser.add_argument("--failures", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
