"""The bundled encoder as a plain sentence-transformers model directory, for use in other programs."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np

from index.static import StaticEncoder, load_static_encoder

_FILES: dict[str, object] = {
    "modules.json": [
        {"idx": 0, "name": "0", "path": ".", "type": "sentence_transformers.models.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
    ],
    "1_Normalize/config.json": {},
    "config_sentence_transformers.json": {
        "model_type": "SentenceTransformer",
        "prompts": {},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    },
}


def export_sentence_transformers(directory: str | os.PathLike[str], *, encoder: StaticEncoder | None = None) -> Path:
    """Writes what `SentenceTransformer(directory)` loads; the vectors are those of `encoder` to within 1e-3.

    float32, some 100 MB: in float16 the library answers an empty text with NaN. Alignment weights have no place in this
    form.
    """
    from safetensors.numpy import save_file

    encoder = encoder or load_static_encoder()
    path = Path(directory)
    (path / "1_Normalize").mkdir(parents=True, exist_ok=True)
    ids = np.arange(encoder.metadata["tokens"], dtype=np.int32)
    rows = encoder.token_vectors(ids) * encoder.token_norms(ids)[:, None]
    save_file({"embedding.weight": np.ascontiguousarray(rows)}, path / "model.safetensors")
    encoder.save_tokenizer(path / "tokenizer.json")
    shutil.copyfile(encoder.directory / "LICENSE", path / "LICENSE")
    for name, content in _FILES.items():
        (path / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return path
