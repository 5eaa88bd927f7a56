// Evidence -> cases: how well each template fits, how sure that makes us, and which is the surest.
//
// A template fits by the share of its weight that was found. Then the surroundings decide whether
// the message is this service's, unless it speaks for itself.

import {
  BOUNDED_WEIGHT, CLOSE_COVERAGE, CLOSE_WEIGHT, CLOSING, CODE_BONUS, CONFIDENCE_LABELS, CUT_COVERAGE,
  CUT_WEIGHT, CUT_WEIGHT_NAMED, CUT_WEIGHT_STARTED, DOUBTFUL_COVERAGE, ENDLESS_COVERAGE,
  LOOSE_COVERAGE, NAMED_COVERAGE, OPENING, PART_COVERAGE, RUN_ON_WEIGHT, SHORT_WORDS,
  STATUS_BONUS, TYPO_WORDS, WHOLE_WEIGHT,
} from "../constants.js";
import { codeEvidence } from "./codes.js";
import { findEvidence } from "./evidence.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./index.js").Wording} Wording */
/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {import("./codes.js").CodeEvidence} CodeEvidence */
/** @typedef {import("./codes.js").Surroundings} Surroundings */
/** @typedef {keyof typeof CONFIDENCE_LABELS} Confidence */
/** @typedef {"whole" | "close" | "loose" | "none"} Fit */
/** @typedef {{case: number, confidence: Confidence, score: number, evidence: Evidence}} Ranked */

const ORDER = Object.keys(CONFIDENCE_LABELS); // the surest first

/**
 * Return the cases that a text speaks of, each with its best evidence, the surest first.
 * @param {Index} index @param {string} text @param {Surroundings} around @returns {Ranked[]}
 */
export function rank(index, text, around) {
  /** @type {Map<number, Ranked>} */
  const best = new Map();
  for (const evidence of findEvidence(index, text)) {
    const confidence = confidenceOf(index, text, evidence, around);
    if (!confidence) continue;
    const position = index.wordingCases[evidence.wording];
    const item = { case: position, confidence, score: scoreOf(index, evidence, around), evidence };
    const current = best.get(position);
    if (!current || byOrder(item, current) < 0) best.set(position, item);
  }
  return [...best.values()].sort(byOrder);
}

/** @param {Ranked} one @param {Ranked} two @returns {number} */
function byOrder(one, two) {
  const surer = ORDER.indexOf(one.confidence) - ORDER.indexOf(two.confidence);
  return surer || two.score - one.score || one.case - two.case;
}

/**
 * @param {Index} index @param {string} text @param {Evidence} evidence
 * @param {Surroundings} around @returns {Confidence | null}
 */
function confidenceOf(index, text, evidence, around) {
  const wording = index.wording(evidence.wording);
  const fit = fitOf(index, evidence, codeEvidence(around, index.caseErrors[wording.case]));
  if (fit === "none") return null;
  if (fit === "loose" || around.foreign) return "suggestion";
  if (!around.ours && !speaksForItself(index, text, evidence, fit)) return "suggestion";
  if (isMereStart(index, text, evidence, fit)) return "suggestion";
  return isWhole(wording, evidence) && !evidence.typos ? "exact" : "likely";
}

/** @param {Index} index @param {Evidence} evidence @param {Surroundings} around @returns {number} */
function scoreOf(index, { chain, wording }, around) {
  const found = index.case(index.wordingCases[wording]);
  let score = Math.floor((chain.weight * chain.weight) / Math.max(1, chain.total));
  if (around.named.has(found.error)) score += CODE_BONUS;
  if (found.status !== null && around.statuses.has(String(found.status))) score += STATUS_BONUS;
  return score;
}

/**
 * Return how well a template fits; `codes` is what the codes in the text say of its case.
 * @param {Index} index @param {Evidence} evidence @param {CodeEvidence} codes @returns {Fit}
 */
function fitOf(index, evidence, codes) {
  const wording = index.wording(evidence.wording);
  const { chain } = evidence;
  const coverage = chain.total ? chain.weight / chain.total : 0;
  if (evidence.typos && wording.words.length < TYPO_WORDS) return "loose";
  if (isWhole(wording, evidence)) return "whole";
  const partsFound = partsAreFound(index, wording, evidence);
  const least = leastCoverage(wording, evidence, codes);
  if (partsFound && (coverage >= least || restFits(index, wording, evidence, codes))) {
    return "close";
  }
  return coverage >= LOOSE_COVERAGE ? "loose" : "none";
}

/**
 * Tell whether every word is there, with nothing between but values.
 * @param {Wording} wording @param {Evidence} evidence @returns {boolean}
 */
