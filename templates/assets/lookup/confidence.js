// Evidence -> cases: how well each template fits, how sure that makes us, and which is the surest.
//
// A template fits by the share of its weight that was found. Then the surroundings decide whether
// the message is this service's, unless it speaks for itself.

import {
  BOUNDED_WEIGHT, CLOSE_COVERAGE, CLOSE_WEIGHT, CLOSING, CONFIDENCE_LABELS, CUT_COVERAGE,
  CUT_WEIGHT, CUT_WEIGHT_NAMED, CUT_WEIGHT_STARTED, DOUBTFUL_COVERAGE, ENDED, ENDLESS_COVERAGE,
  LEAST_PLAIN, LONGEST_REST, LOOSE_COVERAGE, NAMED_COVERAGE, NEXT, OPENING, PART_COVERAGE, RUN_ON_WEIGHT, SHORT_WORDS,
  TYPO_WORDS, WHOLE_WEIGHT,
} from "../constants.js";
import { bonus } from "./bonuses.js";
import { findEvidence } from "./evidence.js";
import { eachWord, forward } from "./words.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./index.js").Wording} Wording */
/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {import("./codes.js").Surroundings} Surroundings */
/** @typedef {keyof typeof CONFIDENCE_LABELS} Confidence */
/** @typedef {"whole" | "close" | "loose" | "none"} Fit */
/** @typedef {{case: number, confidence: Confidence, score: number, evidence: Evidence}} Ranked */

const END = new RegExp(ENDED);
const FOLLOWING = new RegExp(NEXT, "y");
const ORDER = Object.keys(CONFIDENCE_LABELS); // the surest first

/**
 * Return the cases that a text speaks of, each with its best evidence, the surest first.
 * @param {Index} index @param {string} text @param {Surroundings} around @returns {Ranked[]}
 */
