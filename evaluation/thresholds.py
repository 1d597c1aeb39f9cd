"""Thresholds on the results, for continuous integration: `--min zh/recall@5=.98`, `--max false_abstention=.03`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.metrics import DESCRIPTIONS
from evaluation.summary import all_values

_OTHERS = (
    *("length_p50", "length_p95", "latency_p50_ms", "latency_p95_ms"),
    *("calibration_error", "calibration_auc_right", "calibration_auc_abstention"),
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """`name`: a metric, of a group as in zh/recall@5; `least`: whether `value` is a minimum or a maximum."""

    name: str
    value: float
    least: bool


def read_threshold(text: str, *, least: bool) -> Threshold:
    """NAME=VALUE, where NAME may be GROUP/NAME. Raises ValueError with what is wrong."""
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"{text!r} needs the form NAME=VALUE, such as answer_accuracy=.95")
    metric = name.rpartition("/")[2]
    names = [*DESCRIPTIONS, *_OTHERS]
    if metric not in names:
        raise ValueError(f"there is no metric {metric!r}; there are: {', '.join(names)}")
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if number != number:  # a comparison with NaN would let everything through
        raise ValueError(f"{value!r} of {text!r} is no number")
    return Threshold(name, number, least)


def shortfalls(summary: Mapping[str, Any], thresholds: Sequence[Threshold]) -> list[str]:
    """A line for each threshold that was not kept, or whose metric no question counts in."""
    values = all_values(summary)
    short = []
    for threshold in thresholds:
        value, word = values.get(threshold.name), "min" if threshold.least else "max"
        if value is None:
            short.append(f"{threshold.name} was not measured: no question counts in it")
        elif value < threshold.value if threshold.least else value > threshold.value:
            short.append(f"{threshold.name} = {value:.4f}, {word} {threshold.value:g}")
    return short
