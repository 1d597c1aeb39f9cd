"""Killed builds, builds at once, full disks, damaged files: a reader sees one generation whole, or an error."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from index import Document, Index, IndexBusyError, IndexFormatError, IndexNotFoundError, IndexWriteError, load_encoder
from index.encoders import Progress, Vectors

ROOT = Path(__file__).resolve().parent.parent
KILLS = 50
LONGEST = 0.25  # seconds from the start of building to the kill; a build takes a small part of it

# A process that has everything imported, and forks off builders; each builds version after version until it is killed.
NURSERY = """
import os, sys, tempfile
from index import Index
from tests_of_generations import version
with tempfile.TemporaryDirectory() as folder:
    Index.build(version(0), folder).close()
print("ready", flush=True)
for line in sys.stdin:
    number = int(line)
    child = os.fork()
    while not child:
        Index.build(version(number), sys.argv[1]).close()
        number += 1
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""
VERSION = '''
from index import Document
def version(number):
    """Documents that all say their number, so that a mixture would show."""
    lines = [f"({n})第{number}版的内容。版本{number}增长{number}%。" for n in "一二三四五六七八九十"]
    text = "\\n".join([f"版本{number}", *lines, ""])
    return [Document(f"d{i}", f"版本{number}", text) for i in range(3)]
'''


def make(number: int) -> list[Document]:
    scope: dict[str, object] = {}
    exec(VERSION, scope)
    return scope["version"](number)  # type: ignore[operator,no-any-return]


def check_whole(index: Index) -> str:
    """The version that the index holds, after looking at every part of it."""
    (version,) = set(index.documents.values())
    number = version.removeprefix("版本")
    assert len(index.passages()) == len(index) == 33
    for id in index.documents:
        document = index.document(id)
        assert document.text.startswith(f"{version}\n")
        for passage in index.passages(id):
            assert passage.text == document.text[passage.start : passage.end]
            assert set(re.findall(r"第(\d+)版", passage.text)) <= {number}
    found = index.search(f"版本{number}增长", k=33).numbers
    assert len(found) == 33 and len(index.token_ids(found)) == 33
    return version


