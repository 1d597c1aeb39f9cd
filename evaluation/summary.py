"""The whole evaluation as plain data: what `--json` writes, `--compare` reads and the HTML report shows."""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from evaluation.groups import KEYS, groups_by
from evaluation.metrics import DESCRIPTIONS, LOWER_IS_BETTER, Judged, Pair, sizes, total
from evaluation.statistics import Bin, auc, calibration_error, intervals, reliability
from index import YijuError

FORMAT = 1
_ORDER = list(DESCRIPTIONS)


class ResultsError(YijuError, ValueError):
    """A file that is not what `--json` writes."""


def summarise(judged: Sequence[Judged], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Metrics with intervals, groups, calibration and every question; `settings`: what was run, as plain data."""
    summary = summarise_pairs([one.pairs for one in judged], [question_record(one) for one in judged], settings)
    groups = {
        key: {
            name: {"count": len(own), "metrics": total(one.pairs for one in own), "sizes": sizes(own)}
            for name, own in groups_by(judged, key).items()
        }
        for key in KEYS
    }
    return {**summary, "sizes": sizes(judged), "groups": groups, "calibration": calibration(judged)}


def summarise_pairs(
    pairs: Sequence[Mapping[str, Pair]], records: Sequence[Mapping[str, Any]], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """As `summarise`, of questions of which only the pairs are known: no groups, sizes and calibration."""
    bounds = intervals(pairs)
    return {
        "format": FORMAT,
        "made": {"yiju": _version(), "python": platform.python_version(), "machine": platform.machine()},
        "settings": dict(settings),
        "count": len(pairs),
        "metrics": {
            name: {"value": value, **dict(zip(("low", "high"), bounds.get(name, (value, value)), strict=True))}
            for name, value in sorted(total(pairs).items(), key=lambda pair: _ORDER.index(pair[0]))
        },
        "sizes": {},
        "groups": {},
        "calibration": {},
        "questions": list(records),
    }


def calibration(judged: Sequence[Judged]) -> dict[str, Any]:
    """Whether confidence (that the answer, or the silence, is right) can be believed.

    `bins`, `error`: of the answers given, how many were right beside how sure they were; `silences`: the same of the
    silences. `auc_right`: confidence tells right answers from wrong ones. `auc_abstention`: it tells questions that the
    source answers from those it does not, a silence that is sure of itself speaking against an answer.
    """
    asked = [one for one in judged if not one.outcome.error]
    answers = [one for one in asked if not one.outcome.abstained]
    bins = _bins(answers)
    towards_answer = [1 - one.outcome.confidence if one.outcome.abstained else one.outcome.confidence for one in asked]
    return {
        "bins": [asdict(row) for row in bins],
        "silences": [asdict(row) for row in _bins([one for one in asked if one.outcome.abstained])],
        "error": calibration_error(bins),
        "auc_right": auc([one.outcome.confidence for one in answers], [one.verdict == "right" for one in answers]),
        "auc_abstention": auc(towards_answer, [one.item.answerable for one in asked]),
    }


def _bins(judged: Sequence[Judged]) -> list[Bin]:
    return reliability([one.outcome.confidence for one in judged], [one.verdict == "right" for one in judged])


def question_record(one: Judged) -> dict[str, Any]:
    """One question as plain data."""
    item = {name: value for name, value in asdict(one.item).items() if name != "line"}
    outcome = {name: value for name, value in one.outcome.to_json().items() if name != "id"}
    return {
        "set": one.set,
        **item,
        "document": one.document,
        "section": one.section,
        "verdict": one.verdict,
        "answer": outcome,
        "pairs": {name: list(pair) for name, pair in one.pairs.items()},
    }


def all_values(summary: Mapping[str, Any]) -> dict[str, float]:
    """Every number that a threshold can name: `accuracy`, `latency_p95_ms`, and of groups `zh/accuracy`."""
    values = {name: float(metric["value"]) for name, metric in summary["metrics"].items()}
    values |= summary["sizes"]
    calibrated = {
        f"calibration_{name}": summary["calibration"].get(name) for name in ("error", "auc_right", "auc_abstention")
    }
    values |= {name: value for name, value in calibrated.items() if value is not None}
    for groups in summary["groups"].values():
        for group, own in groups.items():
            values |= {f"{group}/{name}": value for name, value in {**own["metrics"], **own["sizes"]}.items()}
    return values


def lower_is_better(name: str) -> bool:
    """Whether a threshold on this number is a maximum."""
    metric = name.rpartition("/")[2]
    return metric in LOWER_IS_BETTER or metric.startswith(("length_", "latency_")) or metric == "calibration_error"


def write_json(path: Path, summary: Mapping[str, Any]) -> None:
    """Writes the summary; floats are kept as they are, so a comparison sees what was measured."""
    path.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """A summary that `write_json` wrote. Raises ResultsError."""
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
        known = summary["format"] == FORMAT and isinstance(summary["questions"], list)
    except OSError as error:
        raise ResultsError(f"{path} cannot be read ({error.strerror}); give a file written by --json") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ResultsError(f"{path} is not a file written by --json ({error}); write it again") from error
    if not known:
        raise ResultsError(f"{path} has format {summary['format']!r}, this version reads {FORMAT}; write it again")
    return dict(summary)


def _version() -> str:
    try:
        return version("yiju")
    except PackageNotFoundError:  # run from the source folder
        return "source"
