"""The index that is meant when none is named: $YIJU_INDEX, else the user's own, else the bundled report's.

The bundled report is indexed on first use (well under a second) into the user's cache folder, under a name that changes
with anything that would change the index, so that an upgrade never meets an old one.
"""

import contextlib
import hashlib
import os
import threading
from pathlib import Path

import platformdirs

from index import Index, IndexBusyError, bundled_fingerprint, read_documents
from index.generations import current_name, is_index
from source_text import bundled_reports

_lock = threading.Lock()
_opened: dict[Path, Index] = {}


def user_index_path() -> Path:
    """Where `yiju index` writes unless told otherwise: $YIJU_INDEX, or a folder in the user's data directory."""
    configured = os.environ.get("YIJU_INDEX")
    return Path(configured) if configured else platformdirs.user_data_path("yiju") / "index"


def default_index() -> Index:
    """The default index, opened once per process and again after a rebuild.

    Raises what `Index.open` raises; a user's own index that is damaged is an error, never quietly replaced.
    """
    path = user_index_path()
    if not is_index(path) and "YIJU_INDEX" not in os.environ:
        path = _bundled_path()
        if not is_index(path):
            # Busy: another process builds the very same index; below we read what it made, or what we made.
            with contextlib.suppress(IndexBusyError):
                Index.build(read_documents(bundled_reports()), path).close()
    with _lock:
        opened = _opened.get(path)
        if opened is None or opened.generation != current_name(path):
            # The one before stays open for whoever still uses it; it goes with its last reference.
            opened = _opened[path] = Index.open(path)
        return opened


def _bundled_path() -> Path:
    digest = hashlib.sha256(bundled_fingerprint().encode())
    for report in bundled_reports():
        digest.update(report.read_bytes())
    return platformdirs.user_cache_path("yiju") / f"bundled-{digest.hexdigest()[:12]}"
