// Spellings of any shape in a text: digits first, signs, slashes, dots, and values of fields.
//
// Names such as `Throttling.RateQuota` are found as a whole, with what wraps them. Everything else
// is found by its first run of letters and digits, so that the text is read once, however many
// codes there are.

import { DOTTED_NAME, NUMBER, RUN } from "../constants.js";

/** @typedef {import("./places.js").Places} Places */
/** @typedef {{before: number, length: number}} Shape characters before the run, and in all */
/** @typedef {{spelling: string, start: number, end: number}} Found as the registry spells it */

const EVERY_RUN = new RegExp(RUN, "g");
const BARE_NUMBER = new RegExp(NUMBER);
const NAME = new RegExp(`^(?:${DOTTED_NAME})$`);

/**
 * Tell whether a spelling is a bare number, which is a code only in a place for codes.
 * @param {string} spelling @returns {boolean}
 */
export function isNumber(spelling) {
  return BARE_NUMBER.test(spelling);
}

/** The spellings of a registry that are no names, and the values of its fields. */
export class Spellings {
  /** @param {Iterable<string>} codes @param {Iterable<string>} values */
  constructor(codes, values) {
    /** @type {Map<string, "code" | "number" | "value">} */
    this.exact = new Map();
    /** @type {Map<string, string>} the first of each in lower case */
    this.lowered = new Map();
    /** @type {Map<string, Shape[]>} by the first run, in lower case; the longest first */
    this.shapes = new Map();
    for (const value of values) this.exact.set(value, "value");
    for (const code of codes) {
      if (!NAME.test(code)) this.exact.set(code, isNumber(code) ? "number" : "code");
    }
    for (const spelling of [...this.exact.keys()].sort()) this.add(spelling);
    for (const shapes of this.shapes.values()) {
      shapes.sort((one, two) => two.length - one.length || one.before - two.before);
    }
  }

  /** @param {string} spelling */
  add(spelling) {
    const lower = spelling.toLowerCase();
    if (!this.lowered.has(lower)) this.lowered.set(lower, spelling);
    const [run] = spelling.matchAll(EVERY_RUN);
    if (!run) return;
    const shape = { before: run.index, length: spelling.length };
    const known = this.shapes.get(run[0].toLowerCase());
    if (!known) this.shapes.set(run[0].toLowerCase(), [shape]);
    else if (!known.some((other) => isSame(shape, other))) known.push(shape);
  }

  /**
   * Return the spellings in a text, in order; of those in one place the longest.
   * @param {Places} places @returns {Found[]}
   */
  find(places) {
    /** @type {Found[]} */
    const found = [];
    if (!this.shapes.size) return found;
    let end = 0;
    for (const run of places.text.matchAll(EVERY_RUN)) {
      for (const { before, length } of this.shapes.get(run[0].toLowerCase()) ?? []) {
        const start = run.index - before;
        const spelling = start >= end ? this.known(places, start, start + length) : undefined;
        if (spelling === undefined) continue;
        end = start + length;
        found.push({ spelling, start, end });
        break;
      }
    }
    return found;
  }

  /**
   * @param {Places} places @param {number} start @param {number} end
   * @returns {string | undefined} the spelling that stands in a place
   */
  known(places, start, end) {
    if (end > places.text.length) return undefined;
    const piece = places.text.slice(start, end);
    const spelling = this.exact.has(piece) ? piece : this.lowered.get(piece.toLowerCase());
    if (spelling === undefined || !places.isApart(start, end, isNumber(spelling))) return undefined;
    // Other letter case may be anything, such as a part of a hash.
    const kind = this.exact.get(spelling);
    if (kind === "code" && spelling === piece) return spelling;
    const isPlace = kind === "value" ? places.isForValues(start, end) : places.isForCodes(start, end);
    return isPlace ? spelling : undefined;
  }
}

/** @param {Shape} one @param {Shape} two @returns {boolean} */
function isSame(one, two) {
  return one.before === two.before && one.length === two.length;
}
