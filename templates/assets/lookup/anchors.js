// Links to the service's own help in a text: each names the entries that print it.
//
// A link ends with a page and an anchor, such as `error-codes#rate-limit`. What stands before the page
// differs by language and region, and a query may stand before the anchor.

import { AFTER_PAGE, ANCHOR, LONGEST_PAGE } from "../constants.js";
import { back } from "./words.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./index.js").Anchor} Anchor */
/** @typedef {{anchor: Anchor, start: number, end: number}} AnchorHit a help anchor in a text */

const EVERY_ANCHOR = new RegExp(ANCHOR, "g");
const AFTER = new RegExp(AFTER_PAGE);
const LONGER = /[A-Za-z0-9._~-]$/;

/**
 * Return the known anchors of a text, in order.
 * @param {Index} index @param {string} text @returns {AnchorHit[]}
 */
export function findAnchors(index, text) {
  /** @type {AnchorHit[]} */
  const hits = [];
  if (!index.anchorsByName.size) return hits;
  for (const { 0: found, 1: name, index: start } of text.matchAll(EVERY_ANCHOR)) {
    for (const anchor of index.anchorsByName.get(name) ?? []) {
      const before = text.slice(back(text, start, LONGEST_PAGE), start).replace(AFTER, "");
      const rest = before.slice(0, before.length - anchor.page.length);
      if (!before.endsWith(anchor.page) || LONGER.test(rest)) continue;
      hits.push({ anchor, start, end: start + found.length });
    }
  }
  return hits;
}
