// Text and its matches -> what else can be said, so that no question ends in nothing.
//
// Of a known code with an unknown message: what its cases have in common, and those with the
// nearest words. Of a bare status: its errors. Of a word or two: where they stand. None of this is a
// match. The same answers as `errdocs.lookup.fallbacks`.

import {
  BARE_STATUS, CATEGORY_PATH, FILTER_PATH, FIRST_CATEGORY, FIRST_TAG, HUMP, LEAST_MESSAGE, LEAST_NEAR, LEAST_PREFIX, LONGEST_QUERY,
  MOST_FOUND, MOST_NEAR, MOST_QUERY_WORDS, NAMED_STATUS, QUERY_EDGES, SPACES, STATUS_PATH,
  STATUS_PHRASES, UNWORDED, WRAPPER_WORDS,
} from "../constants.js";
import { words } from "./words.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./matches.js").Match} Match */
/** @typedef {{code: string, case: string | null, title: string, url: string}} Hint an entry worth a look */
/**
 * @typedef {object} KnownCode what holds for a code of which a text has no known message
 * @property {string} code
 * @property {string} title
 * @property {string} url
 * @property {boolean} isSure whether the text speaks of this service; others may have the same code
 * @property {number} cases
 * @property {boolean} hasMessage whether the text has other words, which may be an unknown message
 * @property {[advice: string, cases: number][]} retries the most first
 * @property {[actor: string, cases: number][]} actors
 * @property {Hint[]} nearest its cases with words of the text
 */
/** @typedef {{status: number, isBare: boolean, url: string | null, cases: number, errors: Hint[]}} KnownStatus */
/** @typedef {{words: string, url: string, total: number, entries: Hint[]}} Found where all words of a text stand */
/** @typedef {{codes: KnownCode[], status: KnownStatus | null, found: Found | null}} Fallbacks */
/** @typedef {{error: number, case: number, rank: number}} Place where words stand; the case may be `WHOLE` */
/** @typedef {[weight: number, there: Set<string>]} Field how much it says to stand there, and the words */

const BARE = new RegExp(BARE_STATUS);
const EVERY_NAMED = new RegExp(NAMED_STATUS, "g");
const EVERY_HUMP = new RegExp(HUMP, "g");
const NO_WORDS = new RegExp(UNWORDED, "u");
const PHRASES = new Set(["", ...STATUS_PHRASES]);
const WRAPPERS = new Set(WRAPPER_WORDS);
const [CODE, TITLE, TOPIC, MESSAGE] = [5, 4, 3, 2]; // how much it says that a word stands there
const WHOLE = -1; // in place of the position of a case: the error as a whole

/**
 * Return what to say of a text besides its matches.
 * @param {Index} index @param {string} text as it was searched @param {Match[]} matches
 * @returns {Fallbacks}
 */
export function fallbacks(index, text, matches) {
  const lowered = text.toLowerCase();
  const isForeign = index.foreign.some((marker) => lowered.includes(marker));
  const named = matches.filter((match) => namesCode(index, text, match, isForeign));
  const firsts = named.filter(({ code }, at) => named.findIndex((other) => other.code === code) === at);
  const codes = firsts.map((match) => knownCode(index, text, match)).filter(({ cases }) => cases);
  if (codes.length || matches.some(({ confidence }) => confidence !== "suggestion")) {
    return { codes, status: null, found: null };
  }
  const status = statusOf(index, text);
  return { codes, status, found: status ? null : foundIn(index, text) };
}

/**
 * Tell whether all that a match has is a code which stands in the text, letter for letter.
 *
 * Of a code that others have too it is a guess, but an answer still: people look up codes.
 * @param {Index} index @param {string} text @param {Match} match @param {boolean} isForeign
 * @returns {boolean}
 */
function namesCode(index, text, { case: id, code, confidence, span }, isForeign) {
  if (id !== null || confidence === "code") return id === null;
  const error = index.errorBySpelling.get(text.slice(...span));
  return !isForeign && error !== undefined && index.document.errors.codes[error] === code;
}

/** @param {Index} index @param {string} text @param {Match} match @returns {KnownCode} */
function knownCode(index, text, { code, confidence }) {
  const error = index.document.errors.codes.indexOf(code);
  const { title, url, spellings } = index.error(error);
  const cases = casesOf(index, error);
  const removed = new Set(index.document.removed);
  const current = cases.filter((position) => !removed.has(position));
  const told = (current.length ? current : cases).map((position) => index.case(position));
  return {
    code,
    title,
    url,
    isSure: confidence === "code",
    cases: cases.length,
    hasMessage: hasMessage(text, spellings),
    retries: counted(told.map(({ retry }) => retry)),
    actors: counted(told.map(({ actor }) => actor)),
    nearest: nearest(index, text, error, cases),
  };
}

/** @param {Index} index @param {number} error @returns {number[]} */
function casesOf({ caseErrors }, error) {
  const first = caseErrors.indexOf(error);
  const end = caseErrors.lastIndexOf(error) + 1;
  return Array.from({ length: first < 0 ? 0 : end - first }, (_, place) => first + place);
}

