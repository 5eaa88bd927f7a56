// What in a text speaks for each template: candidates by their words, then chains.

import {
  ASCII_SPACES, CLOSERS, ELLIPSES, LEAST_SHARE, LEAST_START, LONGEST_CLOSING, LONGEST_CUT_VALUE,
  MOST_ALIGNED, MOST_CANDIDATES, MOST_HOLDERS, MOST_TRIES, STEP, VALUE_WORDS, WINDOW,
} from "../constants.js";
import { align } from "./alignment.js";
import { forward, joinBroken, words } from "./words.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./words.js").Word} Word */
/** @typedef {import("./alignment.js").Chain} Chain */

/**
 * @typedef {object} Evidence a template's words in a text
 * @property {number} wording position of the template in the index
 * @property {Chain} chain
 * @property {number} start
 * @property {number} end
 * @property {Word[]} found the words of the chain as they stand in the text
 * @property {number} typos words recognised in spite of a typo
 * @property {boolean} cutLeft whether the text starts with the chain, or the word before it
 * @property {boolean} cutRight whether the text ends with the chain, or the word after it
 */
/** @typedef {{shared: number, first: number, wording: number}} Try */
/** @typedef {{found: Word[], known: Int32Array, typo: Uint8Array}} Reading */

/**
 * Return what speaks for templates, window by window; a template may come several times.
 * @param {Index} index @param {string} text @returns {Evidence[]}
 */
export function findEvidence(index, text) {
  const reading = read(index, text);
  /** @type {Evidence[]} */
  const evidence = [];
  let first = -1;
  let places = new Map();
  for (const attempt of tries(index, reading)) {
    if (attempt.first !== first) places = placesOf(reading, (first = attempt.first));
    evidence.push(evidenceOf(index, text, reading, places, attempt.wording));
  }
  return evidence;
}

/** @param {Index} index @param {string} text @returns {Reading} */
function read(index, text) {
  const found = joinBroken(text, words(text), (word) => index.vocabulary.has(word));
  const known = new Int32Array(found.length);
  const typo = new Uint8Array(found.length);
  /** @type {Map<string, number>} */
  const forgiven = new Map();
  found.forEach(({ text: word }, place) => {
    let number = index.vocabulary.find(word);
    if (number < 0) {
      number = forgiven.get(word) ?? index.vocabulary.forgiven(word);
      forgiven.set(word, number);
      typo[place] = 1;
    }
    known[place] = number;
  });
  return { found, known, typo };
}

/**
 * Return the templates to align and the windows to do it in, in the order of the text.
 * @param {Index} index @param {Reading} reading @returns {Try[]}
 */
function tries(index, reading) {
  /** @type {Try[]} */
  const all = [];
  const shared = new Int32Array(index.templates.length);
  const end = Math.max(1, reading.found.length - STEP);
  for (let first = 0; first < end; first += STEP) {
    for (const attempt of candidates(index, reading, first, shared)) all.push(attempt);
  }
  if (all.length <= MOST_TRIES) return all;
  /** @type {Map<number, number>} */
  const count = new Map();
  const chosen = [...all].sort(byShare).filter(({ wording }) => {
    const number = (count.get(wording) ?? 0) + 1;
    count.set(wording, number);
    return number <= MOST_TRIES;
  });
  return chosen.slice(0, MOST_ALIGNED).sort((one, two) => one.first - two.first || byShare(one, two));
}

/** @param {Try} one @param {Try} two @returns {number} */
function byShare(one, two) {
  return two.shared - one.shared || one.first - two.first || one.wording - two.wording;
}

/**
 * Return the templates that share enough words with a window, the heaviest first.
 * @param {Index} index @param {Reading} reading @param {number} first
 * @param {Int32Array} shared zeros, one for each template; left as zeros
 * @returns {Try[]}
 */
function candidates(index, reading, first, shared) {
  const present = new Set(reading.known.subarray(first, first + WINDOW));
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
      const wording = index.holders[at];
      if (!shared[wording]) touched.push(wording);
      shared[wording] += weight;
    }
    read += end - start;
  }
  const [part, whole] = LEAST_SHARE;
  /** @type {Try[]} */
  const enough = [];
  for (const wording of touched) {
    if (shared[wording] * whole >= index.totals[wording] * part) {
      enough.push({ shared: shared[wording], first, wording });
    }
    shared[wording] = 0;
  }
  return enough.sort(byShare).slice(0, MOST_CANDIDATES);
}

