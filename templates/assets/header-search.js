// The theme's header search, answered by the lookup too: its match stands above the pages.

import { answer, find, prepareAnswers, remedy } from "./answers.js";
import { CONFIDENCE_LABELS } from "./constants.js";
import { sorted } from "./lookup-results.js";
import { keepSpelling } from "./held-spelling.js";
import { withCode } from "./markdown.js";
import { keepOwnValues } from "./own-values.js";
import { MASK, findSecrets, isShareable, masked, maskedValues } from "./secrets.js";
import { siteUrl } from "./site.js";
import { visible } from "./visible.js";

/** @typedef {import("./answering.js").Match} Match */
/** @typedef {import("./answering.js").Answer} Answer */
/** @typedef {import("./finding.js").Found} Found */
/** @typedef {import("./lookup/fallbacks.js").Hint} Hint */
/** @typedef {import("./lookup/fallbacks.js").KnownStatus} KnownStatus */
/**
 * @typedef {object} Result one line of the list
 * @property {string} code
 * @property {string | null} case
 * @property {string} title
 * @property {string} url
 * @property {string} label how it was found
 * @property {Match["confidence"]} confidence
 * @property {string | null} message the template that the text fills
 * @property {Record<string, string>} parameters
 * @property {string | null} spelling
 * @property {string | null} printed the message that has the words
 * @property {[number, number] | null} span of the words in it
 * @property {boolean} hasFix
 */

const TYPING_PAUSE = 60; // milliseconds
const BEST_SCORE = "1000000"; // above every score of the theme, whose Enter opens the highest
const MOST_MATCHES = 3;
const BEFORE_WORDS = 60; // characters of a message shown before the words that were found
const FOUND_LABELS = { code: "Code", message: "Message" };

/**
 * Let the lookup answer the search of the page's header, where there is one.
 * @param {ParentNode} root
 */
export function startHeaderSearch(root) {
  const input = root.querySelector('[data-md-component="search-query"]');
  const result = root.querySelector('[data-md-component="search-result"]');
  if (input instanceof HTMLInputElement && result instanceof HTMLElement) new HeaderSearch(input, result);
}

class HeaderSearch {
  /** @param {HTMLInputElement} input @param {HTMLElement} result */
  constructor(input, result) {
    this.input = input;
    this.result = result;
    this.list = document.createElement("ol");
    this.list.className = "md-search-result__list errdocs-search-matches";
    this.list.hidden = true;
    this.list.setAttribute("aria-label", "Errors that this text is about");
    result.prepend(this.list);
    this.text = "";
    input.closest("[role='dialog']")?.setAttribute("aria-label", input.placeholder); // the theme names none
    input.addEventListener("focus", prepareAnswers);
    for (const kind of ["input", "keyup", "focus"]) input.addEventListener(kind, () => this.changed());
    input.addEventListener("input", tellTheme);
    input.form?.addEventListener("reset", () => setTimeout(() => this.changed()));
    keepOutOfUrls(input, result);
    new MutationObserver(() => this.hideRepeated()).observe(result, { childList: true, subtree: true });
    document.addEventListener("errdocs:query", hideSecrets);
    this.changed();
  }

  changed() {
    const text = this.input.value.trim();
    if (text === this.text) return;
    this.text = text;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.look(text), TYPING_PAUSE);
  }

  /** @param {string} text */
  async look(text) {
    if (!text) return this.show([]);
    try {
      const known = await answer(text);
      const found = await find(text);
      if (text === this.text) this.show(results(known, found, text));
    } catch {
      this.show([]); // the theme's own results remain
    }
  }

  /** @param {Result[]} shown */
  async show(shown) {
    const items = shown.map(item);
    this.list.replaceChildren(...items);
    this.list.hidden = !items.length;
    this.hideRepeated();
    if (!items.length) return;
    const steps = await remedy(shown);
    items.forEach((one, place) => {
      if (shown[place].hasFix) one.querySelector("p")?.replaceChildren(...withCode(steps[place], shown[place].parameters));
    });
  }

  /** Hide the theme's results for pages that stand above them. */
  hideRepeated() {
    const own = new Set([...this.list.querySelectorAll("a")].map(({ pathname }) => pathname));
    for (const link of this.result.querySelectorAll(":scope > .md-search-result__list:not(.errdocs-search-matches) > .md-search-result__item > a")) {
      const { parentElement } = link;
      if (link instanceof HTMLAnchorElement && parentElement) parentElement.hidden = own.has(link.pathname);
    }
  }
}

/**
 * The theme reads its input when a key is released: pasting with a mouse or a finger has none.
 * @param {Event} event
 */
function tellTheme({ target }) {
  target?.dispatchEvent(new Event("keyup", { bubbles: true }));
}

/**
 * Return what to show above the theme's results: what the lookup is sure of, else the listing of a
 * status or the entries that have the words, else, of what looks pasted or is one word with a typo,
 * the best guess.
 * @param {Answer} answer @param {Found[]} found @param {string} text @returns {Result[]}
 */
