"""Cost and quality of one index as it grows: 1k, 10k, 100k, 1M passages, by the product's own build and retrieve.

    python benchmarks/scale.py [--data DIR] [--sizes 1000 10000] [--json FILE] [--plot FILE.svg]

The text is `texts.jsonl.xz` of DIR (Chinese laws and policy documents); where it does not suffice, further rounds of the
same documents with sentences exchanged between them and figures changed, by a fixed seed. Each size is built in one
process and asked in another, so that memory is told apart. Recall: of the ten nearest vectors, how many the index's
own search finds (1 by definition while it is exact).
"""

import argparse
import json
import lzma
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from environment import about, resident  # noqa: E402
from plot import cost_plot  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "train"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUESTIONS, WARM_UP, NEAREST = 200, 20, 10
# What is asked of each size: field to (limit, whether it is a minimum).
BARS: dict[int, dict[str, tuple[float, bool]]] = {
    100_000: {"build_s": (180, False), "p50_ms": (15, False), "rss_mb": (2048, False)},
    1_000_000: {"p50_ms": (40, False), "recall@10": (0.97, True)},
}
_CLOCKS = tuple(f"p{percent}_{clock}ms" for clock in ("", "thread_", "first_") for percent in (50, 95))
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")
_EXCHANGED = 0.3  # of a varied document's sentences come from other documents


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="the folder of texts.jsonl.xz")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES[:3], help=f"passages; the full run: {SIZES}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write there; sizes not measured now are kept")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="the cost curve")
    parser.add_argument("--step", choices=("build", "ask"), help=argparse.SUPPRESS)
    parser.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        step = build(options.data, options.sizes[0], options.index) if options.step == "build" else ask(options.index)
        print(json.dumps(step))
        return
    if not (options.data / "texts.jsonl.xz").is_file():
        raise SystemExit(f"{options.data} has no texts.jsonl.xz; name its folder with --data")
    header = about("one index as it grows")
    rows = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            row = {"size": size, "commit": header["commit"], "date": header["date"]}
            for step in ("build", "ask"):
                row |= _step(step, size, Path(folder) / "index", options.data)
            # numpy's threads wait for each other by spinning: where others use the cores too, one is faster than two.
            alone = _step("ask", size, Path(folder) / "index", options.data, {"OPENBLAS_NUM_THREADS": "1"})
            row["one_blas_thread"] = {name: alone[name] for name in (*_CLOCKS, "load")}
        rows.append(row)
        print(f"{size} done", file=sys.stderr)
    if options.json:
        rows = _kept(options.json, rows)
        report = {**header, "bars": {str(size): bars for size, bars in BARS.items()}, "rows": rows}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    if options.plot:
        options.plot.write_text(cost_plot(rows), "utf-8")
    print(table(rows))


def _step(
    step: str, size: int, index: Path, data: Path, extra: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    command = [
        sys.executable,
        __file__,
        "--step",
        step,
        "--sizes",
        str(size),
        "--index",
        str(index),
        "--data",
        str(data),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **extra})
    if done.returncode:
        raise SystemExit(f"{step} of {size} passages ended with {done.returncode}; see above")
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _kept(file: Path, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, with those of other sizes that an earlier run left in the file."""
    old = json.loads(file.read_text("utf-8"))["rows"] if file.is_file() else []
    sizes = {row["size"] for row in rows}
    return sorted(rows + [row for row in old if row["size"] not in sizes], key=lambda row: int(row["size"]))


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows in Markdown, what misses its bar marked."""
    fields = (
        "build_s",
        "build_cpu_s",
        "build_rss_mb",
        "disk_mb",
        "open_s",
        "rss_mb",
        "p50_ms",
        "p95_ms",
        "p50_thread_ms",
        "recall@10",
    )
    lines = ["| passages | " + " | ".join(fields) + " | load |", "|---:" * (len(fields) + 2) + "|"]
    for row in rows:
        cells = [f"{row[field]}{_verdict(row, field)}" for field in fields]
        lines.append(f"| {row['passages']:,} | " + " | ".join(cells) + f" | {row['load']} |")
    return "\n".join(lines)


def _verdict(row: dict[str, Any], field: str) -> str:
    limit, minimum = BARS.get(row["size"], {}).get(field, (None, False))
    if limit is None:
        return ""
    met = row[field] >= limit if minimum else row[field] < limit
    return " ✓" if met else f" ✗ (bar {'≥' if minimum else '<'} {limit:g})"


def build(data: Path, size: int, path: Path) -> dict[str, Any]:
    """Builds an index of about so many passages, never more: seconds, memory and disk."""
    from index import Index

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
    from index import Index
    from qa import retrieve

    index = Index.open(path)
    retrieve("经济增长", index=index)
    opened = time.perf_counter() - start
    asked = questions(index)
    for question in asked[:WARM_UP]:
        retrieve(question, index=index)
    # On a machine that others use too, the best of three passes is nearest to what the work itself takes.
    passes = np.array([_times(lambda question: retrieve(question, index=index), asked) for _ in range(3)])
    wall, thread = passes.min(axis=0).T
    memory = resident()
    return {
        "open_s": round(opened, 2),
        "rss_mb": memory,
        "p50_ms": _percentile(wall, 50),
        "p95_ms": _percentile(wall, 95),
        "p50_thread_ms": _percentile(thread, 50),
        "p95_thread_ms": _percentile(thread, 95),
        "p50_first_ms": _percentile(passes[0, :, 0], 50),
        "p95_first_ms": _percentile(passes[0, :, 0], 95),
        "recall@10": round(recall(index, asked), 4),
        "load": about("")["machine"]["load"],
    }


def _times(work: Callable[[str], object], asked: Sequence[str]) -> list[tuple[float, float]]:
    """For each question the seconds on the clock, and those of processor time that the asking thread used."""
    times = []
    for question in asked:
        start, busy = time.perf_counter(), time.thread_time()
        work(question)
        times.append((time.perf_counter() - start, time.thread_time() - busy))
    return times


def _percentile(times: Any, percent: int) -> float:
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
    from qa.retrieval import CANDIDATES

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


def corpus(data: Path, size: int) -> list[Any]:
    """Documents that make about `size` passages and no more: real ones, then varied rounds of them."""
    from index import Document
    from index.passages import split_passages
    from index.sections import split_sections

    with lzma.open(data / "texts.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    random.Random(1).shuffle(texts)
    documents: list[Document] = []
    count = 0
    for number, text in enumerate(_endless(texts)):
        document = Document(f"d{number:06d}", text[:60].split("\n")[0].strip("# "), text, "", "")
        count += len(split_passages(document, split_sections(text)))
        if count > size and documents:
            break
        documents.append(document)
    return documents


def _endless(texts: Sequence[str]) -> Iterator[str]:
    yield from texts
    sentences = [sentence for text in texts for sentence in _SENTENCE.findall(text) if 12 <= len(sentence) <= 200]
    for turn in range(1, 1000):
        chance = random.Random(turn)
        for text in texts:
            yield _varied(text, sentences, chance)


def _varied(text: str, sentences: Sequence[str], chance: random.Random) -> str:
    digits = str.maketrans("123456789", "".join(chance.sample("123456789", 9)))
    parts = []
    for sentence in _SENTENCE.findall(text):
        if len(sentence) >= 12 and chance.random() < _EXCHANGED:
            other = chance.choice(sentences).rstrip("\n")
            sentence = other + ("\n" if sentence.endswith("\n") else "")
        parts.append(sentence.translate(digits))
    return "".join(parts)


if __name__ == "__main__":
    main()
