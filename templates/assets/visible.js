// Text of others -> the same for a screen, on which no character hides or moves another one.

import { DIRECTIONS } from "./constants.js";

const EVERY_DIRECTION = new RegExp(DIRECTIONS, "g");

/**
 * Return a text in which what turns its direction around is written as an escape.
 *
 * Pages are built so too. What is copied or looked up stays as it is.
 * @param {string} text @returns {string}
 */
export function visible(text) {
  return text.replace(EVERY_DIRECTION, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);
}
