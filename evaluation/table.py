"""Tables for the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evaluation.compare import Comparison
from evaluation.groups import groups_by
from evaluation.metrics import DESCRIPTIONS, Judged, shows, sizes, total

COLUMNS = {
    "accuracy": "all",
    "answer_accuracy": "answers",
    "number_match": "number",
    "recall@1": "R@1",
    "recall@3": "R@3",
    "recall@5": "R@5",
    "mrr@10": "MRR",
    "ndcg@10": "nDCG",
    "citation_precision": "cite P",
    "citation_recall": "cite R",
    "abstention_recall": "silent",
    "false_abstention": "false s.",
    "crag": "CRAG",
}
_NARROW = {"accuracy", "answer_accuracy", "recall@1", "recall@5", "abstention_recall", "false_abstention", "length_p50"}
WIDE = 172  # columns of the terminal that the whole table needs
_SIZES = {"length_p50": "chars", "length_p95": "p95", "latency_p50_ms": "ms", "latency_p95_ms": "p95"}


def group_table(judged: Sequence[Judged], keys: Sequence[str], *, width: int = WIDE) -> Table:
    """One row over everything, then one for each group of each key; fewer columns where the terminal is narrow."""
    columns = [name for name in [*COLUMNS, *_SIZES] if width >= WIDE or name in _NARROW]
    table = Table(title=None, header_style="bold", pad_edge=False)
    table.add_column("")
    table.add_column("n", justify="right")
    for name in columns:
        table.add_column({**COLUMNS, **_SIZES}[name], justify="right")
    _add_row(table, "all", judged, columns, end_section=True)
    for key in keys:
        groups = list(groups_by(judged, key).items())
        for name, own in groups:
            _add_row(table, name, own, columns, end_section=name == groups[-1][0])
    return table


def _add_row(table: Table, name: str, own: Sequence[Judged], columns: Sequence[str], *, end_section: bool) -> None:
    rates, measured = total(one.pairs for one in own), sizes(own)
    cells = [_size(column, measured) if column in _SIZES else share(rates.get(column)) for column in columns]
    table.add_row(escape(name[:40]), str(len(own)), *cells, end_section=end_section)


def _size(column: str, measured: Mapping[str, float]) -> str:
    return f"{measured[column]:.{1 if 'ms' in column else 0}f}" if measured else "·"


def headline(summary: Mapping[str, Any]) -> str:
    """The chief metrics with their 95 % intervals, in one line."""
    chief = ("answer_accuracy", "recall@5", "citation_precision", "abstention_recall", "false_abstention")
    parts = []
    for name in chief:
        if (metric := summary["metrics"].get(name)) is not None:
            parts.append(f"{name} {share(metric['value'])} ({share(metric['low'])}–{share(metric['high'])})")
    return ", ".join(parts)


def summary_table(summary: Mapping[str, Any]) -> Table:
    """Every metric with its 95 % interval and what it means."""
    table = Table(header_style="bold", pad_edge=False)
    for name in ("metric", "value", "95 % interval", "meaning"):
        table.add_column(name, justify="right" if name in ("value", "95 % interval") else "left")
    for name, metric in summary["metrics"].items():
        interval = f"{share(metric['low'])} – {share(metric['high'])}"
        table.add_row(name, share(metric["value"]), interval, DESCRIPTIONS.get(name, ""))
    return table


def calibration_table(calibration: Mapping[str, Any]) -> Table:
    """How many of the answers, and of the silences, were right, by how sure they were."""
    scores = {"error": "error", "auc_right": "AUC right/wrong", "auc_abstention": "AUC answerable/not"}
    caption = ", ".join(f"{label} {share(calibration[name])}" for name, label in scores.items())
    table = Table(header_style="bold", pad_edge=False, caption=f"calibration: {caption}", caption_justify="left")
    for name in ("", "confidence", "n", "mean", "right"):
        table.add_column(name, justify="right" if name else "left")
    for kind, rows in (("answers", calibration["bins"]), ("silences", calibration["silences"])):
        for row in rows:
            span = f"{row['low']:.1f} – {row['high']:.1f}"
            table.add_row(kind, span, str(row["count"]), share(row["confidence"]), share(row["accuracy"]))
    return table


def difference_table(comparison: Comparison) -> Table:
    """Each metric of both runs, the difference and whether it may be chance."""
    table = Table(header_style="bold", pad_edge=False)
    for name in ("metric", "old", "new", "change", "95 % interval", "p"):
        table.add_column(name, justify="left" if name == "metric" else "right")
    for one in comparison.differences:
        style = "bold" if one.p < 0.05 else ""
        interval = f"{one.low:+.3f} – {one.high:+.3f}"
        change = f"{one.new - one.old:+.3f}"
        table.add_row(one.name, share(one.old), share(one.new), change, interval, f"{one.p:.3f}", style=style)
    return table


def print_changes(console: Console, title: str, pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """The questions whose verdict changed, with both answers."""
    console.print(f"[bold]{title}[/]: {len(pairs)}")
    for old, new in pairs:
        console.print(f"  [bold]{escape(new['id'])}[/] {old['verdict']} → {new['verdict']}: {escape(new['question'])}")
        for label, record in (("old", old), ("new", new)):
            text = record["answer"]["error"] or record["answer"]["text"]
            console.print(f"    {label}  {escape(' ⏎ '.join(text.splitlines())[:160])}", style="dim")


def print_failures(console: Console, judged: Sequence[Judged]) -> None:
    """Each question that was not answered rightly: what was asked, what is right, what came, where it went wrong."""
    for one in judged:
        if one.verdict == "right":
            continue
        item, outcome = one.item, one.outcome
        asked = " ← ".join([item.question, *reversed(item.history)])
        gold = " & ".join(" / ".join(group[:3]) for group in item.answer_groups) or "(the source does not say)"
        got = " ⏎ ".join((outcome.error or outcome.text).split("\n"))
        head = f"{item.id} {item.type}/{item.difficulty} {one.verdict} conf {outcome.confidence:.2f}"
        head += f" evidence {first_rank(one)}"
        console.print(f"[bold]{escape(head)}[/]\n  asked {escape(asked)}\n  right {escape(gold)}")
        for evidence in item.evidence:
            console.print(f"  basis {escape(evidence)}", style="dim")
        console.print(f"  given {escape(got[:300])}\n")


def first_rank(one: Judged) -> str:
    """In words: the rank of the first passage that shows evidence."""
    if not one.spans:
        return "none"
    for rank, hit in enumerate(one.outcome.hits, 1):
        if hit.document == one.document and any(shows((hit.start, hit.end), s) for spans in one.spans for s in spans):
            return f"at rank {rank}"
    return "not found"


def share(value: float | None) -> str:
    """A rate in three places, without the zero before the point."""
    if value is None:
        return "·"
    text = f"{value:.3f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
