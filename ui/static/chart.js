// Bars for chosen figures. Only figures of one unit share a scale; bars begin at zero.

import { el, svg } from "./dom.js";
import { t } from "./texts.js";

const [LABEL, VALUE, BAR, GAP, LINE] = [230, 96, 18, 9, 19];
const NARROW = 560; // below, a name stands over its bar

/** One drawing per base unit (亿元 and 万元 share 元), with its own scale; `width` in pixels. */
export function drawChart(rows, width) {
  const groups = new Map();
  for (const row of rows) groups.set(row.base_unit || row.unit, [...(groups.get(row.base_unit || row.unit) ?? []), row]);
  const note = groups.size > 1 && el("p", { class: "yj-quiet" }, t("figures.chart.units"));
  return el("div", {}, note, ...[...groups.values()].map((group) => drawing(group, Math.min(Math.max(width, 200), 760))));
}

function drawing(rows, width) {
  const narrow = width < NARROW;
  const left = narrow ? 0 : LABEL;
  const step = BAR + GAP + (narrow ? LINE : 0);
  const most = Math.max(...rows.map((row) => Math.abs(row.base)), Number.MIN_VALUE);
  const height = rows.length * step + GAP;
  const label = rows.map((row) => `${row.indicator || row.section} ${row.text}`).join("; ");
  const drawn = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${t("figures.chart")}: ${label}`, class: "yj-bars" });
  rows.forEach((row, i) => {
    const length = Math.max((Math.abs(row.base) / most) * (width - left - VALUE), 1);
    drawn.append(name(row, left, GAP + i * step, narrow), ...bar(row, left, GAP + i * step + (narrow ? LINE : 0), length));
  });
  if (!narrow) drawn.append(svg("line", { x1: left, x2: left, y1: 0, y2: height, class: "yj-axis" }));
  return drawn;
}

function name(row, left, y, narrow) {
  const shown = row.indicator || row.section;
  const place = narrow ? { x: 0, y: y + LINE / 2, "text-anchor": "start" } : { x: left - 10, y: y + BAR / 2, "text-anchor": "end" };
  return svg("text", { ...place, "dominant-baseline": "central", class: "yj-bar-name" }, svg("title", {}, `${shown} ${row.period}`), shorten(shown));
}

function bar(row, left, y, length) {
  // The length is the size; a fall is told by the arrow and the lighter bar, never by length alone.
  const sign = { up: " ↑", down: " ↓" }[row.direction] ?? "";
  const value = { x: left + length + 8, y: y + BAR / 2, "text-anchor": "start", "dominant-baseline": "central", class: "yj-bar-value" };
  return [
    svg("rect", { x: left, y, width: length, height: BAR, rx: 3, class: row.direction === "down" ? "yj-bar-down" : "yj-bar" }),
    svg("text", value, `${row.value}${row.unit}${sign}`),
  ];
}

const shorten = (name) => ([...name].length > 17 ? `${[...name].slice(0, 16).join("")}…` : name);
