"""Cost and quality of one index as it grows: 1k, 10k, 100k, 1M passages, by the product's own build and retrieve.

    python benchmarks/scale.py [--data DIR] [--sizes 1000 10000] [--json FILE] [--plot FILE.svg]
    python benchmarks/scale.py --sizes 1000000 --keep DIR --only build      builds only;
    python benchmarks/scale.py --sizes 1000000 --keep DIR --json FILE       asks what lies there

The text is `texts.jsonl.xz` of DIR (Chinese laws and policy documents); where it does not suffice, further rounds of the
same documents with sentences exchanged between them and figures changed, by a fixed seed. Each size is built in one
process and asked in another, so that memory is told apart. Recall: of the ten nearest vectors, how many the index's
own search finds (1 by definition while it is exact).
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from environment import about  # noqa: E402
from plot import cost_plot  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "train"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
# What is asked of each size: field to (limit, whether it is a minimum).
BARS: dict[int, dict[str, tuple[float, bool]]] = {
    100_000: {"build_s": (180, False), "p50_ms": (15, False), "rss_mb": (2048, False)},
    1_000_000: {"p50_ms": (40, False), "recall@10": (0.97, True)},
}
_FIELDS = (
    *("build_s", "build_cpu_s", "build_rss_mb", "disk_mb", "open_s", "rss_mb"),
    *("p50_ms", "p95_ms", "p50_find_ms", "recall@10"),
)


def main() -> None:
    """Command line."""
    options = _options()
    if options.step:
        from scale_steps import ask, build

        step = build(options.data, options.sizes[0], options.index) if options.step == "build" else ask(options.index)
        print(json.dumps(step))
        return
    if not (options.data / "texts.jsonl.xz").is_file():
        raise SystemExit(f"{options.data} has no texts.jsonl.xz; name its folder with --data")
    header = about("one index as it grows")
    rows = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder = (options.keep or Path(temporary)) / str(size)
            row = {"size": size, "commit": header["commit"], "date": header["date"]}
            row |= _built(size, folder, options.data)
            if options.only != "build":
                rows.append(row | _step("ask", size, folder / "index", options.data))
        print(f"{size} done", file=sys.stderr)
    if options.json and rows:
        rows = _kept(options.json, rows)
        report = {**header, "bars": {str(size): bars for size, bars in BARS.items()}, "rows": rows}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    if options.plot and rows:
        options.plot.write_text(cost_plot(rows), "utf-8")
    print(table(rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="the folder of texts.jsonl.xz")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES[:3], help=f"passages; the full run: {SIZES}")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep indexes there; one that is there is not built again"
    )
    parser.add_argument("--only", choices=("build",), help="ask nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write there; sizes not measured now are kept")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="the cost curve")
    parser.add_argument("--step", choices=("build", "ask"), help=argparse.SUPPRESS)
    parser.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _built(size: int, folder: Path, data: Path) -> dict[str, Any]:
    """What building took: now, or when the index that lies in the folder was built."""
    done = folder / "build.json"
    if not done.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        measured = _step("build", size, folder / "index", data)
        done.write_text(json.dumps(measured), "utf-8")
    found: dict[str, Any] = json.loads(done.read_text("utf-8"))
    return found


def _step(step: str, size: int, index: Path, data: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--step", step, "--sizes", str(size)]
    command += ["--index", str(index), "--data", str(data)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
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
    lines = ["| passages | " + " | ".join(_FIELDS) + " | load |", "|---:" * (len(_FIELDS) + 2) + "|"]
    for row in rows:
        cells = [f"{row.get(field, '–')}{_verdict(row, field)}" for field in _FIELDS]
        lines.append(f"| {row['passages']:,} | " + " | ".join(cells) + f" | {row['load']} |")
    return "\n".join(lines)


def _verdict(row: dict[str, Any], field: str) -> str:
    limit, minimum = BARS.get(row["size"], {}).get(field, (None, False))
    if limit is None:
        return ""
    met = row[field] >= limit if minimum else row[field] < limit
    return " ✓" if met else f" ✗ (bar {'≥' if minimum else '<'} {limit:g})"


if __name__ == "__main__":
    main()
