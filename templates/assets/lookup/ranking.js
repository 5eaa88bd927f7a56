// Evidence -> cases: how sure we are of each, and which is the surest.

import { findEvidence } from "./evidence.js";
import { fitOf, isMereBeginning, isWhole, speaksForItself } from "./fit.js";
import { witnessOf } from "./surroundings.js";
import { UNIT } from "./templates.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {import("./surroundings.js").Surroundings} Surroundings */
/** @typedef {"exact" | "likely" | "code" | "suggestion"} Confidence */
/** @typedef {{case: number, confidence: Confidence, score: number, evidence: Evidence}} Ranked */

const ORDER = ["exact", "likely", "code", "suggestion"]; // the surest first
const CODE_BONUS = 6 * UNIT; // what the code of the case in the text adds
const STATUS_BONUS = 2 * UNIT; // what its HTTP status adds

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
  const fit = fitOf(index, evidence, witnessOf(around, index.caseErrors[wording.case]));
  if (fit === "none") return null;
  if (fit === "loose" || around.foreign) return "suggestion";
  if (!around.ours && !speaksForItself(index, text, evidence, fit)) return "suggestion";
  if (isMereBeginning(index, text, evidence, fit)) return "suggestion";
  return isWhole(wording, evidence) && !evidence.slips ? "exact" : "likely";
}

/** @param {Index} index @param {Evidence} evidence @param {Surroundings} around @returns {number} */
function scoreOf(index, { chain, wording }, around) {
  const found = index.case(index.wordingCases[wording]);
  let score = Math.floor((chain.weight * chain.weight) / Math.max(1, chain.total));
  if (around.named.has(found.error)) score += CODE_BONUS;
  if (found.status !== null && around.statuses.has(String(found.status))) score += STATUS_BONUS;
  return score;
}
