"""How sure an answer is: fits the confidence of `qa.silence` on questions whose answers are known.

    python -m training.calibrate [--reports DIR]

The bundled set's dev questions, and those on other reports where DIR (a folder with qa.jsonl) is given. Every question
that passes the checks of `qa.silence.uncovered` is a row: the features of its best candidate, and whether the answer is
right. Prints what goes into `COEFFICIENTS` and `INTERCEPT`, and what ten-fold cross-validation says of it. Needs the extra
`training`.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from evaluation.judging import has_all_groups
from evaluation.qaset import Item, read_set
from evaluation.sources import read_sources
from index import Index
from qa import compose
from qa.answers import Answer
from qa.asking import ask
from qa.extract import PASSAGES, Reading, read_passages
from qa.followup import complete, resolve
from qa.parts import split_parts
from qa.question import read_question
from qa.retrieval import find
from qa.silence import FEATURES, features, uncovered
from source_text import bundled_reports

Array = npt.NDArray[np.float64]
STRENGTH = 3.0  # inverse of the regularisation; between 1 and 10 the AUC hardly changes
FOLDS = 10
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """One question: its features, whether its answer is right, and whether there is an answer at all."""

    features: tuple[float, ...]
    right: bool
    answerable: bool


def main() -> None:
    """Fits, and prints constants and tables."""
    parser = argparse.ArgumentParser(description="Fits the confidence of answers on questions with known answers.")
    parser.add_argument("--reports", type=Path, help="a folder of other reports with their questions in qa.jsonl")
    arguments = parser.parse_args()
    sets = [(path.with_suffix(".qa.jsonl"), "dev") for path in bundled_reports()]
    if arguments.reports is not None:
        sets.append((arguments.reports / "qa.jsonl", ""))
    rows = [row for path, split in sets for row in read_rows(path, split)]
    table = np.array([row.features for row in rows])
    right = np.array([row.right for row in rows])
    answerable = np.array([row.answerable for row in rows])
    weights, intercept = fit(table, right)
    print(f"COEFFICIENTS = {tuple(round(float(weight), 3) for weight in weights)}")
    print(f"INTERCEPT = {round(intercept, 3)}")
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f"  {name:12} {weight:7.3f}")
    expected = cross_validated(table, right)
    print(f"{len(rows)} answers, {right.mean():.3f} right, AUC {area(expected, right):.3f}")
    print_reliability(expected, right)
    print_thresholds(expected, right, answerable)


def read_rows(path: Path, split: str) -> Iterator[Row]:
    """The rows of a set (of one split, or of all for ""), each question asked of its own report."""
    qaset = read_set(path)
    sources = read_sources(qaset)
    with (
        TemporaryDirectory() as folder,
        closing(Index.build(list(sources.documents.values()), Path(folder) / "index")) as index,
    ):
        for item in qaset.items:
            if not split or item.split == split:
                yield from _row(item, index, item.document or sources.only)


def _row(item: Item, index: Index, document: str) -> Iterator[Row]:
    readings = _read(item, index, document)
    best = [(reading, reading.candidates[0]) for reading in readings if reading.candidates]
    if not best or any(uncovered(reading, candidate, index.aligner) for reading, candidate in best):
        return
    answer = _answer_however_unsure(item, index, document)
    if answer.abstained or not answer.terms:  # of what the front matter answers there are no terms, and no confidence
        return
    right = item.answerable and has_all_groups(item.answer_groups, answer.text)
    # Of several questions in one, the one least accounted for decides.
    yield Row(min((features(*pair) for pair in best), key=lambda row: row[0]), right, item.answerable)


def _read(item: Item, index: Index, document: str) -> list[Reading]:
    """The question as `qa.asking` reads it."""
    whole = resolve(item.question.strip(), item.history)
    return [
        read_passages(read_question(part), find(part, k=PASSAGES, index=index, documents=[document]), index)
        for part in split_parts(whole, complete)
    ]


def _answer_however_unsure(item: Item, index: Index, document: str) -> Answer:
    kept = compose.THRESHOLD, compose.THRESHOLDS
    compose.THRESHOLD, compose.THRESHOLDS = 0.0, {}
    try:
        return ask(item.question, history=item.history, index=index, documents=[document])
    finally:
        compose.THRESHOLD, compose.THRESHOLDS = kept


def fit(table: Array, right: npt.NDArray[np.bool_]) -> tuple[Array, float]:
    """Weights (features,) and intercept of a logistic regression of rows (answers, features) on being right."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(table, right)
    return model.coef_[0], float(model.intercept_[0])


def cross_validated(table: Array, right: npt.NDArray[np.bool_]) -> Array:
    """(answers,) the probability of being right that a fit without the answer's own fold gives it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict  # type: ignore[import-untyped]

    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    result: Array = cross_val_predict(model, table, right, cv=FOLDS, method="predict_proba")[:, 1]
    return result


def area(expected: Array, right: npt.NDArray[np.bool_]) -> float:
    """The chance that a right answer is held for likelier than a wrong one."""
    from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

    return float(roc_auc_score(right, expected))


def print_reliability(expected: Array, right: npt.NDArray[np.bool_]) -> None:
    """Per range of probability: how many answers, what was expected, what was right."""
    print("probability   answers  expected  right")
    for low, high in itertools.pairwise(BINS):
        inside = (expected >= low) & ((expected < high) | (high == 1))
        if inside.any():
            count, mean, share = inside.sum(), expected[inside].mean(), right[inside].mean()
            print(f"{low:.2f} – {high:.2f} {count:9} {mean:9.3f} {share:6.3f}")


def print_thresholds(expected: Array, right: npt.NDArray[np.bool_], answerable: npt.NDArray[np.bool_]) -> None:
    """Per threshold: what silence under it withholds."""
    print("threshold  withheld: right        wrong  unanswerable")
    print(f"   all     {right.sum():10} {(~right & answerable).sum():13} {(~answerable).sum():12}")
    for threshold in (0.3, 0.4, 0.5, 0.55, 0.58, 0.6, 0.65, 0.7, 0.8):
        silent = expected < threshold
        counts = [(silent & of).sum() for of in (right, ~right & answerable, ~answerable)]
        print(f"{threshold:9.2f} {counts[0]:11} {counts[1]:13} {counts[2]:12}")


if __name__ == "__main__":
    main()
