// The little Markdown that scripts show: the code of a sentence.
//
// The build cuts the sentences, in `errdocs.render.first_steps`.

import { filled } from "./prose.js";
import { visible } from "./visible.js";

/** @typedef {{sentence: string, words?: Record<string, string>}} Step a sentence of Markdown, and what stands for its values */

const CODE = /(?<!`)(?<ticks>`+)(?!`)(?<code>.*?)(?<!`)\k<ticks>(?!`)/gs;

/**
 * Return a sentence of Markdown as what to show of it: its words, and its code as elements.
 *
 * Values are put in last, so that nothing in them ends a piece of code.
 * @param {Step} step
 * @param {Record<string, string>} [values] of a reader's message
 * @returns {(string | HTMLElement)[]}
 */
export function withCode({ sentence, words = {} }, values = {}) {
  const known = { ...words, ...Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(words, name))) };
  /** @type {(string | HTMLElement)[]} */
  const shown = [];
  let end = 0;
  for (const { index, 0: found, groups } of sentence.matchAll(CODE)) {
    const code = document.createElement("code");
    code.textContent = visible(filled((groups?.code ?? "").replace(/^ (.*[^ ].*) $/s, "$1"), known)); // ticks in code need spaces
    shown.push(visible(filled(sentence.slice(end, index), known)), code);
    end = index + found.length;
  }
  return [...shown, visible(filled(sentence.slice(end), known))].filter((part) => part !== "");
}