/** @param {string[]} values @returns {[string, number][]} the most first */
function counted(values) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((one, two) => two[1] - one[1]);
}

/**
 * Tell whether a text has more words than the code and what wraps it in a response.
 * @param {string} text @param {string[]} spellings @returns {boolean}
 */
function hasMessage(text, spellings) {
  const known = new Set(spellings.flatMap((spelling) => words(spelling).map((word) => word.text)));
  const others = words(text).map((word) => word.text)
    .filter((word) => !known.has(word) && !WRAPPERS.has(word) && !/[0-9]/.test(word));
  return new Set(others).size >= LEAST_MESSAGE;
}

/**
 * Return the cases of an error whose messages have the most of a text's words.
 *
 * A code with a few cases has them all; among many, words that all texts have say nothing.
 * @param {Index} index @param {string} text @param {number} error @param {number[]} cases
 * @returns {Hint[]}
 */
function nearest(index, text, error, cases) {
  const there = new Set(words(text).map((word) => index.vocabulary.find(word.text)));
  const best = new Map(cases.map((position) => [position, 0]));
  const least = cases.length <= MOST_NEAR ? 0 : LEAST_NEAR;
  index.wordingCases.forEach((position, number) => {
    const known = best.get(position);
    if (known === undefined) return;
    const { words: slots, total } = index.wording(number);
    const shared = [...new Set(slots)].filter((word) => there.has(word));
    const weight = shared.reduce((sum, word) => sum + index.weights[word], 0);
    const score = weight >= least ? Math.floor((weight * weight) / Math.max(1, total)) : 0;
    best.set(position, Math.max(known, score));
  });
  const first = Math.max(0, ...best.values());
  return [...best]
    .filter(([, score]) => !least || 2 * score > first)
    .sort(([one, oneScore], [two, twoScore]) => twoScore - oneScore || one - two)
    .slice(0, MOST_NEAR)
    .map(([position]) => hint(index, error, position));
}

/**
 * Return the status that a text is nothing but, or else the first that it names and we have.
 * @param {Index} index @param {string} text @returns {KnownStatus | null}
 */
function statusOf(index, text) {
  const lowered = stripped(text, SPACES).toLowerCase();
  const { status = "", phrase = "" } = BARE.exec(lowered)?.groups ?? {};
  if (status && PHRASES.has(phrase.replace(/^[ :-]+|[ :-]+$/g, ""))) {
    const isKnown = index.caseErrors.some((_, position) => index.status(position));
    return isKnown ? knownStatus(index, Number(status), true) : null;
  }
  if (index.foreign.some((marker) => lowered.includes(marker))) return null;
  for (const { groups } of lowered.matchAll(EVERY_NAMED)) {
    const known = knownStatus(index, Number(groups?.status));
    if (known.cases) return known;
  }
  return null;
}

/** @param {Index} index @param {number} status @param {boolean} [isBare] whether the text is nothing else @returns {KnownStatus} */
function knownStatus(index, status, isBare = false) {
  const removed = new Set(index.document.removed);
  const cases = [...index.caseErrors.keys()].filter((at) => index.status(at) === status && !removed.has(at));
  const errors = [...new Set(cases.map((position) => index.caseErrors[position]))];
  return {
    status,
    isBare,
    url: cases.length ? `${STATUS_PATH}${status}/` : null,
    cases: cases.length,
    errors: errors.slice(0, MOST_FOUND).map((error) => hint(index, error)),
  };
}

/**
 * Return where the words of a short text stand; all of them have to be in an entry.
 * @param {Index} index @param {string} text @returns {Found | null}
 */
function foundIn(index, text) {
  const query = stripped(text, QUERY_EDGES);
  const isQuery = [...query].length <= LONGEST_QUERY && !NO_WORDS.test(query);
  const asked = isQuery ? words(query).map((word) => word.text) : [];
  if (!asked.length || asked.length > MOST_QUERY_WORDS) return null;
  const topics = topicsOf(index);
  const ranked = placesOf(index, topics, asked)
    .sort((one, two) => two.rank - one.rank || one.error - two.error || one.case - two.case);
  if (!ranked.length) return null;
  const key = categoryOf(index, topics, asked);
  return {
    words: query,
    url: key === null ? FILTER_PATH + encodeURIComponent(query) : `${CATEGORY_PATH}${key}/`,
    total: ranked.length,
    entries: ranked.slice(0, MOST_FOUND).map((place) => hint(index, place.error, place.case)),
  };
}

