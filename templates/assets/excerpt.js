// The excerpt: the part of a pasted text that speaks for a match, with what surrounds it.

import { masked } from "./secrets.js";

/** @typedef {import("./secrets.js").Secret} Secret */

const AROUND = 48; // characters shown on each side of the evidence
const LONGEST = 320; // characters of evidence shown; of a longer one, its ends

/**
 * Return the evidence of a match, marked, between the words around it; secrets are masked.
 * @param {string} text
 * @param {[number, number]} span
 * @param {Secret[]} secrets those of the text
 * @returns {HTMLElement}
 */
export function excerpt(text, [start, end], secrets) {
  const from = lineStart(text, start);
  const to = lineEnd(text, end);
  const shown = document.createElement("code");
  const mark = document.createElement("mark");
  mark.textContent = shortened(text, start, end, secrets);
  shown.append(
    (from > 0 ? "…" : "") + oneLine(masked(text, secrets, from, start)),
    mark,
    oneLine(masked(text, secrets, end, to)) + (to < text.length ? "…" : ""),
  );
  return shown;
}

/** @param {string} text @param {number} start @param {number} end @param {Secret[]} secrets */
function shortened(text, start, end, secrets) {
  if (end - start <= LONGEST) return oneLine(masked(text, secrets, start, end));
  const half = LONGEST / 2;
  const head = masked(text, secrets, start, start + half);
  return oneLine(`${head} … ${masked(text, secrets, end - half, end)}`);
}

/** @param {string} text @returns {string} */
function oneLine(text) {
  return text.replace(/\s+/g, " ");
}

/** @param {string} text @param {number} place @returns {number} */
function lineStart(text, place) {
  const first = Math.max(0, place - AROUND);
  return first + text.slice(first, place).lastIndexOf("\n") + 1;
}

/** @param {string} text @param {number} place @returns {number} */
function lineEnd(text, place) {
  const rest = text.slice(place, place + AROUND);
  const line = rest.indexOf("\n");
  return place + (line < 0 ? rest.length : line);
}