function isWhole(wording, { chain }) {
  return chain.places.length === wording.words.length && chain.extra === 0;
}

/**
 * Tell whether nobody else prints such words, so that the surroundings need not decide.
 * @param {Index} index @param {string} text @param {Evidence} evidence @param {Fit} fit
 * @returns {boolean}
 */
function speaksForItself(index, text, evidence, fit) {
  const { weight } = evidence.chain;
  if (fit !== "whole") return weight >= CLOSE_WEIGHT;
  if (runsOn(index, text, evidence)) return weight >= RUN_ON_WEIGHT;
  if (weight >= WHOLE_WEIGHT) return true;
  return weight >= BOUNDED_WEIGHT && !evidence.typos && standsAlone(index, text, evidence);
}

/**
 * Tell whether a whole message is so short that the sentence which runs on is another message.
 * @param {Index} index @param {string} text @param {Evidence} evidence @param {Fit} fit
 * @returns {boolean}
 */
function isMereStart(index, text, evidence, fit) {
  const isShort = fit === "whole" && evidence.chain.weight < BOUNDED_WEIGHT;
  return isShort && runsOn(index, text, evidence);
}

/**
 * Tell whether another word follows the last of the message, with nothing but spaces between.
 * @param {Index} index @param {string} text @param {Evidence} evidence @returns {boolean}
 */
function runsOn(index, text, { end, wording }) {
  while (end < text.length && text[end] === " ") end += 1;
  return end < text.length && /[A-Za-z]/.test(text[end]) && !index.endsWithValue[wording];
}

/**
 * Tell whether a message that was cut off at the end of the text fits as far as it goes.
 * @param {Index} index @param {Wording} wording @param {Evidence} evidence @param {CodeEvidence} codes
 */
function restFits(index, wording, evidence, codes) {
  const { slots, weight } = evidence.chain;
  const isEndCut = evidence.cutRight && slots[slots.length - 1] < wording.words.length - 1;
  const start = evidence.cutLeft && !isEndCut ? slots[0] : 0;
  const end = evidence.cutRight ? slots[slots.length - 1] + 1 : wording.words.length;
  const rest = weightOf(index, wording, start, end, () => true);
  const least = codes === "for" ? CUT_WEIGHT_NAMED : CUT_WEIGHT;
  const isStarted = codes === "for" && evidence.cutRight && !slots[0] && !evidence.chain.extra;
  return weight >= (isStarted ? CUT_WEIGHT_STARTED : least) && weight >= CUT_COVERAGE * rest;
}

/**
 * @param {Wording} wording @param {Evidence} evidence @param {CodeEvidence} codes
 * @returns {number}
 */
function leastCoverage(wording, evidence, codes) {
  if (!endIsFound(wording, evidence)) return ENDLESS_COVERAGE;
  if (codes === "against" || startsOtherwise(wording, evidence)) return DOUBTFUL_COVERAGE;
  return codes === "for" ? NAMED_COVERAGE : CLOSE_COVERAGE;
}

/** @param {Wording} wording @param {Evidence} evidence @returns {boolean} */
function startsOtherwise({ words }, { chain: { slots }, cutLeft }) {
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
  return parts(wording).every(([start, end]) => {
    const [from, to] = [Math.max(start, left), Math.min(end, right)];
    const whole = weightOf(index, wording, from, to, () => true);
    const there = weightOf(index, wording, from, to, (slot) => found.has(slot));
    return there >= PART_COVERAGE * whole;
  });
}

/**
 * @param {Index} index @param {Wording} wording @param {number} start @param {number} end
 * @param {(slot: number) => boolean} counts @returns {number}
 */
function weightOf(index, wording, start, end, counts) {
  let sum = 0;
  for (let slot = start; slot < end; slot += 1) {
    if (counts(slot)) sum += index.weights[wording.words[slot]];
  }
  return sum;
}

/** @param {Wording} wording @returns {[number, number][]} start and end of each literal part */
function parts({ words, gaps }) {
  const starts = [...words.keys()].filter((slot) => gaps[slot] || slot === 0);
  return starts.map((start, number) => [start, starts[number + 1] ?? words.length]);
}

/** @param {Index} index @param {string} text @param {Evidence} evidence @returns {boolean} */
function standsAlone(index, text, { start, end, wording }) {
  while (start > 0 && text[start - 1] === " ") start -= 1;
  while (end < text.length && text[end] === " ") end += 1;
  const opens = start === 0 || OPENING.includes(text[start - 1]);
  const closes = end === text.length || CLOSING.includes(text[end]);
  return opens && (closes || index.endsWithValue[wording]);
}
