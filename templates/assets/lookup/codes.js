// What a text says besides the message: known codes and what is like one, statuses, vendors.

import {
  BARE_CODE, BRACKETED_CODE, CANDIDATE_CODE, COMMON_WORDS, DOTTED_NAME, LEAST_LETTERS,
  LEAST_LIKENESS, MOST_ALIKE, MOST_CANDIDATE_CODES, MOST_NAME, MOST_NAMES, MOST_NEAREST, MOST_PARTS, NOT_CODES,
  PACKAGE, PLAIN_WORD, QUALIFIER, QUOTES, SPACES, STATUS, TYPO_LIKENESS,
} from "../constants.js";
import { findAnchors } from "./anchors.js";
import { Places } from "./places.js";
import { isNumber } from "./spellings.js";
import { back } from "./words.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./index.js").Entry} Entry */
/** @typedef {import("./index.js").Value} Value */
/**
 * @typedef {object} CodeHit a known code, or a link to the help about it
 * @property {Entry} entry
 * @property {number} start
 * @property {number} end
 * @property {string} name the longer name that starts with it; the code itself where none does
 * @property {boolean} isGeneric whether others use this spelling too
 */
/** @typedef {{value: Value, start: number, end: number}} ValueHit in a place for codes */
/** @typedef {{name: string, start: number, end: number}} CandidateCode stands where a code would */
/** @typedef {{error: number, likeness: number}} Near likeness in thousandths */
/** @typedef {{sizes: number[], errors: number[], byPair: Map<string, number[]>}} Alikes */
/**
 * @typedef {object} Surroundings
 * @property {CodeHit[]} codes
 * @property {CodeHit[]} relatives codes in longer names that are other codes, or of others
 * @property {CodeHit[]} lent codes of a standard in a text that names its error by another one
 * @property {ValueHit[]} values
 * @property {CodeHit[]} anchors the entries to whose help the text links
 * @property {{errors: Set<number>, cases: Set<number>}} anchored the same entries
 * @property {boolean} namesAnother whether the text names its error by a code that is not known
 * @property {boolean} namesRelative whether that code has a known one in it
 * @property {Set<number>} named the errors whose codes or help anchors stand in the text
 * @property {Set<number>} namedCases the cases whose own codes or help anchors do
 * @property {Set<number>} surely those of the errors that are named by more than what others use too
 * @property {{errors: Set<number>, cases: Set<number>}} valued those with a value in the text
 * @property {Set<string>} statuses what may be an HTTP status, in order
 * @property {string | null} vendor the first marker of another service that the text holds
 * @property {boolean} foreign whether the text names another service, and not this one
 * @property {boolean} ours whether something besides the message speaks for this service alone
 * @property {Places} places
 */

const EVERY_NAME = new RegExp(DOTTED_NAME, "g");
const EVERY_CANDIDATE = new RegExp(CANDIDATE_CODE, "g");
const EVERY_BRACKETED = new RegExp(BRACKETED_CODE, "g");
const EVERY_STATUS = new RegExp(STATUS, "g");
const BARE = new RegExp(BARE_CODE);
const EDGES = SPACES + QUOTES;
const PLAIN = new RegExp(PLAIN_WORD);
const COMMON = new Set(COMMON_WORDS);
const QUALIFIED = new RegExp(QUALIFIER);
const IN_PACKAGE = new RegExp(PACKAGE);

/**
 * Return the surroundings in a text.
 * @param {Index} index @param {string} text @returns {Surroundings}
 */
