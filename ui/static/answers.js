// Questions and answers as they stand in the conversation: what one can do with each.

import { act, dataOf, focusQuestion, messages, questionText, working } from "./chat.js";
import { fetchJson } from "./documents.js";
import { announce, copyText, el, icon } from "./dom.js";
import { answerLink, answerText } from "./exporting.js";
import { sampleQuestions } from "./outline.js";
import { cite } from "./report.js";
import { t, translate } from "./texts.js";

const verdicts = new Map(); // answer id -> verdict given on this visit
let newest = ""; // id of the last answer, which is the current one when it comes
let known = 0; // messages at the last look
let offset = 0; // which sample questions the start shows

/** Dresses what the server's HTML left plain, and tints the citations of a new answer. */
export function dress() {
  const all = messages();
  let turn = -1;
  let latest = null;
  for (const { node, role } of all) {
    if (role === "question") turn += 1;
    const at = turn;
    if (role === "answer" && !node.classList.contains("yj-partial")) latest = node;
    if (node.querySelector(":scope > .yj-actions")) continue;
    if (role === "question") dressQuestion(node, turn);
    else if (role === "answer" && !node.classList.contains("yj-partial")) dressAnswer(node, turn);
    else if (node.classList.contains("yj-again")) node.append(actions(button("retry", () => act({ do: "retry", turn: at }))));
  }
  const start = document.querySelector("#yj-bot .yj-start");
  if (start && !start.firstChild) fillStart(start);
  const id = (latest && dataOf(latest)?.id) ?? "";
  if (id === newest && all.length === known) return;
  // Only what is new becomes current by itself: the reader may be looking at an earlier answer's citations.
  newest = id;
  known = all.length;
  choose(latest);
}

/** Makes an answer the current one: its citations are tinted and counted. */
export function choose(answer) {
  const data = answer && dataOf(answer);
  for (const old of document.querySelectorAll("#yj-bot .yj-current")) old.classList.remove("yj-current");
  answer?.classList.add("yj-current");
  cite(data ? data.citations : []);
}

function actions(...children) {
  return el("div", { class: "yj-actions", role: "group" }, ...children);
}

function button(key, onclick, options = {}) {
  const { sign = key, text = false, ...rest } = options;
  const inner = text ? el("span", { data: { t: key } }, t(key)) : icon(sign);
  const name = text ? {} : { "aria-label": t(key), title: t(key), data: { label: key, tip: key } };
  return el("button", { type: "button", class: "yj-act", onclick, ...name, ...rest }, inner);
}

function dressQuestion(node, turn) {
  node.append(actions(button("edit", () => edit(node, turn))));
}

function edit(node, turn) {
  if (working()) return;
  const text = questionText(node);
  const field = el("textarea", { rows: "2", maxlength: "1000", "aria-label": t("edit"), data: { label: "edit" } });
  field.value = text;
  const close = () => {
    form.remove();
    node.classList.remove("yj-editing");
    node.querySelector(".yj-act")?.focus();
  };
  const send = (event) => {
    event.preventDefault();
    if (field.value.trim() && act({ do: "edit", turn, text: field.value.trim() })) focusQuestion();
  };
  const form = el("form", { class: "yj-edit", onsubmit: send }, field,
    el("div", { class: "yj-edit-row" },
      el("button", { type: "submit", class: "yj-button yj-primary", data: { t: "edit.save" } }, t("edit.save")),
      el("button", { type: "button", class: "yj-button", onclick: close, data: { t: "edit.cancel" } }, t("edit.cancel"))));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
    // isComposing: Enter then ends the choice of a character, not the question.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });
  node.classList.add("yj-editing");
  node.append(form);
  field.focus();
}

function dressAnswer(node, turn) {
  const data = dataOf(node);
  if (!data) return;
  node.querySelectorAll("a.yj-cite").forEach((marker) => {
    const n = marker.textContent.replace(/\D/g, "");
    marker.setAttribute("aria-label", t("citation", { n }));
    marker.setAttribute("role", "button");
  });
  translate(node);
  const copy = async (text) => announce(t((await copyText(text)) ? "copied" : "copy.failed"));
  node.append(actions(
    button("copy", async () => copy(await answerText(data))),
    button("link", async () => copy(await answerLink(data))),
    button("retry", () => act({ do: "retry", turn })),
    el("span", { class: "yj-gap" }),
    verdict(data, "good", "up"), verdict(data, "bad", "down"),
    data.citations.length > 0 && verdict(data, "citation", "citation-wrong", true),
  ));
}

function verdict(data, name, key, text = false) {
  const node = button(key, () => judge(node, data, name), { text, "aria-pressed": String(verdicts.get(data.id) === name) });
  node.dataset.verdict = name;
  return node;
}

async function judge(node, data, name) {
  try {
    await fetchJson("v1/feedback", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ question: data.question, answer: data.id, generation: data.generation, verdict: name }),
    });
  } catch {
    announce(t("feedback.failed"));
    return;
  }
  verdicts.set(data.id, name);
  for (const other of node.parentElement.querySelectorAll("[data-verdict]")) other.setAttribute("aria-pressed", String(other === node));
  announce(t("thanks"));
}

/** The empty conversation: a few questions, one from each section. */
async function fillStart(start) {
  const list = el("ul", { class: "yj-start-list" });
  const more = el("button", { type: "button", class: "yj-more", data: { t: "start.more" } }, t("start.more"));
  start.append(
    el("h2", { data: { t: "start.title" } }, t("start.title")),
    el("p", { data: { t: "start.lead" } }, t("start.lead")),
    el("div", { class: "yj-start-head" }, el("h3", { data: { t: "start.samples" } }, t("start.samples")), more), list);
  const all = await sampleQuestions(undefined).catch(() => []);
  const firsts = spread(all.filter((entry) => entry.questions.length));
  const show = () => {
    const some = firsts.slice(offset, offset + 5);
    list.replaceChildren(...some.map(({ question, heading }) => el("li", {}, el("button", { type: "button", lang: "zh", onclick: () => act({ do: "ask", text: question }) },
      el("span", {}, question), heading && el("small", {}, heading)))));
  };
  more.hidden = firsts.length <= 5;
  more.addEventListener("click", () => {
    offset = offset + 5 >= firsts.length ? 0 : offset + 5;
    show();
  });
  show();
}

/** The first question of every section, then the second of every section …: sections alternate. */
function spread(entries) {
  const depth = Math.max(0, ...entries.map((entry) => entry.questions.length));
  return Array.from({ length: depth }, (_, i) => entries.filter((entry) => entry.questions[i]).map((entry) => ({ question: entry.questions[i], heading: entry.heading }))).flat();
}
