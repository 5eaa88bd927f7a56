// The page for wrong paths: leads on where the path can only mean one page, else offers the nearest.

import { answer, entries } from "./answers.js";
import { foundCard, statusCard } from "./fallback-cards.js";
import { keepSpelling } from "./held-spelling.js";
import { heldSpelling, meantPath, nearest } from "./paths.js";
import { SITE_ROOT, siteUrl } from "./site.js";
import { visible } from "./visible.js";

/** @typedef {import("./paths.js").Suggestion} Suggestion */
/** @typedef {import("./paths.js").Published} Published */

/**
 * Help the reader of a page that does not exist.
 * @param {ParentNode} root
 */
export async function startNotFound(root) {
  const place = root.querySelector("[data-not-found]");
  if (!(place instanceof HTMLElement)) return;
  const path = wrongPath();
  try {
    const known = await entries();
    const meant = meantPath(path, await published().catch(() => ({})), known);
    if (meant !== null && siteUrl(meant).pathname !== location.pathname) {
      return leadOn(meant, heldSpelling(path, meant, known));
    }
    const found = nearest(path, known);
    if (found.length) showNearest(place, found);
    else await showBesides(place, path);
  } catch {
    // without the index the page keeps its link to all errors
  }
}

/** @returns {Promise<Published>} every path that was ever published */
async function published() {
  const response = await fetch(siteUrl("permalinks.json"));
  return response.ok ? (await response.json()).paths : {};
}

/** @returns {string} the path that was asked for, from the site's root */
function wrongPath() {
  const root = SITE_ROOT.pathname;
  return location.pathname.startsWith(root) ? location.pathname.slice(root.length) : location.pathname.slice(1);
}

/** @param {string} path @param {string | null} spelling of its code, where the wrong path has another */
function leadOn(path, spelling) {
  const url = siteUrl(path);
  url.search = location.search;
  url.hash = location.hash;
  keepSpelling(url, spelling);
  location.replace(url);
}

/**
 * Show the errors of the status, or those with the words, that the path ends in.
 * @param {HTMLElement} place @param {string} path
 */
async function showBesides(place, path) {
  const segment = decodeURIComponent(path.split("/").findLast((part) => part) ?? "");
  const { fallbacks: { status, found } } = await answer(segment.replace(/\.html?$/, "").replace(/[-_]+/g, " "));
  if (status?.cases) place.replaceChildren(statusCard(status));
  else if (found) place.replaceChildren(foundCard(found));
}

/** @param {HTMLElement} place @param {Suggestion[]} found */
function showNearest(place, found) {
  const title = document.createElement("h2");
  title.textContent = "Did you mean one of these?";
  const list = document.createElement("ul");
  list.className = "errdocs-related";
  list.append(...found.map(suggestion));
  place.replaceChildren(title, list);
}

/** @param {Suggestion} found @returns {HTMLLIElement} */
function suggestion({ code, title, url }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = siteUrl(url).href;
  const name = document.createElement("code");
  name.textContent = visible(code);
  link.append(name);
  const words = document.createElement("span");
  words.textContent = visible(title);
  item.append(link, " ", words);
  return item;
}
