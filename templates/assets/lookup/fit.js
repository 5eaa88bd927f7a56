// How well a template fits the words found of it, and whether they speak for themselves.

import { UNIT } from "./templates.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./index.js").Wording} Wording */
/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {"for" | "none" | "against"} Witness what the codes in a text say of a case */
/** @typedef {"whole" | "close" | "loose" | "none"} Fit */

const CLOSE_COVERAGE = 0.8; // share of a template's weight that makes a close fit
const NAMED_COVERAGE = 0.75; // the same where the text names the code of the case
const DOUBTFUL_COVERAGE = 0.85; // the same where the beginning or other codes speak against it
const ENDLESS_COVERAGE = 0.9; // the same where the message goes on with other words
const LOOSE_COVERAGE = 0.5; // share that is worth a guess
const CUT_COVERAGE = 0.9; // share of what is left of a message that was cut off
const CUT_WEIGHT = 8 * UNIT; // weight that has to be left of it
const CUT_WEIGHT_NAMED = 4 * UNIT; // the same where the text names the code of the case
const CUT_WEIGHT_BEGUN = 2 * UNIT; // the same where the text ends with its first words
const PART_SHARE = 0.5; // share that each literal part needs
const SLIP_WORDS = 4; // words of the shortest message in which a slip is forgiven
const SHORT_WORDS = 4; // words of the longest message that is another one if its first word is
const WHOLE_WEIGHT = 9 * UNIT; // from which a whole message speaks for itself
const BOUNDED_WEIGHT = 7 * UNIT; // the same where the message stands alone
const CLOSE_WEIGHT = 20 * UNIT; // from which a close fit speaks for itself
const RUN_ON_WEIGHT = 16 * UNIT; // from which a whole message does where the sentence runs on
const OPENING = "0123456789\"'`“‘「：:>=|([{\n";
const CLOSING = "\"'`”’」.。!！,，;)]}|\n";

/**
 * Return how well a template fits; `witness` is what the codes in the text say of its case.
 * @param {Index} index @param {Evidence} evidence @param {Witness} witness @returns {Fit}
 */
export function fitOf(index, evidence, witness) {
  const wording = index.wording(evidence.wording);
  const { chain } = evidence;
  const coverage = chain.total ? chain.weight / chain.total : 0;
  if (evidence.slips && wording.words.length < SLIP_WORDS) return "loose";
  if (isWhole(wording, evidence)) return "whole";
  const partsFound = partsAreFound(index, wording, evidence);
  const least = leastCoverage(wording, evidence, witness);
  if (partsFound && (coverage >= least || restFits(index, wording, evidence, witness))) {
    return "close";
  }
  return coverage >= LOOSE_COVERAGE ? "loose" : "none";
}

/**
 * Tell whether every word is there, with nothing between but values.
 * @param {Wording} wording @param {Evidence} evidence @returns {boolean}
 */
export function isWhole(wording, { chain }) {
  return chain.places.length === wording.words.length && chain.strangers === 0;
}

/**
 * Tell whether nobody else prints such words, so that the surroundings need not decide.
 * @param {Index} index @param {string} text @param {Evidence} evidence @param {Fit} fit
 * @returns {boolean}
 */
export function speaksForItself(index, text, evidence, fit) {
  const { weight } = evidence.chain;
  if (fit !== "whole") return weight >= CLOSE_WEIGHT;
  if (runsOn(index, text, evidence)) return weight >= RUN_ON_WEIGHT;
  if (weight >= WHOLE_WEIGHT) return true;
  return weight >= BOUNDED_WEIGHT && !evidence.slips && standsAlone(index, text, evidence);
}

/**
 * Tell whether a whole message is so short that the sentence which runs on is another message.
 * @param {Index} index @param {string} text @param {Evidence} evidence @param {Fit} fit
 * @returns {boolean}
 */
export function isMereBeginning(index, text, evidence, fit) {
  const isShort = fit === "whole" && evidence.chain.weight < BOUNDED_WEIGHT;
  return isShort && runsOn(index, text, evidence);
}

