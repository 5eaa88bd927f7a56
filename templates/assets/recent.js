// The errors that were viewed last in this tab: only their titles and links are kept.

import { SITE_ROOT, siteUrl } from "./site.js";
import { keep, recall } from "./tab-storage.js";

/** @typedef {{path: string, code: string, title: string}} Viewed */

const NAME = "recent";
const MOST = 8; // more would be a history to search, not a few to return to

/**
 * Remember the error of a page, and list the remembered ones where a page has room for them.
 * @param {ParentNode} root
 */
export function startRecent(root) {
  const page = root.querySelector(".errdocs-leaf, .errdocs-error");
  if (page) remember(page);
  const place = root.querySelector("[data-recent]");
  if (place instanceof HTMLElement) show(place);
}

/** @param {Element} page */
function remember(page) {
  const path = location.pathname.slice(SITE_ROOT.pathname.length).replace(/index\.html$/, "");
  const [code, title] = [".errdocs-code", "h1"].map((part) => textOf(page.querySelector(part)));
  const others = viewed().filter((other) => other.path !== path);
  keep(NAME, JSON.stringify([{ path, code, title }, ...others].slice(0, MOST)));
}

/** @param {Element | null} element @returns {string} its words, without the link that a heading has to itself */
function textOf(element) {
  const parts = [...element?.childNodes ?? []].filter((part) => !(part instanceof HTMLAnchorElement));
  return parts.map((part) => part.textContent).join("").trim();
}

/** @param {HTMLElement} place */
function show(place) {
  const found = viewed();
  place.hidden = found.length === 0;
  if (place.hidden) return;
  const list = document.createElement("ul");
  list.className = "errdocs-chips";
  list.append(...found.map(item));
  place.classList.add("errdocs-recent");
  place.replaceChildren(head(place), list);
}

/** @param {HTMLElement} place @returns {HTMLElement} */
function head(place) {
  const line = document.createElement("div");
  const title = document.createElement("h2");
  const button = document.createElement("button");
  line.className = "errdocs-recent-head";
  title.textContent = "Recently viewed";
  button.type = "button";
  button.className = "errdocs-recent-clear";
  button.textContent = "Clear";
  button.setAttribute("aria-label", "Clear the recently viewed errors");
  button.addEventListener("click", () => {
    keep(NAME, "");
    place.hidden = true;
  });
  line.append(title, button);
  return line;
}

/** @param {Viewed} error @returns {HTMLLIElement} */
function item({ path, code, title }) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  const name = document.createElement("code");
  link.href = siteUrl(path).href;
  link.title = title;
  name.textContent = code;
  link.append(name, ` ${title}`);
  entry.append(link);
  return entry;
}

/** @returns {Viewed[]} what is kept, without what is not of this site */
function viewed() {
  try {
    const found = JSON.parse(recall(NAME) ?? "[]");
    return Array.isArray(found) ? found.filter(isViewed).slice(0, MOST) : [];
  } catch {
    return []; // someone else's entry
  }
}

/** @param {any} value @returns {value is Viewed} */
function isViewed(value) {
  const isText = [value?.path, value?.code, value?.title].every((part) => typeof part === "string");
  return isText && siteUrl(value.path).href.startsWith(SITE_ROOT.href);
}
