// The bridge to Gradio, which runs the conversation: two hidden boxes carry what this page's own controls ask for.
// All that knows Gradio's markup is in this file.

import { announce } from "./dom.js";
import { attribute, current, put, t, tellLanguage } from "./texts.js";

let number = 0;
let asked = ""; // what the page's own controls asked last, until an answer to it begins
let scope = null; // ids of the documents to search; null: all

const box = (id) => document.querySelector(`#${id} textarea, #${id} input`);

/** Writes into a Gradio text box so that Gradio takes notice. */
export function write(id, text) {
  const field = box(id);
  if (!field) return false;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

/** Tells the server what the reader's next question means: language and documents. */
export function tellContext() {
  return write("yj-context", JSON.stringify({ language: current(), documents: scope }));
}

/** The documents to search from now on; null for all. */
export function searchIn(ids) {
  scope = ids;
  tellContext();
}

/** {do: "ask" | "retry" | "edit" | "clear" | "redraw", turn, text}. The number makes each one differ from the last. */
export function act(order) {
  if (working()) return false;
  tellContext();
  document.documentElement.dataset.view = "chat";
  document.documentElement.removeAttribute("data-sheet");
  number += 1;
  asked = order.text ?? "";
  return write("yj-action", JSON.stringify({ ...order, n: `${number}-${performance.now()}` }));
}

/** Whether an answer is being written. */
export const working = () => !!document.querySelector("#yj-stop:not(.hide-container):not(.hidden)")?.offsetParent;

export const focusQuestion = () => box("yj-question")?.focus();

/** Calls `found` once the chat stands, and `changed` whenever its messages change, once per frame. */
export function watchChat(found, changed) {
  let waiting = 0;
  let standing = false;
  const look = () => {
    waiting = 0;
    if (!box("yj-question") || !document.querySelector("#yj-bot") || !document.querySelector("#yj-ask, #yj-stop")) return;
    if (!standing) {
      standing = true;
      observer.disconnect();
      observer.observe(document.querySelector("gradio-app"), { childList: true, subtree: true, characterData: true });
      tidy();
      found();
    }
    tidy();
    changed();
  };
  const observer = new MutationObserver(() => (waiting ||= requestAnimationFrame(look)));
  observer.observe(document.body, { childList: true, subtree: true });
  look();
}

/** Gradio's own texts into the reader's language, and away with what misleads a screen reader. */
function tidy() {
  tellLanguage();
  const field = box("yj-question");
  attribute(field, "placeholder", t("question.hint"));
  attribute(field, "aria-label", t("question"));
  attribute(field, "autocomplete", "off");
  const ask = document.getElementById("yj-ask");
  const stop = document.getElementById("yj-stop");
  if (ask) put(ask, t("ask"));
  if (stop) put(stop, t("stop"));
  const log = document.querySelector("#yj-bot [role=log]");
  if (log) attribute(log, "aria-label", t("chat"));
  // Gradio labels each message with its source, which here is HTML.
  for (const node of document.querySelectorAll("#yj-bot [data-testid][aria-label]")) node.removeAttribute("aria-label");
  // A scrolling region must be reachable with the keyboard.
  const scroller = document.querySelector("#yj-bot .bubble-wrap, #yj-bot .panel-wrap");
  if (scroller) {
    attribute(scroller, "tabindex", "0");
    follow(scroller);
  }
  document.documentElement.toggleAttribute("data-working", working());
  if (working()) asked = "";
  refusals();
}

let followed = ""; // the question that was last brought to the top
let following = false; // until its answer stands, or the reader scrolls

/** A new question goes to the top, as far as there is enough below it: its answer is read from the beginning. */
function follow(scroller) {
  const questions = scroller.querySelectorAll(".yj-question");
  const last = questions[questions.length - 1];
  const name = last ? `${questions.length} ${last.textContent}` : "";
  if (name !== followed) {
    followed = name;
    following = !!last;
    for (const kind of ["wheel", "touchmove", "keydown"]) scroller.addEventListener(kind, () => (following = false), { once: true, passive: true });
  }
  if (!following) return;
  scroller.scrollTop += last.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 14;
  const end = messages().at(-1);
  if (end.role !== "question" && !end.node.matches(".yj-wait, .yj-partial")) following = false;
}

/** Where a question has to wait for its turn, the page says so; Gradio's own sign for it is not for reading. */
export function watchQueue() {
  watchRefusals();
  const look = () => {
    const text = box("yj-question")?.value;
    setTimeout(() => text && box("yj-question")?.value === text && !working() && announce(t("waiting"), 5000), 1500);
  };
  document.addEventListener("keydown", (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.closest?.("#yj-question") && look(), true);
  document.addEventListener("click", (event) => event.target.closest?.("#yj-ask") && look(), true);
}

/** Gradio says in a pop-up of its own, in English, that it took no question: here in the reader's words, and nothing is lost. */
function refusals() {
  for (const toast of document.querySelectorAll(".toast-body:not([data-seen])")) {
    toast.dataset.seen = "";
    const text = toast.textContent.toLowerCase();
    refused(/busy|queue|full|too many/.test(text) ? "queue" : /connect|network|fetch/.test(text) ? "offline" : "failed");
  }
}

function refused(why) {
  announce(t(why), 8000);
  if (asked && !box("yj-question").value) write("yj-question", asked);
  asked = "";
}

/** Not every refusal brings a pop-up: the same one twice in a row comes once. */
function watchRefusals() {
  const seen = (entries) => entries.getEntries().some((entry) => entry.name.includes("/queue/join") && entry.responseStatus >= 400) && refused("queue");
  new PerformanceObserver(seen).observe({ type: "resource" });
}

/** The messages in order: {role: "question" | "answer" | "note", node}. */
export function messages() {
  return [...document.querySelectorAll("#yj-bot .yj-question, #yj-bot .yj-answer, #yj-bot .yj-note, #yj-bot .yj-wait")].map((node) => ({
    node,
    role: node.classList.contains("yj-question") ? "question" : node.classList.contains("yj-answer") ? "answer" : "note",
  }));
}

/** What the server sent along with an answer; null where it cannot be read. */
export function dataOf(answer) {
  try {
    return JSON.parse(decodeURIComponent(answer.querySelector("a.yj-data").getAttribute("href").slice(3)));
  } catch {
    return null;
  }
}

/** A question's own words, its line breaks kept. */
export function questionText(node) {
  const copy = node.querySelector("p").cloneNode(true);
  for (const line of copy.querySelectorAll("br")) line.replaceWith("\n");
  return copy.textContent;
}
