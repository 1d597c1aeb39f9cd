// The page around the conversation: the head, the report, the figures, keys and addresses. Loaded as a module by ui/web.py.

import { choose, dress } from "./answers.js";
import { hide as hideCard, startCard } from "./card.js";
import { act, focusQuestion, messages, searchIn, tellContext, watchChat, watchQueue } from "./chat.js";
import { documents, parsePlace } from "./documents.js";
import { announce, el, icon, typing } from "./dom.js";
import { exportJson, exportMarkdown } from "./exporting.js";
import { startOutline } from "./outline.js";
import { leave, onReport, open, position, showDocument, unpin, walk } from "./report.js";
import { attribute, put, switchLanguage, t, translate } from "./texts.js";

const root = document.documentElement;

const labelled = (tag, key, options = {}, ...children) => el(tag, { ...options, data: { t: key, ...options.data } }, ...(children.length ? children : [t(key)]));
const signed = (key, sign, onclick, options = {}) =>
  el("button", { type: "button", class: "yj-act", "aria-label": t(key), title: t(key), onclick, ...options, data: { label: key, tip: key } }, icon(sign));

function head() {
  const tab = (view) => labelled("button", `view.${view}`, { type: "button", class: "yj-tab", data: { view }, onclick: () => show(view) });
  return el("header", { id: "yj-top" },
    labelled("a", "skip", { class: "yj-skip", href: "#yj-question", onclick: (event) => (event.preventDefault(), focusQuestion()) }),
    el("h1", { class: "yj-brand" }, el("span", { class: "yj-seal", "aria-hidden": "true" }, "据"), labelled("span", "name")),
    labelled("p", "tagline", { class: "yj-tagline" }),
    el("nav", { "aria-label": t("views"), data: { label: "views" }, class: "yj-tabs" }, tab("chat"), tab("figures"), tab("report")),
    labelled("button", "language", { type: "button", class: "yj-language", onclick: changeLanguage, data: { tip: "language.label" } }));
}

function tools() {
  const clear = labelled("button", "clear", { type: "button", class: "yj-tool", onclick: () => sure(clear) });
  const item = (key, onclick) => labelled("button", key, { type: "button", onclick: () => (onclick(), menu.removeAttribute("open")) });
  const menu = el("details", { class: "yj-menu" }, labelled("summary", "export", { class: "yj-tool" }), el("div", { class: "yj-menu-list" }, item("export.markdown", exportMarkdown), item("export.json", exportJson)));
  document.addEventListener("click", (event) => menu.contains(event.target) || menu.removeAttribute("open"));
  return el("div", { id: "yj-tools" }, labelled("p", "keys", { class: "yj-keys" }), menu, clear);
}

/** Clearing asks once more, in its own place. */
function sure(clear) {
  if (clear.dataset.t === "clear.sure") {
    reset(clear);
    act({ do: "clear" });
    announce(t("cleared"));
    focusQuestion();
    return;
  }
  clear.dataset.t = "clear.sure";
  put(clear, t("clear.sure"));
  setTimeout(() => reset(clear), 4000);
}

function reset(clear) {
  clear.dataset.t = "clear";
  put(clear, t("clear"));
}

function reportPane() {
  const walker = el("div", { class: "yj-walker", hidden: true },
    signed("place.previous", "previous", () => walk(-1)), el("span", { class: "yj-position" }), signed("place.next", "next", () => walk(1)));
  const outline = labelled("button", "outline", { type: "button", class: "yj-tool yj-outline-toggle", "aria-expanded": "false", "aria-controls": "yj-outline" });
  const pane = el("aside", { id: "yj-report", "aria-label": t("report"), data: { label: "report" } },
    el("div", { class: "yj-bar" }, outline, chooser(), el("span", { class: "yj-doc", lang: "zh" }), walker, signed("back", "close", () => leave(), { class: "yj-act yj-back" })),
    el("nav", { id: "yj-outline", "aria-label": t("outline"), data: { label: "outline" }, tabindex: "0" }),
    el("div", { id: "yj-text", tabindex: "0", role: "region", "aria-label": t("report"), data: { label: "report" } }));
  outline.addEventListener("click", () => outline.setAttribute("aria-expanded", String(pane.classList.toggle("yj-outlined"))));
  onReport((state) => {
    walker.hidden = !state.cited.length;
    const i = position();
    put(walker.querySelector(".yj-position"), i < 0 ? t("places.some", { n: state.cited.length }) : t("places", { i: i + 1, n: state.cited.length }));
    put(pane.querySelector(".yj-doc"), pane.querySelector("#yj-documents").hidden ? (state.document?.title ?? "") : "");
    pane.classList.toggle("yj-opened", !!state.active);
  });
  return pane;
}

