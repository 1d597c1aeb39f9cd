"""What has been asked so far, kept on disk, so that an interrupted evaluation goes on where it stopped.

A journal is bound to the set, the index, the settings and the very code that answers; it is deleted once its run is
complete, so it can never stand in for a run that would come out otherwise.
"""

import contextlib
import fcntl
import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import index
import qa
from evaluation.running import Outcome

_KEEP_SECONDS = 30 * 24 * 3600


class Journal:
    """Append-only JSON Lines at `path`; use as a context manager. `done` holds the outcomes of an earlier start.

    Where another process writes the same journal, this one neither reads nor keeps anything.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self.path = path
        self.done: dict[str, Outcome] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        _forget_old(path.parent)
        self._file: BinaryIO | None = path.open("a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            self._file = None
            return
        if fresh:
            self._file.truncate(0)
        self.done = self._read(self._file)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, outcome: Outcome) -> None:
        """Keeps one outcome, whatever happens to the process afterwards."""
        if self._file is not None:
            self._file.write(json.dumps(outcome.to_json(), ensure_ascii=False).encode() + b"\n")
            self._file.flush()

    def finish(self) -> None:
        """Deletes the journal: the run is complete."""
        if self._file is not None:
            self.path.unlink(missing_ok=True)

    @staticmethod
    def _read(file: BinaryIO) -> dict[str, Outcome]:
        file.seek(0)
        done: dict[str, Outcome] = {}
        whole = 0
        for line in file:
            try:
                outcome = Outcome.from_json(json.loads(line))
            except (ValueError, TypeError, KeyError):
                break  # torn by a kill, or of another version: what follows is not to be trusted
            if not line.endswith(b"\n"):
                break
            done[outcome.id] = outcome
            whole += len(line)
        file.truncate(whole)
        return done


def journal_path(folder: Path, *, set_digest: str, manifest: Mapping[str, Any], settings: Mapping[str, Any]) -> Path:
    """Where the journal of such a run is; `manifest` is the index's, `settings` all else that may change an answer."""
    # Not the generation's name: the same documents built again by the same encoder give the same answers.
    index_identity = {name: manifest.get(name) for name in ("splitter", "encoder", "aligner", "documents", "passages")}
    key = json.dumps([set_digest, index_identity, settings, code_digest()], sort_keys=True)
    return folder / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.jsonl"


def code_digest() -> str:
    """SHA-256 over every source file of the packages that answer."""
    digest = hashlib.sha256()
    for package in (index, qa):
        for root in package.__path__:
            for file in sorted(Path(root).rglob("*")):
                if file.suffix in (".py", ".txt", ".json"):
                    digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _forget_old(folder: Path) -> None:
    for file in folder.glob("*.jsonl"):
        with contextlib.suppress(OSError):
            if time.time() - file.stat().st_mtime > _KEEP_SECONDS:
                file.unlink()
