// The little Markdown that scripts show: the first sentence of a text, and its code.
//
// Link previews are made of the same sentence by `errdocs.render`; shared vectors keep both alike.

const CODE = /(?<!`)(?<ticks>`+)(?!`)(?<code>.*?)(?<!`)\k<ticks>(?!`)/gs;
const END_OR_CODE = new RegExp(`${CODE.source}|[.!?](?= |$)`, "gs");
const ABBREVIATION = /(?<![a-z0-9_\u00c0-\u024f])(?:e\.g|i\.e|etc|vs|cf|no|approx|[a-z])\.$/i;
const LONGEST_ABBREVIATION = 8; // characters, with its full stop and what stands before it

/**
 * Return the first sentence of a Markdown text: links as their words, code in backticks.
 * @param {string} markdown
 * @returns {string}
 */
export function firstSentence(markdown) {
  const paragraph = markdown.trim().split(/\n\s*\n/, 1)[0].replace(/\s+/g, " ");
  const text = paragraph.replace(/\[([^[\]]{0,300})\]\([^()\s]{0,500}\)/g, "$1").replaceAll("**", "");
  for (const { index, 0: found, groups } of text.matchAll(END_OR_CODE)) {
    const end = index + found.length;
    const isAbbreviation = ABBREVIATION.test(text.slice(Math.max(0, end - LONGEST_ABBREVIATION), end));
    if (!groups?.ticks && !isAbbreviation) return text.slice(0, end);
  }
  return text;
}

/**
 * Return a sentence of Markdown as what to show of it: its words, and its code as elements.
 * @param {string} sentence
 * @returns {(string | HTMLElement)[]}
 */
export function withCode(sentence) {
  /** @type {(string | HTMLElement)[]} */
  const shown = [];
  let end = 0;
  for (const { index, 0: found, groups } of sentence.matchAll(CODE)) {
    const code = document.createElement("code");
    code.textContent = (groups?.code ?? "").replace(/^ (.*[^ ].*) $/s, "$1"); // ticks in code need spaces
    shown.push(sentence.slice(end, index), code);
    end = index + found.length;
  }
  return [...shown, sentence.slice(end)].filter((part) => part !== "");
}
