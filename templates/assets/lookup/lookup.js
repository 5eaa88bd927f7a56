// Raw text in, ranked matches out: the lookup as functions of an index and a text.
//
// The same answers as the Python package `errdocs.lookup`; most modules have the same names there.

import { LIMIT, SEAM } from "../constants.js";
import { candidateCodes, surroundingsOf } from "./codes.js";
import { fallbacks as fallbacksOf } from "./fallbacks.js";
import { answer } from "./matches.js";
import { unwrapped } from "./unwrapping.js";
import { back, forward } from "./words.js";

export { LIMIT } from "../constants.js";
export { prepare } from "./index.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./matches.js").Match} Match */
/**
 * @typedef {object} Recognised what a text says of itself
 * @property {string[]} statuses HTTP statuses of errors, in order
 * @property {string[]} codes known codes and names used as codes, as the text spells them
 * @property {string | null} vendor the marker of another service that the text holds
 */

/**
 * Return the matches of a text, best first; none where nothing is known about it.
 *
 * Of a text over the limit the first and last part are searched; `leftOut` tells how much was not.
 * @param {Index} index what `prepare` made of `lookup.json`
 * @param {string} text
 * @param {number} [limit]
 * @returns {Match[]}
 */
export function lookup(index, text, limit = 5) {
  const searched = excerpt(text);
  const matches = answer(index, unwrapped(searched.text)).slice(0, limit);
  for (const match of matches) {
    match.span = [searched.original(match.span[0]), searched.original(match.span[1])];
  }
  return matches;
}

/**
 * Return how many characters in the middle of a text the lookup does not search.
 * @param {string} text @returns {number}
 */
export function leftOut(text) {
  return excerpt(text).leftOut;
}

/**
 * Return what can be said of a text besides its matches, as `lookup` gave them.
 * @param {Index} index @param {string} text @param {Match[]} matches
 * @returns {import("./fallbacks.js").Fallbacks}
 */
export function fallbacks(index, text, matches) {
  return fallbacksOf(index, unwrapped(excerpt(text).text), matches);
}

/**
 * Return what the surroundings of an unknown error say.
 * @param {Index} index @param {string} text @returns {Recognised}
 */
export function recognised(index, text) {
  const searched = unwrapped(excerpt(text).text);
  const { codes, statuses, vendor } = surroundingsOf(index, searched);
  const names = candidateCodes(searched).filter(({ name }) => !name.includes(" "));
  const hits = codes.filter(({ start }) =>
    !names.some((name) => name.start <= start && start < name.end));
  const found = [
    ...hits.map(({ start, end }) => ({ name: searched.slice(start, end), start })),
    ...names,
  ].sort((one, two) => one.start - two.start);
  return {
    statuses: [...statuses].filter((status) => status >= "400"),
    codes: [...new Set(found.map(({ name }) => name))],
    vendor,
  };
}

/**
 * @typedef {object} Excerpt
 * @property {string} text what is searched
 * @property {number} leftOut characters between both ends that are not searched
 * @property {(place: number) => number} original the place in the whole text
 */

/**
 * Return what of a text is searched: all of it, or both ends where it is over the limit.
 * @param {string} text
 * @returns {Excerpt}
 */
function excerpt(text) {
  const whole = { text, leftOut: 0, original: (/** @type {number} */ place) => place };
  if (text.length <= LIMIT) return whole;
  const middle = forward(text, 0, LIMIT / 2);
  const tail = back(text, text.length, LIMIT / 2);
  const leftOut = tail > middle ? length(text, middle, tail) : 0;
  if (!leftOut) return whole;
  return {
    text: text.slice(0, middle) + SEAM + text.slice(tail),
    leftOut,
    original: (place) => (place <= middle ? place : place - middle - SEAM.length + tail),
  };
}

/** @param {string} text @param {number} start @param {number} end @returns {number} */
function length(text, start, end) {
  let count = 0;
  for (let at = start; at < end; count += 1) at = forward(text, at, 1);
  return count;
}
