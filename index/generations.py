"""An index on disk as a chain of immutable generations: written aside, synced, switched to by one rename.

    my-index/
      CURRENT                      one line: name of the generation, sha256 of its manifest
      lock                         held while building
      generations/NAME/manifest.json and the files it lists with size and sha256

A reader holds a shared lock on its generation's manifest, so that a builder never deletes what is being read. All locks
are the kernel's (flock): they vanish with their process, however it dies. Needs POSIX.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from index.errors import IndexBusyError, IndexFormatError, IndexNotFoundError, IndexWriteError

FORMAT_VERSION = 1
_CURRENT, _LOCK, _GENERATIONS, MANIFEST = "CURRENT", "lock", "generations", "manifest.json"
_PARTIAL = ".partial-"
_NAME, _DIGEST = re.compile(r"[0-9a-f]{12}-[0-9a-f]{6}"), re.compile(r"[0-9a-f]{64}")
_OPEN_ATTEMPTS = 50  # a reader loses the race with a switch once in a while, never fifty times in a row


class Generation:
    """One opened generation: its manifest is checked; each file is checked when it is first asked for."""

    def __init__(self, folder: Path, manifest: dict[str, Any], lock: BinaryIO) -> None:
        self.name, self.folder, self.manifest = folder.name, folder, manifest
        # Closing the file releases the shared lock: in `close`, or when nobody uses the generation any more.
        self._release = weakref.finalize(self, lock.close)

    def checked(self, *names: str) -> Path:
        """The folder, once these files have the sizes and digests that the manifest promises."""
        for name in names:
            entry = self.manifest["files"].get(name)
            if entry is None:
                raise IndexFormatError(f"{self.folder}: the manifest lists no {name}; {_REBUILD}")
            try:
                with (self.folder / name).open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise IndexFormatError(f"{self.folder / name} cannot be read ({error.strerror}); {_REBUILD}") from error
            if digest != entry["sha256"]:
                raise IndexFormatError(f"{self.folder / name} is damaged (its checksum differs); {_REBUILD}")
        return self.folder

    def close(self) -> None:
        """Releases the lock, so that a later build may delete the generation."""
        self._release()


_REBUILD = "build the index again: yiju index REPORT… --out DIR"


def is_index(path: Path) -> bool:
    """Whether a built index stands at this path (it may still be damaged)."""
    return (path / _CURRENT).is_file()


def current_name(path: Path) -> str:
    """The name of the current generation. Raises as `open_generation` does for what is no index."""
    return _current(path)[0]


def open_generation(path: Path) -> Generation:
    """The current generation, locked against deletion.

    Raises IndexNotFoundError when there is nothing at the path, IndexFormatError when it is no index, is damaged, or
    was written by a newer version.
    """
    for _ in range(_OPEN_ATTEMPTS):
        name, digest = _current(path)
        folder = path / _GENERATIONS / name
        try:
            lock = (folder / MANIFEST).open("rb")
        except OSError as error:
            if _current(path)[0] != name:
                continue  # switched and cleaned between the two reads
            raise IndexFormatError(f"{folder} is named by {_CURRENT} but cannot be read; {_REBUILD}") from error
        fcntl.flock(lock, fcntl.LOCK_SH)
        if not (folder / MANIFEST).exists():  # deleted between open and lock
            lock.close()
            continue
        try:
            return Generation(folder, _manifest(folder, lock.read(), digest), lock)
        except BaseException:
            lock.close()
            raise
    raise IndexFormatError(f"{path} changes faster than it can be read; stop the process that keeps rebuilding it")


def _current(path: Path) -> tuple[str, str]:
    try:
        fields = (path / _CURRENT).read_text(encoding="utf-8").split()
    except FileNotFoundError as error:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise IndexFormatError(f"{path} is not an index (it has no {_CURRENT} file); give another path") from error
        raise IndexNotFoundError(f"no index at {path}; build one: yiju index REPORT… --out {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexFormatError(f"{path} is not an index ({error}); give another path") from error
    if len(fields) != 2 or not _NAME.fullmatch(fields[0]) or not _DIGEST.fullmatch(fields[1]):
        raise IndexFormatError(f"{path / _CURRENT} is damaged; {_REBUILD}")
    return fields[0], fields[1]


def _manifest(folder: Path, text: bytes, digest: str) -> dict[str, Any]:
    if hashlib.sha256(text).hexdigest() != digest:
        raise IndexFormatError(f"{folder / MANIFEST} is damaged (its checksum differs); {_REBUILD}")
    manifest: dict[str, Any] = json.loads(text)
    if manifest["format"] > FORMAT_VERSION:
        raise IndexFormatError(
            f"{folder} has index format {manifest['format']}, this version of yiju reads up to {FORMAT_VERSION}; "
            "upgrade yiju, or build the index again"
        )
    for name, entry in manifest["files"].items():
        file = folder / name
        if not file.is_file() or file.stat().st_size != entry["size"]:
            raise IndexFormatError(f"{file} is missing or truncated (expected {entry['size']} bytes); {_REBUILD}")
    return manifest


@contextlib.contextmanager
def new_generation(path: Path, manifest: dict[str, Any]) -> Iterator[Path]:
    """A folder to write the next generation's files into; on a clean exit it becomes the current one.

    `manifest` may be filled in the body; format version and file digests are added here. On an error the folder is
    removed and the previous generation stays. Raises IndexBusyError, IndexFormatError, IndexWriteError.
    """
    if path.exists() and not is_index(path) and (not path.is_dir() or not _ours(path)):
        raise IndexFormatError(f"{path} exists and is not an index; give an empty or new folder, nothing was changed")
    try:
        (path / _GENERATIONS).mkdir(parents=True, exist_ok=True)
        with (path / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusyError(f"another process is building an index at {path}; wait for its end") from error
            folder = path / _GENERATIONS / f"{_PARTIAL}{secrets.token_hex(4)}"
            try:
                folder.mkdir()
                yield folder
                _publish(path, folder, manifest)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            _clean(path)
    except (IndexBusyError, IndexFormatError):
        raise
    except OSError as error:
        raise IndexWriteError(
            error.errno, f"the index at {path} could not be written ({error.strerror}); the previous one is untouched"
        ) from error


def _ours(path: Path) -> bool:
    return {entry.name for entry in path.iterdir()} <= {_LOCK, _GENERATIONS, f"{_CURRENT}.new"}


def _publish(path: Path, folder: Path, manifest: dict[str, Any]) -> None:
    files = {}
    for file in sorted(folder.iterdir()):
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
            os.fsync(opened.fileno())
        files[file.name] = {"size": file.stat().st_size, "sha256": digest}
    text = json.dumps({**manifest, "format": FORMAT_VERSION, "files": files}, ensure_ascii=False, indent=1)
    digest = hashlib.sha256(text.encode()).hexdigest()
    _write_synced(folder / MANIFEST, text)
    _sync_folder(folder)
    # The random part keeps a rebuild of the same content apart from the generation that it may have to repair.
    name = f"{digest[:12]}-{secrets.token_hex(3)}"
    folder.rename(path / _GENERATIONS / name)
    _sync_folder(path / _GENERATIONS)
    _write_synced(path / f"{_CURRENT}.new", f"{name} {digest}\n")
    os.replace(path / f"{_CURRENT}.new", path / _CURRENT)
    _sync_folder(path)


def _write_synced(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clean(path: Path) -> None:
    """Deletes the generations that are neither current nor being read, and what killed builds left behind."""
    current, _ = _current(path)
    for folder in (path / _GENERATIONS).iterdir():
        if folder.name == current:
            continue
        if folder.name.startswith(_PARTIAL):  # ours is the only build: the lock is held
            shutil.rmtree(folder, ignore_errors=True)
            continue
        if not (folder / MANIFEST).exists():  # killed while deleting it, below
            shutil.rmtree(folder, ignore_errors=True)
            continue
        with contextlib.suppress(OSError), (folder / MANIFEST).open() as manifest:
            fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (folder / MANIFEST).unlink()  # first, and under the lock: a reader that waited for it will see
            shutil.rmtree(folder, ignore_errors=True)
