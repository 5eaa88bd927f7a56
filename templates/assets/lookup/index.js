// The document `lookup.json` -> lookup index: all that can be computed before a text arrives.
//
// Numbers stand for errors, cases, templates and words, and lie in typed arrays: with ten thousand
// cases, objects for each would take longer to make than the document to arrive.

import { Vocabulary } from "./vocabulary.js";
import { RAREST, eachSlot } from "./templates.js";
import { alikes } from "./nearest.js";

const VERSION = 2;
const TITLES = 2; // texts of a case before its templates: its title and its ID
const USUAL = "errors/"; // where the pages of errors are, from the root of the site

/** @typedef {{code: string, title: string, url: string, spellings: string[]}} IndexedError */
/**
 * @typedef {object} IndexedCase
 * @property {number} error position of its error in the index
 * @property {string} id
 * @property {string} title
 * @property {string} url
 * @property {number | null} status
 * @property {string} retry
 * @property {string} actor
 */
/**
 * @typedef {object} Wording one template of a case
 * @property {number} case position of the case in the index
 * @property {string} template
 * @property {Int32Array} words the number of the word of each slot
 * @property {Uint8Array} gaps 1 where a value stands before it
 * @property {boolean} endsWithValue whether a placeholder follows the last word
 * @property {number} total weight of all slots
 */

/**
 * Return the index that a document stands for.
 * @param {any} document what `lookup.json` holds, parsed
 * @returns {Index}
 */
export function prepare(document) {
  if (document?.version !== VERSION) throw new Error(`lookup.json: version is not ${VERSION}`);
  return new Index(document);
}

/** The lookup index of one registry. */
export class Index {
  /** @param {any} document */
  constructor(document) {
    this.document = document;
    /** @type {string[]} */
    this.own = document.own;
    /** @type {string[]} */
    this.foreign = document.foreign;
    this.vocabulary = new Vocabulary();
    this.readErrors();
    this.readTemplates();
    this.readHolders();
  }

  /** Read what belongs to which error, and the spellings of codes. */
  readErrors() {
    const { codes, aliases, cases } = this.document.errors;
    this.caseErrors = new Int32Array(this.document.cases.texts.length);
    /** @type {Map<string, number>} the position of the error for every spelling of a code */
    this.errorBySpelling = new Map();
    this.mostParts = 0; // of the longest dotted code
    let end = 0;
    for (let error = 0; error < codes.length; error += 1) {
      this.caseErrors.fill(error, end, (end += cases[error]));
      for (const spelling of [codes[error], ...aliases[error]]) {
        if (!this.errorBySpelling.has(spelling)) this.errorBySpelling.set(spelling, error);
        this.mostParts = Math.max(this.mostParts, spelling.split(".").length);
      }
    }
  }

  /** Read the words of every template. */
  readTemplates() {
    /** @type {number[]} */
    const words = [];
    /** @type {number[]} */
    const gaps = [];
    /** @type {number[]} the first slot of each template */
    this.starts = [0];
    /** @type {number[]} the case of each template */
    this.wordingCases = [];
    /** @type {string[]} */
    this.templates = [];
    /** @type {boolean[]} */
    this.endsWithValue = [];
    this.document.cases.texts.forEach((/** @type {string[]} */ texts, /** @type {number} */ position) => {
      for (const template of texts.slice(TITLES)) {
        this.endsWithValue.push(eachSlot(template, (word, gap) => {
          words.push(this.vocabulary.add(word));
          gaps.push(gap ? 1 : 0);
        }));
        this.starts.push(words.length);
        this.templates.push(template);
        this.wordingCases.push(position);
      }
    });
    this.slotWords = Int32Array.from(words);
    this.slotGaps = Uint8Array.from(gaps);
  }