class Reader(threading.Thread):
    """Opens and reads the index again and again until told to stop."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.path, self.stopped = path, threading.Event()
        self.versions: set[str] = set()
        self.reads = 0
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stopped.is_set():
                index = Index.open(self.path)
                self.versions.add(check_whole(index))
                index.close()
                self.reads += 1
        except BaseException as error:
            self.failure = error


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    (tmp_path / "tests_of_generations.py").write_text(VERSION, encoding="utf-8")
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "RAYON")}  # a fork copies only one
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY, str(tmp_path / "index")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}", "PATH": "", "TOKENIZERS_PARALLELISM": "false", **threads},
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def build_and_kill(nursery: subprocess.Popen[str], number: int, seconds: float) -> None:
    assert nursery.stdin and nursery.stdout
    nursery.stdin.write(f"{number}\n")
    nursery.stdin.flush()
    child = int(nursery.stdout.readline())
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    assert nursery.stdout.readline() == "gone\n"


def test_fifty_kills_with_a_reader_running(tmp_path: Path, nursery: subprocess.Popen[str]) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 (shown when the test fails)
    chance = random.Random(seed)
    path = tmp_path / "index"
    long_lived = Index.build(make(0), path)
    assert nursery.stdout and nursery.stdout.readline() == "ready\n"
    reader = Reader(path)
    reader.start()
    published = set()
    try:
        for kill in range(KILLS):
            build_and_kill(nursery, (kill + 1) * 1000, chance.uniform(0, LONGEST))
            index = Index.open(path)
            published.add(check_whole(index))
            index.close()
    finally:
        reader.stopped.set()
        reader.join(30)
    assert reader.failure is None, reader.failure
    assert reader.reads > 50 and len(published) > 5, (reader.reads, published)
    assert check_whole(long_lived) == "版本0"  # read for the first time, long after it was replaced
    long_lived.close()
    # The next build clears away what the killed ones left.
    Index.build(make(1), path).close()
    left = [folder.name for folder in (path / "generations").iterdir()]
    assert len(left) == 1, left


@pytest.fixture
def built(tmp_path: Path) -> Path:
    Index.build(make(1), tmp_path / "index").close()
    return tmp_path / "index"


class SlowEncoder:
    """The bundled encoder, which waits in the middle of a build."""

    def __init__(self) -> None:
        self._inner = load_encoder()
        self.name, self.revision, self.dimension = self._inner.name, self._inner.revision, self._inner.dimension
        self.entered, self.go_on = threading.Event(), threading.Event()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._inner.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        self.entered.set()
        assert self.go_on.wait(30)
        return self._inner.encode_passages(texts)


def test_two_builds_at_once(built: Path) -> None:
    slow = SlowEncoder()
    first = threading.Thread(target=lambda: Index.build(make(2), built, encoder=slow).close())
    first.start()
    assert slow.entered.wait(30)
    with pytest.raises(IndexBusyError, match="another process is building"):
        Index.build(make(3), built)
    assert check_whole(Index.open(built)) == "版本1"
    slow.go_on.set()
    first.join(30)
    assert check_whole(Index.open(built)) == "版本2"


def test_an_error_while_building_leaves_the_old_index(built: Path) -> None:
    class Broken(SlowEncoder):
        def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
            raise RuntimeError("no vectors today")

    with pytest.raises(RuntimeError, match="no vectors"):
        Index.build(make(2), built, encoder=Broken())
    assert check_whole(Index.open(built)) == "版本1"
    assert len(list((built / "generations").iterdir())) == 1


def test_a_generation_that_is_read_is_not_deleted(built: Path) -> None:
    reading = Index.open(built)
    for number in (2, 3):
        Index.build(make(number), built).close()
    assert len(list((built / "generations").iterdir())) == 2
    assert check_whole(reading) == "版本1"
    reading.close()
    Index.build(make(4), built).close()
    assert len(list((built / "generations").iterdir())) == 1


def test_what_half_deletions_left_is_cleared(built: Path) -> None:
    (half,) = (built / "generations").iterdir()
    shutil.copytree(half, built / "generations" / "0123456789ab-abcdef")
    (built / "generations" / "0123456789ab-abcdef" / "manifest.json").unlink()
    Index.build(make(2), built).close()
    assert len(list((built / "generations").iterdir())) == 1


FULL_DISK = """
import resource, signal, sys
from index import Index, IndexWriteError
from tests_of_generations import version
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then a write beyond the limit fails as on a full disk
sizes = [entry["size"] for entry in Index.open(sys.argv[1]).manifest["files"].values()]
for size in [*sizes, *(size // 2 for size in sizes)]:
    for stage in ("split", "lexical", "encode"):
        def limit(now, done, total):
            if now == stage:
                resource.setrlimit(resource.RLIMIT_FSIZE, (size - 1, resource.RLIM_INFINITY))
        try:
            Index.build(version(1), sys.argv[1], progress=limit)
        except IndexWriteError as error:
            assert "could not be written" in str(error) and "previous one is untouched" in str(error), error
            print("refused")
        else:
            Index.open(sys.argv[1]).passages()  # what was written later was no longer than the limit
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
"""


def test_a_full_disk(built: Path, tmp_path: Path) -> None:
    (tmp_path / "tests_of_generations.py").write_text(VERSION, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(built)],
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("refused") > 20
    assert check_whole(Index.open(built)) == "版本1"


def files(index: Path) -> list[Path]:
    return sorted(file for file in index.rglob("*") if file.is_file() and file.name != "lock")


FILES = [
    "CURRENT", "manifest.json", "corpus.sqlite", "lexical-keys.npy", "lexical-passages.npy", "lexical-scores.npy",
    "lexical-starts.npy", "token-ids.npy", "token-starts.npy", "vectors.faiss",
]  # fmt: skip


def test_the_list_of_files_is_whole(built: Path) -> None:
    assert sorted(file.name for file in files(built)) == sorted(FILES)


def named(built: Path, name: str) -> Path:
    (file,) = (file for file in files(built) if file.name == name)
    return file


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit(built: Path, name: str) -> None:
    file = named(built, name)
    data = file.read_bytes()
    chance = random.Random(name)
    for place in [0, len(data) - 2, *(chance.randrange(len(data)) for _ in range(4))]:
        damaged = bytearray(data)
        damaged[place] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        with pytest.raises(IndexFormatError, match=r"damaged|not an index|cannot be read|missing"):
            check_whole(Index.open(built))
    file.write_bytes(data)
    assert check_whole(Index.open(built)) == "版本1"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("keep", [0.0, 0.5, 0.97])
def test_a_truncated_file(built: Path, name: str, keep: float) -> None:
    file = named(built, name)
    data = file.read_bytes()
    file.write_bytes(data[: int(keep * len(data))])
    with pytest.raises(IndexFormatError, match=re.escape(str(file if name != "manifest.json" else file.parent))):
        check_whole(Index.open(built))


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file(built: Path, name: str) -> None:
    named(built, name).unlink()
    with pytest.raises(IndexFormatError):
        check_whole(Index.open(built))


def test_a_damaged_index_is_mended_by_building_again(built: Path) -> None:
    named(built, "vectors.faiss").write_bytes(b"")
    named(built, "manifest.json").write_bytes(b"")
    Index.build(make(2), built).close()
    assert check_whole(Index.open(built)) == "版本2"


def rewrite_manifest(built: Path, **changes: object) -> None:
    manifest = named(built, "manifest.json")
    text = json.dumps({**json.loads(manifest.read_text(encoding="utf-8")), **changes})
    manifest.write_text(text, encoding="utf-8")
    name = (built / "CURRENT").read_text(encoding="utf-8").split()[0]
    (built / "CURRENT").write_text(f"{name} {sha256(text.encode()).hexdigest()}\n", encoding="utf-8")


def test_a_newer_format(built: Path) -> None:
    rewrite_manifest(built, format=99, encoder="told otherwise in format 99")
    with pytest.raises(IndexFormatError, match=r"has index format 99, this version .* reads up to 1; upgrade yiju"):
        Index.open(built)


def test_a_newer_splitter(built: Path) -> None:
    rewrite_manifest(built, splitter=99)
    with pytest.raises(IndexFormatError, match="newer version"):
        Index.open(built)


def test_no_index_and_not_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match=r"no index at .*; build one: yiju index"):
        Index.open(tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        Index.open(tmp_path)
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    for path in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(IndexFormatError, match="is not an index"):
            Index.open(path)
        with pytest.raises(IndexFormatError, match="nothing was changed"):
            Index.build(make(1), path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(IndexWriteError, match="could not be written") as caught:
        Index.build(make(1), tmp_path / "file" / "index")
    assert isinstance(caught.value, OSError) and caught.value.errno
