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
