// Message templates: literal texts, values, and the words of the literal parts.

import { eachWord } from "./words.js";

export const UNIT = 1000; // weights are whole numbers of thousandths: all add up the same
export const RAREST = 4700; // weight of a word that one template has, the same in every registry

/** @typedef {{name: string}} Placeholder */
/** @typedef {string | Placeholder} Part */

const TOKEN = /\{\{|\}\}|\{([a-z][a-z0-9_]*)\}/g;

/**
 * Return the parts of a template: literal texts and placeholders in turn.
 * @param {string} template
 * @returns {Part[]}
 */
export function parse(template) {
  /** @type {Part[]} */
  const parts = [];
  let literal = "";
  let end = 0;
  for (const match of template.matchAll(TOKEN)) {
    literal += template.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[1] === undefined) {
      literal += match[0][0];
      continue;
    }
    if (literal) parts.push(literal);
    parts.push({ name: match[1] });
    literal = "";
  }
  literal += template.slice(end);
  if (literal) parts.push(literal);
  return parts;
}

/**
 * Call back with each word of a template's literal parts, and whether a value stands before it.
 * @param {string} template
 * @param {(word: string, gap: boolean) => void} add
 * @returns {boolean} whether a value stands after the last
 */
export function eachSlot(template, add) {
  let gap = false;
  for (const part of template.includes("{") || template.includes("}") ? parse(template) : [template]) {
    if (typeof part !== "string") {
      gap = true;
      continue;
    }
    eachWord(part, (start, end) => {
      add(part.slice(start, end).toLowerCase(), gap);
      gap = false;
    });
  }
  return gap;
}