/** @param {string} text @param {string} edges @returns {string} the text without these characters at its ends */
function stripped(text, edges) {
  let [start, end] = [0, text.length];
  while (start < end && edges.includes(text[start])) start += 1;
  while (end > start && edges.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/**
 * Return where words stand. What stands in the code, title or category of an error is said once,
 * not of each case.
 *
 * Most entries have none of the letters of a word, so they need not be split into words.
 * @param {Index} index @param {Topics} topics @param {string[]} asked @returns {Place[]}
 */
function placesOf(index, topics, asked) {
  /** @type {Place[]} */
  const found = [];
  let end = 0;
  const { cases: counts, codes } = index.document.errors;
  for (let error = 0; error < codes.length; error += 1) {
    const start = end;
    end += counts[error];
    const { spellings, title } = index.error(error);
    const own = { names: spellings, title, topic: topics.errors[error] ?? "", message: "" };
    const rank = rankOf([own], asked);
    if (rank) {
      found.push({ error, case: WHOLE, rank });
      continue;
    }
    for (let position = start; position < end; position += 1) {
      const ownRank = rankOf([own, caseTexts(index, topics, position)], asked);
      if (ownRank) found.push({ error, case: position, rank: ownRank });
    }
  }
  return found;
}

/** @typedef {{names: string[], title: string, topic: string, message: string}} Texts of an error or a case */

/** @param {Index} index @param {Topics} topics @param {number} position @returns {Texts} */
function caseTexts(index, topics, position) {
  const { id, title, spellings } = index.case(position);
  return { names: spellings, title, topic: topics.cases[position] ?? "", message: `${id} ${topics.messages[position] ?? ""}` };
}

/** @param {Texts} texts @returns {Field[]} */
function fieldsOf({ names, title, topic, message }) {
  const code = [...names, ...names.map((name) => name.replace(EVERY_HUMP, " "))].join(" ");
  return [[CODE, wordsOf(code)], [TITLE, wordsOf(title)], [TOPIC, wordsOf(topic)], [MESSAGE, wordsOf(message)]];
}

/** @param {string} text @returns {Set<string>} */
function wordsOf(text) {
  return new Set(words(text).map((word) => word.text));
}

/**
 * Return how prominently words stand in texts; 0 where one of them is in none.
 * @param {Texts[]} texts @param {string[]} asked @returns {number}
 */
function rankOf(texts, asked) {
  const all = texts.map(({ names, title, topic, message }) => [...names, title, topic, message].join("\n"));
  const letters = all.join("\n").toLowerCase();
  if (!asked.every((word) => letters.includes(word.replace(/s$/, "")))) return 0;
  const fields = texts.flatMap(fieldsOf);
  let total = 0;
  for (const word of asked) {
    const best = Math.max(...fields.map(([weight, there]) => likeness(word, there) * weight));
    if (!best) return 0;
    total += best;
  }
  return total;
}

/**
 * Return 3 for a word itself, 2 for the start of one or a plural, 0 for none.
 * @param {string} asked @param {Set<string>} there @returns {number}
 */
function likeness(asked, there) {
  if (there.has(asked)) return 3;
  if ([...asked].length < LEAST_PREFIX) return 0;
  const isPlural = asked.endsWith("s") && there.has(asked.slice(0, -1));
  return isPlural || [...there].some((word) => word.startsWith(asked)) ? 2 : 0;
}

/**
 * @typedef {object} Topics what entries are about besides their titles
 * @property {string[]} errors the category of each error, empty for none
 * @property {string[]} cases that of each case which has its own
 * @property {string[]} messages and tags of each case
 */

/** @type {WeakMap<Index, Topics>} */
const known = new WeakMap();

/** @param {Index} index @returns {Topics} */
function topicsOf(index) {
  let topics = known.get(index);
  if (!topics) known.set(index, topics = readTopics(index));
  return topics;
}

/** @param {Index} index @returns {Topics} */
function readTopics({ document, templates, wordingCases }) {
  const { categories = "", categorised = ["", ""], tags = "", tagged = "" } = document;
  const [keys, names] = [["", ...categories.split(" ")], tags.split(" ")];
  const [errors, cases] = categorised.map((column) =>
    Array.from(column, (mark) => keys[/** @type {number} */ (mark.codePointAt(0)) - FIRST_CATEGORY]));
  const messages = tagged.split(",").map((marks) =>
    Array.from(marks, (mark) => names[/** @type {number} */ (mark.codePointAt(0)) - FIRST_TAG]).join(" "));
  wordingCases.forEach((position, number) => {
    messages[position] = `${messages[position] ?? ""} ${templates[number]}`;
  });
  return { errors, cases, messages };
}

/** @param {Index} index @param {Topics} topics @param {string[]} asked @returns {string | null} the key of the first that has all words */
function categoryOf({ document: { categories = "" } }, { errors, cases }, asked) {
  const used = new Set([...errors, ...cases]);
  const found = categories.split(" ").find((key) => {
    const there = wordsOf(key);
    return used.has(key) && asked.every((word) => there.has(word));
  });
  return found ?? null;
}

/** @param {Index} index @param {number} error @param {number} [position] of its case @returns {Hint} */
function hint(index, error, position = WHOLE) {
  const { code, title, url } = index.error(error);
  if (position === WHOLE) return { code, case: null, title, url };
  const own = index.case(position);
  return { code, case: own.id, title: own.title, url: own.url };
}
