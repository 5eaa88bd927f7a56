// The results of a lookup box: cards, best first, or what can be said of an unknown error.

import { REGISTRY_VERSION, REPORT_URL, TYPO_LIKENESS, UNIT } from "./constants.js";
import { copyButton } from "./copy.js";
import { foundCard, nextSteps, statusCard } from "./fallback-cards.js";
import { keepText } from "./kept-text.js";
import { matchCard, paragraph, showRemedy } from "./match-card.js";
import { reportOffer, withReportForm } from "./report.js";
import { findSecrets, masked, maskedValues } from "./secrets.js";
import { siteUrl } from "./site.js";
import { visible } from "./visible.js";

/** @typedef {import("./answering.js").Answer} Answer */
/** @typedef {import("./answering.js").Match} Match */
/** @typedef {import("./lookup/fallbacks.js").KnownCode} KnownCode */
/** @typedef {import("./secrets.js").Secret} Secret */
/**
 * @typedef {{code: string, case: string | null, values: Record<string, string>}} Shown the entry that
 *   a result says what to do about, with the values of the text
 */

const SHORTEST_ERROR = 12; // characters below which a text may just not be typed to its end
const LONGEST_REPORT = 4000; // characters of the text in a report; of a longer one, its ends
const MOST_CODES = 5;

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
    const links = this.body.querySelectorAll(":is([data-lookup-match], .errdocs-besides) a");
    return [...links].filter((link) => link instanceof HTMLAnchorElement);
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
   * @param {Answer} whole
   * @param {string} text
   * @returns {Shown[]}
   */
  show(whole, text) {
    const secrets = findSecrets(text);
    keepText(text, secrets);
    const answer = withCodesMasked(whole, text, secrets);
    const { leftOut, fallbacks: { codes, status, found } } = answer;
    const { sure, guesses } = worthShowing(answer);
    const shown = [...sure, ...guesses];
    const codeOf = (/** @type {Match} */ match) => codes.find(({ code }) => match.case === null && code === match.code);
    const list = document.createElement("ol");
    list.className = "errdocs-matches";
    list.append(...shown.map((match) => matchCard(match, text, secrets, codeOf(match))));
    const isAnswered = sure.length > 0 || codes.length > 0 || found !== null || status?.isBare === true;
    this.body.replaceChildren();
    if (!isAnswered) this.body.append(unknownError(answer, text, secrets));
    if (leftOut) this.body.append(paragraph("errdocs-lookup-note", `The text is very long: ${leftOut.toLocaleString("en")} characters in its middle were not searched.`));
    if (shown.length) this.body.append(list);
    if (status) this.body.append(statusCard(status));
    if (found) this.body.append(foundCard(found));
    if (codes.some(({ hasMessage }) => hasMessage)) this.body.append(withReportForm(report(answer, text, secrets, false), subject(answer, text, secrets)));
    else if (sure.length) this.body.append(reportOffer(() => ({ ...subject(answer, text, secrets), body: reportText(answer, text, secrets, "None of the results fits this text") })));
    const sharing = Math.max(1, ...sure.map((match) => match.sharing));
    if (sure.length && sharing > sure.length) this.body.append(paragraph("errdocs-lookup-note", `${sharing.toLocaleString("en")} entries have this value; the first ${sure.length} are shown.`));
    this.status.textContent = summary(answer, sure.length, guesses.length);
    return shown.map((match) => ({
      ...(codeOf(match)?.nearest[0] ?? match),
      values: maskedValues(match.parameters, text, secrets),
    }));
  }

  /**
   * @param {import("./markdown.js").Step[]} steps what to do, in the order of the results
   * @param {Shown[]} shown
   */
  showRemedies(steps, shown) {
    const cards = this.body.querySelectorAll("[data-lookup-match]");
    cards.forEach((card, position) => showRemedy(card, steps[position], shown[position].values));
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
 * Return an answer in which a code that is a secret, or a part of one, is masked: what announces it
 * stands in the text.
 * @param {Answer} answer @param {string} text @param {Secret[]} secrets those of the text
 * @returns {Answer}
 */
function withCodesMasked(answer, text, secrets) {
  const codes = Object.values(maskedValues(Object.fromEntries(answer.recognised.codes.entries()), text, secrets));
  return { ...answer, recognised: { ...answer.recognised, codes } };
}

/**
 * Return what is sure, and the guesses worth a look besides what else is known of the text.
 * @param {Answer} answer
 * @returns {{sure: Match[], guesses: Match[]}}
 */
function worthShowing({ matches, fallbacks: { codes, status, found } }) {
  const { sure, guesses } = sorted(matches);
  const isTypo = (/** @type {Match} */ match) => match.case === null && match.score * UNIT >= TYPO_LIKENESS;
  const kept = guesses.filter((match) => isCode(match, codes)
    || (!codes.some(({ code }) => code === match.code) && (!found || isTypo(match))));
  return { sure, guesses: status?.isBare ? [] : kept };
}

/** @param {Match} match @param {KnownCode[]} codes @returns {boolean} whether only its code is known */
function isCode({ code, case: id }, codes) {
  return id === null && codes.some((known) => known.code === code);
}

/**
 * Return what is sure, and the guesses about parts of the text that nothing sure explains. Beside an
 * exact match there are none.
 * @param {Match[]} matches
 * @returns {{sure: Match[], guesses: Match[]}}
 */
export function sorted(matches) {
  const sure = matches.filter(({ confidence }) => confidence !== "suggestion");
  const isExact = matches.some(({ confidence }) => confidence === "exact");
  const guesses = matches.filter(({ confidence, span: [start, end] }) => confidence === "suggestion" && !isExact
    && !sure.some((other) => start < other.span[1] && other.span[0] < end));
  return { sure, guesses };
}

/** @param {Answer} answer @param {number} sure @param {number} guesses @returns {string} */
function summary({ fallbacks: { codes, status, found } }, sure, guesses) {
  if (!sure && codes.length) return `${count(codes.length, "known code")}.`;
  if (status?.isBare) return `${count(status.cases, "case")} with the status ${status.status}.`;
  if (found) return `No message recognised, ${count(found.total, "entry", "entries")} found by words.`;
  if (sure && guesses) return `${count(sure, "result")} and ${count(guesses, "guess", "guesses")}.`;
  if (sure) return `${count(sure, "result")}.`;
  if (guesses) return `No certain result, ${count(guesses, "guess", "guesses")}.`;
  return "No result.";
}

/** @param {number} number @param {string} one @param {string} [many] */
function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

/**
 * Return what is said when nothing in a text is known for sure.
 * @param {Answer} answer
 * @param {string} text
 * @param {Secret[]} secrets those of the text
 * @returns {HTMLElement}
 */
function unknownError(answer, text, secrets) {
  const box = document.createElement("section");
  box.className = "errdocs-unknown";
  box.dataset.lookupUnknown = "";
  const title = document.createElement("h2");
  const isError = text.trim().length >= SHORTEST_ERROR;
  title.textContent = isError ? "This reference doesn’t know this error" : "Nothing found yet";
  box.append(title);
  if (isError) box.append(facts(answer), paragraph("errdocs-unknown-next", ...nextStep(answer)));
  box.append(nextSteps());
  if (isError) box.append(withReportForm(report(answer, text, secrets), subject(answer, text, secrets)));
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
    description.textContent = visible(value);
    list.append(term, description);
  }
  return list;
}

