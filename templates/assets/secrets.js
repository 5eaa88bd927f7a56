// Secrets in a text: keys, tokens, signatures and addresses, found and masked.
//
// Whatever is shown or copied passes here; `errdocs.lookup` finds them by the same patterns.

import { LEAST_PART, MASK, MASKED, SECRET_KINDS } from "./constants.js";

export { MASK } from "./constants.js";

/** @typedef {{start: number, end: number}} Secret part of a text that nobody else may see */

const LONGEST_SHAREABLE = 80; // characters of a text that may stand in a URL
const NOTHING_TO_SEE = new RegExp(MASKED);
const KINDS = SECRET_KINDS.map(([pattern, flags, test]) => (
  { pattern: new RegExp(pattern, `dg${flags}`), test: new RegExp(test) }
));

/**
 * Return the secrets of a text, in order and without overlaps.
 * @param {string} text
 * @returns {Secret[]}
 */
export function findSecrets(text) {
  /** @type {Secret[]} */
  const found = [];
  for (const { pattern, test } of KINDS) {
    for (const { indices, groups } of text.matchAll(pattern)) {
      const span = indices?.groups?.secret;
      const value = groups?.secret ?? "";
      const isMasked = NOTHING_TO_SEE.test(value) || MASK.includes(value);
      if (span && !isMasked && test.test(value)) found.push({ start: span[0], end: span[1] });
    }
  }
  return merged(found.sort((one, two) => one.start - two.start || two.end - one.end));
}

/**
 * Return a text, or the part between two places, with its secrets masked.
 * @param {string} text
 * @param {Secret[]} [secrets] those of the whole text, where they are known
 * @param {number} [start]
 * @param {number} [end]
 * @returns {string}
 */
export function masked(text, secrets = findSecrets(text), start = 0, end = text.length) {
  let shown = "";
  let place = start;
  for (const secret of secrets) {
    if (secret.end <= start || secret.start >= end) continue;
    shown += text.slice(place, Math.max(place, secret.start)) + MASK;
    place = secret.end;
  }
  return shown + text.slice(place, Math.max(place, end));
}

/**
 * Return values that were read from a text, with what is a secret in that text masked.
 *
 * A value alone does not show that it follows `api_key=`: the text around it does.
 * @param {Record<string, string>} values
 * @param {string} text
 * @param {Secret[]} secrets those of the text
 * @returns {Record<string, string>}
 */
export function maskedValues(values, text, secrets) {
  const words = secrets.map(({ start, end }) => text.slice(start, end));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => {
    const isPart = value.length >= LEAST_PART && words.some((word) => word.includes(value));
    const shown = words.reduce((rest, word) => rest.replaceAll(word, MASK), value);
    return [name, isPart ? MASK : masked(shown)];
  }));
}

/**
 * Whether a text may stand in a URL: short, on one line, and nothing in it is a secret.
 * @param {string} text
 * @returns {boolean}
 */
export function isShareable(text) {
  return text.length <= LONGEST_SHAREABLE && !/[\n\r{}"]/.test(text) && findSecrets(text).length === 0;
}

/** @param {Secret[]} sorted @returns {Secret[]} */
function merged(sorted) {
  /** @type {Secret[]} */
  const kept = [];
  for (const secret of sorted) {
    const last = kept.at(-1);
    if (last && secret.start < last.end) last.end = Math.max(last.end, secret.end);
    else kept.push({ ...secret });
  }
  return kept;
}
