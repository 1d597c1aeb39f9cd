"""Who imports whom: ui, evaluate -> qa -> index -> nothing of ours; and what asking must not load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"index", "qa", "ui", "evaluate", "evaluation", "source_text", "training", "benchmarks", "tests"}
ALLOWED = {
    "index": set(),
    "source_text": set(),
    "qa": {"index", "source_text"},
    "ui": {"index", "qa", "source_text"},
    "evaluation": {"index", "qa", "source_text"},
    "evaluate.py": {"index", "qa", "source_text", "evaluation"},
}
HEAVY = {
    "torch",
    "gradio",
    "pandas",
    "sentence_transformers",
    "transformers",
    "fastapi",
    "rich",
    "openai",
    "mcp",
    "bm25s",
}


def imported(file: Path) -> set[str]:
    """The top-level packages that a file imports anywhere, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_direction(package: str) -> None:
    files = [ROOT / package] if package.endswith(".py") else sorted((ROOT / package).rglob("*.py"))
    assert files
    for file in files:
        ours = imported(file) & OURS - {package.removesuffix(".py")}
        assert ours <= ALLOWED[package], f"{file.relative_to(ROOT)} imports {ours - ALLOWED[package]}"


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh process holds after running this."""
    show = "import sys; print('modules:', *{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{show}"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stdout.rpartition("modules:")[2].split())


def test_asking_loads_nothing_heavy() -> None:
    modules_after("from qa import default_index; default_index()")  # the first one builds, and may load what it likes
    loaded = modules_after(
        "import contextlib, io, sys; sys.argv = ['yiju', 'ask', '上半年经济增长多少?']\n"
        "from ui.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(SystemExit): main()\n"
        "assert '6.1%' in out.getvalue(), out.getvalue()"
    )
    assert "qa" in loaded and "index" in loaded
    assert not loaded & (HEAVY | {"langchain_text_splitters", "scipy", "httpx"})


@pytest.mark.parametrize("package", ["index", "qa", "ui.cli"])
def test_importing_loads_nothing_heavy(package: str) -> None:
    assert not modules_after(f"import {package}") & (HEAVY | {"faiss", "tokenizers", "langchain_text_splitters"})


def test_help_loads_nothing_of_ours() -> None:
    code = "import sys; sys.argv = ['yiju', '--help']\nfrom ui.cli import main\ntry: main()\nexcept SystemExit: pass"
    assert not modules_after(code) & {"index", "qa", "numpy"}