function results({ matches, fallbacks: { status, found: besides } }, found, text) {
  const { sure } = sorted(matches);
  const named = found.filter(({ kind }) => kind !== "message");
  const isMessage = sure.some(({ confidence }) => confidence !== "code");
  if (isMessage || (sure.length && !named.length)) return sure.slice(0, MOST_MATCHES).map((match) => ofMatch(match, text));
  if (status?.isBare && status.url) return [ofStatus(status, status.url)];
  if (found.length) return found.slice(0, MOST_MATCHES).map((entry) => ofFound(entry, matches));
  if (besides) return besides.entries.slice(0, MOST_MATCHES).map((entry) => ofEntry(entry, "Words"));
  const looksPasted = text.length > 40 || !/\s/.test(text);
  return looksPasted ? matches.slice(0, 1).map((match) => ofMatch(match, text)) : [];
}

/** @param {Match} match @param {string} text @returns {Result} */
function ofMatch(match, text) {
  const parameters = maskedValues(match.parameters, text, findSecrets(text));
  return {
    ...match, parameters, hasFix: true, label: CONFIDENCE_LABELS[match.confidence], printed: null, span: null,
  };
}

/** @param {Found} found @param {Match[]} matches @returns {Result} */
function ofFound({ kind, message, span, ...found }, matches) {
  const held = matches.find(({ code }) => code === found.code);
  return { ...ofEntry(found, FOUND_LABELS[kind]), spelling: held?.spelling ?? null, printed: message, span };
}

/** @param {KnownStatus} status @param {string} url @returns {Result} */
function ofStatus({ status, cases }, url) {
  const title = `${cases} ${cases === 1 ? "case comes" : "cases come"} with HTTP status ${status}`;
  return { ...ofEntry({ code: String(status), case: null, title, url }, "Status"), hasFix: false };
}

/** @param {Hint} entry @param {string} label how it was found @returns {Result} */
function ofEntry(entry, label) {
  return {
    ...entry, label, hasFix: true, confidence: "suggestion", message: null, parameters: {}, spelling: null,
    printed: null, span: null,
  };
}

/**
 * Return a result in the markup of the theme, so that its keys and styles hold.
 * @param {Result} result @returns {HTMLLIElement}
 */
function item(result) {
  const url = siteUrl(result.url);
  const shown = document.createElement("li");
  shown.className = "md-search-result__item";
  Object.assign(shown.dataset, {
    lookupMatch: "", code: result.code, case: result.case ?? "", confidence: result.confidence,
  });
  const link = document.createElement("a");
  link.className = "md-search-result__link";
  link.href = url.href;
  link.tabIndex = -1;
  link.addEventListener("click", () => {
    keepOwnValues(url, result);
    keepSpelling(url, result.spelling);
  });
  link.append(article(result));
  shown.append(link);
  return shown;
}

/** @param {Result} result @returns {HTMLElement} */
function article(result) {
  const shown = document.createElement("article");
  shown.className = "md-search-result__article md-typeset";
  shown.dataset.mdScore = BEST_SCORE;
  const label = document.createElement("span");
  label.className = "errdocs-confidence";
  label.textContent = result.label;
  const code = document.createElement("code");
  code.textContent = visible(result.code);
  const head = document.createElement("div");
  head.className = "errdocs-match-head";
  head.append(label, code);
  const title = document.createElement("h1");
  title.textContent = visible(result.title);
  shown.append(head, title, document.createElement("p"));
  if (result.printed) shown.querySelector("h1")?.after(excerpt(result.printed, result.span));
  return shown;
}

/** @param {string} message @param {[number, number] | null} span @returns {HTMLElement} */
function excerpt(message, span) {
  const shown = document.createElement("div");
  shown.className = "errdocs-search-message";
  const [start, end] = span ?? [0, 0];
  const mark = document.createElement("mark");
  mark.textContent = visible(message.slice(start, end));
  const from = Math.max(0, start - BEFORE_WORDS);
  shown.append((from ? "…" : "") + visible(message.slice(from, start)), mark, visible(message.slice(end)));
  return shown;
}

/**
 * The theme shows the words of a query that a page lacks: secrets are not among them.
 * @param {Event} event
 */
function hideSecrets(event) {
  if (!(event instanceof CustomEvent)) return;
  event.detail.query = masked(event.detail.query).replaceAll(MASK, " ");
}

/**
 * The theme offers a link that holds the query, and puts its words into the links of its results.
 * Pasted text belongs in no link.
 * @param {HTMLInputElement} input @param {HTMLElement} result
 */
function keepOutOfUrls(input, result) {
  const share = document.querySelector('[data-md-component="search-share"]');
  const clean = () => {
    const isPasted = !isShareable(input.value);
    result.toggleAttribute("data-pasted", isPasted);
    if (!isPasted) return;
    for (const link of result.querySelectorAll("a[href*='?h='], a[href*='&h=']")) withoutParameter(link, "href", "h");
    if (share) for (const name of ["href", "data-clipboard-text"]) withoutParameter(share, name, "q");
  };
  const observer = new MutationObserver(clean);
  observer.observe(result, { childList: true, subtree: true });
  if (share) observer.observe(share, { attributeFilter: ["href", "data-clipboard-text"] });
}

/** @param {Element} link @param {string} attribute @param {string} name */
function withoutParameter(link, attribute, name) {
  const value = link.getAttribute(attribute);
  if (!value || !URL.canParse(value, location.href)) return;
  const url = new URL(value, location.href);
  if (!url.searchParams.has(name)) return;
  url.searchParams.delete(name);
  link.setAttribute(attribute, url.href);
}
