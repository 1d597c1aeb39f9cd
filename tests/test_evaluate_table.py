from io import StringIO

import pytest
from rich.console import Console

from evaluation.metrics import Judged, judge
from evaluation.progress import Progress
from evaluation.qaset import Item
from evaluation.running import Outcome
from evaluation.summary import summarise
from evaluation.table import WIDE, group_table, headline, share, summary_table


def rows() -> list[Judged]:
    items = [
        Item("a", "?", (("1",),), lang="zh", type="[red]number"),
        Item("b", "?", (("2",),), lang="en", type="list"),
    ]
    return [judge("s", item, Outcome(item.id, "1"), text="-", document="r") for item in items]


def drawn(table: object, width: int = 200) -> str:
    out = StringIO()
    Console(file=out, width=width).print(table)
    return out.getvalue()


def test_a_row_for_everything_and_one_for_each_group() -> None:
    lines = [
        line.split("│")[1:4] for line in drawn(group_table(rows(), ["language", "type"])).splitlines() if "│" in line
    ]
    cells = [[cell.strip() for cell in line] for line in lines]
    assert cells == [["all", "2", ".500"], ["en", "1", ".000"], ["zh", "1", "1.000"], ["[red]number", "1", "1.000"],
                     ["list", "1", ".000"]]  # fmt: skip


def test_a_narrow_terminal_gets_fewer_columns_instead_of_cut_ones() -> None:
    narrow = drawn(group_table(rows(), ["type"], width=80), width=80)
    assert "R@1" in narrow and "nDCG" not in narrow
    assert "…" not in narrow
    assert "nDCG" in drawn(group_table(rows(), ["type"], width=WIDE), width=WIDE)
    assert "…" not in drawn(group_table(rows(), ["type"], width=WIDE), width=WIDE)


def test_the_headline_and_the_summary_have_intervals() -> None:
    summary = summarise(rows(), {})
    assert "answer_accuracy .500 (.000–1.000)" in headline(summary)
    assert ".000 – 1.000" in drawn(summary_table(summary))


@pytest.mark.parametrize(
    ("value", "shown"), [(0.5, ".500"), (1.0, "1.000"), (-0.25, "-.250"), (10.04, "10.040"), (None, "·")]
)
def test_shares_are_short(value: float | None, shown: str) -> None:
    assert share(value) == shown


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_for_terminals_only(terminal: bool) -> None:
    out = StringIO()
    with Progress(Console(file=out, force_terminal=terminal, width=80), 10) as progress:
        progress.built("encode", 1, 2)
        progress.asked("one", 4)
        progress.asked("two", 3)
    assert ("7/10" in out.getvalue()) is terminal
    assert bool(out.getvalue()) is terminal
