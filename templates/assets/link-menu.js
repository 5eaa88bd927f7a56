// The link menu: a link to an error in the form that the reader's tool takes, on the clipboard.
//
// Pages hold the forms as a list; with scripts the list becomes a menu, and each row of the index
// gets one too. Keys: `l` opens the menu of the page or of the focused row, `y` copies its URL.

import { copyText } from "./copy.js";
import { FORMS } from "./link-forms.js";
import { keysAreOn } from "./link-keys.js";
import { LinkPanel, tellCopied } from "./link-panel.js";
import { SITE_ROOT } from "./site.js";

/** @typedef {import("./link-forms.js").Target} Target */

const HOLDERS = "[data-link-menu], [data-case-row]";

/**
 * Give the page and the rows of its table their link menus.
 * @param {Document} page
 */
export function startLinkMenus(page) {
  const list = page.querySelector("[data-link-menu]");
  if (list instanceof HTMLElement) replaceList(list);
  for (const row of page.querySelectorAll("[data-case-row]")) addToRow(row);
  page.addEventListener("click", clicked);
  page.addEventListener("keydown", pressed);
}

/** @param {HTMLElement} list */
function replaceList(list) {
  const copy = button("errdocs-link-copy", "linkCopy");
  copy.textContent = "Copy link";
  const more = button("errdocs-link-more", "linkOpen");
  more.setAttribute("aria-label", "Copy the link in another form");
  more.setAttribute("aria-expanded", "false");
  list.classList.add("errdocs-link-ready");
  list.replaceChildren(copy, more);
}

/** @param {Element} row one of thousands, so that all but the button waits until somebody asks */
function addToRow(row) {
  const link = row.querySelector("a");
  const more = button("errdocs-link-row", "linkOpen");
  more.setAttribute("aria-label", `Copy a link to ${titleOf(row)}`);
  more.setAttribute("aria-expanded", "false");
  link?.parentElement?.append(more);
}

/** @param {Element} holder @returns {string} */
function titleOf(holder) {
  const own = holder.getAttribute("data-link-title");
  return own ?? `${holder.querySelector("code")?.textContent}: ${holder.querySelector("a")?.textContent}`;
}

/** @param {Element} holder @returns {Target} */
function targetOf(holder) {
  const isRow = holder.matches("[data-case-row]");
  const href = isRow ? holder.querySelector("a")?.href : location.href;
  return { title: titleOf(holder), url: addressOf(document, href ?? "").href };
}

/**
 * Return the address that people should share: below the site's own one where it is known.
 * @param {Document} page @param {string} href
 */
function addressOf(page, href) {
  const url = new URL(href, location.href);
  url.search = url.hash = "";
  url.pathname = url.pathname.replace(/index\.html$/, "");
  const canonical = page.querySelector("link[rel='canonical']");
  if (!(canonical instanceof HTMLLinkElement)) return url;
  const here = addressBelowRoot(location.href.replace(/[?#].*/, "").replace(/index\.html$/, ""));
  if (!canonical.href.endsWith(here)) return url;
  return new URL(canonical.href.slice(0, canonical.href.length - here.length) + addressBelowRoot(url.href));
}

/** @param {string} href @returns {string} the path from the site's root */
function addressBelowRoot(href) {
  return href.startsWith(SITE_ROOT.href) ? href.slice(SITE_ROOT.href.length) : href;
}

/** @param {Event} event */
function clicked({ target }) {
  const asked = target instanceof Element ? target.closest("[data-link-open], [data-link-copy]") : null;
  const holder = asked?.closest(HOLDERS);
  if (!asked || !holder) return;
  if (asked.matches("[data-link-copy]")) copyUrl(holder, asked);
  else LinkPanel.toggle(asked, targetOf(holder));
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (!["l", "y"].includes(event.key) || !keysAreOn()) return;
  const at = event.target instanceof Element ? event.target.closest(HOLDERS) : null;
  const holder = at ?? document.querySelector("[data-link-menu]");
  const more = holder?.querySelector("[data-link-open]");
  if (!holder || !more) return;
  event.preventDefault();
  if (event.key === "l") LinkPanel.toggle(more, targetOf(holder));
  else copyUrl(holder, holder.querySelector("[data-link-copy]") ?? more);
}

/** @param {EventTarget | null} target @returns {boolean} */
function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches("input, textarea, select, [role='textbox']"));
}

/** @param {Element} holder @param {Element} opener */
async function copyUrl(holder, opener) {
  const target = targetOf(holder);
  if (await copyText(FORMS.plain.text(target))) return tellCopied(opener, "The URL is copied.");
  const more = holder.querySelector("[data-link-open]") ?? opener;
  if (LinkPanel.current?.opener !== more) LinkPanel.toggle(more, target);
  LinkPanel.current?.mark("plain");
}

/** @param {string} className @param {"linkCopy" | "linkOpen"} hook @returns {HTMLButtonElement} */
function button(className, hook) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.dataset[hook] = "";
  return made;
}
