"""Runs and qrels in TREC's text format, as trec_eval and ir-measures read it."""

from collections.abc import Mapping
from pathlib import Path

TAG = "yiju"


def write_run(path: Path, run: Mapping[str, Mapping[str, float]], *, tag: str = TAG) -> None:
    """Lines of `query Q0 passage rank score tag`; scores with nine digits, which is all that a 32-bit float has."""
    lines = []
    for query, scores in run.items():
        ranked = sorted(scores.items(), key=lambda pair: -pair[1])
        for rank, (passage, score) in enumerate(ranked, 1):
            lines.append(f"{token(query)} Q0 {token(passage)} {rank} {score:.9g} {tag}\n")
    path.write_text("".join(lines), encoding="utf-8")


def write_qrels(path: Path, qrels: Mapping[str, Mapping[str, int]]) -> None:
    """Lines of `query 0 passage relevance`."""
    lines = [
        f"{token(query)} 0 {token(passage)} {relevance}\n"
        for query, own in qrels.items()
        for passage, relevance in own.items()
    ]
    path.write_text("".join(lines), encoding="utf-8")


def token(id: str) -> str:
    """An id as one word: the format's columns are parted by white space, which ids may hold."""
    return "".join(f"%{ord(char):02X}" if char.isspace() or char == "%" else char for char in id)
