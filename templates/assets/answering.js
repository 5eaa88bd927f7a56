// Answering: a pasted text in, what is known about it out.
//
// Runs in a worker beside the page, so that typing never waits for an answer, or in the page itself.

import { Finding } from "./finding.js";
import { fallbacks, leftOut, lookup, prepare, recognised } from "./lookup/lookup.js";

/** @typedef {import("./lookup/lookup.js").Index} Index */
/**
 * @typedef {import("./lookup/lookup.js").Match & {spelling: string | null}} Match
 *   with the spelling of its code in the text, where it is another than the code
 */
/** @typedef {ReturnType<typeof recognised>} Recognised */
/** @typedef {import("./markdown.js").Step} Step */
/**
 * @typedef {object} Answer
 * @property {Match[]} matches
 * @property {Recognised} recognised
 * @property {import("./lookup/fallbacks.js").Fallbacks} fallbacks
 * @property {number} leftOut characters in the middle of a very long text that were not searched
 */

const MOST_RESULTS = 5;
const NO_FIX = "Nobody has written a fix yet; the page has the facts.";

/** Answers texts from the files of one site. */
export class Answering {
  /**
   * @param {string} root URL of the site's root
   * @param {Promise<any>} document what its `lookup.json` holds
   */
  constructor(root, document) {
    this.root = root;
    /** @type {Map<string, Promise<Step>>} what to do about each case that was asked for, by its file */
    this.fetched = new Map();
    /** @type {Finding | undefined} */
    this.finding = undefined;
    /** @type {Promise<Index>} */
    this.index = document.then(prepare);
    this.index.catch(() => {}); // whoever asks gets the failure
  }

  /** @param {string} text @returns {Promise<Answer>} */
  async answer(text) {
    const index = await this.index;
    const found = recognised(index, text);
    const matches = lookup(index, text, MOST_RESULTS);
    return {
      matches: matches.map((match) => ({ ...match, spelling: otherSpelling(index, match, found.codes) })),
      recognised: found,
      fallbacks: fallbacks(index, text, matches),
      leftOut: leftOut(text),
    };
  }

  /**
   * Return the entries whose codes or messages have the words of a text, best first.
   * @param {string} text @returns {Promise<import("./finding.js").Found[]>}
   */
  async find(text) {
    const index = await this.index;
    this.finding ??= new Finding(index);
    return this.finding.find(text, MOST_RESULTS);
  }

  /**
   * Return what to do about each match, as one sentence with code in backticks; empty where nobody
   * can tell. A code without a case has one where it has a single case.
   * @param {{code: string, case: string | null}[]} matches
   * @returns {Promise<Step[]>}
   */
  async remedy(matches) {
    const index = await this.index;
    return Promise.all(matches.map((match) => this.step(index, match)));
  }

  /**
   * @param {Index} index @param {{code: string, case: string | null}} match
   * @returns {Promise<Step>}
   */
  async step(index, match) {
    const { count, url, only } = index.errorOf(match.code);
    const id = match.case ?? only;
    if (id === null) return { sentence: count ? `Choose your message among the ${count} that come with this code.` : NO_FIX };
    const file = `${url}${id}.json`; // beside the page, which an only case shares with its error
    const known = this.fetched.get(file) ?? fetchJson(new URL(file, this.root)).then(stepOf, () => ({ sentence: "" }));
    this.fetched.set(file, known);
    return known;
  }

  /**
   * Return the words and links of every error, for pages that have a path and no text.
   * @returns {Promise<{errors: Index["errors"], cases: Index["cases"]}>}
   */
  async entries() {
    const { errors, cases } = await this.index;
    return { errors, cases };
  }
}

/**
 * Return how a text spells the code of a match, or null where it is the code itself or not there.
 * @param {Index} index @param {{code: string}} match @param {string[]} codes those of the text
 * @returns {string | null}
 */
function otherSpelling(index, { code }, codes) {
  const error = index.errorBySpelling.get(code);
  const own = error === undefined ? [] : index.error(error).spellings;
  const held = codes.filter((name) => own.includes(name));
  return held.includes(code) ? null : held[0] ?? null;
}

/**
 * @param {{in_short?: string, in_short_template?: string, parameters: Record<string, {words?: string}>}} entry
 *   the file of a case
 * @returns {Step}
 */
function stepOf({ in_short: sentence = NO_FIX, in_short_template: template, parameters }) {
  if (template === undefined) return { sentence };
  const words = Object.entries(parameters).map(([name, parameter]) => [name, parameter.words ?? `{${name}}`]);
  return { sentence: template, words: Object.fromEntries(words) };
}

/** @param {URL} url @returns {Promise<any>} */
async function fetchJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  return response.json();
}
