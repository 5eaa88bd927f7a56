// The card of one match: which error it is, how sure we are and why, and what to do.

import { excerpt } from "./excerpt.js";
import { filledMessage, keepOwnValues } from "./own-values.js";
import { maskedValues } from "./secrets.js";
import { siteUrl } from "./site.js";

/** @typedef {import("./answering.js").Match} Match */
/** @typedef {import("./secrets.js").Secret} Secret */
/** @typedef {{label: string, reason: string}} Words */

/** @type {Record<Match["confidence"], Words>} */
export const CONFIDENCE = {
  exact: { label: "Exact match", reason: "Every part of this message is in your text:" },
  likely: { label: "Likely match", reason: "Most of the words that set this message apart are in your text:" },
  code: { label: "Known code", reason: "Your text has this code, but no message that we know:" },
  suggestion: { label: "Only a guess", reason: "Your text is merely like this:" },
};
/** @type {Record<string, string>} the words of the badges on pages */
const RETRY = { never: "Do not retry", backoff: "Retry with backoff", wait: "Wait" };
/** @type {Record<string, string>} */
const ACTOR = { caller: "Caller", "account-owner": "Account owner", provider: "Provider" };

/**
 * Return the card of a match.
 * @param {Match} match
 * @param {string} text the text that was looked up
 * @param {Secret[]} secrets those of the text
 * @returns {HTMLLIElement}
 */
export function matchCard(match, text, secrets) {
  const own = { message: match.message, parameters: maskedValues(match.parameters, text, secrets) };
  const card = document.createElement("li");
  card.className = "errdocs-match";
  Object.assign(card.dataset, {
    lookupMatch: "", code: match.code, case: match.case ?? "", confidence: match.confidence,
  });
  card.append(head(match), title(match, own), paragraph("errdocs-match-fix", ""));
  if (match.retry || match.actor) card.append(badges(match));
  const isSure = match.confidence !== "suggestion";
  if (isSure && Object.keys(own.parameters).length) card.append(ownRequest(own));
  card.append(reason(match, text, secrets));
  return card;
}

/**
 * Show on a card what to do.
 * @param {Element} card
 * @param {string} sentence in Markdown, with code in backticks
 */
export function showRemedy(card, sentence) {
  const place = card.querySelector(".errdocs-match-fix");
  if (place && sentence) place.replaceChildren(...withCode(sentence));
}

/** @param {Match} match @returns {HTMLElement} */
function head({ confidence, code }) {
  const label = span("errdocs-confidence", CONFIDENCE[confidence].label);
  const name = document.createElement("code");
  name.textContent = code;
  return paragraph("errdocs-match-head", label, name);
}

/** @param {Match} match @param {{message: string | null, parameters: Record<string, string>}} own */
function title(match, own) {
  const link = document.createElement("a");
  const url = siteUrl(match.url);
  link.href = url.href;
  link.textContent = match.title;
  if (match.confidence !== "suggestion") link.addEventListener("click", () => keepOwnValues(url, own));
  return paragraph("errdocs-match-title", link);
}

/** @param {Match} match @returns {HTMLElement} */
function badges({ retry, actor }) {
  const shown = paragraph("errdocs-card-badges");
  if (retry) shown.append(badge("retry", retry, RETRY[retry] ?? retry));
  if (actor) shown.append(badge("actor", actor, ACTOR[actor] ?? actor));
  return shown;
}

/** @param {string} kind @param {string} value @param {string} words */
function badge(kind, value, words) {
  const shown = span("errdocs-badge", words);
  shown.dataset[kind] = value;
  return shown;
}

/** @param {{message: string | null, parameters: Record<string, string>}} own */
function ownRequest({ message, parameters }) {
  const label = span("errdocs-match-label", "Your request:");
  return paragraph("errdocs-match-own", label, " ", filledMessage({ message: message ?? "", parameters }));
}

/** @param {Match} match @param {string} text @param {Secret[]} secrets */
function reason({ confidence, span: evidence }, text, secrets) {
  const label = span("errdocs-match-label", CONFIDENCE[confidence].reason);
  return paragraph("errdocs-match-why", label, " ", excerpt(text, evidence, secrets));
}

/** @param {string} sentence @returns {(string | HTMLElement)[]} */
export function withCode(sentence) {
  return sentence.split("`").map((part, position) => {
    if (position % 2 === 0) return part;
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
}

/** @param {string} name @param {...(string | Node)} content */
export function paragraph(name, ...content) {
  const element = document.createElement("p");
  element.className = name;
  element.append(...content);
  return element;
}

/** @param {string} name @param {string} words */
function span(name, words) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = words;
  return element;
}