/** @param {Answer["recognised"]} recognised @returns {[string, string][]} */
function recognisedFacts({ statuses, codes, vendor }) {
  /** @type {[string, string][]} */
  const all = [
    ["Status", statuses.join(", ")],
    ["Code", codes.slice(0, MOST_CODES).join(", ")],
    ["Printed by", vendor ? `another service (${vendor})` : ""],
  ];
  const known = all.filter(([, value]) => value);
  return known.length ? known : [["Recognised", "no status, no code, no service"]];
}

/** @param {Answer} answer @returns {(string | HTMLElement)[]} */
function nextStep({ matches, recognised }) {
  const guesses = matches.length ? "The most similar entries are below. They are guesses." : "No entry is similar to it.";
  return recognised.vendor
    ? [`It seems to come from another service. Look in the documentation of that service. ${guesses}`]
    : [`${guesses} If it is an error of this service, `, ...maintainers(), "; the report is below."];
}

/** @returns {(string | HTMLElement)[]} whom to report it to: the theme links the repository, where there is one */
function maintainers() {
  const repository = document.querySelector("a.md-source");
  if (REPORT_URL || !(repository instanceof HTMLAnchorElement)) return ["report it"];
  const link = document.createElement("a");
  link.href = repository.href;
  link.rel = "noopener";
  link.textContent = "in the repository of this reference";
  return ["report it ", link];
}

/** @param {Answer} answer @param {string} text @param {Secret[]} secrets @param {boolean} [isOpen] */
function report(answer, text, secrets, isOpen = true) {
  const words = reportText(answer, text, secrets);
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = isOpen ? "Report to copy, with secrets masked" : "Not your message? Copy a report, with secrets masked";
  const holder = document.createElement("div");
  holder.className = "errdocs-message";
  holder.dataset.copyText = words;
  holder.dataset.copyName = "report";
  holder.dataset.lookupReport = "";
  const listing = document.createElement("pre");
  const code = document.createElement("code");
  code.textContent = visible(words);
  code.tabIndex = 0; // it scrolls, and not everyone has a wheel
  listing.append(code);
  holder.append(listing, copyButton(holder));
  details.append(summary, holder);
  details.className = "errdocs-report";
  details.open = isOpen;
  return details;
}

/**
 * @param {Answer} answer @param {string} text @param {Secret[]} secrets
 * @param {string} [heading]
 * @returns {string}
 */
function reportText({ matches, recognised }, text, secrets, heading = "Error that the reference does not know") {
  const nearest = matches.map(({ code, case: id }) => (id ? `${code} (${id})` : code));
  return [
    heading,
    ...recognisedFacts(recognised).map(([name, value]) => `${name}: ${value}`),
    `Nearest entries: ${nearest.join(", ") || "none"}`,
    `Version of the reference: ${REGISTRY_VERSION || "unknown"}`,
    "",
    ...shortened(masked(text, secrets).trim()).split("\n").map((line) => `    ${line}`),
    "",
  ].join("\n");
}

/**
 * Return what a report is about: the code that was found or is nearest, and the start of the text.
 * @param {Answer} answer @param {string} text @param {Secret[]} secrets
 */
function subject({ matches, recognised }, text, secrets) {
  const [line] = masked(text, secrets).trim().split("\n");
  const code = recognised.codes[0] || (matches[0]?.code ?? "");
  return { title: `Message without an entry: ${code || line}`, code };
}

/** @param {string} text @returns {string} */
function shortened(text) {
  if (text.length <= LONGEST_REPORT) return text;
  const half = LONGEST_REPORT / 2;
  return `${text.slice(0, half)}\n… ${text.length - LONGEST_REPORT} characters left out …\n${text.slice(-half)}`;
}
