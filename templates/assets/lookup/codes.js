// Codes in a text: known spellings, whole or in a longer dotted one, and names used as codes.

import { folded } from "./nearest.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {{error: number, start: number, end: number, name: string}} CodeHit in a longer name */
/** @typedef {{name: string, start: number, end: number}} Claim a name that stands where a code would */

const DOTTED = /[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)*/g;
const CLAIM = /[Cc]ode["'\\]{0,8}[ \t]{0,8}[:=][ \t]{0,8}["'\\]{0,8}([A-Za-z][A-Za-z0-9_.-]{0,63})/g;
const EDGES = " \t\r\n\u00a0\u3000\"'`“”‘’";
const BARE = /^[A-Za-z][A-Za-z0-9_. -]{3,63}$/;
const MOST_NAME = 64; // characters of the longest name that may be a code
const MOST_PARTS = 12; // of a dotted name that are looked at, the last ones
const LEAST_LETTERS = 4; // of the shortest name that may be a misspelt code
const MOST_CLAIMS = 8; // names used as codes that are looked at
const NO_CODES = new Set(["none", "null", "true", "false", "undefined"]);

/**
 * Return the known codes of a text, in order.
 *
 * Services wrap codes (`InternalError.Algo.InvalidParameter`): the part that ends last counts,
 * and of those the longest.
 * @param {Index} index @param {string} text @returns {CodeHit[]}
 */
export function findCodes(index, text) {
  /** @type {CodeHit[]} */
  const hits = [];
  for (const match of text.matchAll(DOTTED)) {
    const hit = knownPart(index, match[0], match.index);
    if (hit) hits.push(hit);
  }
  return hits;
}

/**
 * Return the names that a text uses as codes, known or not, each once: the whole text where it is
 * nothing but a name, and what follows `"code":` and the like.
 * @param {string} text @returns {Claim[]}
 */
export function findClaims(text) {
  const bare = text.length <= 2 * MOST_NAME ? strip(text) : { name: "", start: 0, end: 0 };
  if (BARE.test(bare.name)) return [bare];
  /** @type {Map<string, Claim>} */
  const claims = new Map();
  for (const match of text.matchAll(CLAIM)) {
    const name = match[1].slice(0, endOfName(match[1]));
    if (folded(name).length < LEAST_LETTERS || NO_CODES.has(name.toLowerCase())) continue;
    const start = match.index + match[0].length - match[1].length;
    if (!claims.has(name)) claims.set(name, { name, start, end: start + name.length });
    if (claims.size === MOST_CLAIMS) break;
  }
  return [...claims.values()];
}

/** @param {string} text @returns {Claim} the text without blanks and quotes around it */
function strip(text) {
  let [start, end] = [0, text.length];
  while (start < end && EDGES.includes(text[start])) start += 1;
  while (end > start && EDGES.includes(text[end - 1])) end -= 1;
  return { name: text.slice(start, end), start, end };
}

/** @param {string} name @returns {number} where it ends but for signs */
function endOfName(name) {
  let end = name.length;
  while (end > 0 && "._-".includes(name[end - 1])) end -= 1;
  return end;
}

/** @param {Index} index @param {string} name @param {number} offset @returns {CodeHit | null} */
function knownPart(index, name, offset) {
  let parts = name.split(".");
  if (parts.length > MOST_PARTS) {
    parts = parts.slice(-MOST_PARTS);
    const kept = parts.join(".");
    offset += name.length - kept.length;
  }
  for (let end = parts.length; end > 0; end -= 1) {
    for (let start = Math.max(0, end - index.mostParts); start < end; start += 1) {
      const spelling = parts.slice(start, end).join(".");
      const error = index.errorBySpelling.get(spelling);
      if (error === undefined) continue;
      const begin = offset + parts.slice(0, start).join(".").length + (start ? 1 : 0);
      const rest = parts.slice(start).join(".");
      return { error, start: begin, end: begin + spelling.length, name: rest };
    }
  }
  return null;
}
