// The document `lookup.json` -> lookup index: all that can be computed before a text arrives.
//
// Numbers stand for errors, cases, templates and words, and lie in typed arrays: with ten thousand
// cases, objects for each would take longer to make than the document to arrive.

import { ERRORS_PATH, FIRST_KIND, INDEX_VERSION, LEAST_TYPO, MOST_TYPO, RAREST } from "../constants.js";
import { alikes } from "./codes.js";
import { Envelopes } from "./envelopes.js";
import { parse } from "./messages.js";
import { Spellings } from "./spellings.js";
import { eachWord } from "./words.js";

const PLAIN = /^[^\\\u0080-\uffff]*$/;
const PLAIN_SLOTS = /\{\{|\}\}|\{[a-z][a-z0-9_]*\}|[0-9A-Za-z]+(?:_[0-9A-Za-z]+)*/g;
/** @type {Kind[]} */
const KINDS = ["phrases", "messages", "plain"];
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
/** @typedef {"phrases" | "messages" | "plain"} Kind why a template is generic; `generic.py` has more */
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
 * @property {(number | null)[]} statuses the few that cases have
 * @property {string[]} retries the same
 * @property {string[]} actors the same
 * @property {[betweenCases: string, betweenTexts: string]} separators characters that no text has
 * @property {{codes: string[], titles: string[], aliases: string[][], urls: string[], cases: number[]}} errors
 * @property {{statuses: string, retries: string, actors: string, texts: string}} cases with a
 *   character for the value of each case
 * @property {[position: number, ...spellings: string[]][]} [codes] of cases that have their own
 * @property {number[]} [unprinted] positions of the errors whose code no text holds
 * @property {[text: string, errors: number[], cases: number[]][]} [values] of fields
 * @property {string[]} [labels] keys and titles of these fields, in lower case
 * @property {[text: string, errors: number[], cases: number[]][]} [anchors] of help URLs
 * @property {string} [categories] their keys, with spaces between them
 * @property {[errors: string, cases: string]} [categorised] a character for the category of each
 * @property {string} [tags] words of tags, the same
 * @property {string} [tagged] for each case, a character for each of its tags; commas between them
 * @property {number[]} [removed] positions of the cases that the service no longer prints
 * @property {{codes?: string[]} & Partial<Record<Kind, number[]>>} [generic] codes that others use
 * too, and templates that others print too
 * @property {[short: number, ...longer: number[]][]} [longer] templates that go on where one ends
 * @property {import("./envelopes.js").FormRow[]} [forms] of the envelopes
 * @property {string[]} [ids] forms of request IDs
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
    this.texts = document.cases.texts.split(document.separators[0]); // of each case
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
    const generic = document.generic ?? {};
    this.genericCodes = new Set(generic.codes); // that others use too
    this.genericTemplates = readKinds(generic); // that others print too
    this.longer = new Map((document.longer ?? []).map(([short, ...longer]) => [short, longer]));
    const { forms = [], ids = [] } = document;
    this.envelopes = new Envelopes(forms, ids, (spelling) => this.entry(spelling) !== null);
    /** @type {import("./codes.js").Alikes | undefined} */
    this.pairs = undefined;
    /** @type {Int32Array | undefined} */
    this.errorStarts = undefined;

    this.vocabulary = new Vocabulary();
    const read = readTemplates(this.texts, document.separators[1], this.vocabulary);
    this.templates = read.templates;
    this.wordingCases = read.cases; // the case of each template
    // Large services print one message under many codes: it is searched once for all of them.
    this.wordingMessages = read.messages; // the message of each template
    this.messages = read.wordings; // the templates that say the same, of each message
    this.endsWithValue = Array.from(read.messages, (message) => read.endsWithValue[message]);
    this.starts = read.starts; // the first slot of each message
    this.slotWords = Int32Array.from(read.words);
    this.slotGaps = Uint8Array.from(read.gaps);

    const { starts, numbers } = holders(this.slotWords, this.starts, this.vocabulary.size);
    this.holderStarts = starts;
    this.holders = numbers;
    this.weights = weigh(starts, numbers, this.messages);
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

  /** @param {number} error @returns {number} how many cases it has */
  caseCount(error) {
    return this.document.errors.cases[error];
  }

  /** @param {number} position @returns {IndexedError} */
  error(position) {
    const { codes, titles, urls, aliases } = this.document.errors;
    const code = codes[position];
    const url = urls[position] || `${ERRORS_PATH}${code}/`;
    return { code, title: titles[position], url, spellings: [code, ...aliases[position]] };
  }

  /**
   * Return how many cases a code has, the URL of its page, and the ID of its only case, if it is so.
   *
   * A code may be that of a case; what is no code, such as a status, has no case.
   * @param {string} code @returns {{count: number, url: string, only: string | null}}
   */
  errorOf(code) {
    const entry = this.entry(code);
    if (!entry) return { count: 0, url: "", only: null };
    const count = this.caseCount(entry.error);
    const only = entry.case ?? (count === 1 ? this.caseErrors.indexOf(entry.error) : null);
    return { count, url: this.error(entry.error).url, only: only === null ? null : this.case(only).id };
  }

  /** @param {number} position @returns {IndexedCase} */
  case(position) {
    const { document } = this;
    const error = this.caseErrors[position];
    const { title, url } = this.error(error);
    const [ownTitle, name] = this.texts[position].split(document.separators[1], TITLES);
    const id = name.replaceAll(" ", "-"); // packs better with spaces, as the texts around it have
    return {
      error,
      id,
      title: ownTitle || title,
      url: document.errors.cases[error] === 1 ? url : `${url}${id}/`,
      status: this.status(position),
      retry: document.retries[kindOf(document.cases.retries, position)],
      actor: document.actors[kindOf(document.cases.actors, position)],
      spellings: this.ownCodes.get(position) ?? [],
    };
  }

  /** @param {number} position of a case @returns {number | null} */
  status(position) {
    return this.document.statuses[kindOf(this.document.cases.statuses, position)];
  }

  /** @param {number} position @returns {Wording} */
  wording(position) {
    const message = this.wordingMessages[position];
    const [start, end] = [this.starts[message], this.starts[message + 1]];
    return {
      case: this.wordingCases[position],
      template: this.templates[position],
      words: this.slotWords.subarray(start, end),
      gaps: this.slotGaps.subarray(start, end),
      endsWithValue: this.endsWithValue[position],
      total: this.totals[message],
    };
  }

  /**
   * Return the messages of errors.
   * @param {Iterable<number>} errors @returns {Set<number>}
   */
  messagesOf(errors) {
    this.errorStarts ??= startsOf(this.wordingCases, this.caseErrors, this.document.errors.codes.length);
    const found = new Set();
    for (const error of errors) {
      const end = this.errorStarts[error + 1];
      for (let at = this.errorStarts[error]; at < end; at += 1) found.add(this.wordingMessages[at]);
    }
    return found;
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

/** @param {string} column @param {number} position @returns {number} which of a few values it has */
function kindOf(column, position) {
  return column.charCodeAt(position) - FIRST_KIND;
}

/**
 * Return which error each case belongs to, and the errors by the spellings of their codes.
 * @param {LookupDocument} document
 */
function readErrors({ errors: { codes, aliases, cases }, cases: { statuses }, unprinted }) {
  const nameless = new Set(unprinted);
  const caseErrors = new Int32Array(statuses.length);
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
 * Return why templates are generic, by their positions.
 * @param {Partial<Record<Kind, number[]>>} generic @returns {Map<number, Kind>}
 */
function readKinds(generic) {
  /** @type {Map<number, Kind>} */
  const found = new Map();
  for (const kind of KINDS) for (const position of generic[kind] ?? []) found.set(position, kind);
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
 * Return the words of every message, one after the other, and where those of each start.
 * @param {string[]} texts of each case @param {string} separator @param {Vocabulary} vocabulary
 */
function readTemplates(texts, separator, vocabulary) {
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
    for (const template of own.split(separator).slice(TITLES)) {
      templates.push(template);
      cases.push(position);
    }
  });
  const { messages, wordings } = sortedOut(templates);
  for (const [first] of wordings) {
    const ends = eachSlot(templates[first], (word, gap) => {
      words.push(vocabulary.add(word));
      gaps.push(gap ? 1 : 0);
    });
    endsWithValue.push(ends);
    starts.push(words.length);
  }
  return { starts, words, gaps, cases, templates, endsWithValue, messages, wordings };
}

/**
 * Return the message of each template, and the templates of each message.
 * @param {string[]} templates
 */
function sortedOut(templates) {
  /** @type {Map<string, number>} */
  const known = new Map();
  /** @type {number[][]} */
  const wordings = [];
  const messages = Int32Array.from(templates, (template, number) => {
    const message = known.get(template) ?? wordings.push([]) - 1;
    known.set(template, message);
    wordings[message].push(number);
    return message;
  });
  return { messages, wordings };
}

/**
 * Return the first template of each error; those of an error stand together.
 * @param {number[]} wordingCases @param {Int32Array} caseErrors @param {number} count of errors
 * @returns {Int32Array}
 */
function startsOf(wordingCases, caseErrors, count) {
  const starts = new Int32Array(count + 1);
  for (const position of wordingCases) starts[caseErrors[position] + 1] += 1;
  for (let error = 0; error < count; error += 1) starts[error + 1] += starts[error];
  return starts;
}

/**
 * Return the weight of each word: the rarer among the templates, the heavier.
 * @param {Int32Array} starts where the holders of each word start @param {Int32Array} holders
 * @param {number[][]} messages the templates of each message
 * @returns {Int32Array}
 */
function weigh(starts, holders, messages) {
  const sizes = Int32Array.from(messages, (wordings) => wordings.length);
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const scale = RAREST / Math.log(1 + Math.max(count, 1));
  const weights = new Int32Array(starts.length - 1);
  for (let word = 0; word < weights.length; word += 1) {
    let held = 0;
    for (let at = starts[word]; at < starts[word + 1]; at += 1) held += sizes[holders[at]];
    weights[word] = Math.floor(scale * Math.log(1 + count / held) + 0.5);
  }
  return weights;
}

/**
 * Return the weight of each message.
 * @param {number[]} starts @param {Int32Array} words @param {Int32Array} weights
 * @returns {Int32Array}
 */
function totals(starts, words, weights) {
  const sums = new Int32Array(starts.length - 1);
  for (let message = 0; message < sums.length; message += 1) {
    for (let slot = starts[message]; slot < starts[message + 1]; slot += 1) {
      sums[message] += weights[words[slot]];
    }
  }
  return sums;
}

/**
 * Return the messages that hold each word, one after the other, and where those of each start.
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
  eachHolder(slotWords, slotStarts, last.fill(-1), (word, message) => {
    numbers[next[word]] = message;
    next[word] += 1;
  });
  return { starts: counts, numbers };
}

/**
 * Call back with each word of each message, once.
 * @param {Int32Array} slotWords @param {number[]} slotStarts
 * @param {Int32Array} last the last message that each word was seen in
 * @param {(word: number, message: number) => void} add
 */
function eachHolder(slotWords, slotStarts, last, add) {
  for (let message = 0; message + 1 < slotStarts.length; message += 1) {
    for (let slot = slotStarts[message]; slot < slotStarts[message + 1]; slot += 1) {
      const word = slotWords[slot];
      if (last[word] === message) continue;
      last[word] = message;
      add(word, message);
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
  return PLAIN.test(template) ? eachPlainSlot(template, add) : eachAnySlot(template, add);
}

/**
 * The same for a template of nothing but ASCII, where one pattern finds all: most are like this.
 * @param {string} template
 * @param {(word: string, gap: boolean) => void} add
 * @returns {boolean}
 */
function eachPlainSlot(template, add) {
  let gap = false;
  for (const found of template.match(PLAIN_SLOTS) ?? []) {
    if (found[0] !== "{" && found[0] !== "}") {
      add(found.toLowerCase(), gap);
      gap = false;
    } else if (found.length > 2) {
      gap = true; // not a brace, of which there are two
    }
  }
  return gap;
}

/**
 * The same for any template.
 * @param {string} template
 * @param {(word: string, gap: boolean) => void} add
 * @returns {boolean}
 */
function eachAnySlot(template, add) {
  let gap = false;
  for (const part of parse(template)) {
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
    if (word.length < LEAST_TYPO || word.length > MOST_TYPO + 1) return; // no longer one is like a typo
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