function chooser() {
  const list = el("div", { class: "yj-menu-list" });
  const scope = el("details", { class: "yj-menu" }, labelled("summary", "documents.scope", { class: "yj-tool" }), list);
  const change = () => {
    const boxes = [...list.querySelectorAll("input")];
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    searchIn(chosen.length && chosen.length < boxes.length ? chosen : null);
  };
  documents().then((all) => list.replaceChildren(...all.map((one) => el("label", {}, el("input", { type: "checkbox", value: one.id, checked: true, onchange: change }), el("span", {}, one.title)))), () => {});
  return el("div", { id: "yj-documents", hidden: true }, el("select", { "aria-label": t("document"), data: { label: "document" } }), scope);
}

async function show(view) {
  root.dataset.view = view;
  delete root.dataset.sheet;
  for (const tab of document.querySelectorAll(".yj-tab")) {
    const on = tab.dataset.view === view;
    if (on) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  if (view === "figures") {
    const { showFigures } = await import("./figures.js");
    showFigures(document.getElementById("yj-figures"));
  }
}

function changeLanguage() {
  switchLanguage();
  relabel();
  tellContext();
  dress();
}

function relabel() {
  document.title = t("title");
  for (const marker of document.querySelectorAll("#yj-bot a.yj-cite")) attribute(marker, "aria-label", t("citation", { n: marker.textContent.replace(/\D/g, "") }));
}

/** Links into the report, wherever they stand: markers, words, near misses, figures. */
function followLinks(event) {
  const link = event.target instanceof Element && event.target.closest('a[href^="#c-"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  const place = parsePlace(link.getAttribute("href"));
  if (!place) return;
  const answer = link.closest("#yj-bot .yj-answer");
  if (answer && !answer.classList.contains("yj-current")) choose(answer);
  hideCard();
  documents().then((all) => open({ ...place, document: place.document ?? all[0].id }, { from: link, near: link.classList.contains("yj-near-link") }));
}

function keys(event) {
  if (event.key === "Escape") {
    if (hideCard()) return;
    if (leave()) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const step = { n: 1, N: 1, p: -1, P: -1 }[event.key];
  if (step) walk(step);
  else if (event.key === "/") focusQuestion();
  else if (event.key === " " && event.target.matches?.("a.yj-cite")) event.target.click();
  else return;
  event.preventDefault();
}

async function openAddress() {
  const place = parsePlace(location.hash);
  try {
    const target = place && { ...place, document: place.document ?? (await documents())[0].id };
    if (!target || !(await open(target, { focus: !location.search, push: false }))) await showDocument();
  } catch {
    const again = labelled("button", "reload", { type: "button", class: "yj-button", onclick: openAddress });
    document.getElementById("yj-text").replaceChildren(labelled("p", "report.failed", { class: "yj-failed" }), again);
  }
}

function start() {
  document.body.prepend(head());
  document.body.append(tools(), el("section", { id: "yj-figures", "aria-label": t("view.figures"), data: { label: "view.figures" } }), reportPane(), el("div", { id: "yj-veil", onclick: () => leave() }), el("div", { id: "yj-status", role: "status", "aria-live": "polite" }));
  translate(document.body);
  relabel();
  show("chat");
  startCard();
  watchQueue();
  startOutline();
  document.addEventListener("click", followLinks, true);
  document.addEventListener("keydown", keys);
  document.addEventListener("input", (event) => event.target.closest?.("#yj-question") && unpin());
  window.addEventListener("hashchange", openAddress);
  watchChat(() => {
    tellContext();
    root.dataset.ready = "";
    relabel();
  }, () => {
    dress();
    root.toggleAttribute("data-empty", messages().length === 0);
  });
  openAddress();
}

// "interactive": the body has been read, and Gradio's deferred scripts have not run yet.
if (document.readyState === "loading") document.addEventListener("readystatechange", start, { once: true });
else start();
