import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.qaset import QASetError, check_evidence, document_id, evidence_spans, named_apart, read_set
from evaluation.sources import read_sources
from source_text import bundled_reports

TEXT = "上半年增长6.1%。城镇新增就业42.4万人。"


def record(**changes: Any) -> dict[str, Any]:
    return {
        "id": "zh-1",
        "lang": "zh",
        "type": "number",
        "question": "增长多少?",
        "answer_groups": [["6.1%"]],
        "evidence": ["增长6.1%"],
        "history": [],
        **changes,
    }


def write(path: Path, *records: Any) -> Path:
    lines = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_bundled_set_is_read_and_its_evidence_is_in_the_report() -> None:
    qaset = read_set(bundled_reports()[0].with_suffix(".qa.jsonl"))
    sources = read_sources(qaset)
    assert len(qaset.items) > 180
    assert list(sources.documents) == [qaset.name]
    assert all(evidence_spans(item, sources.texts[qaset.name]) for item in qaset.items if item.answerable)


def test_all_errors_of_a_set_are_listed_with_their_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path / "bad.qa.jsonl",
        record(),
        "{not json",
        record(question="又问?"),
        "[1]",
        record(id="zh-2", question=" "),
        record(id="zh-3", answer_groups=[[]]),
        record(id="zh-4", answer_groups=[["“”"]]),
        record(id="zh-5", split="train"),
        record(id="zh-6", answer_groups=[], evidence=["增长6.1%"]),
        record(id="zh-7", history="上半年?", evidence=[7]),
        {"id": "zh-8"},
    )
    with pytest.raises(QASetError) as caught:
        read_set(path)
    problems = caught.value.problems
    lines = [int(problem.split(":")[0].removeprefix("line ")) for problem in problems]
    assert lines == [2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 11, 11]
    assert "line 1 already" in problems[1]
    assert all(problem in str(caught.value) for problem in problems)


def test_evidence_that_is_not_in_the_source_refuses_the_set(tmp_path: Path) -> None:
    write(tmp_path / "r.txt", TEXT)
    bad = [
        record(evidence=["增长6.2%"]),
        record(id="zh-2", document="other.txt"),
        record(id="zh-3", evidence=["增长 6.1%"]),
    ]
    path = write(tmp_path / "r.qa.jsonl", *bad)
    with pytest.raises(QASetError) as caught:
        read_sources(read_set(path))
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["line 1", "line 2", "line 3"]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", '{"id": "é"}'.encode("latin-1"), b"", b"\n\n"])
def test_what_is_no_set_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(data)
    with pytest.raises(QASetError):
        read_set(path)


def test_a_missing_set_and_a_missing_report_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(QASetError, match="does not exist"):
        read_set(tmp_path / "none.jsonl")
    with pytest.raises(QASetError, match="--documents"):
        read_sources(read_set(write(tmp_path / "none.jsonl", record())))


def test_line_separators_inside_a_question_do_not_end_it(tmp_path: Path) -> None:
    qaset = read_set(write(tmp_path / "s.jsonl", record(question="增长\u2028多少\u0085?")))
    assert qaset.items[0].question == "增长\u2028多少\u0085?"


def test_a_set_over_a_folder_names_its_reports_by_path(tmp_path: Path) -> None:
    (tmp_path / "a.b").mkdir()
    write(tmp_path / "a.b" / "2024.1.txt", TEXT)
    write(tmp_path / "a.b" / "unasked.txt", TEXT)
    path = write(tmp_path / "set.jsonl", record(document="a.b/2024.1.txt"))
    assert list(read_sources(read_set(path)).documents) == ["a.b/2024.1"]
    assert list(read_sources(read_set(path), documents=tmp_path).documents) == ["a.b/2024.1"]
    assert document_id("a\\b.md") == "a/b"


def test_evidence_may_be_anywhere_it_stands() -> None:
    item = read_set(bundled_reports()[0].with_suffix(".qa.jsonl")).items[0]
    twice = item.evidence[0] + "。" + item.evidence[0]
    assert len(evidence_spans(item, twice)[0]) == 2


def test_sets_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    sets = [read_set(write(tmp_path / folder / "qa.jsonl", record())) for folder in ("a", "b")]
    assert len({one.name for one in named_apart(sets)}) == 2
    assert [one.name for one in named_apart(sets[:1])] == ["qa"]


def test_a_set_is_checked_against_the_document_it_names() -> None:
    item_set = read_set(bundled_reports()[0].with_suffix(".qa.jsonl"))
    with pytest.raises(QASetError, match="no document is named"):
        check_evidence(item_set, {"other": TEXT})


def test_a_set_finds_its_report_beside_it_when_another_sets_folder_is_given(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "r.txt").write_text(TEXT, encoding="utf-8")
    qaset = read_set(write(tmp_path / "r.qa.jsonl", record()))
    assert list(read_sources(qaset, documents=tmp_path / "other").documents) == ["r"]
    (tmp_path / "r.txt").unlink()
    with pytest.raises(QASetError, match=r"no .*other/r\.txt and no .*/r\.txt; give it with --documents"):
        read_sources(qaset, documents=tmp_path / "other")
