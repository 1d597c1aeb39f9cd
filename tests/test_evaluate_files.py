"""What is written and read beside Q/A sets: TREC files, BEIR folders, journals, results."""

import json
import os
import subprocess
import sys
from pathlib import Path

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from evaluation.beir import Beir, BeirError, read_beir, run_queries, summarise_beir
from evaluation.journal import Journal, journal_path
from evaluation.metrics import total
from evaluation.ranking import rank_pairs
from evaluation.running import Outcome, Place
from evaluation.summary import ResultsError, read_json
from evaluation.trec import token, write_qrels, write_run
from index import Document, Index
from qa import retrieve

QRELS = {"zh 1": {"a b:0-5": 1, "c:5-9": 1}, "zh-2": {"d:0-1": 1}}
RUN = {"zh 1": {"x:1-2": 0.75, "a b:0-5": 0.5}, "zh-2": {"d:0-1": 0.25}}


def test_ir_measures_reads_what_was_written_and_agrees(tmp_path: Path) -> None:
    write_run(tmp_path / "run", RUN)
    write_qrels(tmp_path / "qrels", QRELS)
    run = list(ir_measures.read_trec_run(str(tmp_path / "run")))
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels")))
    theirs = ir_measures.calc_aggregate([R @ 5, RR @ 10, nDCG @ 10], qrels, run)
    ours = total(rank_pairs(QRELS, RUN).values())
    assert theirs == {R @ 5: ours["recall@5"], RR @ 10: ours["mrr@10"], nDCG @ 10: ours["ndcg@10"]}


def test_trec_files_have_their_columns(tmp_path: Path) -> None:
    write_run(tmp_path / "run", RUN)
    first, *_ = (tmp_path / "run").read_text(encoding="utf-8").splitlines()
    assert first == "zh%201 Q0 x:1-2 1 0.75 yiju"
    assert token("50%\t上") == "50%25%09上"


def beir_folder(path: Path, **files: str) -> Path:
    corpus = [
        {"_id": "d 1", "title": "经济", "text": "上半年全市地区生产总值同比增长6.1%。"},
        {"_id": "d2", "text": "新能源汽车产量同比增长1.5倍。"},
        {"_id": "d3", "title": "空气", "text": "空气质量优良天数达163天。"},
        {"_id": "d4", "title": "", "text": " "},
    ]
    queries = [
        {"_id": "q1", "text": "地区生产总值增长多少"},
        {"_id": "q2", "text": "优良天数"},
        {"_id": "q3", "text": "?!"},
    ]
    contents = {
        "corpus.jsonl": "\n".join(json.dumps(one) for one in corpus),
        "queries.jsonl": "\n".join(json.dumps(one) for one in queries),
        "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\td 1\t2\nq2\td3\t1\n",
        "qrels/dev.tsv": "query-id\tcorpus-id\tscore\nq3\td2\t1\n",
        **files,
    }
    (path / "qrels").mkdir()
    for name, text in contents.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def test_a_beir_folder_is_corpus_and_queries(tmp_path: Path) -> None:
    (tmp_path / "beir").mkdir()
    beir = read_beir(beir_folder(tmp_path / "beir"), split="test")
    assert (len(beir.documents), beir.skipped, list(beir.queries)) == (3, 1, ["q1", "q2"])
    index = Index.build(beir.documents, tmp_path / "index")
    run = run_queries(beir, index)
    index.close()
    assert [max(own, key=own.__getitem__) for own in run.values()] == ["d 1", "d3"]
    summary = summarise_beir(beir, run, {})
    assert summary["metrics"]["ndcg@10"]["value"] == 1


def test_a_query_that_cannot_be_asked_finds_nothing(tmp_path: Path) -> None:
    (tmp_path / "beir").mkdir()
    beir = read_beir(beir_folder(tmp_path / "beir"))
    index = Index.build(beir.documents, tmp_path / "index")
    run = run_queries(beir, index)
    index.close()
    assert run["q3"] == {}
    assert summarise_beir(beir, run, {})["metrics"]["recall@10"]["value"] == pytest.approx(2 / 3)


