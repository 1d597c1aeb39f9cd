// The card beside a marker: what is quoted, and from which section. It may be hovered, and Esc sends it away.

import { dataOf } from "./chat.js";
import { el } from "./dom.js";

let card = null;
let timer = 0;
let shownFor = null; // the marker beside which the card stands

export function startCard() {
  card = el("div", { id: "yj-card", role: "tooltip", hidden: true });
  document.body.append(card);
  document.addEventListener("pointerover", (event) => event.pointerType !== "touch" && over(event.target));
  document.addEventListener("focusin", (event) => (markerOf(event.target) ? over(event.target) : hide()));
  document.addEventListener("pointerout", (event) => (markerOf(event.target) || card.contains(event.target)) && later());
  document.addEventListener("scroll", (event) => card.contains(event.target) || follow(), { capture: true, passive: true });
}

const markerOf = (target) => target instanceof Element && target.closest("#yj-bot a.yj-cite");

function over(target) {
  if (card.contains(target)) return clearTimeout(timer);
  const marker = markerOf(target);
  if (marker) show(marker);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(hide, 180);
}

/** Whether there was a card to hide. */
export function hide() {
  clearTimeout(timer);
  const open = !card.hidden;
  card.hidden = true;
  for (const marker of document.querySelectorAll("a.yj-cite[aria-describedby]")) marker.removeAttribute("aria-describedby");
  return open;
}

function show(marker) {
  clearTimeout(timer);
  const data = dataOf(marker.closest(".yj-answer"));
  const citation = data?.citations[Number(marker.textContent.replace(/\D/g, "")) - 1];
  if (!citation) return;
  const path = citation.headings.length ? citation.headings : [citation.title];
  card.replaceChildren(
    el("ol", { class: "yj-path", lang: "zh" }, ...path.map((heading) => el("li", {}, heading))),
    el("blockquote", { lang: "zh" }, citation.quote));
  card.hidden = false;
  shownFor = marker;
  marker.setAttribute("aria-describedby", "yj-card");
  place(marker.getBoundingClientRect());
}

/** Scrolling takes the card along with its marker, and away when that leaves the view. */
function follow() {
  if (card.hidden) return;
  const at = shownFor.getBoundingClientRect();
  if (!shownFor.isConnected || at.bottom < 60 || at.top > innerHeight) hide();
  else place(at);
}

function place(at) {
  const { width, height } = card.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left - 16, innerWidth - width - 8));
  const below = at.bottom + 6 + height < innerHeight;
  card.style.left = `${left}px`;
  card.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - height - 6)}px`;
}
