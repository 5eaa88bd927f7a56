// Which messages are worth aligning with which part of a text: those that share enough words.
//
// Every list that a text could make long is cut, the most promising first.

import { LEAST_SHARE, MOST_ALIGNED, MOST_CANDIDATES, MOST_HOLDERS, MOST_TRIES, STEP, WINDOW } from "../constants.js";

/** @typedef {import("./index.js").Index} Index */
/**
 * @typedef {object} Try a message to align in the window that starts at a word
 * @property {number} promise the score that the words which they share would have in order
 * @property {number} first
 * @property {number} message
 */

/**
 * Return the messages to align and the windows to do it in, in the order of the text.
 *
 * The messages of the errors that the text names are always tried, however many others share its
 * words: under one code, messages may differ in a single one.
 * @param {Index} index
 * @param {Int32Array} known the number of each word of the text, -1 where no template has it
 * @param {Iterable<number>} errors that the text names
 * @returns {Try[]}
 */
export function tries(index, known, errors) {
  const named = index.messagesOf(errors);
  /** @type {Try[]} */
  const all = [];
  const shared = new Int32Array(index.messages.length);
  const end = Math.max(1, known.length - STEP);
  for (let first = 0; first < end; first += STEP) {
    for (const attempt of candidates(index, known, first, shared, named)) all.push(attempt);
  }
  all.sort(byPromise);
  const chosen = new Set([...most(all), ...most(all.filter(({ message }) => named.has(message)))]);
  return [...chosen].sort((one, two) => one.first - two.first || byPromise(one, two));
}

/**
 * Return the most promising of attempts in order: few of one message, and not too many.
 * @param {Try[]} attempts @returns {Try[]}
 */
function most(attempts) {
  /** @type {Map<number, number>} */
  const count = new Map();
  const chosen = attempts.filter(({ message }) => {
    const number = (count.get(message) ?? 0) + 1;
    count.set(message, number);
    return number <= MOST_TRIES;
  });
  return chosen.slice(0, MOST_ALIGNED);
}

/** @param {Try} one @param {Try} two @returns {number} */
function byPromise(one, two) {
  return two.promise - one.promise || one.first - two.first || one.message - two.message;
}

/**
 * Return the messages that share enough words with a window, as far as they promise most.
 * @param {Index} index @param {Int32Array} known @param {number} first
 * @param {Int32Array} shared zeros, one for each message; left as zeros
 * @param {Set<number>} named the messages of errors that the text names
 * @returns {Set<Try>}
 */
function candidates(index, known, first, shared, named) {
  const present = new Set(known.subarray(first, first + WINDOW));
  present.delete(-1);
  const rarest = [...present].sort((one, two) => index.weights[two] - index.weights[one]);
  /** @type {number[]} */
  const touched = [];
  let read = 0;
  for (const word of rarest) {
    if (read >= MOST_HOLDERS) break;
    const weight = index.weights[word];
    const [start, end] = [index.holderStarts[word], index.holderStarts[word + 1]];
    for (let at = start; at < end; at += 1) {
      const message = index.holders[at];
      if (!shared[message]) touched.push(message);
      shared[message] += weight;
    }
    read += end - start;
  }
  const [part, whole] = LEAST_SHARE;
  /** @type {Try[]} */
  const enough = [];
  for (const message of touched) {
    const [found, total] = [shared[message], index.totals[message]];
    if (found * whole >= total * part) {
      enough.push({ promise: Math.floor((found * found) / total), first, message });
    }
    shared[message] = 0;
  }
  enough.sort(byPromise);
  const ofNamed = enough.filter(({ message }) => named.has(message)).slice(0, MOST_CANDIDATES);
  return new Set([...enough.slice(0, MOST_CANDIDATES), ...ofNamed]);
}