export function rank(index, text, around) {
  /** @type {Map<number, Ranked>} */
  const best = new Map();
  for (const evidence of findEvidence(index, text, around)) {
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
  const fit = fitOf(index, text, evidence, around);
  if (fit === "none") return null;
  if (around.foreign || !isBelieved(index, evidence, around, fit)) return "suggestion";
  if (fit === "loose") return isOnlyStart(index, text, evidence, around) ? "likely" : "suggestion";
  const { weight } = evidence.chain;
  if (!hasOwnEvidence(index, evidence, around)) {
    const isNamed = around.named.has(index.caseErrors[index.wordingCases[evidence.wording]]);
    if (weight < leastWeight(index, text, evidence, fit, isNamed)) return "suggestion";
    if (!isNamed && runsOverLines(index, text, evidence, CLOSE_WEIGHT)) return "suggestion";
  }
  if (isMereStart(index, text, evidence, fit)) return "suggestion";
  if (isScattered(index, text, evidence, around)) return "suggestion";
  const isExact = fit === "whole" && !evidence.typos && !mayGoOn(index, text, evidence);
  return isExact ? "exact" : "likely";
}

/**
 * Tell whether a message is this service's: what others print too needs evidence besides itself.
 * @param {Index} index @param {Evidence} evidence @param {Surroundings} around @param {Fit} fit
 * @returns {boolean}
 */
function isBelieved(index, evidence, around, fit) {
  const { wording, chain } = evidence;
  const { named, surely } = around;
  const error = index.caseErrors[index.wordingCases[wording]];
  const kind = index.genericTemplates.get(wording);
  if (kind === "phrases") return surely.has(error); // any proxy on the way prints these
  if (kind === undefined || hasOwnEvidence(index, evidence, around)) return true;
  // Few common words and a code that others use: both together are rarely somebody else's.
  const isWhole = fit === "whole" && chain.slots.length > LEAST_PLAIN;
  return kind === "plain" && isWhole && named.has(error);
}

/**
 * Tell whether something else in the text is this service's, and no other code of it is named.
 * @param {Index} index @param {Evidence} evidence @param {Surroundings} around @returns {boolean}
 */
function hasOwnEvidence(index, { wording }, { named, namesRelative, ours }) {
  return ours && (named.has(index.caseErrors[index.wordingCases[wording]]) || !namesRelative);
}

/**
 * Tell whether the start of a message is enough, as the code in the text has no other like it.
 * @param {Index} index @param {string} text @param {Evidence} evidence @param {Surroundings} around
 * @returns {boolean}
 */
function isOnlyStart(index, text, evidence, { surely }) {
  const { wording, chain, typos } = evidence;
  const error = index.caseErrors[index.wordingCases[wording]];
  const isNamed = surely.has(error) && !chain.slots[0];
  const isHalf = chain.weight >= LOOSE_COVERAGE * chain.total;
  if (!isNamed || !isHalf || typos) return false;
  return index.caseCount(error) === 1 || isDistinctStart(index, text, evidence, error);
}

/**
 * Tell whether a text has the first words alone of a message, and no other case starts with them.
 * @param {Index} index @param {string} text @param {Evidence} evidence @param {number} error
 * @returns {boolean}
 */
function isDistinctStart(index, text, { wording, chain, end }, error) {
  const { slots } = chain;
  const closes = CLOSING.includes(following(text, end)); // empty, at the end, is in everything
  if (!closes || chain.extra || slots[slots.length - 1] + 1 !== slots.length) return false;
  const start = index.wording(wording).words.subarray(0, slots.length);
  const own = index.wordingCases[wording];
  return [...index.messagesOf([error])].every((message) => {
    const isOthers = index.messages[message].some((other) =>
      index.wordingCases[other] !== own && index.caseErrors[index.wordingCases[other]] === error);
    const words = index.slotWords.subarray(index.starts[message], index.starts[message + 1]);
    return !isOthers || start.some((word, place) => words[place] !== word);
  });
}

/**
 * Tell whether the text breaks off where a longer message goes on with the same words.
 * @param {Index} index @param {string} text @param {Evidence} evidence @returns {boolean}
 */
function mayGoOn(index, text, { wording, end }) {
  const longer = index.longer.get(wording) ?? [];
  const rest = text.slice(end, forward(text, end, LONGEST_REST));
  if (!longer.length || end + rest.length < text.length || END.test(rest)) return false;
  /** @type {string[]} */
  const found = [];
  eachWord(rest, (from, to) => found.push(rest.slice(from, to).toLowerCase()));
  const { length } = index.wording(wording).words;
  return longer.some((other) => {
    const next = Array.from(index.wording(other).words.subarray(length), (word) => index.vocabulary.words[word]);
    return found.every((word, at) => (at + 1 < found.length ? word === next[at] : next[at]?.startsWith(word)));
  });
}

/**
 * Tell whether a value would have to run over lines, in a text that only names other errors.
 *
 * Of a traceback, `cursor.execute` and the end of another message are not `cursor x is closed`.
 * @param {Index} index @param {string} text @param {Evidence} evidence
 * @param {Surroundings} around @returns {boolean}
 */
function isScattered(index, text, evidence, { named }) {
  if (!named.size || named.has(index.caseErrors[index.wordingCases[evidence.wording]])) return false;
  return runsOverLines(index, text, evidence, WHOLE_WEIGHT);
}

/**
 * Tell whether a value in a message of less than some weight would have to run over lines.
 * @param {Index} index @param {string} text @param {Evidence} evidence @param {number} most
 * @returns {boolean}
 */
function runsOverLines(index, text, { wording, chain, found }, most) {
  if (chain.weight >= most) return false;
  const { gaps } = index.wording(wording);
  return found.some((word, place) => place > 0 && gaps[chain.slots[place]]
    && text.slice(found[place - 1].end, word.start).includes("\n"));
}

/** @param {Index} index @param {Evidence} evidence @param {Surroundings} around @returns {number} */
function scoreOf(index, { chain, wording }, around) {
  const score = Math.floor((chain.weight * chain.weight) / Math.max(1, chain.total));
  return score + bonus(index, index.wordingCases[wording], around);
}

/**
 * Return how well the words of a template were found.
 * @param {Index} index @param {string} text @param {Evidence} evidence
 * @param {Surroundings} around @returns {Fit}
 */
function fitOf(index, text, evidence, { named, surely }) {
  const wording = index.wording(evidence.wording);
  const { chain } = evidence;
  if (evidence.typos && wording.words.length < TYPO_WORDS) return "loose";
  if (chain.slots.length === wording.words.length && !chain.extra) {
    // with nothing between but values, which have to be there
    return lacksValue(text, wording, evidence) ? "loose" : "whole";
  }
  const coverage = chain.weight / chain.total;
  const isNamed = surely.has(index.caseErrors[wording.case]);
  const isEnough = coverage >= leastCoverage(wording, evidence, isNamed, named.size > 0)
    || restFits(index, wording, evidence, isNamed);
  if (isEnough && partsAreFound(index, wording, evidence)) return "close";
  return coverage >= LOOSE_COVERAGE ? "loose" : "none";
}

/**
 * Tell whether nothing stands between two words where the message has a value.
 * @param {string} text @param {Wording} wording @param {Evidence} evidence @returns {boolean}
 */
function lacksValue(text, { gaps }, { chain, found }) {
  return found.some((word, place) => place > 0 && gaps[chain.slots[place]]
    && !text.slice(found[place - 1].end, word.start).trim());
}

/**
 * Return the weight from which nobody else prints such words, whatever surrounds them.
 *
 * With a code of the case that others use too, a whole message is never theirs, but a part may be.
 * @param {Index} index @param {string} text @param {Evidence} evidence @param {Fit} fit
 * @param {boolean} isNamed @returns {number}
 */
function leastWeight(index, text, evidence, fit, isNamed) {
  if (isNamed) return fit === "whole" ? 0 : RUN_ON_WEIGHT;
  if (fit !== "whole") return CLOSE_WEIGHT;
  if (runsOn(index, text, evidence)) return RUN_ON_WEIGHT;
  const isBounded = !evidence.typos && standsAlone(index, text, evidence);
  return isBounded ? BOUNDED_WEIGHT : WHOLE_WEIGHT;
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
  return /^[A-Za-z]$/.test(following(text, end)) && !index.endsWithValue[wording];
}

/**
 * Return the first character after a message that is not a space; empty at the end.
 * @param {string} text @param {number} end @returns {string}
 */
function following(text, end) {
  FOLLOWING.lastIndex = end;
  return FOLLOWING.exec(text)?.[1] ?? "";
}

/**
 * Tell whether a message that was cut off at the end of the text fits as far as it goes.
 * @param {Index} index @param {Wording} wording @param {Evidence} evidence
 * @param {boolean} isNamed @returns {boolean}
 */
function restFits(index, wording, { chain, kept: [left, right] }, isNamed) {
  const { slots, weight, extra } = chain;
  const start = right === wording.words.length ? left : 0;
  const rest = weightOf(index, wording, start, right, () => true);
  const isStarted = right === slots[slots.length - 1] + 1 && !slots[0] && !extra;
  const leastNamed = isStarted ? CUT_WEIGHT_STARTED : CUT_WEIGHT_NAMED;
  return weight >= Math.max(isNamed ? leastNamed : CUT_WEIGHT, CUT_COVERAGE * rest);
}

/**
 * @param {Wording} wording @param {Evidence} evidence @param {boolean} isNamed
 * @param {boolean} hasCodes @returns {number}
 */
function leastCoverage({ words }, { chain: { slots }, kept: [left, right] }, isNamed, hasCodes) {
  if (slots[slots.length - 1] + 1 < right) return ENDLESS_COVERAGE;
  const startsOtherwise = words.length <= SHORT_WORDS && left < slots[0];
  if (startsOtherwise || (hasCodes && !isNamed)) return DOUBTFUL_COVERAGE;
  return isNamed ? NAMED_COVERAGE : CLOSE_COVERAGE;
}

/**
 * Tell whether enough of each literal part is there; parts that were cut off need not be.
 * @param {Index} index @param {Wording} wording @param {Evidence} evidence
 */
function partsAreFound(index, wording, evidence) {
  const [left, right] = evidence.kept;
  const found = new Set(evidence.chain.slots);
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
  const startsWithValue = index.wording(wording).gaps[0];
  const opens = startsWithValue || start === 0 || OPENING.includes(text[start - 1]);
  const closes = CLOSING.includes(following(text, end)); // empty, at the end, is in everything
  return Boolean(opens) && (closes || index.endsWithValue[wording]);
}
