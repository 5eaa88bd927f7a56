// The document `lookup.json` -> lookup index: all that can be computed before a text arrives.
//
// Numbers stand for errors, cases, templates and words, and lie in typed arrays: with ten thousand
// cases, objects for each would take longer to make than the document to arrive.

import { ERRORS_PATH, INDEX_VERSION, LEAST_TYPO, MOST_TYPO, RAREST } from "../constants.js";
import { alikes } from "./codes.js";
import { parse } from "./messages.js";
import { Spellings } from "./spellings.js";
import { eachWord } from "./words.js";

const TITLES = 2; // texts of a case before its templates: its title and its ID

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
 * @property {string[]} spellings of its own code; none where it has none
 */
/** @typedef {{error: number, case: number | null}} Entry an error or one of its cases */
/** @typedef {{errors: number[], cases: number[]}} Value the entries that have a value of a field */
/** @typedef {Value & {text: string, page: string}} Anchor the entries with which it is printed */
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
 * @typedef {object} LookupDocument what `lookup.json` holds
 * @property {number} version
 * @property {string[]} own words that speak for this service
 * @property {string[]} foreign words that speak for another service
 * @property {string[]} retries
 * @property {string[]} actors
 * @property {{codes: string[], titles: string[], aliases: string[][], urls: string[], cases: number[]}} errors
 * @property {{statuses: (number | null)[], retries: number[], actors: number[], texts: string[][]}} cases
 * @property {[position: number, ...spellings: string[]][]} [codes] of cases that have their own
 * @property {number[]} [unprinted] positions of the errors whose code no text holds
 * @property {[text: string, errors: number[], cases: number[]][]} [values] of fields
 * @property {string[]} [labels] keys and titles of these fields, in lower case
 * @property {[text: string, errors: number[], cases: number[]][]} [anchors] of help URLs
 */

/**
 * Return the index that a document stands for.
 * @param {LookupDocument} document what `lookup.json` holds, parsed
 * @returns {Index}
 */
export function prepare(document) {
  if (document?.version !== INDEX_VERSION) throw new Error(`lookup.json: version is not ${INDEX_VERSION}`);
  return new Index(document);
}

/** The lookup index of one registry. */
export class Index {
  /** @param {LookupDocument} document */
  constructor(document) {
    this.document = document;
    this.own = document.own;
    this.foreign = document.foreign;
    this.labels = document.labels ?? [];

    const codes = readErrors(document);
    this.caseErrors = codes.caseErrors; // the error of each case
    this.errorBySpelling = codes.errorBySpelling;
    this.ownCodes = new Map((document.codes ?? []).map(([position, ...own]) => [position, own]));
    this.caseBySpelling = casesBySpelling(this.ownCodes);
    this.mostParts = mostParts(codes.errorBySpelling, this.caseBySpelling);
    this.valueByText = readValues(document, (text) => this.entry(text) !== null);
    this.anchorsByName = readAnchors(document);
    this.spellings = new Spellings(
      [...codes.errorBySpelling.keys(), ...this.caseBySpelling.keys()],
      this.valueByText.keys(),
    );
    /** @type {import("./codes.js").Alikes | undefined} */
    this.pairs = undefined;

    this.vocabulary = new Vocabulary();
    const read = readTemplates(document, this.vocabulary);
    this.templates = read.templates;
    this.wordingCases = read.cases; // the case of each template
    this.endsWithValue = read.endsWithValue;
    this.starts = read.starts; // the first slot of each template
    this.slotWords = Int32Array.from(read.words);
    this.slotGaps = Uint8Array.from(read.gaps);

    const { starts, numbers } = holders(this.slotWords, this.starts, this.vocabulary.size);
    this.holderStarts = starts;
    this.holders = numbers;
    this.weights = weigh(starts, this.templates.length);
    this.totals = totals(this.starts, this.slotWords, this.weights);
  }