/**
 * Tell whether another word follows the last of the message, with nothing but blanks between.
 * @param {Index} index @param {string} text @param {Evidence} evidence @returns {boolean}
 */
function runsOn(index, text, { end, wording }) {
  while (end < text.length && text[end] === " ") end += 1;
  return end < text.length && /[A-Za-z]/.test(text[end]) && !index.endsWithValue[wording];
}

/**
 * Tell whether a message that was cut off at the end of the text fits as far as it goes.
 * @param {Index} index @param {Wording} wording @param {Evidence} evidence @param {Witness} witness
 */
function restFits(index, wording, evidence, witness) {
  const { slots, weight } = evidence.chain;
  const isEndCut = evidence.cutRight && slots[slots.length - 1] < wording.words.length - 1;
  const begin = evidence.cutLeft && !isEndCut ? slots[0] : 0;
  const end = evidence.cutRight ? slots[slots.length - 1] + 1 : wording.words.length;
  const rest = weightOf(index, wording, begin, end, () => true);
  const least = witness === "for" ? CUT_WEIGHT_NAMED : CUT_WEIGHT;
  const isBegun = witness === "for" && evidence.cutRight && !slots[0] && !evidence.chain.strangers;
  return weight >= (isBegun ? CUT_WEIGHT_BEGUN : least) && weight >= CUT_COVERAGE * rest;
}

/**
 * @param {Wording} wording @param {Evidence} evidence @param {Witness} witness
 * @returns {number}
 */
function leastCoverage(wording, evidence, witness) {
  if (!endIsFound(wording, evidence)) return ENDLESS_COVERAGE;
  if (witness === "against" || beginsOtherwise(wording, evidence)) return DOUBTFUL_COVERAGE;
  return witness === "for" ? NAMED_COVERAGE : CLOSE_COVERAGE;
}

/** @param {Wording} wording @param {Evidence} evidence @returns {boolean} */
function beginsOtherwise({ words }, { chain: { slots }, cutLeft }) {
  return slots[0] > 0 && !cutLeft && words.length <= SHORT_WORDS;
}

/** @param {Wording} wording @param {Evidence} evidence @returns {boolean} */
function endIsFound({ words }, { chain: { slots }, cutRight }) {
  return cutRight || slots[slots.length - 1] === words.length - 1;
}

/**
 * Tell whether enough of each literal part is there; parts that were cut off need not be.
 * @param {Index} index @param {Wording} wording @param {Evidence} evidence
 */
function partsAreFound(index, wording, evidence) {
  const { slots } = evidence.chain;
  const found = new Set(slots);
  const left = evidence.cutLeft ? slots[0] : 0;
  const right = evidence.cutRight ? slots[slots.length - 1] + 1 : wording.words.length;
  return parts(wording).every(([begin, end]) => {
    const [from, to] = [Math.max(begin, left), Math.min(end, right)];
    const whole = weightOf(index, wording, from, to, () => true);
    const there = weightOf(index, wording, from, to, (slot) => found.has(slot));
    return there >= PART_SHARE * whole;
  });
}

/**
 * @param {Index} index @param {Wording} wording @param {number} begin @param {number} end
 * @param {(slot: number) => boolean} counts @returns {number}
 */
function weightOf(index, wording, begin, end, counts) {
  let sum = 0;
  for (let slot = begin; slot < end; slot += 1) {
    if (counts(slot)) sum += index.weights[wording.words[slot]];
  }
  return sum;
}

/** @param {Wording} wording @returns {[number, number][]} begin and end of each literal part */
function parts({ words, gaps }) {
  const begins = [...words.keys()].filter((slot) => gaps[slot] || slot === 0);
  return begins.map((begin, number) => [begin, begins[number + 1] ?? words.length]);
}

/** @param {Index} index @param {string} text @param {Evidence} evidence @returns {boolean} */
function standsAlone(index, text, { start, end, wording }) {
  while (start > 0 && text[start - 1] === " ") start -= 1;
  while (end < text.length && text[end] === " ") end += 1;
  const opens = start === 0 || OPENING.includes(text[start - 1]);
  const closes = end === text.length || CLOSING.includes(text[end]);
  return opens && (closes || index.endsWithValue[wording]);
}
