// Misspelt codes: the known ones that share most pairs of letters with them (Dice).

/** @typedef {import("./index.js").Index} Index */
/** @typedef {{error: number, likeness: number}} Near likeness in thousandths */
/** @typedef {{sizes: number[], errors: number[], byPair: Map<string, number[]>}} Alikes */

const ALIKE = 600; // least likeness of a code that is worth a guess
export const SLIP = 850; // from which a name is taken for a slip of a code, not another code
const MOST_NEAREST = 3; // codes that are offered for one name

/**
 * Return the ASCII letters and digits of a name, in lower case.
 * @param {string} name @returns {string}
 */
export function folded(name) {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/**
 * Return each pair of letters that follow each other, once, in order.
 * @param {string} name @returns {Set<string>}
 */
export function pairs(name) {
  /** @type {Set<string>} */
  const found = new Set();
  for (let at = 0; at + 1 < name.length; at += 1) found.add(name.slice(at, at + 2));
  return found;
}

/**
 * Return how many pairs of letters each spelling has, its error, and the spellings by their pairs.
 * @param {Map<string, number>} spellings the error of each
 * @returns {Alikes}
 */
export function alikes(spellings) {
  /** @type {Alikes} */
  const found = { sizes: [], errors: [], byPair: new Map() };
  for (const [spelling, error] of spellings) {
    const own = pairs(folded(spelling));
    const number = found.sizes.push(own.size) - 1;
    found.errors.push(error);
    for (const pair of own) {
      const list = found.byPair.get(pair);
      if (list) list.push(number);
      else found.byPair.set(pair, [number]);
    }
  }
  return found;
}

/**
 * Return the errors whose codes are most like a name, the most alike first.
 * @param {Index} index @param {string} name @returns {Near[]}
 */
export function nearest(index, name) {
  const { sizes, errors, byPair } = index.alikes();
  const wanted = pairs(folded(name));
  /** @type {Map<number, number>} */
  const shared = new Map();
  for (const pair of wanted) {
    for (const number of byPair.get(pair) ?? []) shared.set(number, (shared.get(number) ?? 0) + 1);
  }
  /** @type {Map<number, number>} */
  const best = new Map();
  for (const [number, count] of shared) {
    const likeness = Math.floor((2000 * count) / (wanted.size + sizes[number]));
    const error = errors[number];
    if (likeness >= ALIKE) best.set(error, Math.max(likeness, best.get(error) ?? 0));
  }
  return [...best]
    .map(([error, likeness]) => ({ error, likeness }))
    .sort((one, two) => two.likeness - one.likeness || one.error - two.error)
    .slice(0, MOST_NEAREST);
}

/**
 * Tell whether a name that begins with the code of an error rather is a slip of another one.
 * @param {Index} index @param {string} name @param {number} error @returns {boolean}
 */
export function isSlip(index, name, error) {
  const near = nearest(index, name)[0];
  return near !== undefined && near.error !== error && near.likeness >= SLIP;
}
