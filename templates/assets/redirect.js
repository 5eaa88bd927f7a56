// A page that moved: go where its link leads, with the query and fragment that were asked for.
// The page is replaced in the history, so that Back does not lead here again.

import { keepSpelling } from "./held-spelling.js";

/**
 * Return where a link leads, with the query and fragment of the page that was asked for.
 * @param {string} href
 * @param {Location} asked
 * @returns {URL}
 */
function destination(href, asked) {
  const target = new URL(href);
  target.search = asked.search;
  target.hash = asked.hash;
  return target;
}

/** @type {HTMLAnchorElement | null} */
const link = document.querySelector("a[data-redirect]");
if (link) {
  const target = destination(link.href, location);
  link.href = target.href;
  keepSpelling(target, link.dataset.spelling);
  location.replace(target);
}
