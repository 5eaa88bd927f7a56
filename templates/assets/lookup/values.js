// The values of a template's parameters, read from a text by scanning, never by patterns.

import { BRACKETS, LONGEST_VALUE, QUOTES, SPACES } from "../constants.js";
import { parse } from "./messages.js";
import { back, forward, words } from "./words.js";

/** @typedef {import("./messages.js").Part} Part */
/** @typedef {import("./index.js").Wording} Wording */
/** @typedef {import("./words.js").Word} Word */
/** @typedef {import("./evidence.js").Evidence} Evidence */
/**
 * @typedef {object} Gap what stands between two words of a template
 * @property {number} slot number of words before it
 * @property {string[]} names of the placeholders
 * @property {string[]} around the characters before the first, between them, and after the last, without spaces
 */

const EDGES = `${SPACES}${QUOTES}\\`;

/**
 * Return the values that the text has where the template has placeholders.
 * @param {Wording} wording @param {Evidence} evidence @param {string} text
 * @returns {Map<string, string>}
 */
export function readValues(wording, evidence, text) {
  /** @type {Map<number, Word>} */
  const found = new Map(evidence.chain.slots.map((slot, place) => [slot, evidence.found[place]]));
  /** @type {Map<string, string>} */
  const values = new Map();
  for (const gap of gapsOf(parse(wording.template))) {
    const isLast = gap.slot === wording.words.length;
    const stretch = stretchOf(gap, found, text, isLast);
    const read = stretch ? readGap(gap, stretch, isLast) : [];
    read.slice(0, gap.names.length).forEach((value, number) => {
      if (!values.has(gap.names[number])) values.set(gap.names[number], value);
    });
  }
  return new Map([...values].filter(([, value]) => value));
}

/** @param {Part[]} parts @returns {Gap[]} */
function gapsOf(parts) {
  /** @type {Gap[]} */
  const gaps = [];
  let slot = 0;
  let names = /** @type {string[]} */ ([]);
  let around = [""];
  for (const [number, part] of parts.entries()) {
    if (typeof part !== "string") {
      const touches = number > 0 && typeof parts[number - 1] !== "string";
      if (touches) continue; // of those that touch, the first takes all
      names.push(part.name);
      around.push("");
      continue;
    }
    const found = words(part);
    around[around.length - 1] += withoutSpaces(found.length ? part.slice(0, found[0].start) : part);
    if (!found.length) continue;
    if (names.length) gaps.push({ slot, names, around });
    slot += found.length;
    names = [];
    around = [withoutSpaces(part.slice(found[found.length - 1].end))];
  }
  if (names.length) gaps.push({ slot, names, around });
  return gaps;
}

/** @param {string} text @returns {string} */
function withoutSpaces(text) {
  return [...text].filter((character) => !SPACES.includes(character)).join("");
}

/**
 * Return the part of a text where the values of a gap are; empty where nobody can tell.
 * @param {Gap} gap @param {Map<number, Word>} found @param {string} text @param {boolean} isLast
 * @returns {string}
 */
function stretchOf(gap, found, text, isLast) {
  const before = found.get(gap.slot - 1);
  const after = found.get(gap.slot);
  if (!before && gap.slot) return "";
  if (after) {
    const start = before ? before.end : back(text, after.start, LONGEST_VALUE);
    return forward(text, start, 2 * LONGEST_VALUE) >= after.start ? text.slice(start, after.start) : "";
  }
  return before && isLast ? text.slice(before.end, forward(text, before.end, 2 * LONGEST_VALUE)) : "";
}

/** @param {Gap} gap @param {string} stretch @param {boolean} isLast @returns {string[]} */
function readGap(gap, stretch, isLast) {
  if (!gap.slot) return [lastWord(stretch)];
  /** @type {string[]} */
  const values = [];
  let at = placeAfter(stretch, 0, gap.around[0]);
  for (const between of gap.around.slice(1, -1)) {
    const end = find(stretch, firstOf(between), at + 1);
    if (end < 0) return values;
    values.push(strip(stretch.slice(at, end)));
    at = placeAfter(stretch, end, between);
  }
  values.push(strip(final(stretch.slice(at), gap.around[gap.around.length - 1], isLast)));
  return values;
}

/**
 * Return the last value of a gap: to what follows it, or to the end of the quote or line.
 * @param {string} rest @param {string} next @param {boolean} isLast @returns {string}
 */
function final(rest, next, isLast) {
  if (!isLast) {
    const trimmed = stripEnd(rest, SPACES);
    return next && trimmed.endsWith(next) ? trimmed.slice(0, -next.length) : trimmed;
  }
  const ends = (next ? [firstOf(next)] : ['"', "`", "”", "’", "\n"])
    .map((stop) => find(rest, stop, 1))
    .filter((end) => end >= 0);
  return ends.length ? rest.slice(0, Math.min(...ends)) : rest;
}

/**
 * Return the place after characters and spaces, as far as they are there.
 * @param {string} text @param {number} at @param {string} expected @returns {number}
 */
function placeAfter(text, at, expected) {
  while (at < text.length && (SPACES.includes(text[at]) || text[at] === "\\")) at += 1;
  for (const character of expected) {
    if (text.startsWith(character, at)) at += character.length;
    else if (at < text.length && QUOTES.includes(character) && QUOTES.includes(text[at])) at += 1;
    while (at < text.length && SPACES.includes(text[at])) at += 1;
  }
  return at;
}

/**
 * Return where a character is, or one of its kind: any space for none; -1 if nowhere.
 * @param {string} text @param {string} character @param {number} start @returns {number}
 */
function find(text, character, start) {
  const kinds = character === "" ? SPACES : [QUOTES, BRACKETS].find((kind) => kind.includes(character));
  const places = [...(kinds ?? [character])].map((kind) => text.indexOf(kind, start));
  const found = places.filter((place) => place >= 0);
  return found.length ? Math.min(...found) : -1;
}

/** @param {string} text @returns {string} what a message starts with */
function lastWord(text) {
  const end = stripEnd(text, EDGES);
  let start = end.length;
  while (start > 0 && !SPACES.includes(end[start - 1]) && !QUOTES.includes(end[start - 1])) start -= 1;
  return end.slice(start);
}

/** @param {string} text @returns {string} the first character, or nothing */
function firstOf(text) {
  return [...text][0] ?? "";
}

/** @param {string} text @returns {string} */
function strip(text) {
  let start = 0;
  while (start < text.length && EDGES.includes(text[start])) start += 1;
  return stripEnd(text.slice(start), EDGES);
}

/** @param {string} text @param {string} edges @returns {string} */
function stripEnd(text, edges) {
  let end = text.length;
  while (end > 0 && edges.includes(text[end - 1])) end -= 1;
  return text.slice(0, end);
}