  /** @returns {IndexedError[]} */
  get errors() {
    return this.document.errors.codes.map((_, position) => this.error(position));
  }

  /** @returns {IndexedCase[]} */
  get cases() {
    return Array.from(this.caseErrors, (_, position) => this.case(position));
  }

  /**
   * Return the error or case that a spelling of a code stands for, or null; an error wins.
   * @param {string} spelling @returns {Entry | null}
   */
  entry(spelling) {
    const error = this.errorBySpelling.get(spelling);
    if (error !== undefined) return { error, case: null };
    const own = this.caseBySpelling.get(spelling);
    return own === undefined ? null : { error: this.caseErrors[own], case: own };
  }

  /** @param {number} position @returns {IndexedError} */
  error(position) {
    const { codes, titles, urls, aliases } = this.document.errors;
    const code = codes[position];
    const url = urls[position] || `${ERRORS_PATH}${code}/`;
    return { code, title: titles[position], url, spellings: [code, ...aliases[position]] };
  }

  /** @param {number} position @returns {IndexedCase} */
  case(position) {
    const { document } = this;
    const { texts, statuses, retries, actors } = document.cases;
    const error = this.caseErrors[position];
    const { title, url } = this.error(error);
    const [ownTitle, name] = texts[position];
    const id = name.replaceAll(" ", "-"); // packs better with spaces, as the texts around it have
    return {
      error,
      id,
      title: ownTitle || title,
      url: document.errors.cases[error] === 1 ? url : `${url}${id}/`,
      status: statuses[position],
      retry: document.retries[retries[position]],
      actor: document.actors[actors[position]],
      spellings: this.ownCodes.get(position) ?? [],
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
   * @returns {import("./codes.js").Alikes}
   */
  alikes() {
    this.pairs ??= alikes(this.errorBySpelling);
    return this.pairs;
  }
}

/**
 * Return which error each case belongs to, and the errors by the spellings of their codes.
 * @param {LookupDocument} document
 */
function readErrors({ errors: { codes, aliases, cases }, cases: { texts }, unprinted }) {
  const nameless = new Set(unprinted);
  const caseErrors = new Int32Array(texts.length);
  /** @type {Map<string, number>} */
  const errorBySpelling = new Map();
  let end = 0;
  for (let error = 0; error < codes.length; error += 1) {
    caseErrors.fill(error, end, (end += cases[error]));
    if (nameless.has(error)) continue;
    for (const spelling of [codes[error], ...aliases[error]]) {
      if (!errorBySpelling.has(spelling)) errorBySpelling.set(spelling, error);
    }
  }
  return { caseErrors, errorBySpelling };
}

/**
 * Return the cases by the spellings of their own codes; the first one wins.
 * @param {Map<number, string[]>} codes @returns {Map<string, number>}
 */
function casesBySpelling(codes) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const [position, spellings] of codes) {
    for (const spelling of spellings) if (!found.has(spelling)) found.set(spelling, position);
  }
  return found;
}

/**
 * Return the values of fields that are no spelling of a code.
 * @param {LookupDocument} document @param {(text: string) => boolean} isCode
 * @returns {Map<string, Value>}
 */
function readValues({ values = [] }, isCode) {
  const own = values.filter(([text]) => !isCode(text));
  return new Map(own.map(([text, errors, cases]) => [text, { errors, cases }]));
}

/**
 * Return the ends of help URLs by what follows their `#`.
 * @param {LookupDocument} document @returns {Map<string, Anchor[]>}
 */
function readAnchors({ anchors = [] }) {
  /** @type {Map<string, Anchor[]>} */
  const found = new Map();
  for (const [text, errors, cases] of anchors) {
    const [page, name] = text.split("#");
    const list = found.get(name) ?? [];
    found.set(name, list);
    list.push({ text, page, errors, cases });
  }
  return found;
}

