"""The two steps of a size, each in a process of its own, so that memory is told apart: build the index, then ask it."""

import json
import random
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index import Index  # before numpy: the product decides on its threads

import numpy as np  # isort: skip
from environment import about, resident  # isort: skip
from scale_texts import corpus  # isort: skip

from qa import retrieve
from qa.retrieval import CANDIDATES, find

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS, WARM_UP, PASSES, NEAREST = 200, 20, 3, 10


def build(data: Path, size: int, path: Path) -> dict[str, Any]:
    """Builds an index of about so many passages, never more: seconds, memory and disk."""
    texts = corpus(data, size)
    before = resident()
    stages: dict[str, float] = {}
    clock, processor = time.perf_counter(), time.process_time()

    def progress(stage: str, done: int, total: int) -> None:
        stages[stage] = time.perf_counter() - clock

    index = Index.build(texts, path, progress=progress)
    seconds, busy = time.perf_counter() - clock, time.process_time() - processor
    return {
        "passages": len(index),
        "characters": sum(len(document.text) for document in texts),
        "build_s": round(seconds, 1),
        "build_cpu_s": round(busy, 1),
        "stages_end_s": {stage: round(end, 1) for stage, end in stages.items()},
        "input_rss_mb": before,
        "build_rss_mb": resident(peak=True),
        "disk_mb": round(sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) / 1e6, 1),
    }


def ask(path: Path) -> dict[str, Any]:
    """Opens the index, asks, and compares its nearest vectors with the true ones."""
    start = time.perf_counter()
    index = Index.open(path)
    retrieve("经济增长", index=index)
    opened = time.perf_counter() - start
    asked = questions(index)
    for question in asked[:WARM_UP]:
        retrieve(question, index=index)
    whole = _seconds(lambda question: retrieve(question, index=index), asked * PASSES)
    memory = resident()
    hits = _seconds(lambda question: find(question, k=5, index=index), asked * PASSES)
    return {
        "open_s": round(opened, 2),
        "rss_mb": memory,
        "p50_ms": _percentile(whole, 50),
        "p95_ms": _percentile(whole, 95),
        "p50_find_ms": _percentile(hits, 50),
        "recall@10": round(recall(index, asked), 4),
        "load": about("")["machine"]["load"],
    }


def _seconds(work: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    times = []
    for question in asked:
        start = time.perf_counter()
        work(question)
        times.append(time.perf_counter() - start)
    return times


def _percentile(times: Sequence[float], percent: int) -> float:
    return round(float(np.percentile(times, percent)) * 1000, 2)


def questions(index: Any) -> list[str]:
    """Half of them real ones, asked of the bundled report in both languages; half clauses out of this index."""
    file = next((ROOT / "source_text").glob("*.qa.jsonl"))
    real = [row["question"] for row in map(json.loads, file.read_text("utf-8").splitlines()) if not row.get("history")]
    chance = random.Random(0)
    chosen = chance.sample(real, QUESTIONS // 2)
    for passage in index.passages_at(sorted(chance.sample(range(len(index)), QUESTIONS // 2))):
        clauses = [clause for clause in re.split(r"[。；，,;\s]", passage.text) if len(clause) >= 6]
        chosen.append(max(clauses, key=len)[:30] if clauses else passage.text[:30])
    return chosen


def recall(index: Any, asked: Sequence[str]) -> float:
    """Of the ten nearest passage vectors to each question, the share that the index's own dense search finds."""
    vectors = index._vectors  # the dense leg alone has no public door
    wanted = index.encoder.encode_queries(asked)
    best = np.full((len(asked), NEAREST), -2, dtype=np.float32)
    numbers = np.full((len(asked), NEAREST), -1, dtype=np.int64)
    for start in range(0, len(index), 50_000):
        block = np.arange(start, min(start + 50_000, len(index)))
        scores = np.concatenate([best, wanted @ vectors.rows(block).T], axis=1)
        known = np.concatenate([numbers, np.broadcast_to(block, (len(asked), len(block)))], axis=1)
        top = np.argpartition(-scores, NEAREST - 1, axis=1)[:, :NEAREST]
        best, numbers = np.take_along_axis(scores, top, 1), np.take_along_axis(known, top, 1)
    # Passages with the same words have the same vector: any of them is as near as the true one.
    found = 0
    for vector, own in zip(wanted, best, strict=True):
        near = vectors.search(vector, CANDIDATES)[:NEAREST]
        found += int((vectors.cosines(vector, near) >= own.min() - 1e-6).sum())
    return found / best.size