def test_a_long_document_has_the_score_of_its_best_passage(tmp_path: Path) -> None:
    filler = "会议强调了各项工作的重要意义。" * 30
    document = Document("long", "long", f"{filler}空气质量优良天数达163天。{filler}")
    index = Index.build([document], tmp_path / "index")
    run = run_queries(Beir([document], {"q": "空气质量优良天数"}, {"q": {"long": 1}}, 0), index)
    best, *others = retrieve("空气质量优良天数", index=index)
    index.close()
    assert others
    assert run == {"q": {"long": pytest.approx(best.score)}}


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("corpus.jsonl", "{", "line 1: bad JSON"),
        ("corpus.jsonl", "\n[]", "line 2"),
        ("corpus.jsonl", '{"_id": "d"}', "'text'"),
        ("queries.jsonl", '{"_id": "q9", "text": "x"}', "'q1'"),
        ("qrels/test.tsv", "q1 d1 1\n", "line 1"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n", "no judgements"),
    ],
)
def test_a_broken_beir_folder_says_where(tmp_path: Path, file: str, text: str, message: str) -> None:
    with pytest.raises(BeirError, match=message):
        read_beir(beir_folder(tmp_path, **{file: text}), split="test")


def test_a_folder_that_is_not_beir_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BeirError, match=r"corpus\.jsonl"):
        read_beir(tmp_path)


def outcome(id: str) -> Outcome:
    return Outcome(id, "6.1% [1]", citations=(Place("r", 0, 2, quote="增长"),), notices=("n",), seconds=0.5)


def test_a_journal_gives_back_what_it_was_given(tmp_path: Path) -> None:
    with Journal(tmp_path / "j.jsonl") as journal:
        journal.add(outcome("a"))
    with Journal(tmp_path / "j.jsonl") as journal:
        assert journal.done == {"a": outcome("a")}
        journal.finish()
    assert not (tmp_path / "j.jsonl").exists()


def test_a_line_torn_by_a_kill_is_dropped_and_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.add(outcome("a"))
        journal.add(outcome("b"))
    path.write_bytes(path.read_bytes()[:-20])
    with Journal(path) as journal:
        assert list(journal.done) == ["a"]
        journal.add(outcome("b"))
    with Journal(path) as journal:
        assert list(journal.done) == ["a", "b"]


def test_fresh_forgets(tmp_path: Path) -> None:
    with Journal(tmp_path / "j.jsonl") as journal:
        journal.add(outcome("a"))
    with Journal(tmp_path / "j.jsonl", fresh=True) as journal:
        assert journal.done == {}


def test_two_runs_at_once_do_not_share_a_journal(tmp_path: Path) -> None:
    with Journal(tmp_path / "j.jsonl") as first:
        first.add(outcome("a"))
        with Journal(tmp_path / "j.jsonl", fresh=True) as second:
            assert second.done == {}
            second.add(outcome("b"))
            second.finish()
    with Journal(tmp_path / "j.jsonl") as again:
        assert list(again.done) == ["a"]


def test_every_part_of_a_run_has_its_own_journal(tmp_path: Path) -> None:
    def path(set_digest: str = "s", encoder: str = "bundled", llm: str = "") -> Path:
        manifest = {"encoder": {"name": encoder}, "files": {"x": os.urandom(4).hex()}}
        return journal_path(tmp_path, set_digest=set_digest, manifest=manifest, settings={"llm": llm})

    assert path() == path()
    assert len({path(), path(set_digest="t"), path(encoder="e5"), path(llm="m")}) == 4


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99, "questions": []}', '{"format": 1, "questions": 3}'])
def test_a_file_that_is_no_result_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(ResultsError):
        read_json(tmp_path / "x.json")
    with pytest.raises(ResultsError, match="cannot be read"):
        read_json(tmp_path / "none.json")


def test_help_waits_for_nothing_heavy() -> None:
    code = (
        "import sys, runpy; sys.argv = ['evaluate.py', '--help']\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit: pass\n"
        "heavy = {'ir_measures', 'torch', 'gradio', 'sentence_transformers', 'pandas'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    root = Path(__file__).resolve().parent.parent
    result = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "--failures" in result.stdout
