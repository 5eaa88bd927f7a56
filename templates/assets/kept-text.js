// The text of a lookup box, kept for the way back: for this tab and this page, with secrets masked.

import { masked } from "./secrets.js";

/** @typedef {import("./secrets.js").Secret} Secret */

/**
 * Keep a text until the tab is closed, or forget it where there is none.
 * @param {string} text @param {Secret[]} [secrets] those of the text, where they are known
 */
export function keepText(text, secrets) {
  try {
    if (text.trim()) sessionStorage.setItem(key(), masked(text, secrets));
    else sessionStorage.removeItem(key());
  } catch {
    // storage is full or forbidden: the way back leads to an empty box
  }
}

/** @returns {string} the text of whoever came back to the page or loaded it anew; empty for others */
export function keptText() {
  const [visit] = performance.getEntriesByType("navigation");
  const isBack = visit instanceof PerformanceNavigationTiming && ["back_forward", "reload"].includes(visit.type);
  try {
    return (isBack && sessionStorage.getItem(key())) || "";
  } catch {
    return "";
  }
}

function key() {
  return `errdocs:lookup:${location.pathname.replace(/index\.html$/, "")}`;
}
