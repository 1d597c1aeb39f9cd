"""The retrieval benchmark: reads SQuAD files, counts ties against the system, writes the rows that were asked for."""

import json
import lzma
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "benchmarks" / "retrieval.py"
PARAGRAPHS = {
    "上半年全市地区生产总值同比增长6.1%,工业增加值增长8.6%。": ("工业增加值增长多少?", "How much did industry grow?"),
    "新开工改造城镇老旧小区1200个,惠及居民20万户。": (
        "改造了多少老旧小区?",
        "How many old neighborhoods were renovated?",
    ),
    "粮食播种面积稳定,夏粮产量增长2.1%,农业丰收。": ("夏粮产量如何?", "What about the grain harvest?"),
}


def squad(path: Path, language: int, *, drop: int = 0) -> Path:
    paragraphs = [
        {"context": text, "qas": [{"id": str(n), "question": asked[language], "answers": []}]}
        for n, (text, asked) in enumerate(PARAGRAPHS.items())
    ]
    content = json.dumps({"data": [{"paragraphs": paragraphs[drop:]}]}, ensure_ascii=False).encode()
    path.write_bytes(lzma.compress(content) if path.suffix == ".xz" else content)
    return path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", cwd=ROOT
    )


def test_rows_for_a_set_and_for_questions_in_another_language(tmp_path: Path) -> None:
    own, other = squad(tmp_path / "small.json.xz", 0), squad(tmp_path / "english.json", 1)
    for asked_by, options in (("small", []), ("english", ["--questions", other])):
        out = tmp_path / "rows.json"
        done = run(own, *options, "--json", out)
        assert done.returncode == 0, done.stderr
        rows = {row["method"]: row for row in json.loads(out.read_text(encoding="utf-8"))["rows"]}
        assert set(rows) == {"lexical", "dense", "alignment", "fused", "bm25s+jieba"}
        assert all(row["set"] == "small" and row["questions"] == 3 for row in rows.values())
        assert all(row["asked_by"] == asked_by for row in rows.values())
        assert rows["fused"]["recall@1"] == rows["fused"]["mrr@10"] == 1
        assert "fused" in done.stdout
    assert rows["bm25s+jieba"]["recall@1"] == 0  # English finds no Chinese word, and a tie of all is no find


def test_what_cannot_be_measured_is_said(tmp_path: Path) -> None:
    own, shorter = squad(tmp_path / "a.json", 0), squad(tmp_path / "b.json", 1, drop=1)
    assert "not parallel" in run(own, "--questions", shorter).stderr
    (tmp_path / "c.json").write_text("{}", encoding="utf-8")
    assert "SQuAD" in run(tmp_path / "c.json").stderr
    assert "SQuAD" in run(tmp_path / "none.json").stderr


def test_ties_count_against_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from retrieval import _rank

    scores = np.array([0.5, 0.5, 0.1], dtype=np.float32)
    assert [_rank(scores, relevant) for relevant in (0, 1, 2)] == [2, 2, 3]
