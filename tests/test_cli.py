"""The command: what it prints in a pipe and on a terminal, and how it exits."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import ui.cli
from index import Index
from qa import ask, retrieve, to_dict

ROOT = Path(__file__).resolve().parent.parent
REPORT = "题目\n一、工业\n全市汽车产量增长8.5%。\n二、农业\n粮食产量增长0.6%。\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process: exit code, standard output, standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["yiju", *map(str, arguments)])
        code = 0
        try:
            ui.cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_an_answer_in_a_pipe(run: Run) -> None:
    code, out, err = run("ask", "上半年经济增长多少?")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "6.1%"
    assert any(re.match(r"\[1\] .+ › .+ \(\d+-\d+\)$", line) for line in lines)
    assert "\x1b" not in out


def test_silence_exits_with_three(run: Run) -> None:
    code, out, err = run("ask", "上海的GDP是多少?")
    assert (code, err) == (3, "")
    assert len(out.splitlines()) > 3  # and shows what is near


def test_json_is_the_answer(run: Run, index: Index) -> None:
    question = "新能源汽车产量增长多少?"
    code, out, _ = run("ask", question, "--json", "--k", "2", "--index", index.path)
    assert code == 0
    assert json.loads(out) == to_dict(ask(question, k=2, index=index))
    code, out, _ = run("ask", "上海的GDP是多少?", "--json")
    assert code == 3 and json.loads(out)["abstained"] is True


def test_search(run: Run, index: Index) -> None:
    hits = retrieve("新能源汽车产量", k=3, index=index)
    code, out, _ = run("search", "新能源汽车产量", "--k", 3, "--index", index.path)
    rows = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    assert [row[2] for row in rows] == [f"{hit.passage.start}-{hit.passage.end}" for hit in hits]
    assert all(len(row) == 5 for row in rows)
    code, out, _ = run("search", "新能源汽车产量", "--k", 3, "--json", "--index", index.path)
    assert json.loads(out) == [to_dict(hit) for hit in hits]


def test_explain(run: Run) -> None:
    _, out, _ = run("ask", "上半年经济增长多少?", "--explain")
    assert re.search(r"^score\talignment\tdense\tlexical\tpassage$", out, re.MULTILINE)
    assert re.search(r"^confidence 0\.\d\d  kind extracted  language zh$", out, re.MULTILINE)


def test_own_reports(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "two.txt").write_text(REPORT.replace("8.5", "9.5"), encoding="gb18030")
    own = tmp_path / "own"
    code, out, err = run("index", tmp_path / "one.txt", tmp_path / "two.txt", "--out", own)
    assert (code, err) == (0, "")
    assert re.fullmatch(r"Indexed 2 document\(s\), \d+ passages, with encoder 'bundled' in \d+\.\d s: .*own\n", out)
    code, out, _ = run("ask", "汽车产量增长多少?", "--index", own, "--document", "two")
    assert code == 0 and "9.5%" in out and "8.5%" not in out
    monkeypatch.setenv("YIJU_INDEX", str(own))
    assert "8.5%" in run("ask", "汽车产量增长多少?", "--document", "one")[1]
    code, out, _ = run("info", "--json")
    facts = json.loads(out)
    assert [document["id"] for document in facts["documents"]] == ["one", "two"]
    assert facts["path"] == str(own) and facts["encoder"]["name"] == "bundled"
    assert str(own) in run("info")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "the question is empty"),
        (["ask", "?"], "holds no word"),
        (["ask", "经济", "--index", "/nowhere/at/all"], "no index at /nowhere/at/all; build one"),
        (["ask", "经济", "--document", "none"], "holds no document 'none'"),
        (["search", "经济", "--document", "none"], "holds no document 'none'"),
        (["index", "/nowhere.txt"], "/nowhere.txt does not exist"),
        (["info", "--index", "/"], "/ is not an index"),
        (["chat", "--host", "0.0.0.0", "--index", "/nowhere"], "no index at /nowhere"),
        (["mcp", "--index", "/nowhere"], "no index at /nowhere"),
    ],
)
def test_an_error_is_one_line(run: Run, arguments: list[str], message: str) -> None:
    code, _, err = run(*arguments)
    assert code == 1
    assert err.startswith("yiju: ") and message in err
    assert err.count("\n") == 1 and "Traceback" not in err


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "经济", "--k", "0"], ["ask", "a", "b"], ["no"], ["ask", "x", "--no"]]
)
def test_wrong_usage_exits_with_two(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Usage:" in err


def test_version_and_help(run: Run) -> None:
    assert run("--version")[1].startswith("yiju")
    code, out, _ = run("--help")
    assert code == 0
    assert all(command in out for command in ("ask", "search", "index", "info", "chat", "mcp"))


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=120,
    )


def test_odd_surroundings() -> None:
    done = command("ask", "上半年经济增长多少?", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"6.1%")
    done = command("index", "/nowhere-\udcff.txt", PYTHONIOENCODING="ascii")
    assert done.returncode == 1 and done.stderr.count(b"\n") == 1, done.stderr


def on_a_terminal(*arguments: str) -> str:
    """What the command shows on a terminal of 100 columns."""
    main, other = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=ROOT,
        stdout=other,
        stderr=other,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"},
    )
    os.close(other)
    shown = b""
    try:
        while data := os.read(main, 65536):
            shown += data
    except OSError:  # how Linux tells the end
        pass
    os.close(main)
    process.wait(60)
    return shown.decode()


def test_colour_and_tables_on_a_terminal(tmp_path: Path) -> None:
    shown = on_a_terminal("ask", "上半年经济增长多少?")
    assert shown.startswith("\x1b[1m6.1%")
    assert "Score" in (shown := on_a_terminal("search", "汽车")) and "┃" in shown
    source = tmp_path / "one.txt"
    source.write_text(REPORT * 10 + "\x1b]0;title\x07[red]", encoding="utf-8")
    assert "Indexed 1 document" in on_a_terminal("index", str(source), "--out", str(tmp_path / "own"))
    shown = on_a_terminal("search", "粮食产量 title", "--index", str(tmp_path / "own"))
    assert "\x1b]0" not in shown and "[red]" in shown
