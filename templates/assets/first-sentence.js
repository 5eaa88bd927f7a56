// The first sentence of a Markdown text, as plain words that keep their code.

const ABBREVIATION = /(?:\b(?:e\.g|i\.e|etc|vs|cf|no|approx)|\b[A-Z])\.$/i;

/**
 * Return the first sentence of a Markdown text: links as their words, code in backticks.
 * @param {string} markdown
 * @returns {string}
 */
export function firstSentence(markdown) {
  const paragraph = markdown.trim().split(/\n\s*\n/, 1)[0].replace(/\s+/g, " ");
  const text = withoutLinks(paragraph);
  return text.slice(0, sentenceEnd(text));
}

/** @param {string} text @returns {string} */
function withoutLinks(text) {
  return text.replace(/\[([^[\]]{0,300})\]\([^()\s]{0,500}\)/g, "$1").replace(/\*\*/g, "");
}

/** @param {string} text @returns {number} */
function sentenceEnd(text) {
  let inCode = false;
  for (let place = 0; place < text.length; place += 1) {
    if (text[place] === "`") inCode = !inCode;
    const ends = ".!?".includes(text[place]) && (text[place + 1] ?? " ") === " ";
    if (ends && !inCode && !ABBREVIATION.test(text.slice(Math.max(0, place - 8), place + 1))) {
      return place + 1;
    }
  }
  return text.length;
}
