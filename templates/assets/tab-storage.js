// What the tab remembers: it is gone when the tab is closed, and no other site or tab sees it.

import { SITE_ROOT } from "./site.js";

/**
 * Return what was kept under a name, or null: nothing was, or the browser forbids to keep anything.
 * @param {string} name
 * @returns {string | null}
 */
export function recall(name) {
  try {
    return sessionStorage.getItem(keyOf(name));
  } catch {
    return null;
  }
}

/**
 * Keep a text under a name; an empty one forgets it.
 * @param {string} name
 * @param {string} text
 */
export function keep(name, text) {
  try {
    if (text) sessionStorage.setItem(keyOf(name), text);
    else sessionStorage.removeItem(keyOf(name));
  } catch {
    // storage is full or forbidden: the next page starts anew
  }
}

/** @param {string} name @returns {string} a key that other sites of the same host do not have */
function keyOf(name) {
  return `errdocs:${name}:${SITE_ROOT.pathname}`;
}
