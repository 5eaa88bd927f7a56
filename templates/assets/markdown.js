// The little Markdown that scripts show: the code of a sentence.
//
// The build cuts the sentences, in `errdocs.render.first_steps`.

const CODE = /(?<!`)(?<ticks>`+)(?!`)(?<code>.*?)(?<!`)\k<ticks>(?!`)/gs;

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
