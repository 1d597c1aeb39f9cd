// The documents of the index. Python counts characters, JavaScript UTF-16 units: `at` and `place` translate.

const base = new URL("../", import.meta.url);
const loaded = new Map();
let list = null;

export async function fetchJson(path, options) {
  const response = await fetch(new URL(path, base), options);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.status === 204 ? null : response.json();
}

/** [{id, title}], in the index's order. */
export function documents() {
  list ??= fetchJson("v1/documents").then((answer) => answer.documents);
  list.catch(() => (list = null)); // a later try may do better
  return list;
}

/** The document with this id: {id, title, text, sections, at, place}. */
export function documentById(id) {
  if (!loaded.has(id)) {
    const coming = fetchJson(`v1/documents/${encodeURIComponent(id)}`).then(prepare);
    coming.catch(() => loaded.delete(id));
    loaded.set(id, coming);
  }
  return loaded.get(id);
}

function prepare(document) {
  const units = unitsOf(document.text);
  const at = units ? (offset) => units[Math.min(offset, units.length - 1)] : (offset) => Math.min(offset, document.text.length);
  return { ...document, at, length: units ? units.length - 1 : document.text.length, tree: tree(document, at) };
}

/** Character number -> UTF-16 offset; null where they are the same, as in nearly every report. */
function unitsOf(text) {
  if (!/[\ud800-\udbff]/.test(text)) return null;
  const units = [];
  let offset = 0;
  for (const char of text) {
    units.push(offset);
    offset += char.length;
  }
  return [...units, offset];
}

/** The sections in reading order with UTF-16 places, their level (0: before the first heading) and their parent. */
function tree(document, at) {
  const open = [];
  return document.sections.map((section, index) => {
    const level = section.headings.length;
    while (open.length && open.at(-1).level >= level) open.pop();
    const heading = level ? section.headings.at(-1) : "";
    const start = at(section.start);
    const node = {
      index, level, heading, start, end: at(section.end), offset: section.start, last: section.end,
      headingEnd: start + headingLength(document.text.slice(start, at(section.end)), heading),
      parent: open.at(-1) ?? null,
    };
    if (level) open.push(node);
    return node;
  });
}

/** How much of a section's text is its heading, with the full stop that ends it. */
function headingLength(text, heading) {
  if (!heading) return 0;
  const words = heading.endsWith("…") && !text.includes(heading) ? heading.slice(0, -1) : heading;
  const found = text.indexOf(words);
  if (found < 0 || found > 12) return 0;
  const end = found + words.length;
  return /[。!?！？;；]/.test(text.charAt(end)) ? end + 1 : end;
}

/** The innermost section around a UTF-16 offset. */
export function sectionAt(document, unit) {
  let best = null;
  for (const node of document.tree) if (node.start <= unit && unit < node.end) best = node;
  return best;
}

/** The headings from the outermost to this section's own. */
export function pathOf(node) {
  const path = [];
  for (let at = node; at; at = at.parent) if (at.heading) path.unshift(at.heading);
  return path;
}

/** "#c-12-40" or "#c-12-40-report" -> {start, end, document}; null for anything else. */
export function parsePlace(hash) {
  const match = /^#c-(\d{1,9})-(\d{1,9})(?:-(.+))?$/.exec(hash || "");
  if (!match || Number(match[1]) >= Number(match[2])) return null;
  try {
    return { start: Number(match[1]), end: Number(match[2]), document: match[3] ? decodeURIComponent(match[3]) : null };
  } catch {
    return null; // a broken % escape
  }
}

export const placeHash = (place, several) =>
  `#c-${place.start}-${place.end}${several && place.document ? `-${encodeURIComponent(place.document)}` : ""}`;
