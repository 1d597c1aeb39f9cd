// 数据一览: every figure of the shown document as a table. Rows lead to their place; chosen rows become bars.

import { drawChart } from "./chart.js";
import { documents, fetchJson, placeHash } from "./documents.js";
import { el, icon, save } from "./dom.js";
import { onReport, showDocument } from "./report.js";
import { t } from "./texts.js";

const STEP = 60; // rows added at a time: the table appears at once, however long it is
const COLUMNS = ["indicator", "value", "unit", "direction", "period", "section", "sentence"];
const view = { box: null, document: null, several: false, rows: [], shown: STEP, sort: null, down: false, text: "", unit: "", section: "", chosen: new Set() };

/** Fills the pane on first sight, and again when another document or language is chosen. */
export async function showFigures(box) {
  if (!view.box) {
    onReport((state) => document.documentElement.dataset.view === "figures" && state.document.id !== view.document && load());
    document.addEventListener("yj-language", () => view.document && build());
  }
  view.box = box;
  const report = await showDocument();
  if (view.document !== report.id) await load();
}

async function load() {
  view.box.replaceChildren(el("p", { class: "yj-quiet" }, t("figures.loading")));
  try {
    const report = await showDocument();
    view.several = (await documents()).length > 1;
    view.rows = await fetchAll(report.id);
    Object.assign(view, { document: report.id, shown: STEP, sort: null, text: "", unit: "", section: "" });
    view.chosen.clear();
    build();
  } catch {
    const again = el("button", { type: "button", class: "yj-button", onclick: load }, t("reload"));
    view.box.replaceChildren(el("p", { class: "yj-failed" }, t("figures.failed")), again);
  }
}

async function fetchAll(id) {
  const rows = [];
  for (let total = 1; rows.length < total; ) {
    const query = new URLSearchParams({ document: id, limit: 1000, offset: rows.length });
    const part = await fetchJson(`v1/figures?${query}`);
    total = part.figures.length ? part.total : 0;
    rows.push(...part.figures);
  }
  return rows.map((row, number) => ({ ...row, number, section: row.headings.at(-1) ?? "", base: Number(row.base_value) }));
}

function build() {
  const options = (values, chosen) => ["", ...values].map((value) => el("option", { value, selected: value === chosen }, value || t("figures.all")));
  const count = (key) => [...view.rows.reduce((all, row) => all.set(row[key], (all.get(row[key]) ?? 0) + 1), new Map())].filter(([name]) => name);
  const units = count("unit").sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const sections = count("section").map(([name]) => name);
  const filter = (name) => (event) => {
    view[name] = event.target.value;
    view.shown = STEP;
    draw();
  };
  const head = COLUMNS.map((name) => el("th", { scope: "col", class: `yj-c-${name}`, data: { column: name } },
    el("button", { type: "button", "aria-label": t("figures.sort", { name: t(`figures.${name}`) }), onclick: () => sort(name) }, t(`figures.${name}`), el("span", { class: "yj-order", "aria-hidden": "true" }))));
  view.box.replaceChildren(
    el("div", { class: "yj-figures-head" },
      el("h2", {}, t("view.figures")), el("p", {}, t("figures.lead")),
      el("div", { class: "yj-filters" },
        el("input", { type: "search", placeholder: t("figures.filter"), "aria-label": t("figures.filter"), value: view.text, oninput: filter("text") }),
        el("label", {}, el("span", {}, t("figures.unit")), el("select", { class: "yj-by-unit", onchange: filter("unit") }, ...options(units, view.unit))),
        el("label", {}, el("span", {}, t("figures.section")), el("select", { class: "yj-by-section", onchange: filter("section") }, ...options(sections, view.section))),
        el("span", { class: "yj-total", role: "status" }),
        el("button", { type: "button", class: "yj-button yj-csv", onclick: download }, icon("download"), t("figures.csv")))),
    el("div", { class: "yj-chart", role: "region", "aria-label": t("figures.chart") }),
    el("div", { class: "yj-table", tabindex: "0", role: "region", "aria-label": t("view.figures") },
      el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "yj-c-choose" }, el("span", { class: "yj-sr" }, t("figures.choose"))), ...head)), el("tbody", {})),
      el("button", { type: "button", class: "yj-more", onclick: () => ((view.shown += STEP * 4), draw()) })));
  draw();
  chart();
}

function matching() {
  const words = view.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (row) => (!view.unit || row.unit === view.unit) && (!view.section || row.section === view.section) && words.every((word) => `${row.indicator} ${row.text} ${row.sentence} ${row.period}`.toLowerCase().includes(word));
  const rows = view.rows.filter(fits);
  if (!view.sort) return rows;
  const collator = new Intl.Collator("zh");
  // Values of one unit are ordered by size; units among themselves by name, since 亿元 and % have no common order.
  const order = {
    value: (a, b) => collator.compare(a.base_unit, b.base_unit) || a.base - b.base,
    section: (a, b) => a.start - b.start,
  }[view.sort] ?? ((a, b) => collator.compare(a[view.sort], b[view.sort]));
  return rows.sort((a, b) => (view.down ? -1 : 1) * order(a, b) || a.number - b.number);
}

