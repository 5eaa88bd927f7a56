// Ranked cases and codes -> matches: what the reader is told, the surest first.

import { findClaims } from "./codes.js";
import { SLIP, isSlip, nearest } from "./nearest.js";
import { rank } from "./ranking.js";
import { surroundingsOf } from "./surroundings.js";
import { UNIT } from "./templates.js";
import { readValues } from "./values.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./codes.js").CodeHit} CodeHit */
/** @typedef {import("./codes.js").Claim} Claim */
/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {import("./ranking.js").Ranked} Ranked */
/**
 * @typedef {object} Match one answer to a text
 * @property {string} code
 * @property {string | null} case null where only the code is known
 * @property {string} title
 * @property {string} url
 * @property {import("./ranking.js").Confidence} confidence
 * @property {number} score weight of the evidence, or likeness to a misspelt code
 * @property {string | null} message the template
 * @property {Record<string, string>} parameters values in the text; has no prototype
 * @property {[number, number]} span start and end, in UTF-16 code units
 * @property {string | null} retry
 * @property {string | null} actor
 */

const MOST_GUESSES = 3; // cases, and codes, that are offered as guesses
const MOST_NAMES = 8; // names that are looked at as slips of a code

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
  const slips = slipsOf(index, around.codes);
  const named = around.codes.filter((hit) => !slips.has(hit));
  const codes = codeMatches(index, named, around.foreign ? "suggestion" : "code");
  if (codes.length || around.foreign) return [...codes, ...guessed];
  const near = nearMatches(index, [...slips.values(), ...findClaims(text)]);
  const clear = near.filter((match) => match.score * UNIT >= SLIP);
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
 * Return the codes that only begin a longer name which rather is a slip of another code.
 * @param {Index} index @param {CodeHit[]} hits @returns {Map<CodeHit, Claim>}
 */
function slipsOf(index, hits) {
  const longer = hits.filter(({ name, start, end }) => name.length > end - start);
  const slips = longer.slice(0, MOST_NAMES).filter(({ name, error }) => isSlip(index, name, error));
  return new Map(slips.map((hit) => {
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
 * @param {Index} index @param {Claim[]} claims @returns {Match[]}
 */
function nearMatches(index, claims) {
  /** @type {Map<number, Match>} */
  const best = new Map();
  for (const { name, start, end } of claims) {
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
