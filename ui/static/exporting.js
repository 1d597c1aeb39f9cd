// Answers and conversations as text to take along: with their quotes, sections and links.

import { dataOf, messages, questionText } from "./chat.js";
import { documents, placeHash } from "./documents.js";
import { save } from "./dom.js";
import { t } from "./texts.js";

const page = () => location.origin + location.pathname;
const oneLine = (text) => text.split(/\s+/).filter(Boolean).join(" ");
const path = (citation) => [citation.title, ...citation.headings].join(" › ");

/** The address that asks the question again and opens its first citation. */
export async function answerLink(data, citation = data.citations[0]) {
  const several = (await documents()).length > 1;
  return `${page()}?q=${encodeURIComponent(data.question)}${citation ? placeHash(citation, several) : ""}`;
}

/** The answer as plain text: question, answer, numbered quotes with their sections and links. */
export async function answerText(data) {
  const lines = [data.question, "", data.text];
  if (data.citations.length) lines.push("", `${t("export.basis")}:`);
  for (const [i, citation] of data.citations.entries()) {
    lines.push(`[${i + 1}] “${oneLine(citation.quote)}”`, `    ${path(citation)}`, `    ${await answerLink(data, citation)}`);
  }
  for (const notice of data.notices) lines.push("", `* ${notice}`);
  if (!data.citations.length) lines.push("", await answerLink(data));
  return lines.join("\n");
}

/** Text that a Markdown reader shows as it stands (the same rules as ui/render.py). */
function escapeMarkdown(text) {
  return text.replace(/([\\`*_[\]<>&$~|#])/g, "\\$1").replace(/^(\s*)(?:(\d+)([.)])|([-+=]))/gm, (whole, space, digits, dot, dash) => (digits ? `${space}${digits}\\${dot}` : `${space}\\${dash}`));
}

function turns() {
  const list = [];
  for (const { node, role } of messages()) {
    if (role === "question") list.push({ question: questionText(node), answer: null });
    else if (role === "answer" && list.length) list.at(-1).answer = dataOf(node);
  }
  return list;
}

async function asMarkdown() {
  const parts = [`# ${t("title")}`];
  for (const { question, answer } of turns()) {
    parts.push(`## ${escapeMarkdown(oneLine(question))}`);
    if (!answer) continue;
    parts.push(escapeMarkdown(answer.text).replaceAll("\n", "\n\n"));
    for (const [i, citation] of answer.citations.entries()) {
      parts.push(`> \\[${i + 1}\\] ${escapeMarkdown(oneLine(citation.quote))}\n>\n> — [${escapeMarkdown(path(citation))}](<${await answerLink(answer, citation)}>)`);
    }
    for (const notice of answer.notices) parts.push(`*${escapeMarkdown(notice)}*`);
  }
  return `${parts.join("\n\n")}\n`;
}

const stamp = () => new Date().toISOString().slice(0, 10);

export async function exportMarkdown() {
  save(`yiju-${stamp()}.md`, "text/markdown", await asMarkdown());
}

export function exportJson() {
  const value = { exported: new Date().toISOString(), page: page(), turns: turns() };
  save(`yiju-${stamp()}.json`, "application/json", `${JSON.stringify(value, null, 2)}\n`);
}