export function surroundingsOf(index, text) {
  const [lowered, places] = [text.toLowerCase(), new Places(text, index.labels)];
  const isMarked = index.own.some((marker) => lowered.includes(marker));
  const vendor = index.foreign.find((marker) => lowered.includes(marker)) ?? null;
  const found = findCodes(index, places, isMarked);
  const namesAnother = !isMarked && isNamedOtherwise(index, text);
  const isLent = (/** @type {CodeHit} */ hit) => namesAnother && places.isStandard(hit.start, hit.end);
  const lent = new Set(found.codes.filter(isLent));
  const codes = found.codes.filter((hit) => !lent.has(hit));
  const anchors = anchoredEntries(index, text, codes);
  const named = [...codes, ...anchors];
  const isOwn = isMarked || anchors.length > 0 || index.envelopes.isIn(text);
  const surely = new Set(named.filter((hit) => isOwn || !hit.isGeneric).map(({ entry }) => entry.error));
  const casesOf = (/** @type {CodeHit[]} */ hits) =>
    hits.flatMap(({ entry }) => (entry.case === null ? [] : [entry.case]));
  const anchoredErrors = anchors.filter(({ entry }) => entry.case === null);
  return {
    codes,
    relatives: found.relatives,
    lent: [...lent],
    values: found.values,
    anchors,
    anchored: {
      errors: new Set(anchoredErrors.map(({ entry }) => entry.error)),
      cases: new Set(casesOf(anchors)),
    },
    namesAnother,
    namesRelative: found.relatives.some((hit) => !isClass(text, hit)),
    named: new Set(named.map(({ entry }) => entry.error)),
    namedCases: new Set(casesOf(named)),
    surely,
    valued: valuedOf(found.values),
    statuses: new Set(Array.from(text.matchAll(EVERY_STATUS), (match) => match[0])),
    vendor,
    foreign: vendor !== null && !isMarked,
    ours: isOwn || surely.size > 0,
    places,
  };
}

/**
 * Return the entries to whose help a text links; of several, those that a code names.
 * @param {Index} index @param {string} text @param {CodeHit[]} codes @returns {CodeHit[]}
 */
function anchoredEntries(index, text, codes) {
  const named = new Set(codes.map(({ entry }) => entry.error));
  return findAnchors(index, text).flatMap(({ anchor, start, end }) => {
    const all = entriesOf(index, anchor);
    const coded = all.filter(({ error }) => named.has(error));
    const entries = (coded.length ? coded : all).slice(0, MOST_ALIKE);
    return entries.map((entry) => ({ entry, start, end, name: anchor.text, isGeneric: false }));
  });
}

/**
 * Return the errors and cases that have a value.
 * @param {Index} index @param {Value} value @returns {Entry[]}
 */
export function entriesOf(index, { errors, cases }) {
  return [
    ...errors.map((error) => ({ error, case: null })),
    ...cases.map((position) => ({ error: index.caseErrors[position], case: position })),
  ];
}

/** @param {ValueHit[]} hits @returns {{errors: Set<number>, cases: Set<number>}} */
function valuedOf(hits) {
  /** @type {{errors: Set<number>, cases: Set<number>}} */
  const found = { errors: new Set(), cases: new Set() };
  for (const value of new Set(hits.map((hit) => hit.value))) {
    for (const error of value.errors) found.errors.add(error);
    for (const own of value.cases) found.cases.add(own);
  }
  return found;
}

/**
 * Return the known codes of a text, of any shape, and the values of fields in places for codes.
 * @param {Index} index @param {Places} places @param {boolean} hasOwn
 * @returns {{codes: CodeHit[], relatives: CodeHit[], values: ValueHit[]}}
 */
function findCodes(index, places, hasOwn) {
  /** @type {CodeHit[]} */
  const codes = [];
  /** @type {CodeHit[]} */
  const relatives = [];
  /** @type {ValueHit[]} */
  const values = [];
  for (const match of places.text.matchAll(EVERY_NAME)) {
    const hit = knownPart(index, match[0], match.index);
    if (!hit || !(hasOwn || isEvidence(places, hit))) continue;
    const list = isRelative(index, places.text, match.index, hit, hasOwn) ? relatives : codes;
    list.push(hit);
  }
  for (const { spelling, start, end } of index.spellings.find(places)) {
    const entry = index.entry(spelling);
    const value = index.valueByText.get(spelling);
    const isGeneric = index.genericCodes.has(spelling);
    if (entry) codes.push({ entry, start, end, name: spelling, isGeneric });
    else if (value) values.push({ value, start, end });
  }
  return { codes: longest(codes), relatives, values };
}

