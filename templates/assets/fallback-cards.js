// What the lookup shows besides matches: of a known code, of a status, of a word, and what to try
// next. No text ends in nothing.

import { ACTOR_LABELS, FILTER_PATH, RARE, RETRY_LABELS } from "./constants.js";
import { siteUrl } from "./site.js";
import { visible } from "./visible.js";

/** @typedef {import("./lookup/fallbacks.js").KnownCode} KnownCode */
/** @typedef {import("./lookup/fallbacks.js").KnownStatus} KnownStatus */
/** @typedef {import("./lookup/fallbacks.js").Found} Found */
/** @typedef {import("./lookup/fallbacks.js").Hint} Hint */

/**
 * Return what holds for a code of which the text has no known message.
 * @param {KnownCode} code @returns {HTMLElement[]}
 */
export function knownCode(code) {
  const { cases, nearest } = code;
  const shown = [says(code), spread(code)];
  if (nearest.length) {
    shown.push(element("p", "errdocs-match-label", cases === 1 ? "Its only known case:" : "Its nearest messages:"));
    const list = hints(nearest, false);
    list.querySelector("li")?.append(element("p", "errdocs-match-fix")); // filled when it is fetched
    shown.push(list);
  }
  if (cases > nearest.length) {
    const all = linkTo(FILTER_PATH + encodeURIComponent(code.code), `See all ${cases.toLocaleString("en")} messages of this code`);
    shown.push(element("p", "errdocs-match-more", nearest.length ? "None of these? " : "", all));
  }
  return shown.filter((part) => part.hasChildNodes());
}

/** @param {KnownCode} code @returns {HTMLElement} */
function says({ code, isSure, cases, hasMessage }) {
  const name = element("code", "", code);
  if (!isSure) return element("p", "errdocs-match-known", name, " is in this reference, but other programs print it too. If your error is from this service:");
  if (hasMessage) return element("p", "errdocs-match-known", name, " is known; this message is not in the reference.");
  if (cases > 1) return element("p", "errdocs-match-known", `${cases.toLocaleString("en")} messages come with this code; your text has none of them.`);
  return element("p", "errdocs-match-known");
}

/** @param {KnownCode} code @returns {HTMLElement} badges, with the number of cases where they differ */
function spread({ retries, actors }) {
  const shown = element("p", "errdocs-card-badges");
  const isOne = retries.length <= 1 && actors.length <= 1;
  for (const [kind, counts, labels] of /** @type {const} */ ([["retry", retries, RETRY_LABELS], ["actor", actors, ACTOR_LABELS]])) {
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    for (const [value, count] of counts.filter(([, number]) => number >= RARE * total)) {
      const words = labels[value] ?? value;
      const badge = element("span", "errdocs-badge", isOne ? words : `${count} of ${total}: ${words}`);
      badge.dataset[kind] = value;
      shown.append(badge);
    }
  }
  return shown;
}

/**
 * Return the errors of a status.
 * @param {KnownStatus} status @returns {HTMLElement}
 */
export function statusCard({ status, url, cases, errors }) {
  const box = section("lookupStatus");
  if (url === null) {
    box.append(element("h2", "", `No error here has the status ${status}`), nextSteps());
    return box;
  }
  const title = element("h2", "", linkTo(url, `Errors with the status ${status}`));
  box.append(title, hints(errors));
  if (cases > errors.length) box.append(element("p", "", linkTo(url, `See all ${cases.toLocaleString("en")} cases`)));
  return box;
}

/**
 * Return the entries that have the words of a text.
 * @param {Found} found @returns {HTMLElement}
 */
export function foundCard({ words, url, total, entries }) {
  const box = section("lookupFound");
  const title = `${total.toLocaleString("en")} ${total === 1 ? "entry has" : "entries have"} “${words}”`;
  const isCategory = !url.startsWith(FILTER_PATH);
  const more = linkTo(url, isCategory ? "See the whole category" : "See them in the list of all errors");
  box.append(element("h2", "", title), hints(entries));
  if (isCategory || total > entries.length) box.append(element("p", "", more));
  return box;
}

/** @returns {HTMLElement} what to try when nothing is known */
export function nextSteps() {
  const steps = element("ul", "errdocs-steps");
  steps.append(
    element("li", "", "Paste the whole error: the body of the response, or the traceback to its last line."),
    element("li", "", "Or search for a code, a parameter, a status or one word of the message."),
    element("li", "", "Or look through the ", linkTo("errors/", "list of all errors"), "."),
  );
  return steps;
}

/**
 * Return links to entries.
 * @param {Hint[]} entries @param {boolean} [withCode] whether each says its code @returns {HTMLElement}
 */
export function hints(entries, withCode = true) {
  const list = element("ul", "errdocs-hints");
  list.append(...entries.map(({ code, case: id, title, url }) => {
    const item = element("li", "", linkTo(url, title));
    Object.assign(item.dataset, { lookupHint: "", code, case: id ?? "" });
    if (withCode) item.prepend(element("code", "", code), " ");
    return item;
  }));
  return list;
}

/** @param {string} name of its mark in `data-` @returns {HTMLElement} */
function section(name) {
  const box = element("section", "errdocs-besides");
  box.dataset[name] = "";
  return box;
}

/** @param {string} path @param {string} words @returns {HTMLAnchorElement} */
function linkTo(path, words) {
  const link = document.createElement("a");
  link.href = siteUrl(path).href;
  link.textContent = visible(words);
  return link;
}

/** @param {string} tag @param {string} className @param {...(string | Node)} content @returns {HTMLElement} */
function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content.filter((part) => part !== "").map((part) => (typeof part === "string" ? visible(part) : part)));
  return made;
}
