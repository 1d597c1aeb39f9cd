"""Tables for the terminal."""

from collections.abc import Callable, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evaluation.metrics import DESCRIPTIONS, Judged, sizes, total

Group = tuple[str, str]
"""What is grouped by, and the value that a group has in common: ("language", "zh")."""

KEYS: Mapping[str, Callable[[Judged], str]] = {
    "set": lambda one: one.set,
    "language": lambda one: one.item.lang,
    "type": lambda one: one.item.type,
    "difficulty": lambda one: one.item.difficulty,
    "section": lambda one: one.section,
    "split": lambda one: one.item.split,
    "document": lambda one: one.document,
}
_COLUMNS = {
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
_SIZES = {"length_p50": "chars", "length_p95": "p95", "latency_p50_ms": "ms", "latency_p95_ms": "p95"}


def groups_by(judged: Sequence[Judged], key: str) -> dict[str, list[Judged]]:
    """The questions by language, type and so on (a name in KEYS), largest group first; "" is no group."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(KEYS[key](one), []).append(one)
    groups.pop("", None)
    return dict(sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def group_table(judged: Sequence[Judged], keys: Sequence[str]) -> Table:
    """One row over everything, then one for each group of each key."""
    table = Table(title=None, header_style="bold", pad_edge=False)
    table.add_column("")
    table.add_column("n", justify="right")
    for name in [*_COLUMNS.values(), *_SIZES.values()]:
        table.add_column(name, justify="right")
    _add_row(table, "all", judged, end_section=True)
    for key in keys:
        groups = list(groups_by(judged, key).items())
        for name, own in groups:
            _add_row(table, name, own, end_section=name == groups[-1][0])
    return table


def _add_row(table: Table, name: str, judged: Sequence[Judged], *, end_section: bool) -> None:
    rates, measures = total(one.pairs for one in judged), sizes(judged)
    cells = [share(rates.get(column)) for column in _COLUMNS]
    cells += [f"{measures[column]:.1f}" if "ms" in column else f"{measures[column]:.0f}" if column in measures else "·"
              for column in _SIZES if column in measures or True] if measures else ["·"] * len(_SIZES)  # fmt: skip
    table.add_row(escape(name[:40]), str(len(judged)), *cells, end_section=end_section)


def summary_table(rates: Mapping[str, float], intervals: Mapping[str, tuple[float, float]]) -> Table:
    """Every metric with its 95 % interval and what it means."""
    table = Table(header_style="bold", pad_edge=False)
    for name in ("metric", "value", "95 % interval", "meaning"):
        table.add_column(name, justify="right" if name in ("value", "95 % interval") else "left")
    for name, value in rates.items():
        low, high = intervals.get(name, (None, None))
        interval = f"{share(low)} – {share(high)}" if low is not None else ""
        table.add_row(name, share(value), interval, DESCRIPTIONS.get(name, ""))
    return table


def print_failures(console: Console, judged: Sequence[Judged]) -> None:
    """Each question that was not answered rightly: what was asked, what is right, what came, and where it went wrong."""
    for one in judged:
        if one.verdict == "right":
            continue
        item, outcome = one.item, one.outcome
        asked = " ← ".join([item.question, *reversed(item.history)])
        gold = " & ".join(" / ".join(group[:3]) for group in item.answer_groups) or "(the source does not say)"
        got = " ⏎ ".join((outcome.error or outcome.text).split("\n"))
        head = f"{item.id} {item.type}/{item.difficulty} {one.verdict} conf {outcome.confidence:.2f} evidence {first_rank(one)}"
        console.print(f"[bold]{escape(head)}[/]\n  asked {escape(asked)}\n  right {escape(gold)}")
        for evidence in item.evidence:
            console.print(f"  basis {escape(evidence)}", style="dim")
        console.print(f"  given {escape(got[:300])}\n")


def first_rank(one: Judged) -> str:
    """In words: the rank of the first passage that shows evidence."""
    from evaluation.metrics import shows

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
