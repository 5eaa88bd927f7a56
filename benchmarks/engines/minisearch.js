// MiniSearch with prefixes and slips, and an index that was made beforehand.

import MiniSearch from "./minisearch-package.js";

const FIELDS = { idField: "location", fields: ["title", "text"] };
const SEARCH = { prefix: true, fuzzy: 0.2, boost: { title: 2 } };

/** @param {{location: string, title: string, text: string}[]} pages @returns {string} */
export function build(pages) {
  const index = new MiniSearch(FIELDS);
  index.addAll(pages);
  return JSON.stringify(index);
}

/** @param {string} root @returns {Promise<string>} */
export async function arrive(root) {
  return (await fetch(`${root}benchmark/minisearch.json`)).text();
}

/** @param {string} text */
export async function ready(text) {
  const index = MiniSearch.loadJSON(text, FIELDS);
  return (/** @type {string} */ question) => index.search(question, SEARCH)[0]?.id;
}
