// Answering: a pasted text in, what is known about it out.
//
// Runs in a worker beside the page, so that typing never waits for an answer, or in the page itself.

import { Finding } from "./finding.js";
import { leftOut, lookup, prepare, recognised } from "./lookup/lookup.js";
import { firstSentence } from "./markdown.js";

/** @typedef {import("./lookup/lookup.js").Index} Index */
/**
 * @typedef {import("./lookup/lookup.js").Match & {spelling: string | null}} Match
 *   with the spelling of its code in the text, where it is another than the code
 */
/** @typedef {ReturnType<typeof recognised>} Recognised */
/**
 * @typedef {object} Answer
 * @property {Match[]} matches
 * @property {Recognised} recognised
 * @property {number} leftOut characters in the middle of a very long text that were not searched
 */

const MOST_RESULTS = 5;
const EARLY_REMEDIES = 1000; // errors up to which what to do is fetched before anyone asks

/** Answers texts from the files of one site. */
export class Answering {
  /** @param {string} root URL of the site's root */
  constructor(root) {
    this.root = root;
    /** @type {Promise<Map<string, string>> | undefined} */
    this.fetched = undefined;
    /** @type {Finding | undefined} */
    this.finding = undefined;
    /** @type {Promise<Index>} */
    this.index = fetchJson(new URL("lookup.json", root)).then(prepare);
    this.index.then(({ errors }) => { if (errors.length <= EARLY_REMEDIES) this.remedies(); }, ignore);
  }

  /** @param {string} text @returns {Promise<Answer>} */
  async answer(text) {
    const index = await this.index;
    const found = recognised(index, text);
    const matches = lookup(index, text, MOST_RESULTS)
      .map((match) => ({ ...match, spelling: otherSpelling(index, match, found.codes) }));
    return { matches, recognised: found, leftOut: leftOut(text) };
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
   * Return what to do about each match, as one sentence of Markdown; empty where nobody knows.
   *
   * A code without a case has one where all its cases agree, which single ones do.
   * @param {{code: string, case: string | null}[]} matches
   * @returns {Promise<string[]>}
   */
  async remedy(matches) {
    const remedies = await this.remedies();
    return matches.map((match) => remedies.get(nameOf(match.code, match.case)) ?? "");
  }

  /**
   * Return the words and links of every error, for pages that have a path and no text.
   * @returns {Promise<{errors: Index["errors"], cases: Index["cases"]}>}
   */
  async entries() {
    const { errors, cases } = await this.index;
    return { errors, cases };
  }

  /** @returns {Promise<Map<string, string>>} */
  remedies() {
    this.fetched ??= fetchJson(new URL("errors.json", this.root)).then(sentences, () => new Map());
    return this.fetched;
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

/** @typedef {{id: string, fix: string | null, cause: string | null}} Advice what a case says to do, and why */

/**
 * @param {{errors: {code: string, cases: Advice[]}[]}} registry `errors.json`
 * @returns {Map<string, string>}
 */
function sentences({ errors }) {
  const found = new Map();
  for (const { code, cases } of errors) {
    for (const advice of cases) found.set(nameOf(code, advice.id), remedy(advice));
    found.set(nameOf(code, null), cases.length > 1
      ? `This code has ${cases.length} messages. Choose yours on its page.`
      : remedy(cases[0]));
  }
  return found;
}

/** @param {Advice | undefined} advice of a case, where one is known @returns {string} */
function remedy(advice) {
  const text = advice?.fix ?? advice?.cause;
  return text ? firstSentence(text) : "Nobody has written a fix yet; the page has the facts.";
}

/** @param {string} code @param {string | null} id @returns {string} */
function nameOf(code, id) {
  return id === null ? code : `${code}/${id}`;
}

/** @param {URL} url @returns {Promise<any>} */
async function fetchJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  return response.json();
}

function ignore() {} // whoever asks gets the failure
