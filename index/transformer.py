"""Any sentence-transformers model as an encoder, by hub name or by local path, on GPU where there is one.

A name is looked up in the local cache first. Only a model that is not there is fetched, once, since the user named it;
an index that was built with it later opens without any request.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from index.encoders import Progress, Vectors

BATCH = 32
_CHUNK = 256  # texts between two calls of `progress`; sorted by length inside, so larger chunks pad less
_PROBE = "modules.json"  # every sentence-transformers model has it
_PROBE_SECONDS = 5
_WHOLE = 1 << 20  # files up to this size count in the revision with all their bytes
_EDGE = 1 << 16  # of larger ones, this much of both ends

# Query and passage prompts of families whose models ship none in their configuration; first fitting part of the name
# wins.
PROMPTS: tuple[tuple[str, str, str], ...] = (
    (
        "e5-large-instruct",
        "Instruct: Given a question, retrieve passages that answer it\nQuery: ",
        "",
    ),
    ("e5-", "query: ", "passage: "),
    ("bge-small-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    ("bge-base-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    ("bge-large-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    ("bge-small-en", "Represent this sentence for searching relevant passages: ", ""),
    ("bge-base-en", "Represent this sentence for searching relevant passages: ", ""),
    ("bge-large-en", "Represent this sentence for searching relevant passages: ", ""),
    ("mxbai-embed", "Represent this sentence for searching relevant passages: ", ""),
    ("nomic-embed", "search_query: ", "search_document: "),
    ("qwen3-embedding", "Instruct: Given a question, retrieve passages that answer it\nQuery: ", ""),
)


class TransformerEncoder:
    """A sentence-transformers model; loaded when made, since its dimension and revision are the model's own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._model, self.revision = _load(name)
        self.dimension = int(self._model.encode(["1"]).shape[1])
        self.query_prompt, self.passage_prompt = find_prompts(name, self._model.prompts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One unit row a question, float32; a row of zeros for a blank one."""
        return self._encode(texts, self.query_prompt, None)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """One unit row a passage, float32; a row of zeros for a blank one."""
        return self._encode(texts, self.passage_prompt, progress)

    def _encode(self, texts: Sequence[str], prompt: str, progress: Progress | None) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            # Lone surrogates are no UTF-8, which tokenizers need.
            chunk = [text.encode("utf-8", "replace").decode() for text in texts[start : start + _CHUNK]]
            filled = [at for at, text in enumerate(chunk) if text.strip()]
            if filled:
                rows[[start + at for at in filled]] = self._model.encode(
                    [chunk[at] for at in filled],
                    prompt=prompt,  # "" too: None would bring the model's default prompt back
                    batch_size=BATCH,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
            if progress is not None:
                progress(start + len(chunk), len(texts))
        if not np.isfinite(rows).all():
            raise EncoderError(f"The model {self.name!r} gave vectors that are not numbers; load it in float32.")
        return rows


def find_prompts(name: str, own: dict[str, str]) -> tuple[str, str]:
    """What to put before a question and before a passage: from the model's own configuration, else from its family's.

    `own`: the configured prompts by their names, some of which may be empty.
    """
    query = own.get("query") or ""
    passage = next((own[key] for key in ("document", "passage", "corpus") if own.get(key)), "")
    if query or passage:
        return query, passage
    last = name.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1].lower()
    return next(((query, passage) for part, query, passage in PROMPTS if part in last), ("", ""))


def _load(name: str) -> tuple[SentenceTransformer, str]:
    """The model and its revision."""
    directory = Path(name).expanduser()
    if directory.is_dir():
        return _open(name, str(directory)), _fingerprint(directory)
    if directory.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise EncoderError(
            f"There is no model directory {name!r}. Give the path of a saved sentence-transformers model, the name of "
            'one on the hub, or "bundled".'
        )
    commit = _cached_commit(name) or _fetched_commit(name)
    return _open(name, name, revision=commit), commit


def _open(name: str, source: str, **options: Any) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    try:
        try:
            return SentenceTransformer(source, local_files_only=True, **options)
        except (OSError, ValueError):
            if not options or _offline():
                raise
            return SentenceTransformer(source, **options)  # named on the hub, and not all of its files are here yet
    except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
        raise EncoderError(
            f"The model {name!r} cannot be loaded: {error}\nCheck that it is a complete sentence-transformers model."
        ) from error


def _cached_commit(name: str) -> str:
    """The commit of the copy in the local cache; "" where there is none."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        path = try_to_load_from_cache(name, _PROBE)
    except HFValidationError as error:
        raise EncoderError(f"{name!r} is not the name of a model: {error}") from error
    return Path(path).parent.name if isinstance(path, str) else ""


def _fetched_commit(name: str) -> str:
    """The commit on the hub, asked with one small request, so that a closed network is noticed at once."""
    if _offline():
        raise EncoderError(_unreachable(name, "HF_HUB_OFFLINE is set, and no copy is in the local cache"))
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.errors import EntryNotFoundError, GatedRepoError, RepositoryNotFoundError

    try:
        metadata = get_hf_file_metadata(hf_hub_url(name, _PROBE), timeout=_PROBE_SECONDS)
    except (EntryNotFoundError, GatedRepoError, RepositoryNotFoundError) as error:
        raise EncoderError(
            f"The hub has no sentence-transformers model {name!r} that may be fetched without signing in. Check the "
            "spelling, or give the path of a model directory."
        ) from error
    except Exception as error:  # which HTTP client the hub's library uses, and so its errors, changes with its version
        raise EncoderError(_unreachable(name, str(error) or type(error).__name__)) from error
    if not metadata.commit_hash:
        raise EncoderError(_unreachable(name, "the answer names no revision"))
    return metadata.commit_hash


def _offline() -> bool:
    return any(
        os.environ.get(variable, "").strip().lower() in {"1", "true", "yes", "on"}
        for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    )


def _unreachable(name: str, reason: str) -> str:
    save = f"from sentence_transformers import SentenceTransformer as S; S('{name}').save('model')"
    return (
        f"The model {name!r} is not on this machine, and the hub cannot be reached ({reason}). Without a network: on "
        f'another machine run `python -c "{save}"`, copy the directory here and give its path; or use "bundled", which '
        "is always here."
    )


def _fingerprint(directory: Path) -> str:
    """Changes when the files do. Of large files both ends and the size: to hash gigabytes would take too long."""
    digest = hashlib.sha256()
    for path in sorted(path for path in directory.rglob("*") if path.is_file() and path.suffix != ".md"):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(directory).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            if size <= _WHOLE:
                digest.update(file.read())
            else:
                digest.update(file.read(_EDGE))
                file.seek(-_EDGE, os.SEEK_END)
                digest.update(file.read())
    return digest.hexdigest()[:16]
