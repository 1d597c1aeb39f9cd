"""The benchmarks' own arithmetic: what counts as found, and what stays in a result file."""

from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def benchmarks_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    # Scripts of one folder, run from there: not a package.
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))


def test_a_chunk_is_right_by_the_evidence_it_shows_not_by_its_size() -> None:
    from peer_tasks import _shows

    right = _shows("甲 一二三四五六。\n乙 七八九。", ["一二三四五六", "七八九"])
    assert right([["r", "甲 一二三"], ["r", "甲一二三四五六。 乙 七八九。"], ["r", "别的"], ["r", "甲 一二"]]) == [
        {0},
        {0, 1},
        set(),
        set(),
    ]


def test_recall_and_rank_of_a_system() -> None:
    from peers import scored

    hits = {"q1": [["0", ""], ["1", ""]], "q2": [["1", ""], ["0", ""]], "q3": [["1", ""]]}

    def ask(message: dict[str, Any]) -> Any:
        return {"ms": 1.0, "hits": hits[message["query"]]}

    def right(found: list[list[str]]) -> list[set[int]]:
        return [{0} if id == "0" else set() for id, _ in found]

    found = scored(ask, [(question, right, 1) for question in hits])
    assert (found["recall@1"], found["recall@5"], found["mrr@10"]) == (0.3333, 0.6667, 0.5)


def test_a_smaller_set_keeps_each_question_with_its_paragraph() -> None:
    from peer_tasks import fewer
    from retrieval import QuestionSet

    whole = QuestionSet("s", "s", ("a", "b", "c", "d"), ("qa", "qc", "qd", "qc2"), (0, 2, 3, 2))
    small = fewer(whole, 2)
    assert small.paragraphs == ("a", "c")
    assert [(q, small.paragraphs[n]) for q, n in zip(small.questions, small.relevant, strict=True)] == [
        ("qa", "a"),
        ("qc", "c"),
        ("qc2", "c"),
    ]


def test_sizes_not_measured_now_are_kept(tmp_path: Path) -> None:
    from scale import _kept

    file = tmp_path / "scale.json"
    file.write_text('{"rows": [{"size": 1000, "p50_ms": 1}, {"size": 10, "p50_ms": 1}]}')
    assert _kept(file, [{"size": 1000, "p50_ms": 2}]) == [{"size": 10, "p50_ms": 1}, {"size": 1000, "p50_ms": 2}]


def test_varied_text_is_the_same_every_time_and_not_the_original(shared: Path) -> None:
    from scale_texts import corpus

    first, again = (corpus(shared / "data" / "train", 300) for _ in range(2))
    assert [document.text for document in first] == [document.text for document in again]


def test_the_plot_is_well_formed() -> None:
    from xml.etree import ElementTree

    from plot import cost_plot

    rows = [{"passages": n, "build_s": n / 10, "p50_ms": 2.5, "rss_mb": 200, "disk_mb": n / 300} for n in (954, 99_959)]
    assert len(ElementTree.fromstring(cost_plot(rows)).findall(".//{*}circle")) == 8


def test_what_a_reader_of_so_many_characters_sees() -> None:
    from peers import beginning

    assert beginning([["a", "12345"], ["b", "678"], ["c", "9"]], 7) == [["a", "12345"], ["b", "67"]]
    assert beginning([["a", "12345"]], 5) == [["a", "12345"]]


def test_sets_not_measured_now_are_kept_and_a_failure_that_is_over_is_not() -> None:
    from peers import merged

    old = [
        {"system": "txtai", "configuration": "keywords alone", "sets": {"a": 1}, "failed": "no"},
        {"system": "Yiju", "configuration": "default", "sets": {"a": 1, "b": 1}, "load": 9},
    ]
    rows = merged(old, {"system": "txtai", "configuration": "keywords alone", "sets": {"b": 2}})
    rows = merged(rows, {"system": "Yiju", "configuration": "default", "sets": {"b": 2}, "load": 1})
    assert rows == [
        {"system": "Yiju", "configuration": "default", "sets": {"a": 1, "b": 2}, "load": 1},
        {"system": "txtai", "configuration": "keywords alone", "sets": {"a": 1, "b": 2}},
    ]
