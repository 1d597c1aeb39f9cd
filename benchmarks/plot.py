"""The cost curve as one hand-written SVG: four small plots with logarithmic axes, light and dark."""

import math
from collections.abc import Sequence
from typing import Any

_PANELS = (("build_s", "build, s"), ("p50_ms", "retrieve p50, ms"), ("rss_mb", "memory, MB"), ("disk_mb", "disk, MB"))
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 240, 200, 46, 34, 28
_STYLE = """
svg { background: #fff; color: #1b1b1b; font: 11px system-ui, sans-serif }
.line { fill: none; stroke: #0b6e99; stroke-width: 2 } .dot { fill: #0b6e99 }
.axis { stroke: currentColor; stroke-opacity: .25 } text { fill: currentColor }
@media (prefers-color-scheme: dark) {
  svg { background: #16181b; color: #e8e8e8 } .line { stroke: #5cc0ea } .dot { fill: #5cc0ea }
}
"""


def cost_plot(rows: Sequence[dict[str, Any]]) -> str:
    """Build time, median time of a question, memory and disk over the number of passages."""
    panels = "".join(_panel(rows, field, title, at * _WIDTH) for at, (field, title) in enumerate(_PANELS))
    told = "; ".join(f"{row['passages']} passages: " + ", ".join(f"{t} {row[f]}" for f, t in _PANELS) for row in rows)
    size = f'width="{_WIDTH * len(_PANELS)}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH * len(_PANELS)} {_HEIGHT}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}><title>Cost of an index as it grows</title>'
        f"<desc>{told}</desc><style>{_STYLE}</style>{panels}</svg>\n"
    )


def _panel(rows: Sequence[dict[str, Any]], field: str, title: str, left: int) -> str:
    sizes = [math.log10(row["passages"]) for row in rows]
    values = [math.log10(max(float(row[field]), 1e-3)) for row in rows]
    low_x, high_x = math.floor(min(sizes) + 0.05), max(math.ceil(max(sizes) - 0.05), math.floor(min(sizes) + 0.05) + 1)
    low_y, high_y = math.floor(min(values)), math.ceil(max(values) + 1e-9)
    right, bottom = left + _WIDTH - 14, _HEIGHT - _BOTTOM

    def x(value: float) -> float:
        return left + _LEFT + (value - low_x) / (high_x - low_x) * (right - left - _LEFT)

    def y(value: float) -> float:
        return bottom - (value - low_y) / max(high_y - low_y, 1) * (bottom - _TOP)

    parts = [f'<text x="{left + _LEFT}" y="16">{title}</text>']
    for tick in range(low_y, high_y + 1):
        parts.append(f'<line class="axis" x1="{left + _LEFT}" x2="{right}" y1="{y(tick):.1f}" y2="{y(tick):.1f}"/>')
        parts.append(f'<text x="{left + _LEFT - 5}" y="{y(tick) + 4:.1f}" text-anchor="end">{10**tick:g}</text>')
    for tick in range(low_x, high_x + 1):
        name = {3: "1k", 4: "10k", 5: "100k", 6: "1M"}.get(tick, f"1e{tick}")
        parts.append(f'<text x="{x(tick):.1f}" y="{bottom + 16}" text-anchor="middle">{name}</text>')
    points = [(x(size), y(value), row[field]) for size, value, row in zip(sizes, values, rows, strict=True)]
    parts.append('<polyline class="line" points="' + " ".join(f"{a:.1f},{b:.1f}" for a, b, _ in points) + '"/>')
    parts += [f'<circle class="dot" cx="{a:.1f}" cy="{b:.1f}" r="3"><title>{v}</title></circle>' for a, b, v in points]
    return "".join(parts)