/** @param {Reading} reading @param {number} first @returns {Map<number, number[]>} */
function placesOf({ known }, first) {
  /** @type {Map<number, number[]>} */
  const places = new Map();
  const end = Math.min(first + WINDOW, known.length);
  for (let place = first; place < end; place += 1) {
    const list = places.get(known[place]);
    if (list) list.push(place);
    else places.set(known[place], [place]);
  }
  return places;
}

/**
 * @param {Index} index @param {string} text @param {Reading} reading
 * @param {Map<number, number[]>} places
 * @param {number} wording @returns {Evidence}
 */
function evidenceOf(index, text, reading, places, wording) {
  const chain = align(index.wording(wording), places, index.weights);
  const found = chain.places.map((place) => reading.found[place]);
  return {
    wording,
    chain,
    start: found[0].start,
    end: found[found.length - 1].end,
    found,
    typos: chain.places.filter((place) => isTypo(index, reading, place)).length,
    cutLeft: isCutLeft(index, wording, chain, reading.found),
    cutRight: isCutRight(index, text, wording, chain, reading.found),
  };
}

/**
 * Tell whether a word was only recognised in spite of a typo; one cut off by the end is not.
 * @param {Index} index @param {Reading} reading @param {number} place @returns {boolean}
 */
function isTypo(index, { found, known, typo }, place) {
  if (!typo[place]) return false;
  const meant = index.vocabulary.words[known[place]];
  return place !== found.length - 1 || !meant.startsWith(found[place].text);
}

/**
 * @param {Index} index @param {number} wording @param {Chain} chain @param {Word[]} found
 * @returns {boolean}
 */
function isCutLeft(index, wording, { slots: [slot], places: [place] }, found) {
  if (place !== 1 || !slot) return place === 0;
  const { words: own, gaps } = index.wording(wording);
  return gaps[slot] === 1 || index.vocabulary.words[own[slot - 1]].endsWith(found[0].text);
}

/**
 * @param {Index} index @param {string} text @param {number} wording @param {Chain} chain
 * @param {Word[]} found @returns {boolean}
 */
function isCutRight(index, text, wording, { slots, places }, found) {
  const [slot, place] = [slots[slots.length - 1], places[places.length - 1]];
  const { words: own, gaps } = index.wording(wording);
  const left = found.length - 1 - place;
  if (slot === own.length - 1) return !left;
  if (isClosed(text, found[found.length - 1].end)) return false;
  if (!left) return true;
  const end = found[found.length - 1].text;
  const isStart = index.vocabulary.words[own[slot + 1]].startsWith(end);
  const hasValue = gaps[slot + 1] === 1;
  if (left === 1 || !hasValue) return left === 1 && (hasValue || isStart);
  const isWordCut = isStart && end.length >= LEAST_START && left <= VALUE_WORDS;
  return isWordCut || isOneValue(text, found[place].end);
}

/**
 * Tell whether the last characters of a text end a quoted sentence or an object, so that nothing
 * was cut off.
 * @param {string} text @param {number} start @returns {boolean}
 */
function isClosed(text, start) {
  const rest = text.slice(start, forward(text, start, LONGEST_CLOSING));
  return !ELLIPSES.some((dots) => rest.includes(dots)) && CLOSERS.some((end) => rest.includes(end));
}

/**
 * Tell whether the rest of a text may be the start of a value, such as a URL.
 * @param {string} text @param {number} start @returns {boolean}
 */
function isOneValue(text, start) {
  const limit = forward(text, start, LONGEST_CUT_VALUE + 1);
  let at = start;
  while (at < limit && ASCII_SPACES.includes(text[at])) at += 1;
  if (forward(text, at, LONGEST_CUT_VALUE) < limit) return false;
  for (; at < limit; at += 1) if (ASCII_SPACES.includes(text[at])) return false;
  return true;
}
