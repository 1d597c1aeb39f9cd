// The report's outline: sections with the number of citations each holds, and what one could ask it.

import { documents, fetchJson, sectionAt } from "./documents.js";
import { el, icon } from "./dom.js";
import { act } from "./chat.js";
import { onReport, scrollToSection, sectionInView, showDocument } from "./report.js";
import { t } from "./texts.js";

let shown = null; // the document whose outline stands
let items = []; // [{node, item, count}]

/** Sample questions: [{document, start, heading, questions}], of one section or from all over the document. */
export function sampleQuestions(document, start) {
  const query = new URLSearchParams({ ...(document && { document }), ...(start !== undefined && { start }) });
  return fetchJson(`yiju/samples.json?${query}`);
}

export function startOutline() {
  onReport((state) => {
    if (state.document && state.document.id !== shown) build(state.document);
    count(state);
  });
  let waiting = 0;
  document.getElementById("yj-text").addEventListener("scroll", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(follow);
  }, { passive: true });
  document.addEventListener("yj-language", () => (shown = null));
}

function build(report) {
  shown = report.id;
  items = [];
  const root = el("ul", { class: "yj-tree" });
  const lists = new Map([[null, root]]);
  for (const node of report.tree.filter((entry) => entry.level)) {
    const item = row(report, node);
    items.push(item);
    const list = lists.get(node.parent) ?? root;
    list.append(item.item);
    lists.set(node, item.list);
  }
  for (const item of items) if (!item.list.children.length) item.toggle.remove();
  document.getElementById("yj-outline").replaceChildren(root);
  follow();
  chooser(report);
}

function row(report, node) {
  const [ask, questions] = sampleToggle(report, node);
  const list = el("ul", { id: `yj-branch-${node.index}` });
  const count = el("span", { class: "yj-count" });
  const link = el("button", { class: "yj-section", type: "button", onclick: () => go(node), title: node.heading }, el("span", { class: "yj-name", lang: "zh" }, node.heading), count);
  // Sections stand open to the second level; below it the reader opens what is of interest.
  const toggle = el("button", { class: "yj-toggle", type: "button", "aria-controls": list.id, "aria-label": `${t("outline.open")} ${node.heading}` }, icon("right"));
  const item = el("li", { class: `yj-level-${node.level}` }, el("div", { class: "yj-row" }, toggle, link, ask), questions, list);
  const set = (open) => {
    list.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => set(list.hidden));
  set(node.level < 2);
  return { node, item, list, toggle, link, count, set };
}

function go(node) {
  scrollToSection(node);
  document.getElementById("yj-report").classList.remove("yj-outlined");
}

function count(state) {
  if (!state.document) return;
  const places = state.cited.filter((place) => place.document === state.document.id);
  const totals = new Map();
  for (const place of places) {
    for (let at = sectionAt(state.document, state.document.at(place.start)); at; at = at.parent) totals.set(at, (totals.get(at) ?? 0) + 1);
  }
  for (const { node, count: box, set } of items) {
    const n = totals.get(node) ?? 0;
    box.textContent = n ? String(n) : "";
    box.classList.toggle("on", n > 0);
    if (n) box.setAttribute("aria-label", t("outline.cited", { n }));
    else box.removeAttribute("aria-label");
    if (n && node.level < 3) set(true);
  }
}

function follow() {
  const section = sectionInView();
  for (const { node, link } of items) {
    const on = node === section;
    if (on !== (link.getAttribute("aria-current") === "location")) {
      if (on) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  }
}

/** A sign beside a section that shows what one could ask it; the server finds that out when it is first wanted. */
function sampleToggle(report, node) {
  const list = el("ul", { class: "yj-samples", hidden: true, id: `yj-samples-${node.index}` });
  const label = `${t("outline.ask")}: ${node.heading}`;
  const toggle = el("button", { class: "yj-sample-toggle", type: "button", "aria-expanded": "false", "aria-controls": list.id, "aria-label": label, title: t("outline.ask") }, icon("ask"));
  toggle.addEventListener("click", async () => {
    list.hidden = !list.hidden;
    toggle.setAttribute("aria-expanded", String(!list.hidden));
    if (list.firstChild) return;
    list.append(el("li", { class: "yj-quiet" }, t("searching")));
    const entries = await sampleQuestions(report.id, node.offset).catch(() => []);
    const questions = entries.flatMap((entry) => entry.questions);
    list.replaceChildren(...questions.map((question) => el("li", {}, el("button", { type: "button", lang: "zh", onclick: () => act({ do: "ask", text: question }) }, question))));
    if (!questions.length) list.append(el("li", { class: "yj-quiet" }, t("outline.nothing")));
  });
  return [toggle, list];
}

/** Which document is shown, and which are searched; nothing to choose where there is one. */
async function chooser(report) {
  const all = await documents();
  const box = document.getElementById("yj-documents");
  box.hidden = all.length < 2;
  if (box.hidden) return;
  const select = box.querySelector("select");
  if (select.options.length !== all.length) {
    select.replaceChildren(...all.map((one) => el("option", { value: one.id }, one.title)));
    select.addEventListener("change", () => showDocument(select.value));
  }
  select.value = report.id;
}
