"""Plots as inline SVG: no script, no fonts, colours from the page's style sheet (`report.css`), a text for each."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 460, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 22, 24, 40
_SERIES = 6  # colours in the style sheet

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its label, its 95 % interval (None where unknown) and what stands beside it."""

    label: str
    value: float
    interval: tuple[float, float] | None
    note: str = ""


def line_plot(title: str, series: Mapping[str, Sequence[Point]], *, x_label: str, ticks: Sequence[float]) -> str:
    """Shares (0..1) over x, one line a series, with a legend; the axis begins a little under the lowest share."""
    low, high = min(ticks), max(ticks)
    least = min((y for points in series.values() for _, y in points), default=0.0)
    floor = next(edge for edge in (0.8, 0.6, 0.0) if edge < least or not edge)
    body = [_share_axis(floor), _x_axis(ticks, low, high, x_label)]
    for number, (name, points) in enumerate(series.items()):
        colour = f"s{number % _SERIES}"
        path = " ".join(f"{_x(x, low, high):.1f},{_y(y, floor):.1f}" for x, y in points)
        body.append(f'<polyline class="line {colour}" points="{path}"/>')
        for x, y in points:
            body.append(
                f'<circle class="dot {colour}" cx="{_x(x, low, high):.1f}" cy="{_y(y, floor):.1f}" r="3">'
                f"<title>{escape(name)}, {x:g}: {y:.3f}</title></circle>"
            )
        body.append(f'<text class="legend {colour}" x="{_LEFT + 90 * number}" y="12">{escape(name[:14])}</text>')
    described = "; ".join(
        f"{name}: " + ", ".join(f"{x:g} {y:.3f}" for x, y in points) for name, points in series.items()
    )
    return _figure(title, described, body, _HEIGHT)


def reliability_plot(title: str, rows: Sequence[tuple[float, float, int]]) -> str:
    """(mean confidence, share right, answers) of each bin; dots grow with answers; the diagonal is ideal."""
    body = [_share_axis(), _x_axis([0, 0.25, 0.5, 0.75, 1], 0, 1, "confidence")]
    body.append(f'<line class="ideal" x1="{_x(0, 0, 1)}" y1="{_y(0)}" x2="{_x(1, 0, 1)}" y2="{_y(1)}"/>')
    most = max((count for *_, count in rows), default=1)
    for confidence, accuracy, count in rows:
        radius = 3 + 9 * (count / most) ** 0.5
        body.append(
            f'<circle class="bin" cx="{_x(confidence, 0, 1):.1f}" cy="{_y(accuracy):.1f}" r="{radius:.1f}">'
            f"<title>confidence {confidence:.2f}: {accuracy:.2f} of {count} right</title></circle>"
        )
    described = "; ".join(f"confidence {c:.2f}: {a:.2f} of {n} right" for c, a, n in rows)
    return _figure(title, described, body, _HEIGHT)


def histogram(title: str, values: Sequence[float], *, x_label: str, bins: int = 24) -> str:
    """How many values fall where; the axis ends after the 99th percentile, the last bar holds what is beyond."""
    if not values:
        return _figure(title, "no values", [], _HEIGHT)
    ordered = sorted(values)
    ticks = _round_ticks(ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))])
    top = ticks[-1]
    counts = [0] * bins
    for value in ordered:
        counts[min(bins - 1, int(value / top * bins))] += 1
    most, width = max(counts), (_WIDTH - _LEFT - _RIGHT) / bins
    body = [_x_axis(ticks, 0, top, x_label)]
    for number, count in enumerate(counts):
        height = (_HEIGHT - _TOP - _BOTTOM) * count / most
        body.append(
            f'<rect class="bar" x="{_LEFT + number * width:.1f}" y="{_HEIGHT - _BOTTOM - height:.1f}" '
            f'width="{max(width - 1, 1):.1f}" height="{height:.1f}"><title>{number * top / bins:.1f} to '
            f"{(number + 1) * top / bins:.1f}: {count}</title></rect>"
        )
    body.append(f'<text class="tick end" x="{_LEFT - 6}" y="{_TOP + 10}">{most}</text>')
    return _figure(title, f"{len(values)} values, median {ordered[len(ordered) // 2]:.1f}", body, _HEIGHT)


def bar_plot(title: str, bars: Sequence[Bar]) -> str:
    """Shares (0..1) as horizontal bars with their intervals."""
    label_width, row = 130, 22
    span = _WIDTH - label_width - 100
    body = []
    for number, bar in enumerate(bars):
        y = _TOP + number * row
        body.append(f'<text class="tick end" x="{label_width - 6}" y="{y + 14}">{escape(bar.label)}</text>')
        body.append(f'<rect class="rail" x="{label_width}" y="{y + 3}" width="{span}" height="14"/>')
        body.append(
            f'<rect class="bar" x="{label_width}" y="{y + 3}" width="{max(0.0, bar.value) * span:.1f}" height="14"/>'
        )
        if bar.interval is not None:
            low, high = (label_width + part * span for part in bar.interval)
            body.append(f'<line class="whisker" x1="{low:.1f}" y1="{y + 10}" x2="{high:.1f}" y2="{y + 10}"/>')
        text = f"{bar.value:.3f} {bar.note}".strip()
        body.append(f'<text class="tick" x="{label_width + span + 6}" y="{y + 14}">{escape(text)}</text>')
    described = "; ".join(f"{bar.label}: {bar.value:.3f} {bar.note}" for bar in bars)
    return _figure(title, described, body, 2 * _TOP + row * len(bars))


def _figure(title: str, described: str, body: Sequence[str], height: int) -> str:
    label = escape(f"{title}. {described}", quote=True)
    svg = f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">{"".join(body)}</svg>'
    return f"<figure><figcaption>{escape(title)}</figcaption>{svg}</figure>"


def _x(value: float, low: float, high: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (value - low) / ((high - low) or 1)


def _y(share: float, floor: float = 0.0) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - share) / (1 - floor)


def _round_ticks(top: float) -> list[float]:
    """From 0 to `top` or a little beyond, in three to six steps of 1, 2 or 5 times a power of ten."""
    rough = (top or 1.0) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))
    return [step * number for number in range(math.ceil(top / step - 1e-9) + 1)] if top else [0.0, 1.0]


def _share_axis(floor: float = 0.0) -> str:
    marks = []
    for number in range(5):
        share = floor + (1 - floor) * number / 4
        y = _y(share, floor)
        marks.append(f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}"/>')
        marks.append(f'<text class="tick end" x="{_LEFT - 6}" y="{y + 4:.1f}">{share:.3g}</text>')
    return "".join(marks)


def _x_axis(ticks: Sequence[float], low: float, high: float, label: str) -> str:
    bottom = _HEIGHT - _BOTTOM
    marks = [f'<line class="grid" x1="{_LEFT}" y1="{bottom}" x2="{_WIDTH - _RIGHT}" y2="{bottom}"/>']
    for tick in ticks:
        marks.append(f'<text class="tick mid" x="{_x(tick, low, high):.1f}" y="{bottom + 16}">{tick:g}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    marks.append(f'<text class="tick mid" x="{middle}" y="{_HEIGHT - 6}">{escape(label)}</text>')
    return "".join(marks)
