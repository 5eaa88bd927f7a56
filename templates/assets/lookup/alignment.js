// How much of a template stands in a text: the heaviest chain of its words, in order.
//
// Extra words between two that follow each other in the template cost a little each; too many end
// the chain. Where a value may stand, a few words are free.

import { EXTRA_COST, MOST_EXTRA, MOST_PLACES, VALUE_WORDS } from "../constants.js";

/**
 * @typedef {object} Chain the words of a template found in a text
 * @property {number} weight weight of the words less the cost of extra words
 * @property {number} total weight of all words of the template
 * @property {number[]} slots the slots found, in order
 * @property {number[]} places the position in the text, of each
 * @property {number} extra words between them that the template does not have
 */

/**
 * Return the heaviest chain of a template's words; `places` are ascending.
 * @param {{words: Int32Array, gaps: Uint8Array, total: number}} wording
 * @param {Map<number, number[]>} places
 * @param {Int32Array} weights
 * @returns {Chain}
 */
export function align(wording, places, weights) {
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
