// Where in a text codes stand: what surrounds a number tells a code from a port or a duration.

import {
  CODE_PLACES, KEY_PLACES, LONGER_AFTER, LONGER_BEFORE, MOST_PLACES_READ, NUMBER_AFTER,
  NUMBER_BEFORE, PLACE_LENGTH, QUOTES, SPACES, STANDARD_PLACE, UNIT_AFTER,
} from "../constants.js";
import { back, forward } from "./words.js";

const PLACES = CODE_PLACES.map(([before, after]) => [new RegExp(before), new RegExp(after)]);
const UNIT = new RegExp(UNIT_AFTER);
const STANDARD = new RegExp(STANDARD_PLACE);
const LONGER = [new RegExp(LONGER_BEFORE), new RegExp(LONGER_AFTER)];
const NUMBER = [new RegExp(NUMBER_BEFORE), new RegExp(NUMBER_AFTER)];
const OPENS = " \t\"'`\\([{<";
const CLOSES = " \t\"'`\\";
const EDGES = `${SPACES}${QUOTES}()[]{}<>.,;:`;

/** The places of one text. */
export class Places {
  /** @param {string} text @param {string[]} labels names of the fields with values */
  constructor(text, labels) {
    this.text = text;
    this.labels = labels;
    this.read = 0; // places that were read in full: that takes time
    const isShort = forward(text, 0, 2 * PLACE_LENGTH) === text.length;
    /** The whole text without what surrounds a name; empty for one that is longer. */
    this.whole = isShort ? stripped(text) : "";
  }

  /**
   * Tell whether what stands in a place is not a part of something longer.
   * @param {number} start @param {number} end @param {boolean} isNumber @returns {boolean}
   */
  isApart(start, end, isNumber) {
    const [before, after] = isNumber ? NUMBER : LONGER;
    const near = [this.text.slice(Math.max(0, start - 2), start), this.text.slice(end, end + 4)];
    return !before.test(near[0]) && !after.test(near[1]);
  }

  /**
   * Tell whether what surrounds a place says that a code stands there, or nothing surrounds it.
   *
   * For what is also a common word, only the keys and words for codes say so.
   * @param {number} start @param {number} end @param {boolean} [onlyKeys] @returns {boolean}
   */
  isForCodes(start, end, onlyKeys = false) {
    if (!onlyKeys && this.text.slice(start, end) === this.whole) return true;
    if (this.read >= MOST_PLACES_READ) return false;
    this.read += 1;
    const [before, after] = this.around(start, end);
    if (UNIT.test(after)) return false;
    return PLACES.slice(0, onlyKeys ? KEY_PLACES : PLACES.length)
      .some(([one, other]) => one.test(before) && other.test(after));
  }

  /**
   * Tell whether codes stand in a place, or the name of a field and a separator are before it.
   * @param {number} start @param {number} end @returns {boolean}
   */
  isForValues(start, end) {
    return this.isLabelled(start, end) || this.isForCodes(start, end);
  }

  /** @param {number} start @param {number} end @returns {boolean} */
  isLabelled(start, end) {
    let before = withoutEnd(this.around(start, end)[0], OPENS);
    if (!/[:=]$/.test(before)) return false;
    before = withoutEnd(before.slice(0, -1), CLOSES);
    return this.labels.some((label) =>
      before.endsWith(label) && !/[a-z0-9]$/.test(before.slice(0, before.length - label.length)));
  }

  /**
   * Tell whether a place is all that stands between two quotes.
   * @param {number} start @param {number} end @returns {boolean}
   */
  isQuoted(start, end) {
    const isInside = start > 0 && end < this.text.length;
    return isInside && QUOTES.includes(this.text[start - 1]) && QUOTES.includes(this.text[end]);
  }

  /**
   * Tell whether a place is one for the codes of a standard, which many services print.
   * @param {number} start @param {number} end @returns {boolean}
   */
  isStandard(start, end) {
    this.read += 1;
    return this.read < MOST_PLACES_READ && STANDARD.test(this.around(start, end)[0]);
  }

  /** @param {number} start @param {number} end @returns {[before: string, after: string]} */
  around(start, end) {
    const before = this.text.slice(back(this.text, start, PLACE_LENGTH), start);
    const after = this.text.slice(end, forward(this.text, end, PLACE_LENGTH));
    return [before.toLowerCase(), after.toLowerCase()];
  }
}

/** @param {string} text @returns {string} the text without what surrounds a name */
function stripped(text) {
  let [start, end] = [0, text.length];
  while (start < end && EDGES.includes(text[start])) start += 1;
  while (end > start && EDGES.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/** @param {string} text @param {string} characters @returns {string} the text without these at its end */
function withoutEnd(text, characters) {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1])) end -= 1;
  return text.slice(0, end);
}
