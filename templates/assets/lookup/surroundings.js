// What a text says besides the message: codes, statuses, who printed it.

import { findCodes } from "./codes.js";

/** @typedef {import("./index.js").Index} Index */
/**
 * @typedef {object} Surroundings
 * @property {import("./codes.js").CodeHit[]} codes
 * @property {Set<number>} named the errors whose codes stand in the text
 * @property {Set<string>} statuses what may be an HTTP status, in order
 * @property {boolean} own whether the text names this service
 * @property {string | null} vendor the first marker of another service that the text holds
 * @property {boolean} foreign whether the text names another service, and not this one
 * @property {boolean} ours whether something besides the message speaks for this service
 */

const STATUS = /(?<![0-9])[1-5][0-9]{2}(?![0-9])/g;

/**
 * Return the surroundings in a text.
 * @param {Index} index @param {string} text @returns {Surroundings}
 */
export function surroundingsOf(index, text) {
  const folded = text.toLowerCase();
  const codes = findCodes(index, text);
  const own = index.own.some((marker) => folded.includes(marker));
  const vendor = index.foreign.find((marker) => folded.includes(marker)) ?? null;
  return {
    codes,
    named: new Set(codes.map((hit) => hit.error)),
    statuses: new Set(Array.from(text.matchAll(STATUS), (match) => match[0])),
    own,
    vendor,
    foreign: vendor !== null && !own,
    ours: own || codes.length > 0,
  };
}

/**
 * Return what the codes in a text say of an error.
 * @param {Surroundings} around @param {number} error @returns {import("./fit.js").Witness}
 */
export function witnessOf({ named }, error) {
  if (!named.size) return "none";
  return named.has(error) ? "for" : "against";
}
