// Text -> words with their places, whatever the text was wrapped in.
//
// The same rules as in `lookup/words.py`; shared vectors keep the two alike. Written as loops over
// character codes, so that no text can make a pattern try its way twice.

import { ESCAPED, LETTER_RANGES, LINE_FRAME, LONGEST_BREAK, WORD_RANGES } from "../constants.js";

/** @typedef {{text: string, start: number, end: number}} Word a word in lower case */

const WORD = 1; // 0 is anything else
const LETTER = 2; // of a script without spaces between words: each letter is a word
const BACKSLASH = 3;
const UNDERSCORE = 4;
const CLASSES = classes();
const ESCAPES = new Set(ESCAPED);
const FRAME = new Set(LINE_FRAME);

/** @returns {Uint8Array} the class of each character code */
function classes() {
  const table = new Uint8Array(0x10000);
  for (const [first, last] of WORD_RANGES) table.fill(WORD, first, last + 1);
  for (const [first, last] of LETTER_RANGES) table.fill(LETTER, first, last + 1);
  table[0x5c] = BACKSLASH;
  table[0x5f] = UNDERSCORE;
  return table;
}

/**
 * Return the words of a text in order; other characters and escapes only separate them.
 * @param {string} text
 * @returns {Word[]}
 */
export function words(text) {
  /** @type {Word[]} */
  const found = [];
  eachWord(text, (start, end) => {
    found.push({ text: text.slice(start, end).toLowerCase(), start, end });
  });
  return found;
}

/**
 * Call back with where each word of a text is.
 * @param {string} text
 * @param {(start: number, end: number) => void} add
 */
export function eachWord(text, add) {
  let at = 0;
  while (at < text.length) {
    const kind = CLASSES[text.charCodeAt(at)];
    if (kind === BACKSLASH) {
      at = afterEscape(text, at);
    } else if (kind === WORD || kind === LETTER) {
      const end = kind === WORD ? endOfWord(text, at) : at + 1;
      add(at, end);
      at = end;
    } else {
      at += 1;
    }
  }
}

/** @param {string} text @param {number} at @returns {number} */
function endOfWord(text, at) {
  for (;;) {
    while (CLASSES[text.charCodeAt(at)] === WORD) at += 1; // NaN at the end has no class
    const joins = CLASSES[text.charCodeAt(at)] === UNDERSCORE;
    if (!joins || CLASSES[text.charCodeAt(at + 1)] !== WORD) return at;
    at += 1;
  }
}

/**
 * Return the place after a run of backslashes and the one character that it escapes.
 * @param {string} text @param {number} at @returns {number}
 */
function afterEscape(text, at) {
  while (text[at] === "\\") at += 1;
  if (text[at] === "u" && isHex(text, at + 1)) return at + 5;
  return ESCAPES.has(text[at]) ? at + 1 : at;
}

/** @param {string} text @param {number} at whether four hexadecimal digits stand here */
function isHex(text, at) {
  return /^[0-9a-fA-F]{4}$/.test(text.slice(at, at + 4));
}

/**
 * Return words with those put together again that a line break tore apart.
 * @param {string} text
 * @param {Word[]} found
 * @param {(word: string) => boolean} isKnown
 * @returns {Word[]}
 */
export function joinBroken(text, found, isKnown) {
  /** @type {Word[]} */
  const joined = [];
  for (const word of found) {
    const before = joined[joined.length - 1];
    if (before && isLineBreak(text, before.end, word.start)) {
      const whole = before.text + word.text;
      if (isKnown(whole) && !(isKnown(before.text) && isKnown(word.text))) {
        joined[joined.length - 1] = { text: whole, start: before.start, end: word.end };
        continue;
      }
    }
    joined.push(word);
  }
  return joined;
}

/**
 * Tell whether only a line break and what frames lines stand between two words.
 * @param {string} text @param {number} start @param {number} end @returns {boolean}
 */
function isLineBreak(text, start, end) {
  if (start === end || end - start > LONGEST_BREAK) return false;
  let breaks = false;
  for (let at = start; at < end; at += 1) {
    if (text[at] === "\\") {
      while (at < end && text[at] === "\\") at += 1;
      if (at === end || (text[at] !== "n" && text[at] !== "r")) return false;
      breaks ||= text[at] === "n";
    } else if (FRAME.has(text[at])) {
      breaks ||= text[at] === "\n";
    } else {
      return false;
    }
  }
  return breaks;
}

// Characters as Python counts them: a pair of surrogates is one.

/**
 * Return the place some characters after a place.
 * @param {string} text @param {number} at @param {number} count @returns {number}
 */
export function forward(text, at, count) {
  for (; count > 0 && at < text.length; count -= 1) at += isPair(text, at) ? 2 : 1;
  return at;
}

/**
 * Return the place some characters before a place.
 * @param {string} text @param {number} at @param {number} count @returns {number}
 */
export function back(text, at, count) {
  for (; count > 0 && at > 0; count -= 1) at -= isPair(text, at - 2) ? 2 : 1;
  return at;
}

/** @param {string} text @param {number} at @returns {boolean} */
function isPair(text, at) {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}