  /** Read which templates hold a word, and weigh the words: the rarer, the heavier. */
  readHolders() {
    const count = this.templates.length;
    const { starts, numbers } = holders(this.slotWords, this.starts, this.vocabulary.size);
    this.holderStarts = starts;
    this.holders = numbers;
    const scale = RAREST / Math.log(1 + Math.max(count, 1));
    this.weights = Int32Array.from({ length: this.vocabulary.size }, (_, word) =>
      Math.floor(scale * Math.log(1 + count / (starts[word + 1] - starts[word])) + 0.5));
    this.totals = new Int32Array(count);
    for (let wording = 0; wording < count; wording += 1) {
      for (let slot = this.starts[wording]; slot < this.starts[wording + 1]; slot += 1) {
        this.totals[wording] += this.weights[this.slotWords[slot]];
      }
    }
  }

  /** @returns {IndexedError[]} */
  get errors() {
    return this.document.errors.codes.map((/** @type {string} */ _, /** @type {number} */ position) =>
      this.error(position));
  }

  /** @returns {IndexedCase[]} */
  get cases() {
    return Array.from(this.caseErrors, (_, position) => this.case(position));
  }

  /** @param {number} position @returns {IndexedError} */
  error(position) {
    const { codes, titles, urls, aliases } = this.document.errors;
    const code = codes[position];
    const url = urls[position] || `${USUAL}${code}/`;
    return { code, title: titles[position], url, spellings: [code, ...aliases[position]] };
  }

  /** @param {number} position @returns {IndexedCase} */
  case(position) {
    const { document } = this;
    const { texts, statuses, retries, actors } = document.cases;
    const error = this.caseErrors[position];
    const { title, url } = this.error(error);
    const [ownTitle, name] = texts[position];
    const id = name.replaceAll(" ", "-"); // packs better with blanks, as the texts around it have
    return {
      error,
      id,
      title: ownTitle || title,
      url: document.errors.cases[error] === 1 ? url : `${url}${id}/`,
      status: statuses[position],
      retry: document.retries[retries[position]],
      actor: document.actors[actors[position]],
    };
  }

  /** @param {number} position @returns {Wording} */
  wording(position) {
    const [start, end] = [this.starts[position], this.starts[position + 1]];
    return {
      case: this.wordingCases[position],
      template: this.templates[position],
      words: this.slotWords.subarray(start, end),
      gaps: this.slotGaps.subarray(start, end),
      endsWithValue: this.endsWithValue[position],
      total: this.totals[position],
    };
  }

  /**
   * Return the spellings of codes by their pairs of letters.
   * @returns {import("./nearest.js").Alikes}
   */
  alikes() {
    this.pairs ??= alikes(this.errorBySpelling);
    return this.pairs;
  }
}

/**
 * Return the templates that hold each word, one after the other, and where those of each begin.
 * @param {Int32Array} slotWords @param {number[]} slotStarts @param {number} size
 * @returns {{starts: Int32Array, numbers: Int32Array}}
 */
function holders(slotWords, slotStarts, size) {
  const last = new Int32Array(size).fill(-1);
  const counts = new Int32Array(size + 1);
  eachHolder(slotWords, slotStarts, last, (word) => { counts[word + 1] += 1; });
  for (let word = 0; word < size; word += 1) counts[word + 1] += counts[word];
  const numbers = new Int32Array(counts[size]);
  const next = counts.slice();
  eachHolder(slotWords, slotStarts, last.fill(-1), (word, wording) => {
    numbers[next[word]] = wording;
    next[word] += 1;
  });
  return { starts: counts, numbers };
}

/**
 * Call back with each word of each template, once.
 * @param {Int32Array} slotWords @param {number[]} slotStarts
 * @param {Int32Array} last the last template that each word was seen in
 * @param {(word: number, wording: number) => void} add
 */
function eachHolder(slotWords, slotStarts, last, add) {
  for (let wording = 0; wording + 1 < slotStarts.length; wording += 1) {
    for (let slot = slotStarts[wording]; slot < slotStarts[wording + 1]; slot += 1) {
      const word = slotWords[slot];
      if (last[word] === wording) continue;
      last[word] = wording;
      add(word, wording);
    }
  }
}
