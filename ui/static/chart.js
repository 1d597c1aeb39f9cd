// Bars for chosen figures. Only figures of one unit share a scale; bars begin at zero.

import { el, svg } from "./dom.js";
import { t } from "./texts.js";

const [WIDTH, LABEL, VALUE, BAR, GAP] = [640, 230, 96, 18, 9];

/** One drawing per base unit (亿元 and 万元 share 元), with its own scale. */
export function drawChart(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.base_unit || row.unit, [...(groups.get(row.base_unit || row.unit) ?? []), row]);
  const note = groups.size > 1 && el("p", { class: "yj-quiet" }, t("figures.chart.units"));
  return el("div", {}, note, ...[...groups.values()].map(group));
}

function group(rows) {
  const most = Math.max(...rows.map((row) => Math.abs(row.base)), Number.MIN_VALUE);
  const height = rows.length * (BAR + GAP) + GAP;
  const room = WIDTH - LABEL - VALUE;
  const label = rows.map((row) => `${row.indicator || row.section} ${row.text}`).join("; ");
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": `${t("figures.chart")}: ${label}`, class: "yj-bars" });
  rows.forEach((row, i) => drawing.append(...bar(row, GAP + i * (BAR + GAP), (Math.abs(row.base) / most) * room)));
  drawing.append(svg("line", { x1: LABEL, x2: LABEL, y1: 0, y2: height, class: "yj-axis" }));
  return drawing;
}

function bar(row, y, width) {
  const name = row.indicator || row.section;
  const middle = y + BAR / 2;
  const text = (x, anchor, kind, content) => svg("text", { x, y: middle, "text-anchor": anchor, "dominant-baseline": "central", class: kind }, content);
  // The length is the size; a fall is told by the arrow and the lighter bar, never by length alone.
  const sign = { up: " ↑", down: " ↓" }[row.direction] ?? "";
  return [
    text(LABEL - 10, "end", "yj-bar-name", svg("title", {}, `${name} ${row.period}`)),
    svg("rect", { x: LABEL, y, width: Math.max(width, 1), height: BAR, rx: 3, class: row.direction === "down" ? "yj-bar-down" : "yj-bar" }),
    text(LABEL + Math.max(width, 1) + 8, "start", "yj-bar-value", `${row.value}${row.unit}${sign}`),
  ].map((node, i) => (i ? node : (node.append(shorten(name)), node)));
}

const shorten = (name) => ([...name].length > 17 ? `${[...name].slice(0, 16).join("")}…` : name);
