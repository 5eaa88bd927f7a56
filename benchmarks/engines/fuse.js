// Fuse.js, which compares a text with every page letter by letter.

import Fuse from "./fuse-package.js";

const KEYS = ["title", "text"];
// Without `ignoreLocation` only the beginning of a page would count.
const OPTIONS = { keys: KEYS, ignoreLocation: true, threshold: 0.4 };

/** @param {{location: string, title: string, text: string}[]} pages @returns {string} */
export function build(pages) {
  const locations = pages.map(({ location }) => ({ location }));
  return JSON.stringify({ locations, index: Fuse.createIndex(KEYS, pages) });
}

/** @param {string} root @returns {Promise<string>} */
export async function arrive(root) {
  return (await fetch(`${root}benchmark/fuse.json`)).text();
}

/** @param {string} text */
export async function ready(text) {
  const { locations, index } = JSON.parse(text);
  const fuse = new Fuse(locations, OPTIONS, Fuse.parseIndex(index));
  return (/** @type {string} */ question) => fuse.search(question, { limit: 1 })[0]?.item.location;
}
