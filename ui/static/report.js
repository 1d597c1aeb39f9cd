// The report's text: every line in runs of text whose offsets are known, so that a place is marked to the character.

import { documentById, documents, placeHash, sectionAt } from "./documents.js";
import { announce, el } from "./dom.js";
import { t } from "./texts.js";

// pinned: the open place came with the address, so an answer that arrives meanwhile does not close it.
const state = { document: null, runs: [], cited: [], active: null, from: null, pinned: false };
const listeners = [];

/** Calls `f(state)` whenever the document, the citations or the open place change. */
export function onReport(f) {
  listeners.push(f);
}

const changed = () => listeners.forEach((f) => f(state));
const pane = () => document.getElementById("yj-text");

/** Shows a document from its beginning, or the first one. Keeps what is open where it is open already. */
export async function showDocument(id) {
  const all = await documents();
  const wanted = id ?? state.document?.id ?? all[0].id;
  if (state.document?.id === wanted) return state.document;
  if (!all.some((one) => one.id === wanted)) throw new Error("no such document");
  const document = await documentById(wanted);
  state.document = document;
  state.active = null;
  render(document);
  changed();
  return document;
}

function render(report) {
  state.runs = [];
  const heads = new Map(report.tree.filter((node) => node.level && node.headingEnd > node.start).map((node) => [node.start, node]));
  const front = Math.min(...report.tree.filter((node) => node.level).map((node) => node.start), report.text.length);
  const article = el("article", { class: "yj-article", lang: "zh", "aria-label": report.title });
  for (const match of report.text.matchAll(/[^\r\n]+/g)) {
    if (match[0].trim()) article.append(line(report, match.index, match.index + match[0].length, heads, front));
  }
  pane().replaceChildren(article);
  pane().scrollTop = 0;
}

function line(report, start, end, heads, front) {
  const node = heads.get(start);
  if (node) {
    const cut = Math.min(node.headingEnd, end);
    const level = Math.min(6, 2 + node.level);
    const heading = run(report, `h${level}`, start, cut, { class: `yj-h yj-h${Math.min(node.level, 4)}`, id: `yj-section-${node.index}` });
    if (cut >= end) return heading;
    return el("div", { class: "yj-p yj-run-in" }, heading, run(report, "p", cut, end, {}));
  }
  const short = end - start <= 48 && start < front && !/[。.]$/.test(report.text.slice(start, end).trim());
  const title = state.runs.length === 0;
  return run(report, title ? "h2" : "p", start, end, { class: title ? "yj-title" : short ? "yj-p yj-front" : "yj-p" });
}

function run(report, tag, start, end, options) {
  const node = el(tag, options, report.text.slice(start, end));
  state.runs.push({ start, end, node, marked: false });
  return node;
}

/** Tints the places of an answer: [{document, start, end}], in the order of its markers. Nothing is open after it. */
export function cite(places) {
  state.cited = places;
  if (!state.pinned) state.active = null;
  paint();
  // The reader looks at the answer; its basis comes into view beside it, and the focus stays where it is.
  const first = places[0]?.document === state.document?.id && pane().querySelector("mark.cited");
  if (first && !state.pinned) first.scrollIntoView({ block: "center", behavior: "instant" });
  changed();
}

/** From here on an answer takes the place of what the address opened. */
export function unpin() {
  state.pinned = false;
}

/** Opens a place: shows its document, marks exactly its characters, brings them into view, and takes the focus. */
export async function open(place, { from = null, near = false, focus = true, push = true } = {}) {
  let report;
  try {
    report = await showDocument(place.document ?? undefined);
  } catch {
    announce(t("place.gone"));
    return false;
  }
  if (place.end > report.length) {
    announce(t("place.gone"));
    return false;
  }
  state.active = { ...place, document: report.id, near };
  state.pinned = !push;
  if (from) state.from = { node: from, href: from.getAttribute?.("href") };
  document.documentElement.dataset.sheet = "on";
  paint();
  const mark = pane().querySelector("mark.active");
  if (mark) {
    mark.tabIndex = -1;
    // Instant: a smooth scroll through the whole report takes seconds.
    mark.scrollIntoView({ block: "center", behavior: "instant" });
    if (focus) mark.focus({ preventScroll: true });
  }
  if (push) history.replaceState(null, "", placeHash(state.active, (await documents()).length > 1));
  changed();
  return !!mark;
}

/** Back to where the reader came from; what is cited stays tinted. */
export function leave() {
  delete document.documentElement.dataset.sheet;
  if (!state.active && !state.from) return false;
  const { node, href } = state.from ?? {};
  // The conversation may have been drawn anew since: then the marker with the same target is the one meant.
  const target = node?.isConnected ? node : href && [...document.querySelectorAll("#yj-bot a")].find((a) => a.getAttribute("href") === href);
  state.active = null;
  state.from = null;
  state.pinned = false;
  paint();
  history.replaceState(null, "", location.pathname + location.search);
  (target || document.querySelector("#yj-question textarea"))?.focus();
  changed();
  return true;
}

/** Opens the citation `step` places on from the open one; past the last comes the first. */
export function walk(step) {
  const count = state.cited.length;
  if (!count) return;
  const now = position();
  const next = now < 0 ? (step > 0 ? 0 : count - 1) : (now + step + count) % count;
  open(state.cited[next], { from: state.from?.node ?? document.querySelector(`#yj-bot .yj-current a.yj-cite`) });
}

/** The number of the open citation, from 0; -1 where none is open. */
export function position() {
  const { active, cited } = state;
  return active ? cited.findIndex((c) => c.start === active.start && c.end === active.end && c.document === active.document) : -1;
}

function paint() {
  const report = state.document;
  if (!report) return;
  const here = (place) => place.document === report.id;
  const marks = state.cited.filter(here).map((place) => ({ ...units(report, place), kind: "cited" }));
  if (state.active && here(state.active)) marks.push({ ...units(report, state.active), kind: state.active.near ? "active near" : "active" });
  for (const run of state.runs) {
    const own = marks.filter((mark) => mark.start < run.end && mark.end > run.start);
    if (!own.length && !run.marked) continue;
    run.marked = own.length > 0;
    run.node.replaceChildren(...pieces(report.text, run, own));
  }
}

const units = (report, place) => ({ start: report.at(place.start), end: report.at(place.end) });

function pieces(text, run, marks) {
  const cuts = new Set([run.start, run.end]);
  for (const mark of marks) {
    cuts.add(Math.max(mark.start, run.start));
    cuts.add(Math.min(mark.end, run.end));
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(1).map((end, i) => {
    const start = sorted[i];
    const kinds = marks.filter((mark) => mark.start < end && mark.end > start).map((mark) => mark.kind);
    const words = document.createTextNode(text.slice(start, end));
    return kinds.length ? el("mark", { class: [...new Set(kinds)].join(" ") }, words) : words;
  });
}

/** The section at the top of the pane, for the outline. */
export function sectionInView() {
  const top = pane().getBoundingClientRect().top + 80;
  let best = null;
  for (const run of state.runs) {
    if (run.node.getBoundingClientRect().top > top) break;
    best = run;
  }
  return best && sectionAt(state.document, best.start);
}

export function scrollToSection(node) {
  const target = document.getElementById(`yj-section-${node.index}`);
  if (!target) return;
  target.tabIndex = -1;
  target.scrollIntoView({ block: "start", behavior: "instant" });
  target.focus({ preventScroll: true });
}
