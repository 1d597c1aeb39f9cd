"use strict";
const form = document.getElementById("filters");
const questions = [...document.querySelectorAll("details.q")];
function filter() {
  const wanted = new FormData(form);
  const words = wanted.get("words").trim().toLowerCase();
  let shown = 0;
  for (const question of questions) {
    const { verdict, type, lang } = question.dataset;
    const fits = (wanted.get("verdict") === "" || (wanted.get("verdict") === "bad" ? verdict !== "right" : verdict === wanted.get("verdict")))
      && (wanted.get("type") === "" || type === wanted.get("type"))
      && (wanted.get("lang") === "" || lang === wanted.get("lang"))
      && (words === "" || question.textContent.toLowerCase().includes(words));
    question.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  document.getElementById("shown").textContent = `${shown} of ${questions.length}`;
}
form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
// On paper nothing can be opened: print what is shown with all its details, and close them again.
let opened = [];
addEventListener("beforeprint", () => {
  opened = questions.filter((question) => !question.open && !question.hidden);
  for (const question of opened) question.open = true;
});
addEventListener("afterprint", () => {
  for (const question of opened) question.open = false;
});
// A link to one question (#SET/ID) opens it.
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}
addEventListener("hashchange", openTarget);
openTarget();
