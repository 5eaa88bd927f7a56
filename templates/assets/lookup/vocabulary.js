// The words of the templates, with numbers, and the words that a slip may stand for.

const LEAST_SLIP = 5; // letters of the shortest word in which a slip is forgiven
const MOST_SLIP = 40; // letters of the longest: longer strings are keys and hashes

/** Words in the order in which they came. */
export class Vocabulary {
  constructor() {
    /** @type {Map<string, number>} */
    this.numbers = new Map();
    /** @type {string[]} */
    this.words = [];
    /** @type {Map<string, number> | undefined} */
    this.slips = undefined;
  }

  get size() {
    return this.words.length;
  }

  /** @param {string} word @returns {number} its number, a new one where it is new */
  add(word) {
    const known = this.numbers.get(word);
    if (known !== undefined) return known;
    this.numbers.set(word, this.words.length);
    return this.words.push(word) - 1;
  }

  /** @param {string} word @returns {boolean} */
  has(word) {
    return this.numbers.has(word);
  }

  /** @param {string} word @returns {number} its number, or -1 */
  find(word) {
    return this.numbers.get(word) ?? -1;
  }

  /**
   * Return the number of the word that an unknown one is a slip of, or -1.
   * @param {string} word
   * @returns {number}
   */
  forgiven(word) {
    if (word.length < LEAST_SLIP - 1 || word.length > MOST_SLIP) return -1;
    this.slips ??= slips(this.words);
    let known = this.slips.get(word);
    for (let place = 0; known === undefined && place < word.length; place += 1) {
      known = this.slips.get(without(word, place));
    }
    return known ?? -1;
  }
}

/**
 * Return the words by what is left of each when a letter is missing; the first word wins.
 * @param {string[]} words
 * @returns {Map<string, number>}
 */
function slips(words) {
  /** @type {Map<string, number>} */
  const found = new Map();
  words.forEach((word, number) => {
    if (word.length < LEAST_SLIP) return;
    if (!found.has(word)) found.set(word, number);
    for (let place = 0; place < word.length; place += 1) {
      const rest = without(word, place);
      if (!found.has(rest)) found.set(rest, number);
    }
  });
  return found;
}

/** @param {string} word @param {number} place @returns {string} */
function without(word, place) {
  return word.slice(0, place) + word.slice(place + 1);
}
