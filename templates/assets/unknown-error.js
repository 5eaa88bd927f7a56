// The unknown error: what can honestly be said of it, and a report that is ready to copy.

import { copyButton } from "./copy.js";
import { paragraph } from "./match-card.js";
import { masked } from "./secrets.js";

/** @typedef {import("./answering.js").Answer} Answer */
/** @typedef {import("./secrets.js").Secret} Secret */

const LONGEST_REPORT = 4000; // characters of the text; of a longer one, its ends
const MOST_CODES = 5;

/**
 * Return what is said when nothing in a text is known for sure.
 * @param {Answer} answer
 * @param {string} text
 * @param {Secret[]} secrets those of the text
 * @returns {HTMLElement}
 */
export function unknownError(answer, text, secrets) {
  const box = document.createElement("section");
  box.className = "errdocs-unknown";
  box.dataset.lookupUnknown = "";
  const title = document.createElement("h2");
  title.textContent = "This reference doesn’t know this error";
  box.append(title, facts(answer));
  box.append(paragraph("errdocs-unknown-next", ...nextStep(answer)));
  box.append(report(answer, text, secrets));
  return box;
}

/** @param {Answer} answer @returns {HTMLElement} */
function facts({ recognised }) {
  const list = document.createElement("dl");
  list.className = "errdocs-unknown-facts";
  for (const [name, value] of recognisedFacts(recognised)) {
    const term = document.createElement("dt");
    const description = document.createElement("dd");
    term.textContent = name;
    description.textContent = value;
    list.append(term, description);
  }
  return list;
}

/** @param {Answer["recognised"]} recognised @returns {[string, string][]} */
function recognisedFacts({ statuses, codes, vendor }) {
  /** @type {[string, string][]} */
  const all = [
    ["Status", statuses.join(", ")],
    ["Code", masked(codes.slice(0, MOST_CODES).join(", "))],
    ["Printed by", vendor ? `another service (${vendor})` : ""],
  ];
  const known = all.filter(([, value]) => value);
  return known.length ? known : [["Recognised", "no status, no code, no service"]];
}

/** @param {Answer} answer @returns {(string | HTMLElement)[]} */
function nextStep({ matches, recognised }) {
  const guesses = matches.length ? "Below is what comes nearest; these are guesses." : "Nothing here comes near it.";
  return recognised.vendor
    ? [`It seems to come from another service, whose own documentation may know it. ${guesses}`]
    : [`${guesses} If the text is cut off, paste all of it. If it is an error of this service, `, ...keepers(), ":"];
}

/** @returns {(string | HTMLElement)[]} whom to report it to: the theme links the repository, where there is one */
function keepers() {
  const repository = document.querySelector("a.md-source");
  if (!(repository instanceof HTMLAnchorElement)) return ["report it"];
  const link = document.createElement("a");
  link.href = repository.href;
  link.rel = "noopener";
  link.textContent = "where this reference is kept";
  return ["report it ", link];
}

/** @param {Answer} answer @param {string} text @param {Secret[]} secrets */
function report(answer, text, secrets) {
  const words = reportText(answer, text, secrets);
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "Report to copy, with secrets masked";
  const holder = document.createElement("div");
  holder.className = "errdocs-message";
  holder.dataset.copyText = words;
  holder.dataset.copyName = "report";
  holder.dataset.lookupReport = "";
  const listing = document.createElement("pre");
  const code = document.createElement("code");
  code.textContent = words;
  code.tabIndex = 0; // it scrolls, and not everyone has a wheel
  listing.append(code);
  holder.append(listing, copyButton(holder));
  details.append(summary, holder);
  details.open = true;
  return details;
}

/** @param {Answer} answer @param {string} text @param {Secret[]} secrets @returns {string} */
export function reportText({ matches, recognised }, text, secrets) {
  const nearest = matches.map(({ code, case: id }) => (id ? `${code} (${id})` : code));
  return [
    "Error that the reference does not know",
    ...recognisedFacts(recognised).map(([name, value]) => `${name}: ${value}`),
    `Nearest entries: ${nearest.join(", ") || "none"}`,
    "",
    ...shortened(masked(text, secrets).trim()).split("\n").map((line) => `    ${line}`),
    "",
  ].join("\n");
}

/** @param {string} text @returns {string} */
function shortened(text) {
  if (text.length <= LONGEST_REPORT) return text;
  const half = LONGEST_REPORT / 2;
  return `${text.slice(0, half)}\n… ${text.length - LONGEST_REPORT} characters left out …\n${text.slice(-half)}`;
}
