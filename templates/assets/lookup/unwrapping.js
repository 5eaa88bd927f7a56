// Text -> the same text at the same places, with what wrappers did to its characters undone.
//
// Gateways, loggers and agents put errors into JSON, HTML and colours. What stands for a character is
// replaced by that character after as many backslashes as make up its length, which all that reads
// texts skips; colours become spaces.

import { ENTITIES, UNESCAPED_RANGES, WRAPPED } from "../constants.js";

const EVERY_WRAPPED = new RegExp(WRAPPED, "g");

/**
 * Return a text of the same length in which its characters stand for themselves.
 * @param {string} text @returns {string}
 */
export function unwrapped(text) {
  return text.replace(EVERY_WRAPPED, (found, /** @type {string} */ hex, /** @type {string} */ name) => {
    if (hex) {
      const point = Number.parseInt(hex, 16);
      const isRead = UNESCAPED_RANGES.some(([first, last]) => first <= point && point <= last);
      return isRead ? String.fromCharCode(point).padStart(found.length, "\\") : found;
    }
    if (name) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name].padStart(found.length, "\\") : found;
    return " ".repeat(found.length);
  });
}
