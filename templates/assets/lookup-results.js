// The results of a lookup box: cards, best first, or what can be said of an unknown error.

import { matchCard, paragraph, showRemedy } from "./match-card.js";
import { findSecrets } from "./secrets.js";
import { siteUrl } from "./site.js";
import { unknownError } from "./unknown-error.js";

/** @typedef {import("./answering.js").Answer} Answer */
/** @typedef {import("./answering.js").Match} Match */

const SHORTEST_ERROR = 12; // characters below which a text may just not be typed to its end

export class LookupResults {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.status = document.createElement("p");
    this.status.setAttribute("role", "status");
    this.status.className = "errdocs-lookup-status";
    this.body = document.createElement("div");
    place.append(this.status, this.body);
  }

  /** @returns {HTMLAnchorElement[]} the links of the results, best first */
  get links() {
    return [...this.body.querySelectorAll("[data-lookup-match] a")].filter((link) => link instanceof HTMLAnchorElement);
  }

  clear() {
    this.status.textContent = "";
    this.body.replaceChildren();
  }

  /** Say that the answer takes its time, as it does before the index is loaded. */
  wait() {
    this.status.textContent = "Looking it up…";
  }

  /**
   * @param {Answer} answer
   * @param {string} text
   * @returns {Match[]} the matches of the results, in their order
   */
  show(answer, text) {
    const { sure, guesses } = sorted(answer.matches);
    const shown = [...sure, ...guesses];
    const secrets = findSecrets(text);
    const list = document.createElement("ol");
    list.className = "errdocs-matches";
    list.append(...shown.map((match) => matchCard(match, text, secrets)));
    const isUnknown = !sure.length && text.trim().length >= SHORTEST_ERROR;
    this.body.replaceChildren();
    if (isUnknown) this.body.append(unknownError(answer, text, secrets));
    const { leftOut } = answer;
    if (leftOut) this.body.append(paragraph("errdocs-lookup-note", `The text is very long: ${leftOut.toLocaleString("en")} characters in its middle were not searched.`));
    if (shown.length) this.body.append(list);
    this.status.textContent = summary(sure.length, guesses.length);
    return shown;
  }

  /** @param {string[]} sentences what to do, in the order of the results */
  showRemedies(sentences) {
    const cards = this.body.querySelectorAll("[data-lookup-match]");
    cards.forEach((card, position) => showRemedy(card, sentences[position] ?? ""));
  }

  fail() {
    const link = document.createElement("a");
    link.href = siteUrl("errors/").href;
    link.textContent = "list of all errors";
    this.status.textContent = "The lookup could not be loaded.";
    this.body.replaceChildren(paragraph("errdocs-lookup-note", "Try again later, or find it in the ", link, "."));
  }
}

/**
 * Return what is sure, and the guesses about parts of the text that nothing sure explains.
 * @param {Match[]} matches
 * @returns {{sure: Match[], guesses: Match[]}}
 */
export function sorted(matches) {
  const sure = matches.filter(({ confidence }) => confidence !== "suggestion");
  const guesses = matches.filter(({ confidence, span: [start, end] }) => confidence === "suggestion"
    && !sure.some((other) => start < other.span[1] && other.span[0] < end));
  return { sure, guesses };
}

/** @param {number} sure @param {number} guesses @returns {string} */
function summary(sure, guesses) {
  if (sure && guesses) return `${count(sure, "result")} and ${count(guesses, "guess", "guesses")}.`;
  if (sure) return `${count(sure, "result")}.`;
  if (guesses) return `No sure result, ${count(guesses, "guess", "guesses")}.`;
  return "No result.";
}

/** @param {number} number @param {string} one @param {string} [many] */
function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}
