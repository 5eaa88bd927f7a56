// What the surroundings of a message add to the score of each case that it may be of.

import { ANCHOR_BONUS, CODE_BONUS, FIELD_BONUS, STATUS_BONUS } from "../constants.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./codes.js").Surroundings} Surroundings */

/**
 * Return what a text adds to a case besides its message: it decides where wordings are alike.
 *
 * Services wrap and rename codes, and leave links to their help alone.
 * @param {Index} index @param {number} position of the case @param {Surroundings} around
 * @returns {number}
 */
export function bonus(index, position, { named, namedCases, anchored, valued, statuses }) {
  const error = index.caseErrors[position];
  const status = index.status(position);
  let score = 0;
  if (named.has(error)) score += CODE_BONUS;
  if (namedCases.has(position)) score += CODE_BONUS;
  if (anchored.errors.has(error) || anchored.cases.has(position)) score += ANCHOR_BONUS;
  if (valued.errors.has(error) || valued.cases.has(position)) score += FIELD_BONUS;
  if (status !== null && statuses.has(String(status))) score += STATUS_BONUS;
  return score;
}
