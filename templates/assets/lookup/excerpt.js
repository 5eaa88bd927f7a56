// The part of a text that is searched: all of it, or both ends of one that is too long.

import { back, forward } from "./characters.js";

export const LIMIT = 1000000; // characters of the longest text that is searched as a whole
const HALF = LIMIT / 2;
const SEAM = "\n"; // what stands between both ends

/**
 * @typedef {object} Excerpt
 * @property {string} text what is searched
 * @property {number} leftOut characters between both ends that are not searched
 * @property {(place: number) => number} original the place in the whole text
 */

/**
 * Return what of a text is searched: its first and last part where it is over the limit.
 * @param {string} text
 * @returns {Excerpt}
 */
export function excerpt(text) {
  const whole = { text, leftOut: 0, original: (/** @type {number} */ place) => place };
  if (text.length <= LIMIT) return whole;
  const middle = forward(text, 0, HALF);
  const tail = back(text, text.length, HALF);
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
