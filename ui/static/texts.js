// The interface's language: the reader's choice, else the browser's. The texts are those of ui/strings.py.

const TEXTS = JSON.parse(document.getElementById("yj-texts").textContent);
const KEY = "yiju-language";

function first() {
  const stored = read();
  if (stored in TEXTS) return stored;
  const wanted = (navigator.languages || [navigator.language || ""]).map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((tag) => tag in TEXTS) || "en";
}

function read() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage may be forbidden
  }
}

let language = first();
tellLanguage();

export const current = () => language;

/** The text of a key, its {names} filled in. */
export function t(key, values = {}) {
  const text = TEXTS[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Puts every marked text under `root` into the current language. Only writes what differs, so observers stay calm. */
export function translate(root) {
  const all = (selector) => root.querySelectorAll(selector);
  for (const node of all("[data-t]")) put(node, t(node.dataset.t));
  for (const node of all("[data-label]")) attribute(node, "aria-label", t(node.dataset.label));
  for (const node of all("[data-hint]")) attribute(node, "placeholder", t(node.dataset.hint));
  for (const node of all("[data-tip]")) attribute(node, "title", t(node.dataset.tip));
  // In answers the server names the key in a class: its HTML passes a sanitiser that keeps no data attributes.
  for (const node of all(".t")) {
    const key = [...node.classList].find((name) => name.startsWith("t-"));
    if (key) put(node, t(key.slice(2).replaceAll("_", ".")));
  }
}

/** The page's language for readers and screen readers; Gradio sets its own guess once it runs. */
export function tellLanguage() {
  attribute(document.documentElement, "lang", language === "zh" ? "zh-CN" : "en");
}

export function attribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // It then holds for this visit only.
  }
  tellLanguage();
  translate(document);
  document.dispatchEvent(new Event("yj-language"));
}
