// What in a text speaks for each template: chains of its words.
//
// Extra words between two words of a chain cost a little each; too many end it. Where a value may
// stand, a few words are free.

import {
  ASCII_SPACES, CLOSERS, ELLIPSES, EXTRA_COST, LEAST_START, LONGEST_CLOSING, LONGEST_CUT_VALUE, MOST_ALIKE,
  MOST_EXTRA, MOST_PLACES, VALUE_WORDS, WINDOW,
} from "../constants.js";
import { bonus } from "./bonuses.js";
import { tries } from "./candidates.js";
import { forward, joinBroken, words } from "./words.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./codes.js").Surroundings} Surroundings */
/** @typedef {import("./words.js").Word} Word */

/**
 * @typedef {object} Chain the words of a template found in a text
 * @property {number} weight weight of the words less the cost of extra words
 * @property {number} total weight of all words of the template
 * @property {number[]} slots the slots found, in order
 * @property {number[]} places the position in the text, of each
 * @property {number} extra words between them that the template does not have
 */
/**
 * @typedef {object} Evidence a template's words in a text
 * @property {number} wording position of the template in the index
 * @property {Chain} chain
 * @property {number} start
 * @property {number} end
 * @property {Word[]} found the words of the chain as they stand in the text
 * @property {number} typos words recognised in spite of a typo
 * @property {[number, number]} kept start and end of the slots that the text may hold: where it
 *   starts or ends with the chain, or a part of the next word, others may have been cut off
 */
/** @typedef {{found: Word[], known: Int32Array, typo: Uint8Array}} Reading */

/**
 * Return what speaks for templates, window by window; a template may come several times.
 * @param {Index} index @param {string} text @param {Surroundings} around @returns {Evidence[]}
 */
export function findEvidence(index, text, around) {
  const reading = read(index, text);
  /** @type {Evidence[]} */
  const found = [];
  let first = -1;
  let places = new Map();
  for (const attempt of tries(index, reading.known, around.named)) {
    if (attempt.first !== first) places = placesOf(reading, (first = attempt.first));
    const wordings = told(index, index.messages[attempt.message], around);
    const evidence = evidenceOf(index, text, reading, places, wordings[0]);
    for (const wording of wordings) found.push({ ...evidence, wording });
  }
  return found;
}

/**
 * Tell whether the text has words of another message where evidence has others, and no value.
 *
 * Both are alike, then, and the text holds the other one.
 * @param {Index} index @param {Evidence} evidence @param {Evidence} other @returns {boolean}
 */
export function passesOver(index, { wording, chain: { slots, places } }, other) {
  const own = new Set(places);
  const shared = other.chain.places.filter((place) => own.has(place)).length;
  if (2 * shared < other.chain.places.length) return false;
  const { gaps } = index.wording(wording);
  return slots.some((slot, number) => number > 0
    && !gaps.subarray(slots[number - 1] + 1, slot + 1).includes(1)
    && other.chain.places.some((place) => places[number - 1] < place && place < places[number]));
}

/**
 * Return as many templates of a message as are told, those that a text speaks for first.
 * @param {Index} index @param {number[]} wordings @param {Surroundings} around @returns {number[]}
 */