/**
 * Tell whether a longer name with a code in it is another code, or a class of another program.
 *
 * `App.AccessDenied` is not `AccessDenied`, and `sqlalchemy.exc.InternalError` is nobody's code.
 * What the service itself puts before its codes is a code as well, or has one of its markers.
 * @param {Index} index @param {string} text @param {number} start of the name
 * @param {CodeHit} hit @param {boolean} hasOwn @returns {boolean}
 */
function isRelative(index, text, start, hit, hasOwn) {
  const isLonger = hit.name.length > hit.end - hit.start;
  if (isLonger || QUALIFIED.test(text.slice(Math.max(0, start - 3), start))) return true;
  const prefix = text.slice(start, hit.start).replace(/\.+$/, "");
  if (!prefix || index.own.some((marker) => prefix.toLowerCase().includes(marker))) return false;
  const parts = prefix.split(".");
  const isWrapper = parts.some((_, at) => index.entry(parts.slice(0, at + 1).join(".")) !== null);
  // In a text that speaks of the service, a class may well be that of its client.
  return !isWrapper && !(hasOwn && isClass(text, hit));
}

/**
 * Tell whether what stands before a code looks like a package: codes have capitals there.
 * @param {string} text @param {CodeHit} hit @returns {boolean}
 */
function isClass(text, { start }) {
  return IN_PACKAGE.test(text.slice(back(text, start, MOST_NAME), start));
}

/**
 * Tell whether a name speaks for its error: a word that all logs hold does so as a code alone.
 * @param {Places} places @param {CodeHit} hit @returns {boolean}
 */
function isEvidence(places, { start, end }) {
  const spelling = places.text.slice(start, end);
  if (!COMMON.has(folded(spelling)) || places.isForCodes(start, end, true)) return true;
  // An identifier such as `InternalError` is no word of a sentence, but many print it.
  return !PLAIN.test(spelling) && (spelling === places.whole || places.isQuoted(start, end));
}

/**
 * Return the hits in order, without those that are a part of a longer one.
 * @param {CodeHit[]} hits @returns {CodeHit[]}
 */
function longest(hits) {
  let end = -1;
  return hits.sort((one, two) => one.start - two.start || two.end - one.end).filter((hit) => {
    if (hit.end <= end) return false;
    end = hit.end;
    return true;
  });
}

/**
 * Tell whether a text names its error, in brackets, by a code that is not known.
 * @param {Index} index @param {string} text @returns {boolean}
 */
function isNamedOtherwise(index, text) {
  let count = 0;
  for (const [, name] of text.matchAll(EVERY_BRACKETED)) {
    if (!knownPart(index, name, 0)) return true;
    count += 1;
    if (count === MOST_NAMES) break;
  }
  return false;
}

/**
 * Return the names that a text uses as codes, known or not, each once: the whole text where it is
 * nothing but a name, and what follows `"code":` and the like.
 * @param {string} text @returns {CandidateCode[]}
 */
export function candidateCodes(text) {
  const bare = text.length <= 2 * MOST_NAME ? strip(text) : { name: "", start: 0, end: 0 };
  if (BARE.test(bare.name)) return [bare];
  /** @type {Map<string, CandidateCode>} */
  const found = new Map();
  for (const match of text.matchAll(EVERY_CANDIDATE)) {
    const name = match[1].slice(0, endOfName(match[1]));
    if (folded(name).length < LEAST_LETTERS || NOT_CODES.includes(name.toLowerCase())) continue;
    const start = match.index + match[0].length - match[1].length;
    if (!found.has(name)) found.set(name, { name, start, end: start + name.length });
    if (found.size === MOST_CANDIDATE_CODES) break;
  }
  return [...found.values()];
}

/** @param {string} text @returns {CandidateCode} the text without spaces and quotes around it */
function strip(text) {
  let [start, end] = [0, text.length];
  while (start < end && EDGES.includes(text[start])) start += 1;
  while (end > start && EDGES.includes(text[end - 1])) end -= 1;
  return { name: text.slice(start, end), start, end };
}

