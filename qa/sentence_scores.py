"""Which sentence answers an open question (who, what, which, where, why): a small learned model.

A network of one small hidden layer weighs the features of `qa.sentence_features`. Made by `python -m training.sentences`
from questions with known answers; its numbers lie in `sentence_scores.txt`, a line a feature.
"""

from functools import cache
from importlib.resources import files

import numpy as np

from qa.sentence_features import NAMES, Evidence, sentence_features
from qa.terms import Floats


def sentence_scores(evidence: Evidence) -> Floats:
    """(n,) how likely each sentence is to hold the answer: log odds against each other, of no absolute meaning."""
    mean, scale, plain, hidden, bias, out = _model()
    rows: Floats = (sentence_features(evidence) - mean) / scale
    scores: Floats = rows @ plain + np.maximum(rows @ hidden + bias, 0) @ out
    return scores


@cache
def _model() -> tuple[Floats, ...]:
    """Mean and scale of each feature, its weight, its weights in the hidden layer; that layer's bias and weights."""
    lines = files("qa").joinpath("sentence_scores.txt").read_text(encoding="utf-8").splitlines()
    rows = {name: np.array(numbers, dtype=np.float32) for name, *numbers in map(str.split, lines)}
    table = np.stack([rows[name] for name in NAMES])
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3:], rows["bias"], rows["out"]