function told(index, wordings, around) {
  if (wordings.length <= MOST_ALIKE) return wordings;
  return wordings
    .map((wording) => ({ wording, score: bonus(index, index.wordingCases[wording], around) }))
    .sort((one, two) => two.score - one.score)
    .slice(0, MOST_ALIKE)
    .map(({ wording }) => wording);
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
 * Return the heaviest chain of a template's words; `places` are ascending.
 * @param {{words: Int32Array, gaps: Uint8Array, total: number}} wording
 * @param {Map<number, number[]>} places
 * @param {Int32Array} weights
 * @returns {Chain}
 */
function align(wording, places, weights) {
  const states = new States(wording, places);
  let best = -1;
  for (let number = 0; number < states.count; number += 1) {
    states.extend(number, weights[wording.words[states.slot[number]]]);
    if (best < 0 || states.isBetter(number, best)) best = number;
  }
  return states.chain(best, wording.total);
}

/** Words of a template at places of a text, by place, each with the best chain that ends there. */
class States {
  /**
   * @param {{words: Int32Array, gaps: Uint8Array}} wording
   * @param {Map<number, number[]>} places
   */
  constructor(wording, places) {
    const length = wording.words.length;
    /** @type {number[]} */
    const keys = [];
    wording.words.forEach((word, slot) => {
      const found = places.get(word) ?? [];
      const most = Math.min(found.length, MOST_PLACES);
      for (let number = 0; number < most; number += 1) keys.push(found[number] * length + slot);
    });
    keys.sort((one, two) => one - two);
    this.count = keys.length;
    this.place = keys.map((key) => Math.floor(key / length));
    this.slot = keys.map((key) => key % length);
    this.weight = new Array(this.count).fill(0);
    this.extra = new Array(this.count).fill(0);
    this.before = new Array(this.count).fill(-1);
    this.reach = MOST_EXTRA + Math.max(VALUE_WORDS, length) + 1;
    this.gaps = sums(wording.gaps);
  }

  /**
   * Find the best chain that ends in a word: alone, or after one of the chains so far.
   * @param {number} number @param {number} weight
   */
  extend(number, weight) {
    const [place, slot] = [this.place[number], this.slot[number]];
    let best = weight;
    for (let other = number - 1; other >= 0 && place - this.place[other] <= this.reach; other -= 1) {
      if (this.slot[other] >= slot || this.place[other] === place) continue;
      if (this.weight[other] + weight <= best) continue;
      const extra = this.between(other, number);
      const total = this.weight[other] + weight - extra * EXTRA_COST;
      if (extra > MOST_EXTRA || total <= best) continue;
      best = total;
      this.before[number] = other;
      this.extra[number] = this.extra[other] + extra;
    }
    this.weight[number] = best;
  }

  /**
   * Tell whether a chain is heavier, or the same once more: the code may hold the first words too.
   * @param {number} number @param {number} best @returns {boolean}
   */
  isBetter(number, best) {
    if (this.weight[number] === this.weight[best]) return this.slot[number] === this.slot[best];
    return this.weight[number] > this.weight[best];
  }

  /** @param {number} one @param {number} two @returns {number} the extra words between two words */
  between(one, two) {
    const hasValue = this.gaps[this.slot[two]] > this.gaps[this.slot[one]];
    const free = Math.max(hasValue ? VALUE_WORDS : 0, this.slot[two] - this.slot[one] - 1);
    return Math.max(0, this.place[two] - this.place[one] - 1 - free);
  }

  /** @param {number} last @param {number} total @returns {Chain} */
  chain(last, total) {
    const chain = {
      weight: this.weight[last] ?? 0,
      total,
      slots: /** @type {number[]} */ ([]),
      places: /** @type {number[]} */ ([]),
      extra: this.extra[last] ?? 0,
    };
    for (let number = last; number >= 0; number = this.before[number]) {
      chain.slots.push(this.slot[number]);
      chain.places.push(this.place[number]);
    }
    chain.slots.reverse();
    chain.places.reverse();
    return chain;
  }
}

/** @param {Uint8Array} gaps @returns {number[]} how many there are up to each, itself included */
function sums(gaps) {
  let sum = 0;
  return Array.from(gaps, (gap) => (sum += gap));
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
    kept: kept(index, text, wording, chain, reading.found),
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
 * @param {Index} index @param {string} text @param {number} wording @param {Chain} chain
 * @param {Word[]} found @returns {[number, number]}
 */
function kept(index, text, wording, chain, found) {
  const { slots } = chain;
  const start = isCutLeft(index, wording, chain, found) ? slots[0] : 0;
  const isCut = isCutRight(index, text, wording, chain, found);
  return [start, isCut ? slots[slots.length - 1] + 1 : index.wording(wording).words.length];
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
