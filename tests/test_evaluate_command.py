"""`python evaluate.py` as a whole, on a small report."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from evaluation import session
from evaluation.running import Outcome, ask_items
from index import Document, Index

ROOT = Path(__file__).resolve().parent.parent
REPORT = """各区工作报告

一、经济
上半年全市地区生产总值同比增长6.1%。社会消费品零售总额同比增长3.9%。

二、就业
城镇新增就业42.4万人。

三、环境
空气质量优良天数达163天。
"""


def item(id: str, question: str, *variants: str, **more: Any) -> dict[str, Any]:
    groups = [list(variants)] if variants else []
    return {
        "id": id,
        "lang": "zh",
        "type": "number",
        "question": question,
        "answer_groups": groups,
        "split": "dev",
        **more,
    }


ITEMS = [
    item("zh-1", "地区生产总值增长多少?", "6.1%", evidence=["地区生产总值同比增长6.1%"]),
    item("zh-2", "城镇新增就业多少人?", "42.4万人", evidence=["城镇新增就业42.4万人"]),
    item("zh-3", "空气质量优良天数是多少天?", "999天", evidence=["空气质量优良天数达163天"], type="trap"),
    item("zh-4", "社会消费品零售总额增长多少?", "999%", evidence=["零售总额同比增长3.9%"], split="test"),
    item("en-5", "火星的人口是多少?", lang="en", type="unanswerable"),
]


@pytest.fixture(scope="session")
def evaluate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluate_command", ROOT / "evaluate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "small.txt").write_text(REPORT, encoding="utf-8")
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in ITEMS)
    (tmp_path / "small.qa.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path / "small.qa.jsonl"


def test_a_run_writes_everything_that_it_says(
    evaluate: ModuleType, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small.parent
    files = {name: folder / name for name in ("json", "html", "run", "qrels")}
    code = evaluate.main(
        [str(small), "--summary", *(part for name, file in files.items() for part in (f"--{name}", str(file)))]
    )
    captured = capsys.readouterr()
    assert code == 0, captured.err
    assert files["html"].resolve().as_uri() in captured.out
    summary = json.loads(files["json"].read_text(encoding="utf-8"))
    assert summary["count"] == 5
    assert [question["id"] for question in summary["questions"]] == [one["id"] for one in ITEMS]
    verdicts = {question["id"]: question["verdict"] for question in summary["questions"]}
    assert verdicts["zh-1"] == verdicts["zh-2"] == "right"
    assert verdicts["zh-3"] != "right"
    assert summary["metrics"]["recall@5"]["value"] == 1
    assert summary["groups"]["language"]["zh"]["count"] == 4
    assert summary["groups"]["section"].keys() == {"一、经济", "二、就业", "三、环境"}
    assert len(files["qrels"].read_text(encoding="utf-8").splitlines()) == 4


def test_thresholds_decide_the_exit_code(evaluate: ModuleType, small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main([str(small), "--min", "recall@5=1", "zh/citation_validity=1", "--max", "errors=0"]) == 0
    assert evaluate.main([str(small), "--min", "recall@5=.9", "answer_accuracy=.99", "--max", "length_p95=2"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[2] for line in lines] == ["answer_accuracy", "length_p95"]
    assert evaluate.main([str(small), "--min", "ko/recall@5=.1"]) == 1
    assert "not measured" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--min", "recal@5=1"],
        ["--min", "recall@5"],
        ["--min", "recall@5=high"],
        ["--min", "recall@5=nan"],
        ["--split", "train"],
        ["--json", "no/such/folder/x.json"],
        ["--by", "colour"],
        ["--beir", "x", "--html", "x.html"],
    ],
)
def test_wrong_usage_is_told_before_anything_runs(
    evaluate: ModuleType, small: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        evaluate.main([str(small), *arguments])
    assert caught.value.code == 2


def test_a_split_without_questions_is_wrong_usage(evaluate: ModuleType, small: Path) -> None:
    (small.parent / "one.txt").write_text(REPORT, encoding="utf-8")
    one = small.with_name("one.jsonl")
    one.write_text(json.dumps(ITEMS[0]), encoding="utf-8")
    assert evaluate.main([str(one), "--split", "test"]) == 2


def test_failures_of_the_test_split_are_shown_only_when_asked_for(
    evaluate: ModuleType, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate.main([str(small), "--failures"])
    everything = capsys.readouterr().out
    assert "zh-3" in everything
    assert "zh-4" not in everything
    assert "零售总额" not in everything
    evaluate.main([str(small), "--failures", "--split", "test"])
    assert "zh-4" in capsys.readouterr().out


def test_all_errors_of_all_sets_are_listed(
    evaluate: ModuleType, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = small.with_name("bad.jsonl")
    bad.write_text("{\n{}\n", encoding="utf-8")
    assert evaluate.main([str(small), str(bad), str(small.with_name("none.jsonl"))]) == 1
    error = capsys.readouterr().err
    assert "line 1: bad JSON" in error
    assert "line 2: the field 'id' is missing" in error
    assert "none.jsonl" in error


def test_several_sets_and_a_folder_of_reports(evaluate: ModuleType, small: Path) -> None:
    folder = small.parent / "reports"
    (folder / "2023").mkdir(parents=True)
    (folder / "2023" / "x.txt").write_text(REPORT.replace("6.1%", "7.7%"), encoding="utf-8")
    (folder / "2024.txt").write_text(REPORT, encoding="utf-8")
    rows = [
        item("a", "地区生产总值增长多少?", "7.7%", evidence=["同比增长7.7%"], document="2023/x.txt"),
        item("b", "地区生产总值增长多少?", "6.1%", evidence=["同比增长6.1%"], document="2024.txt"),
    ]
    path = folder / "qa.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    out = small.with_name("out.json")
    assert evaluate.main([str(path), str(small), "--json", str(out), "--run", str(small.with_name("run"))]) == 0
    questions = {(one["set"], one["id"]): one for one in json.loads(out.read_text(encoding="utf-8"))["questions"]}
    assert len(questions) == 7
    assert questions["qa", "a"]["verdict"] == questions["qa", "b"]["verdict"] == "right"
    assert questions["qa", "a"]["document"] == "2023/x"
    assert {hit["document"] for hit in questions["qa", "a"]["answer"]["hits"]} == {"2023/x"}
    assert "qa/a Q0 2023/x:" in small.with_name("run").read_text(encoding="utf-8")


def test_two_results_are_compared(evaluate: ModuleType, small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = small.with_name("old.json"), small.with_name("new.json")
    evaluate.main([str(small), "--json", str(old)])
    results = json.loads(old.read_text(encoding="utf-8"))
    changed = results["questions"][0]
    changed.update(verdict="wrong", pairs={**changed["pairs"], "answer_accuracy": [0.0, 1.0]})
    new.write_text(json.dumps(results), encoding="utf-8")
    capsys.readouterr()
    assert evaluate.main(["--compare", str(old), str(new)]) == 0
    out = capsys.readouterr().out
    assert "zh-1 right → wrong" in out
    assert "5 questions in both" in out
    assert evaluate.main(["--compare", str(old), str(small)]) == 1


def test_an_interrupted_run_goes_on_where_it_stopped(
    evaluate: ModuleType, small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []
    stop_at = 3

    def interrupted(items: Any, *rest: Any, **options: Any) -> Any:
        asked.append([one.id for one in items])
        for number, outcome in enumerate(ask_items(items, *rest, **options)):
            if len(asked) == 1 and number == stop_at:
                raise KeyboardInterrupt
            yield outcome

    monkeypatch.setattr(session, "ask_items", interrupted)
    out = small.with_name("out.json")
    assert evaluate.main([str(small), "--json", str(out)]) == 130
    assert "run the same command again" in capsys.readouterr().err
    assert evaluate.main([str(small), "--json", str(out)]) == 0
    ids = [one["id"] for one in ITEMS]
    assert asked == [ids, ids[stop_at:]]
    assert [one["id"] for one in json.loads(out.read_text(encoding="utf-8"))["questions"]] == ids
    evaluate.main([str(small)])
    assert asked[2] == ids  # a finished run leaves nothing behind


def test_a_question_that_raises_is_an_error_and_the_rest_goes_on(
    evaluate: ModuleType, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = small.read_text(encoding="utf-8").splitlines()
    lines.insert(1, json.dumps(item("long", "多少?" * 400, "6.1%", evidence=["同比增长6.1%"])))
    small.write_text("\n".join(lines), encoding="utf-8")
    out = small.with_name("out.json")
    assert evaluate.main([str(small), "--json", str(out)]) == 1
    assert "error: long: QueryError" in capsys.readouterr().err
    verdicts = {one["id"]: one["verdict"] for one in json.loads(out.read_text(encoding="utf-8"))["questions"]}
    assert (verdicts["long"], verdicts["zh-1"]) == ("error", "right")


def test_an_index_that_is_there_can_be_asked(
    evaluate: ModuleType, small: Path, index: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    one = small.with_name("own.jsonl")
    one.write_text(json.dumps(item("g", "GDP增长多少?", "7.7%", evidence=["同比增长7.77%"])), encoding="utf-8")
    assert evaluate.main([str(one), "--index", str(index.path)]) == 1
    assert "is not in the source" in capsys.readouterr().err
    one.write_text(
        json.dumps(item("g", "GDP增长多少?", "6.1%", evidence=["全市地区生产总值同比增长6.1%"])), encoding="utf-8"
    )
    assert evaluate.main([str(one), "--index", str(index.path), "--min", "recall@10=1"]) == 0


def test_an_index_of_many_reports_is_asked_for_the_one_that_the_set_is_about(
    evaluate: ModuleType, small: Path, tmp_path: Path
) -> None:
    documents = [Document("small", "one", REPORT), Document("other", "two", REPORT.replace("6.1%", "7.7%"))]
    Index.build(documents, tmp_path / "both").close()
    out = tmp_path / "out.json"
    assert evaluate.main([str(small), "--index", str(tmp_path / "both"), "--json", str(out)]) == 0
    questions = json.loads(out.read_text(encoding="utf-8"))["questions"]
    assert {hit["document"] for one in questions for hit in one["answer"]["hits"]} == {"small"}


def test_an_outcome_survives_json() -> None:
    outcome = Outcome("a", "t", notices=("n",), confidence=1 / 3)
    assert Outcome.from_json(json.loads(json.dumps(outcome.to_json()))) == outcome


def test_the_command_needs_no_module_of_that_name_installed() -> None:
    # `evaluate` is also the name of a package that users may have: ours is a script, never imported by name.
    assert "evaluate" not in sys.modules or getattr(sys.modules["evaluate"], "__file__", "") != str(
        ROOT / "evaluate.py"
    )


def test_a_language_model_must_be_configured_and_must_answer(
    evaluate: ModuleType, small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate.main([str(small), "--llm"]) == 1
    assert "YIJU_LLM_URL" in capsys.readouterr().err
    monkeypatch.setenv("YIJU_LLM_URL", "http://127.0.0.1:9/v1")  # the discard port: nobody listens
    monkeypatch.setenv("YIJU_LLM_MODEL", "absent")
    monkeypatch.setenv("YIJU_LLM_CONNECT_TIMEOUT", "0.2")
    assert evaluate.main([str(small), "--llm"]) == 1
    captured = capsys.readouterr()
    assert "0 of 5 answers are worded by absent" in captured.out
    assert "those of extraction" in captured.err
