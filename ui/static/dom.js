// Elements are built here and nowhere from strings: text of a report, a question or a file name is never parsed as markup.

/** el("button", {class: "x", onclick: f, data: {n: 1}}, "text", child): an element. null, undefined and false are left out. */
export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  set(node, options);
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** The same for SVG. */
export function svg(tag, options = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  set(node, options);
  node.append(...children);
  return node;
}

function set(node, options) {
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

const ICONS = {
  copy: "M8 8V5a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-3 M5 8h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5 M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5",
  retry: "M4 12a8 8 0 0 1 14-5.3L20 9 M20 4v5h-5 M20 12a8 8 0 0 1-14 5.3L4 15 M4 20v-5h5",
  edit: "M4 20h4L19 9a2.1 2.1 0 0 0-4-4L4 16z M13.5 6.500l4 4",
  up: "M7 11v9H4v-9z M7 11l4-8a2.5 2.5 0 0 1 2.5 2.500V9H19a2 2 0 0 1 2 2.300l-1.2 7A2 2 0 0 1 17.8 20H7",
  down: "M17 13V4h3v9z M17 13l-4 8a2.5 2.5 0 0 1-2.5-2.500V15H5a2 2 0 0 1-2-2.300l1.2-7A2 2 0 0 1 6.2 4H17",
  close: "M6 6l12 12 M18 6L6 18",
  next: "M6 9l6 6 6-6",
  previous: "M6 15l6-6 6 6",
  right: "M9 6l6 6-6 6",
  list: "M4 6h16 M4 12h16 M4 18h10",
  download: "M12 4v11 M7 11l5 5 5-5 M4 20h16",
  ask: "M9 9a3 3 0 1 1 4.2 2.800c-.9.4-1.2 1-1.2 2 M12 17.500v.1",
  bars: "M5 20V10 M12 20V4 M19 20v-7",
};

/** A drawn sign; the button around it has the name. */
export function icon(name) {
  const path = svg("path", { d: ICONS[name] });
  return svg("svg", { class: "yj-icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, path);
}

/** Says something to a screen reader, and shows it for a moment. */
export function announce(text, time = 2600) {
  const box = document.getElementById("yj-status");
  box.textContent = text;
  box.classList.add("on");
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => box.classList.remove("on"), time);
}

/** Saves text as a file, from this page alone. */
export function save(name, kind, text) {
  const address = URL.createObjectURL(new Blob([text], { type: `${kind};charset=utf-8` }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain HTTP to another machine has no clipboard API.
    const box = el("textarea", { class: "yj-hidden", "aria-hidden": "true" });
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}

export const typing = (target) => target instanceof Element && !!target.closest("input, textarea, select, [contenteditable]");
