// Ranked cases and codes -> matches: what the reader is told, the surest first.

import { MOST_GUESSES, MOST_NAMES, TYPO_LIKENESS, UNIT } from "../constants.js";
import { candidateCodes, isTypo, nearest, surroundingsOf } from "./codes.js";
import { rank } from "./confidence.js";
import { readValues } from "./values.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./codes.js").CodeHit} CodeHit */
/** @typedef {import("./codes.js").CandidateCode} CandidateCode */
/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {import("./confidence.js").Ranked} Ranked */
/**
 * @typedef {object} Match one answer to a text
 * @property {string} code
 * @property {string | null} case null where only the code is known
 * @property {string} title
 * @property {string} url
 * @property {import("./confidence.js").Confidence} confidence
 * @property {number} score weight of the evidence, or likeness to a misspelt code
 * @property {string | null} message the template
 * @property {Record<string, string>} parameters values in the text; has no prototype
 * @property {[number, number]} span start and end, in UTF-16 code units
 * @property {string | null} retry
 * @property {string | null} actor
 */

/**
 * Return the best matches of a text, the surest first.
 *
 * Codes are only told where no message is known, and codes like the one in the text only where
 * none is.
 * @param {Index} index @param {string} text @returns {Match[]}
 */
export function answer(index, text) {
  const around = surroundingsOf(index, text);
  const ranked = rank(index, text, around);
  const guesses = ranked.filter((item) => item.confidence === "suggestion").slice(0, MOST_GUESSES);
  const guessed = guesses.map((item) => caseMatch(index, text, item));
  const sure = ranked.filter((item) => item.confidence !== "suggestion");
  if (sure.length) {
    return [...withoutOverlaps(sure).map((item) => caseMatch(index, text, item)), ...guessed];
  }
  const typos = typosOf(index, around.codes);
  const named = around.codes.filter((hit) => !typos.has(hit));
  const codes = codeMatches(index, named, around.foreign ? "suggestion" : "code");
  if (codes.length || around.foreign) return [...codes, ...guessed];
  const near = nearMatches(index, [...typos.values(), ...candidateCodes(text)]);
  const clear = near.filter((match) => match.score * UNIT >= TYPO_LIKENESS);
  return [...clear, ...guessed, ...near.slice(clear.length)];
}

/**
 * Return the matches, best first, without those whose evidence a better one explains.
 * @param {Ranked[]} ranked @returns {Ranked[]}
 */
function withoutOverlaps(ranked) {
  /** @type {Ranked[]} */
  const kept = [];
  for (const item of [...ranked].sort((one, two) => two.score - one.score || one.case - two.case)) {
    if (!kept.some((other) => overlap(item.evidence, other.evidence))) kept.push(item);
  }
  return kept;
}

/** @param {Evidence} one @param {Evidence} two @returns {boolean} */
function overlap(one, two) {
  return one.start < two.end && two.start < one.end;
}

/** @param {Index} index @param {string} text @param {Ranked} item @returns {Match} */
function caseMatch(index, text, { case: position, confidence, score, evidence }) {
  const { error, id, title, url, retry, actor } = index.case(position);
  const wording = index.wording(evidence.wording);
  return {
    code: index.error(error).code,
    case: id,
    title,
    url,
    confidence,
    score: score / UNIT,
    message: wording.template,
    parameters: plain(readValues(wording, evidence, text)),
    span: [evidence.start, evidence.end],
    retry,
    actor,
  };
}

/**
 * Return the codes that only start a longer name which rather is a typo of another code.
 * @param {Index} index @param {CodeHit[]} hits @returns {Map<CodeHit, CandidateCode>}
 */
function typosOf(index, hits) {
  const longer = hits.filter(({ name, start, end }) => name.length > end - start);
  const typos = longer.slice(0, MOST_NAMES).filter(({ name, error }) => isTypo(index, name, error));
  return new Map(typos.map((hit) => {
    const { name, start } = hit;
    return [hit, { name, start, end: start + name.length }];
  }));
}

/**
 * Return a match for each error whose code a text names, in order.
 * @param {Index} index @param {CodeHit[]} hits @param {"code" | "suggestion"} confidence
 * @returns {Match[]}
 */
function codeMatches(index, hits, confidence) {
  /** @type {Map<number, CodeHit>} */
  const first = new Map();
  for (const hit of hits) if (!first.has(hit.error)) first.set(hit.error, hit);
  return Array.from(first.values(), ({ error, start, end }) =>
    codeMatch(index, error, confidence, 0, [start, end]));
}

/**
 * Return a guess for each of the errors whose codes are most like the names in a text.
 * @param {Index} index @param {CandidateCode[]} names @returns {Match[]}
 */
function nearMatches(index, names) {
  /** @type {Map<number, Match>} */
  const best = new Map();
  for (const { name, start, end } of names) {
    for (const { error, likeness } of nearest(index, name)) {
      const match = codeMatch(index, error, "suggestion", likeness, [start, end]);
      if (match.score > (best.get(error)?.score ?? 0)) best.set(error, match);
    }
  }
  return [...best]
    .sort(([one, oneMatch], [two, twoMatch]) => twoMatch.score - oneMatch.score || one - two)
    .slice(0, MOST_GUESSES)
    .map(([, match]) => match);
}

/**
 * @param {Index} index @param {number} error @param {"code" | "suggestion"} confidence
 * @param {number} score @param {[number, number]} span @returns {Match}
 */
function codeMatch(index, error, confidence, score, span) {
  const { code, title, url } = index.error(error);
  const parameters = plain(new Map());
  return {
    code, case: null, title, url, confidence, score: score / UNIT, message: null, parameters, span,
    retry: null, actor: null,
  };
}

/** @param {Map<string, string>} values @returns {Record<string, string>} */
function plain(values) {
  return Object.assign(Object.create(null), Object.fromEntries(values));
}
