"""The run and qrels files before trec_eval's own code (pytrec_eval, which ir-measures brings), apart from ir-measures."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import pytrec_eval

from evaluation.trec import token

ROOT = Path(__file__).resolve().parent.parent
MEASURES = {
    **{f"recall@{cut}": f"recall_{cut}" for cut in range(1, 11)},
    **{f"success@{cut}": f"success_{cut}" for cut in (1, 5)},
    "mrr@10": "recip_rank",  # a run holds ten passages a question, so trec_eval's own needs no cut
    "ndcg@10": "ndcg_cut_10",
}


@pytest.fixture(scope="module")
def evaluate() -> Callable[[list[str]], int]:
    spec = importlib.util.spec_from_file_location("evaluate_command", ROOT / "evaluate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    main: Callable[[list[str]], int] = module.main
    return main


def test_trec_eval_reads_the_files_and_gives_the_same_numbers(
    evaluate: Callable[[list[str]], int], tmp_path: Path
) -> None:
    files = {name: tmp_path / name for name in ("json", "run", "qrels")}
    assert evaluate(["--split", "dev", *(part for name in files for part in (f"--{name}", str(files[name])))]) == 0
    with files["run"].open() as run, files["qrels"].open() as qrels:
        ranked, relevant = pytrec_eval.parse_run(run), pytrec_eval.parse_qrel(qrels)
    names = {name.rpartition("_")[0] if name[-1].isdigit() else name for name in MEASURES.values()}
    cuts = ",".join(map(str, range(1, 11)))
    wanted = {name if name == "recip_rank" else f"{name}.{cuts}" for name in names}
    theirs: dict[str, dict[str, float]] = pytrec_eval.RelevanceEvaluator(relevant, wanted).evaluate(ranked)
    summary: dict[str, Any] = json.loads(files["json"].read_text("utf-8"))
    asked = {token(one["id"]): one["pairs"] for one in summary["questions"] if "recall@1" in one["pairs"]}
    assert len(asked) > 100 and asked.keys() == theirs.keys()
    for id, own in asked.items():
        assert {name: own[name][0] for name in MEASURES} == {ours: theirs[id][name] for ours, name in MEASURES.items()}
    for name, their_name in MEASURES.items():
        mean = sum(row[their_name] for row in theirs.values()) / len(theirs)
        assert summary["metrics"][name]["value"] == pytest.approx(mean, abs=1e-12)
