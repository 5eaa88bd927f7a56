// Secrets in a text: keys, tokens, signatures and addresses, found and masked.
//
// Whatever is shown or copied passes here; `errdocs.lookup` finds them by the same patterns.

import {
  BASE64, BASE64_TEXT, ENTITIES, ESCAPE_LETTERS, ESCAPED_CHARACTER, LEAST_PART, MASK, MASKED,
  MOST_ENCODED, PERCENT_ENCODED, SECRET_KINDS,
} from "./constants.js";
import { unwrapped } from "./lookup/unwrapping.js";

export { MASK } from "./constants.js";

/** @typedef {{start: number, end: number}} Secret part of a text that nobody else may see */

const LONGEST_SHAREABLE = 80; // characters of a text that may stand in a URL
const NOTHING_TO_SEE = new RegExp(MASKED);
const EVERY_PERCENT_ENCODED = new RegExp(PERCENT_ENCODED, "g");
const EVERY_ESCAPED = new RegExp(ESCAPED_CHARACTER, "g");
const EVERY_BASE64 = new RegExp(BASE64, "g");
const IS_TEXT = new RegExp(BASE64_TEXT);
const KINDS = SECRET_KINDS.map(([pattern, flags, test, needs]) => (
  { pattern: new RegExp(pattern, `dg${flags}`), test: new RegExp(test), needs: needs && new RegExp(needs) }
));

/**
 * Return the secrets of a text, in order and without overlaps.
 * @param {string} text
 * @param {number} [encodings] how many encodings within each other are undone
 * @returns {Secret[]}
 */
export function findSecrets(text, encodings = MOST_ENCODED) {
  const plain = unwrapped(text);
  const found = plainSecrets(text).concat(
    plain === text ? [] : plainSecrets(plain), // its places are those of the text
    encodings ? inDecoded(text, EVERY_PERCENT_ENCODED, ([, hex]) => ofNumber(hex), encodings - 1) : [],
    encodings ? inDecoded(text, EVERY_ESCAPED, escapedCharacter, encodings - 1) : [],
    encodings ? inBase64(text, encodings - 1) : [],
  );
  return merged(found.sort((one, two) => one.start - two.start || two.end - one.end));
}

/** @param {string} text @returns {Secret[]} those of the text as it is */
function plainSecrets(text) {
  /** @type {Secret[]} */
  const found = [];
  for (const { pattern, test, needs } of KINDS) {
    if (needs && !needs.test(text)) continue;
    for (const { indices, groups } of text.matchAll(pattern)) {
      const span = indices?.groups?.secret;
      const value = groups?.secret ?? "";
      const isMasked = NOTHING_TO_SEE.test(value) || MASK.includes(value);
      if (span && !isMasked && test.test(value)) found.push({ start: span[0], end: span[1] });
    }
  }
  return found;
}

/**
 * Return the secrets of a text once each match of a code is the character it stands for.
 * @param {string} text
 * @param {RegExp} code
 * @param {(match: RegExpExecArray) => string} character
 * @param {number} encodings
 * @returns {Secret[]}
 */
function inDecoded(text, code, character, encodings) {
  /** @type {number[]} */
  const places = []; // of the characters in the decoded text
  const longer = [0]; // by how many characters the codes before each are longer than what they mean
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(code)) {
    const more = longer[longer.length - 1];
    places.push(match.index - more);
    longer.push(more + match[0].length - 1);
    parts.push(text.slice(end, match.index), character(match));
    end = match.index + match[0].length;
  }
  if (!places.length) return [];
  let count = 0;
  /** @param {number} place @returns {number} the same place in the encoded text; asked in order */
  const encoded = (place) => {
    while (count < places.length && places[count] < place) count += 1;
    return place + longer[count];
  };
  const decoded = parts.join("") + text.slice(end);
  return findSecrets(decoded, encodings).map(({ start, end: last }) => ({ start: encoded(start), end: encoded(last) }));
}

/** @param {string} hex @returns {string} */
function ofNumber(hex) {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** @param {RegExpExecArray} match @returns {string} */
function escapedCharacter([, number, letter, entity]) {
  if (number) return ofNumber(number);
  return letter ? ESCAPE_LETTERS[letter] ?? letter : ENTITIES[entity];
}

/** @param {string} text @param {number} encodings @returns {Secret[]} the parts that are Base64 of a text with a secret, whole */
function inBase64(text, encodings) {
  return [...text.matchAll(EVERY_BASE64)].flatMap(({ 0: run, index }) => {
    const last = run.lastIndexOf("/") + 1; // what comes before it may be a path
    const isSecret = (/** @type {number} */ start) => {
      const plain = base64Text(run.slice(start));
      return plain !== "" && findSecrets(plain, encodings).length > 0;
    };
    return [...new Set([0, last])].filter(isSecret).map((start) => ({ start: index + start, end: index + run.length }));
  });
}

/** @param {string} run @returns {string} the text of which a run of characters is the Base64; empty where it is none */
function base64Text(run) {
  const bare = run.replace(/={1,2}$/, "");
  const whole = bare.length % 4 === 1 ? bare.slice(0, -1) : bare;
  const text = atob(whole.replaceAll("-", "+").replaceAll("_", "/"));
  return IS_TEXT.test(text) ? text : "";
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
    const shown = words.reduce((rest, word) => withoutCut(rest.replaceAll(word, MASK), word), value);
    return [name, isPart ? MASK : masked(shown)];
  }));
}

/** @param {string} value @param {string} word @returns {string} the value with a part of a secret at its edges masked: a quote may have ended it */
function withoutCut(value, word) {
  const longest = Math.min(word.length, value.length);
  const last = longestSize(longest, (size) => value.endsWith(word.slice(0, size)));
  const rest = last ? value.slice(0, -last) + MASK : value;
  const first = longestSize(longest, (size) => rest.startsWith(word.slice(-size)));
  return first ? MASK + rest.slice(first) : rest;
}

/** @param {number} longest @param {(size: number) => boolean} holds @returns {number} 0 where it holds for no size */
function longestSize(longest, holds) {
  for (let size = longest; size >= LEAST_PART; size -= 1) if (holds(size)) return size;
  return 0;
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