function sort(name) {
  view.down = view.sort === name ? !view.down : name === "value";
  view.sort = name;
  draw();
}

function draw() {
  const rows = matching();
  for (const th of view.box.querySelectorAll("th[data-column]")) {
    const on = th.dataset.column === view.sort;
    if (on) th.setAttribute("aria-sort", view.down ? "descending" : "ascending");
    else th.removeAttribute("aria-sort");
    th.querySelector(".yj-order").textContent = on ? (view.down ? "↓" : "↑") : "";
  }
  view.box.querySelector(".yj-total").textContent = t("figures.count", { n: rows.length, all: view.rows.length });
  const body = view.box.querySelector("tbody");
  body.replaceChildren(...rows.slice(0, view.shown).map(row));
  if (!rows.length) body.append(el("tr", {}, el("td", { colspan: COLUMNS.length + 1, class: "yj-quiet" }, t("figures.none"))));
  const more = view.box.querySelector(".yj-more");
  const left = rows.length - view.shown;
  more.hidden = left <= 0;
  more.textContent = t("figures.more", { n: Math.min(left, STEP * 4) });
}

function row(figure) {
  const href = placeHash({ document: figure.document, start: figure.start, end: figure.end }, view.several);
  const name = figure.indicator || figure.text;
  const box = el("input", { type: "checkbox", checked: view.chosen.has(figure.number), "aria-label": `${t("figures.choose")}: ${name} ${figure.text}`, onchange: () => choose(figure, box.checked) });
  const cell = (column, ...inner) => el("td", { class: `yj-c-${column}`, data: { name: t(`figures.${column}`) } }, ...inner);
  return el("tr", {}, el("td", { class: "yj-c-choose" }, box),
    cell("indicator", el("span", { lang: "zh" }, figure.indicator || "—")),
    cell("value", el("a", { href, title: t("open"), "aria-label": `${figure.text} ${t("open")}` }, figure.value)),
    cell("unit", el("span", { lang: "zh" }, figure.unit)),
    cell("direction", direction(figure.direction)),
    cell("period", el("span", { lang: "zh" }, figure.period)),
    cell("section", el("span", { lang: "zh", title: figure.section }, figure.section)),
    cell("sentence", sentence(figure)));
}

function direction(name) {
  if (!name) return null;
  const sign = { up: "↑", down: "↓", above: "↑", below: "↓" }[name] ?? "";
  return el("span", { class: `yj-${name}` }, `${sign} ${t(`direction.${name}`)}`);
}

/** The sentence with its figure marked; offsets count characters, so it is taken apart by characters. */
function sentence(figure) {
  const chars = [...figure.sentence];
  const at = figure.start - figure.sentence_start;
  const from = Math.max(0, at - 12);
  const before = (from ? "…" : "") + chars.slice(from, at).join("");
  const rest = chars.slice(at + (figure.end - figure.start));
  const after = rest.slice(0, 40).join("") + (rest.length > 40 ? "…" : "");
  return el("span", { lang: "zh", title: figure.sentence }, before, el("b", {}, figure.text), after);
}

function choose(figure, on) {
  if (on) view.chosen.add(figure.number);
  else view.chosen.delete(figure.number);
  chart();
}

function chart() {
  const box = view.box.querySelector(".yj-chart");
  const chosen = view.rows.filter((one) => view.chosen.has(one.number));
  box.classList.toggle("yj-none", !chosen.length);
  const clear = () => {
    view.chosen.clear();
    draw();
    chart();
  };
  box.replaceChildren(...(chosen.length ? [drawChart(chosen, box.clientWidth - 34), el("button", { type: "button", class: "yj-more yj-unchoose", onclick: clear }, t("figures.unchoose"))] : [el("p", { class: "yj-quiet" }, icon("bars"), t("figures.chart.hint"))]));
}

/** A cell for a spreadsheet: quoted, and never a formula, whatever a report says. */
function csvCell(value, text = true) {
  const safe = text && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

function download() {
  const head = [...COLUMNS.map((name) => t(`figures.${name}`)), "text", "document", "start", "end"];
  const lines = matching().map((figure) => [
    csvCell(figure.indicator), csvCell(figure.value, false), csvCell(figure.unit), csvCell(figure.direction), csvCell(figure.period),
    csvCell(figure.section), csvCell(figure.sentence), csvCell(figure.text), csvCell(figure.document), figure.start, figure.end,
  ].join(","));
  // The mark tells Excel that this is UTF-8.
  save("yiju-figures.csv", "text/csv", `\ufeff${head.map((name) => csvCell(name)).join(",")}\r\n${lines.join("\r\n")}\r\n`);
}
