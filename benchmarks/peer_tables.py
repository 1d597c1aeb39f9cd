"""The tables of peers.py in Markdown."""

from collections.abc import Sequence
from typing import Any

MEASURES = ("recall@1", "recall@5", "mrr@10", "recall@500ch")


def quality_table(rows: Sequence[dict[str, Any]]) -> str:
    """The measures of each set, as far as it has them."""
    names = list(dict.fromkeys(name for row in rows for name in row.get("sets", {})))
    head = f"| {' / '.join(MEASURES)} | configuration | "
    lines = [head + " | ".join(names) + " |", "|---|---|" + "---|" * len(names)]
    for row in rows:
        cells = [_cell(row.get("sets", {}).get(name)) for name in names]
        lines.append(f"| {row['system']} | {row['configuration']} | " + " | ".join(cells) + _reason(row))
    return "\n".join(lines)


def _cell(found: dict[str, Any] | None) -> str:
    return " / ".join(f"{found[name]:.3f}" for name in MEASURES if name in found) if found else "–"


def _reason(row: dict[str, Any]) -> str:
    return f" | failed: {row['failed']} |" if "failed" in row else " |"


def cost_table(rows: Sequence[dict[str, Any]]) -> str:
    """Times and memory on the report."""
    head = "| system | configuration | chunks × characters | index s | cold start s | p50 ms | p95 ms | RSS MB |"
    lines = [head, "|---|---|" + "---:|" * 6]
    for row in (row for row in rows if "report, dev" in row.get("sets", {})):
        times = row["sets"]["report, dev"]
        lines.append(
            f"| {row['system']} | {row['configuration']} | {row['chunks']} × {row['chunk_characters']} | {row['index_s']} "
            f"| {row['cold_s']} | {times['p50_ms']} | {times['p95_ms']} | {row['rss_mb']} |"
        )
    return "\n".join(lines)


def install_table(rows: Sequence[dict[str, Any]]) -> str:
    """Disk and packages."""
    lines = ["| system | version | MB | MB without torch | packages |", "|---|---|---:|---:|---:|"]
    for row in rows:
        cells = [row.get(name, row.get("failed", "")) for name in ("version", "megabytes", "without_torch", "packages")]
        lines.append(f"| {row['system']} | " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)
