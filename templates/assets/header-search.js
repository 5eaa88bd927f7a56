// The theme's header search, answered by the lookup too: its match stands above the pages.

import { answer, prepareAnswers, remedy } from "./answers.js";
import { CONFIDENCE_LABELS } from "./constants.js";
import { sorted } from "./lookup-results.js";
import { withCode } from "./markdown.js";
import { keepOwnValues } from "./own-values.js";
import { MASK, findSecrets, isShareable, masked, maskedValues } from "./secrets.js";
import { siteUrl } from "./site.js";

/** @typedef {import("./answering.js").Match} Match */

const TYPING_PAUSE = 60; // milliseconds
const BEST_SCORE = "1000000"; // above every score of the theme, whose Enter opens the highest
const MOST_MATCHES = 3;

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
    if (!text) return this.show([], text);
    try {
      const { matches } = await answer(text);
      if (text === this.text) this.show(worthShowing(matches, text), text);
    } catch {
      this.show([], text); // the theme's own results remain
    }
  }

  /** @param {Match[]} matches @param {string} text */
  async show(matches, text) {
    const secrets = findSecrets(text);
    const items = matches.map((match) => item(match, maskedValues(match.parameters, text, secrets)));
    this.list.replaceChildren(...items);
    this.list.hidden = !items.length;
    if (!items.length) return;
    const sentences = await remedy(matches);
    items.forEach((shown, place) => shown.querySelector("p")?.replaceChildren(...withCode(sentences[place])));
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
 * Ordinary words should find pages: a guess is worth showing only for what looks pasted, or for a
 * code with a typo.
 * @param {Match[]} matches @param {string} text @returns {Match[]}
 */
function worthShowing(matches, text) {
  const { sure } = sorted(matches);
  if (sure.length) return sure.slice(0, MOST_MATCHES);
  const looksPasted = text.length > 40 || !/\s/.test(text);
  return looksPasted ? matches.slice(0, 1) : [];
}

/**
 * Return a result in the markup of the theme, so that its keys and styles hold.
 * @param {Match} match @param {Record<string, string>} parameters @returns {HTMLLIElement}
 */
function item(match, parameters) {
  const url = siteUrl(match.url);
  const shown = document.createElement("li");
  shown.className = "md-search-result__item";
  Object.assign(shown.dataset, {
    lookupMatch: "", code: match.code, case: match.case ?? "", confidence: match.confidence,
  });
  const link = document.createElement("a");
  link.className = "md-search-result__link";
  link.href = url.href;
  link.tabIndex = -1;
  link.addEventListener("click", () => keepOwnValues(url, { message: match.message, parameters }));
  link.append(article(match));
  shown.append(link);
  return shown;
}

/** @param {Match} match @returns {HTMLElement} */
function article(match) {
  const shown = document.createElement("article");
  shown.className = "md-search-result__article md-typeset";
  shown.dataset.mdScore = BEST_SCORE;
  const label = document.createElement("span");
  label.className = "errdocs-confidence";
  label.textContent = CONFIDENCE_LABELS[match.confidence];
  const code = document.createElement("code");
  code.textContent = match.code;
  const head = document.createElement("div");
  head.className = "errdocs-match-head";
  head.append(label, code);
  const title = document.createElement("h1");
  title.textContent = match.title;
  shown.append(head, title, document.createElement("p"));
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
