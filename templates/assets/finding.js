// A few words in, the entries that have them out: for what people type into the header search.
//
// The lookup recognises an error in a text, a status, and words in any order. Here the text is a part
// of a code, or words that stand in a message one after the other. Only what pages show is searched.

import { folded } from "./lookup/codes.js";
import { parse } from "./lookup/messages.js";

/** @typedef {import("./lookup/lookup.js").Index} Index */
/**
 * @typedef {object} Found an entry that has the words
 * @property {"code" | "message"} kind where they are
 * @property {string} code
 * @property {string | null} case null where the error as a whole is found
 * @property {string} title
 * @property {string} url
 * @property {string | null} message as it is printed, with `{name}` where a value varies
 * @property {[start: number, end: number] | null} span of the words in the message
 */
/** @typedef {{name: string, starts: Set<number>, last: number, error: number, case: number | null}} Name */

const LEAST_NAME = 3; // letters and digits from which a part of a code says something
const LEAST_INNER = 4; // the same, for a part that starts within a word of the code
const LEAST_WORDS = 2; // one word of a message is in too many
const LONGEST = 200; // characters: more is a text for the lookup
const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g; // of a code: `Rate` and `Quota`
const WORDS = /[\p{L}\p{N}_]+/gu;

/** Finds entries of one index by parts of them. */
export class Finding {
  /** @param {Index} index */
  constructor(index) {
    this.index = index;
    this.names = namesOf(index);
    this.messages = index.templates.map(printed);
    this.searched = this.messages.map((message) => ` ${wordsOf(message)} `);
  }

  /**
   * Return the entries that have the words of a text, best first.
   * @param {string} text @param {number} most @returns {Found[]}
   */
  find(text, most) {
    const words = text.trim();
    if (!words || words.length > LONGEST) return [];
    return unique([...this.named(words, most), ...this.worded(words)]).slice(0, most);
  }

  /** @param {string} words @param {number} most @returns {Found[]} those whose codes have the words */
  named(words, most) {
    const part = folded(words);
    if (part.length < LEAST_NAME) return [];
    const wholes = words.includes("/") ? [...this.names, ...this.paths()] : this.names;
    return wholes
      .map((name) => ({ name, rank: rankOf(name, part) }))
      .filter(({ rank }) => rank < Infinity)
      .sort((one, two) => one.rank - two.rank || one.name.name.length - two.name.name.length)
      .slice(0, most)
      .map(({ name }) => this.entry("code", name.error, name.case));
  }

  /** @returns {Name[]} the names `Code/case-id` of all cases */
  paths() {
    return this.index.cases.map(({ error, id }, position) => {
      const { code } = this.index.error(error);
      return nameOf(`${code}/${id}`, error, position);
    });
  }

  /** @param {string} words @returns {Found[]} those whose messages have the words one after the other */
  worded(words) {
    const part = wordsOf(words);
    if (part.split(" ").length < LEAST_WORDS) return [];
    const found = [];
    for (const [position, message] of this.searched.entries()) {
      const place = message.indexOf(` ${part}`);
      if (place >= 0) found.push({ position, isInner: Number(place > 0), length: message.length });
    }
    found.sort((one, two) => one.isInner - two.isInner || one.length - two.length);
    return found.map(({ position }) => this.withMessage(position, part));
  }

  /** @param {number} position of the template @param {string} part @returns {Found} */
  withMessage(position, part) {
    const own = this.index.wordingCases[position];
    const message = this.messages[position];
    return { ...this.entry("message", this.index.caseErrors[own], own), message, span: spanOf(message, part) };
  }

  /** @param {"code" | "message"} kind @param {number} error @param {number | null} position @returns {Found} */
  entry(kind, error, position) {
    const { code, title, url } = this.index.error(error);
    const whole = { kind, code, case: null, title, url, message: null, span: null };
    if (position === null) return whole;
    const own = this.index.case(position);
    return { ...whole, code: own.spellings[0] ?? code, case: own.id, title: own.title, url: own.url };
  }
}

/** @param {Index} index @returns {Name[]} every spelling of a code, also of cases */
function namesOf(index) {
  const ofErrors = index.errors.flatMap(({ spellings }, error) =>
    spellings.map((spelling) => nameOf(spelling, error, null)));
  const ofCases = [...index.ownCodes].flatMap(([position, spellings]) =>
    spellings.map((spelling) => nameOf(spelling, index.caseErrors[position], position)));
  return [...ofErrors, ...ofCases];
}

/** @param {string} spelling @param {number} error @param {number | null} position @returns {Name} */
function nameOf(spelling, error, position) {
  const starts = new Set([0]);
  let length = 0;
  for (const [word] of spelling.matchAll(WORD)) {
    starts.add(length);
    length += word.length;
  }
  const tail = spelling.split(/[./:]/).at(-1) ?? "";
  return { name: folded(spelling), starts, last: length - folded(tail).length, error, case: position };
}

/**
 * Return how well a part stands for a name: the whole name, the name within a wrapped one, its
 * start, a word of it, anything in it; infinite where it is not in it.
 * @param {Name} name @param {string} part @returns {number}
 */
function rankOf({ name, starts, last }, part) {
  if (name === part) return 0;
  if (name.endsWith(part) && name.length - part.length === last) return 1;
  if (name.startsWith(part)) return 2;
  for (let at = name.indexOf(part); at >= 0; at = name.indexOf(part, at + 1)) if (starts.has(at)) return 3;
  return part.length >= LEAST_INNER && name.includes(part) ? 4 : Infinity;
}

/** @param {string} template @returns {string} */
function printed(template) {
  return parse(template).map((part) => (typeof part === "string" ? part : `{${part.name}}`)).join("");
}

/** @param {string} text @returns {string} its words in lower case, a space between two */
function wordsOf(text) {
  return (text.toLowerCase().match(WORDS) ?? []).join(" ");
}

/** @param {string} message @param {string} part @returns {[number, number] | null} */
function spanOf(message, part) {
  const words = part.split(" ").map((word) => word.replace(/[^\p{L}\p{N}_]/gu, ""));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])${words.join("[^\\p{L}\\p{N}_]+")}`, "iu");
  const found = pattern.exec(message);
  return found && [found.index, found.index + found[0].length];
}

/** @param {Found[]} found @returns {Found[]} each page once */
function unique(found) {
  return found.filter(({ url }, place) => found.findIndex((other) => other.url === url) === place);
}