/**
 * Return the parts of the longest dotted code.
 * @param {Map<string, number>[]} groups @returns {number}
 */
function mostParts(...groups) {
  let most = 0;
  for (const group of groups) {
    for (const spelling of group.keys()) most = Math.max(most, spelling.split(".").length);
  }
  return most;
}

/**
 * Return the words of every template, one after the other, and where those of each start.
 * @param {LookupDocument} document @param {Vocabulary} vocabulary
 */
function readTemplates({ cases: { texts } }, vocabulary) {
  const starts = [0];
  /** @type {number[]} */
  const words = [];
  /** @type {number[]} */
  const gaps = [];
  /** @type {number[]} */
  const cases = [];
  /** @type {string[]} */
  const templates = [];
  /** @type {boolean[]} */
  const endsWithValue = [];
  texts.forEach((own, position) => {
    for (const template of own.slice(TITLES)) {
      endsWithValue.push(eachSlot(template, (word, gap) => {
        words.push(vocabulary.add(word));
        gaps.push(gap ? 1 : 0);
      }));
      starts.push(words.length);
      templates.push(template);
      cases.push(position);
    }
  });
  return { starts, words, gaps, cases, templates, endsWithValue };
}

/**
 * Return the weight of each word: the rarer among the templates, the heavier.
 * @param {Int32Array} starts where the holders of each word start
 * @param {number} count of all templates
 * @returns {Int32Array}
 */
function weigh(starts, count) {
  const scale = RAREST / Math.log(1 + Math.max(count, 1));
  return Int32Array.from({ length: starts.length - 1 }, (_, word) =>
    Math.floor(scale * Math.log(1 + count / (starts[word + 1] - starts[word])) + 0.5));
}

/**
 * Return the weight of each template.
 * @param {number[]} starts @param {Int32Array} words @param {Int32Array} weights
 * @returns {Int32Array}
 */
function totals(starts, words, weights) {
  const sums = new Int32Array(starts.length - 1);
  for (let wording = 0; wording < sums.length; wording += 1) {
    for (let slot = starts[wording]; slot < starts[wording + 1]; slot += 1) {
      sums[wording] += weights[words[slot]];
    }
  }
  return sums;
}

/**
 * Return the templates that hold each word, one after the other, and where those of each start.
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

/**
 * Call back with each word of a template's literal parts, and whether a value stands before it.
 * @param {string} template
 * @param {(word: string, gap: boolean) => void} add
 * @returns {boolean} whether a value stands after the last
 */
function eachSlot(template, add) {
  let gap = false;
  for (const part of template.includes("{") || template.includes("}") ? parse(template) : [template]) {
    if (typeof part !== "string") {
      gap = true;
      continue;
    }
    eachWord(part, (start, end) => {
      add(part.slice(start, end).toLowerCase(), gap);
      gap = false;
    });
  }
  return gap;
}

/** Words in the order in which they came. */
class Vocabulary {
  constructor() {
    /** @type {Map<string, number>} */
    this.numbers = new Map();
    /** @type {string[]} */
    this.words = [];
    /** @type {Map<string, number> | undefined} */
    this.typos = undefined;
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
   * Return the number of the word that an unknown one is a typo of, or -1.
   * @param {string} word
   * @returns {number}
   */
  forgiven(word) {
    if (word.length < LEAST_TYPO - 1 || word.length > MOST_TYPO) return -1;
    this.typos ??= typos(this.words);
    let known = this.typos.get(word);
    for (let place = 0; known === undefined && place < word.length; place += 1) {
      known = this.typos.get(without(word, place));
    }
    return known ?? -1;
  }
}

/**
 * Return the words by what is left of each when a letter is missing; the first word wins.
 * @param {string[]} words
 * @returns {Map<string, number>}
 */
function typos(words) {
  /** @type {Map<string, number>} */
  const found = new Map();
  words.forEach((word, number) => {
    if (word.length < LEAST_TYPO) return;
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