/** @param {string} name @returns {number} where it ends but for separators */
function endOfName(name) {
  let end = name.length;
  while (end > 0 && "._/-".includes(name[end - 1])) end -= 1;
  return end;
}

/**
 * Return the known code in a dotted name.
 *
 * Services wrap codes (`InternalError.Algo.InvalidParameter`): the part that ends last counts,
 * and of those the longest.
 * @param {Index} index @param {string} name @param {number} offset @returns {CodeHit | null}
 */
function knownPart(index, name, offset) {
  let parts = name.split(".");
  if (parts.length > MOST_PARTS) {
    parts = parts.slice(-MOST_PARTS);
    const kept = parts.join(".");
    offset += name.length - kept.length;
  }
  for (let end = parts.length; end > 0; end -= 1) {
    for (let start = Math.max(0, end - index.mostParts); start < end; start += 1) {
      const spelling = parts.slice(start, end).join(".");
      const entry = index.entry(spelling);
      if (!entry) continue;
      const first = offset + parts.slice(0, start).join(".").length + (start ? 1 : 0);
      const rest = parts.slice(start).join(".");
      const isGeneric = index.genericCodes.has(spelling);
      return { entry, start: first, end: first + spelling.length, name: rest, isGeneric };
    }
  }
  return null;
}

/**
 * Return the ASCII letters and digits of a name, in lower case.
 * @param {string} name @returns {string}
 */
export function folded(name) {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/**
 * Return each pair of letters that follow each other, once, in order.
 * @param {string} name @returns {Set<string>}
 */
function letterPairs(name) {
  /** @type {Set<string>} */
  const found = new Set();
  for (let at = 0; at + 1 < name.length; at += 1) found.add(name.slice(at, at + 2));
  return found;
}

/**
 * Return how many pairs of letters each spelling has, its error, and the spellings by their pairs.
 * @param {Map<string, number>} spellings the error of each
 * @returns {Alikes}
 */
export function alikes(spellings) {
  /** @type {Alikes} */
  const found = { sizes: [], errors: [], byPair: new Map() };
  for (const [spelling, error] of spellings) {
    const own = letterPairs(folded(spelling));
    const number = found.sizes.push(own.size) - 1;
    found.errors.push(error);
    for (const pair of own) {
      const list = found.byPair.get(pair);
      if (list) list.push(number);
      else found.byPair.set(pair, [number]);
    }
  }
  return found;
}

/**
 * Return the errors whose codes are most like a name, the most alike first.
 * @param {Index} index @param {string} name @returns {Near[]}
 */
export function nearest(index, name) {
  if (isNumber(name)) return []; // a number with another digit is another number
  const { sizes, errors, byPair } = index.alikes();
  const wanted = letterPairs(folded(name));
  /** @type {Map<number, number>} */
  const shared = new Map();
  for (const pair of wanted) {
    for (const number of byPair.get(pair) ?? []) shared.set(number, (shared.get(number) ?? 0) + 1);
  }
  /** @type {Map<number, number>} */
  const best = new Map();
  for (const [number, count] of shared) {
    const likeness = Math.floor((2000 * count) / (wanted.size + sizes[number]));
    const error = errors[number];
    if (likeness >= LEAST_LIKENESS) best.set(error, Math.max(likeness, best.get(error) ?? 0));
  }
  return [...best]
    .map(([error, likeness]) => ({ error, likeness }))
    .sort((one, two) => two.likeness - one.likeness || one.error - two.error)
    .slice(0, MOST_NEAREST);
}

/**
 * Tell whether a name that starts with the code of an error rather is a typo of another one.
 * @param {Index} index @param {string} name @param {number} error @returns {boolean}
 */
export function isTypo(index, name, error) {
  const near = nearest(index, name)[0];
  return near !== undefined && near.error !== error && near.likeness >= TYPO_LIKENESS;
}
