// The card of one match: which error it is, how sure we are and why, and what to do.

import { ACTOR_LABELS, CONFIDENCE_LABELS, RETRY_LABELS } from "./constants.js";
import { knownCode } from "./fallback-cards.js";
import { keepSpelling } from "./held-spelling.js";
import { withCode } from "./markdown.js";
import { filledMessage, keepOwnValues } from "./own-values.js";
import { masked, maskedValues } from "./secrets.js";
import { siteUrl } from "./site.js";
import { visible } from "./visible.js";

/** @typedef {import("./answering.js").Match} Match */
/** @typedef {import("./lookup/fallbacks.js").KnownCode} KnownCode */
/** @typedef {import("./secrets.js").Secret} Secret */

/** @type {Record<Match["confidence"], string>} */
const REASONS = {
  exact: "Every part of this message is in your text:",
  likely: "Most of the distinctive words of this message are in your text:",
  code: "Your text has this code:",
  suggestion: "Your text is similar to this message:",
};
const AROUND = 48; // characters shown on each side of the evidence
const LONGEST = 320; // characters of evidence shown; of a longer one, its ends

/**
 * Return the card of a match.
 * @param {Match} match
 * @param {string} text the text that was looked up
 * @param {Secret[]} secrets those of the text
 * @param {KnownCode} [code] what holds for the code, where that is all that is known
 * @returns {HTMLLIElement}
 */
export function matchCard(match, text, secrets, code) {
  const own = { message: match.message, parameters: maskedValues(match.parameters, text, secrets) };
  const card = document.createElement("li");
  card.className = "errdocs-match";
  Object.assign(card.dataset, {
    lookupMatch: "", code: match.code, case: match.case ?? "", confidence: match.confidence,
  });
  const told = code ? "code" : match.confidence; // a code that others print too is no less known
  card.append(head(match, told), title(match, own));
  if (code) card.append(...knownCode(code));
  else card.append(paragraph("errdocs-match-fix", ""));
  if (match.retry || match.actor) card.append(badges(match));
  const isSure = match.confidence !== "suggestion";
  if (isSure && Object.keys(own.parameters).length) card.append(ownMessage(own));
  card.append(reason(match, told, text, secrets));
  return card;
}

/**
 * Show on a card what to do.
 * @param {Element} card
 * @param {import("./markdown.js").Step} step
 * @param {Record<string, string>} values of the reader's message, with secrets masked
 */
export function showRemedy(card, step, values) {
  const place = card.querySelector(".errdocs-match-fix");
  if (place && step.sentence) place.replaceChildren(...withCode(step, values));
}

/** @param {Match} match @param {Match["confidence"]} told @returns {HTMLElement} */
function head({ code }, told) {
  const label = span("errdocs-confidence", CONFIDENCE_LABELS[told]);
  const name = document.createElement("code");
  name.textContent = visible(code);
  return paragraph("errdocs-match-head", label, name);
}

/** @param {Match} match @param {{message: string | null, parameters: Record<string, string>}} own */
function title(match, own) {
  const link = document.createElement("a");
  const url = siteUrl(match.url);
  link.href = url.href;
  link.textContent = visible(match.title);
  if (match.confidence !== "suggestion") {
    link.addEventListener("click", () => {
      keepOwnValues(url, own);
      keepSpelling(url, match.spelling);
    });
  }
  return paragraph("errdocs-match-title", link);
}

/** @param {Match} match @returns {HTMLElement} */
function badges({ retry, actor }) {
  const shown = paragraph("errdocs-card-badges");
  if (retry) shown.append(badge("retry", retry, labelOf(RETRY_LABELS, retry)));
  if (actor) shown.append(badge("actor", actor, labelOf(ACTOR_LABELS, actor)));
  return shown;
}

/** @param {Record<string, string>} labels @param {string} key @returns {string} */
function labelOf(labels, key) {
  return labels[key] ?? key;
}

/** @param {string} kind @param {string} value @param {string} words */
function badge(kind, value, words) {
  const shown = span("errdocs-badge", words);
  shown.dataset[kind] = value;
  return shown;
}

/** @param {{message: string | null, parameters: Record<string, string>}} own */
function ownMessage({ message, parameters }) {
  const label = span("errdocs-match-label", "Your message:");
  return paragraph("errdocs-match-own", label, " ", filledMessage({ message: message ?? "", parameters }));
}

/** @param {Match} match @param {Match["confidence"]} told @param {string} text @param {Secret[]} secrets */
function reason({ span: evidence }, told, text, secrets) {
  const label = span("errdocs-match-label", REASONS[told]);
  return paragraph("errdocs-match-why", label, " ", excerpt(text, evidence, secrets));
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

/**
 * Return the evidence of a match, marked, between the words around it; secrets are masked.
 * @param {string} text
 * @param {[number, number]} span
 * @param {Secret[]} secrets those of the text
 * @returns {HTMLElement}
 */
function excerpt(text, [start, end], secrets) {
  const from = lineStart(text, start);
  const to = lineEnd(text, end);
  const shown = document.createElement("code");
  const mark = document.createElement("mark");
  mark.textContent = shortEvidence(text, start, end, secrets);
  shown.append(
    (from > 0 ? "…" : "") + oneLine(masked(text, secrets, from, start)),
    mark,
    oneLine(masked(text, secrets, end, to)) + (to < text.length ? "…" : ""),
  );
  return shown;
}

/** @param {string} text @param {number} start @param {number} end @param {Secret[]} secrets */
function shortEvidence(text, start, end, secrets) {
  if (end - start <= LONGEST) return oneLine(masked(text, secrets, start, end));
  const half = LONGEST / 2;
  const head = masked(text, secrets, start, start + half);
  return oneLine(`${head} … ${masked(text, secrets, end - half, end)}`);
}

/** @param {string} text @returns {string} */
function oneLine(text) {
  return visible(text.replace(/\s+/g, " "));
}

/** @param {string} text @param {number} place @returns {number} */
function lineStart(text, place) {
  const first = Math.max(0, place - AROUND);
  return first + text.slice(first, place).lastIndexOf("\n") + 1;
}

/** @param {string} text @param {number} place @returns {number} */
function lineEnd(text, place) {
  const rest = text.slice(place, place + AROUND);
  const line = rest.indexOf("\n");
  return place + (line < 0 ? rest.length : line);
}
