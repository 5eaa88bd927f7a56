// Raw text in, ranked matches out: the lookup as functions of an index and a text.
//
// The same answers as the Python package `errdocs.lookup`, whose modules have the same names.

import { answer } from "./answers.js";
import { findClaims } from "./codes.js";
import { excerpt } from "./excerpt.js";
import { surroundingsOf } from "./surroundings.js";

export { LIMIT } from "./excerpt.js";
export { prepare } from "./index.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./answers.js").Match} Match */
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
  const matches = answer(index, searched.text).slice(0, limit);
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
 * Return what the surroundings of an unknown error say.
 * @param {Index} index @param {string} text @returns {Recognised}
 */
export function recognised(index, text) {
  const searched = excerpt(text).text;
  const { codes, statuses, vendor } = surroundingsOf(index, searched);
  const claims = findClaims(searched).filter(({ name }) => !name.includes(" "));
  const hits = codes.filter(({ start }) =>
    !claims.some((claim) => claim.start <= start && start < claim.end));
  const named = [
    ...hits.map(({ start, end }) => ({ name: searched.slice(start, end), start })),
    ...claims,
  ].sort((one, two) => one.start - two.start);
  return {
    statuses: [...statuses].filter((status) => status >= "400"),
    codes: [...new Set(named.map(({ name }) => name))],
    vendor,
  };
}
