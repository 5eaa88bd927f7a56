// The form of an error response as evidence of who wrote it: the keys around a code, a request ID.
//
// A text may be cut off, escaped or written by another language, so that no parser reads it: braces
// and quoted keys are followed as they come. Whether others use a form too decides what it says: the
// object `error` belongs to everybody, and needs a request ID of the service's form beside it.

import { ENVELOPE_TOKEN, MOST_NESTED, NUMBER, SHARED_OBJECTS, STATUS_KEYS } from "../constants.js";

/**
 * @typedef {object} Form where an envelope has its code, message and request ID
 * @property {string[]} codes keys of one object
 * @property {string[]} messages keys of the same object
 * @property {string[]} ids keys of this object or one around it
 * @property {Set<string>} keys all that this object may have
 * @property {boolean} isShared whether the object is one that others have too
 */
/** @typedef {{key: string, last: string, values: Map<string, string>, inner: Form[]}} Read an object */
/** @typedef {[codes: string[], messages: string[], ids: string[], keys: string[], isShared: boolean]} FormRow */

const EVERY_TOKEN = new RegExp(ENVELOPE_TOKEN, "g");
const BARE_NUMBER = new RegExp(NUMBER);

/** The forms of a service's responses. */
export class Envelopes {
  /**
   * @param {FormRow[]} rows @param {string[]} shapes of request IDs
   * @param {(spelling: string) => boolean} isCode
   */
  constructor(rows, shapes, isCode) {
    /** @type {Form[]} */
    this.forms = rows.map(([codes, messages, ids, keys, isShared]) =>
      ({ codes, messages, ids, keys: new Set([...keys, ...ids, ...STATUS_KEYS]), isShared }));
    this.shapes = new Set(shapes);
    this.isCode = isCode;
  }

  /**
   * Tell whether a text holds a response that this service alone has in this form.
   * @param {string} text @returns {boolean}
   */
  isIn(text) {
    const stack = [opened("")];
    for (const [token, key, value] of this.forms.length ? text.matchAll(EVERY_TOKEN) : []) {
      const top = stack[stack.length - 1];
      if (key) {
        top.last = key;
        top.values.set(key, (value ?? "").trim());
      } else if (token === "{") stack.push(opened(top.last));
      else if (this.ends(stack)) return true;
      if (stack.length > MOST_NESTED) return false;
    }
    // Those that the end of the text cut off; the outermost is the text itself.
    for (let count = stack.length; count > 0; count -= 1) if (this.ends(stack)) return true;
    return false;
  }

  /**
   * Tell whether the innermost object, which ends, is one of this service.
   * @param {Read[]} stack @returns {boolean}
   */
  ends(stack) {
    const found = /** @type {Read} */ (stack.pop());
    if (!stack.length) stack.push(opened("")); // the text starts in the middle of it
    return found.inner.some((form) => this.hasRequestId(found, form))
      || this.forms.some((form) => this.isOwn(found, form, stack[stack.length - 1]));
  }

  /**
   * Tell whether an object has a form and nobody else's; the one around it may have the ID.
   * @param {Read} found @param {Form} form @param {Read} outer @returns {boolean}
   */
  isOwn(found, form, outer) {
    const { values, key } = found;
    const code = form.codes.map((name) => values.get(name)).find(Boolean);
    if (!code || BARE_NUMBER.test(code) || !form.messages.some((name) => values.has(name))) return false;
    outer.inner.push(form);
    const isShared = form.isShared || SHARED_OBJECTS.includes(key);
    const isPlain = !isShared && [...values.keys()].every((name) => form.keys.has(name)) && this.isCode(code);
    return isPlain || this.hasRequestId(found, form);
  }

  /** @param {Read} found @param {Form} form @returns {boolean} */
  hasRequestId({ values }, { ids }) {
    return ids.some((name) => this.shapes.has(shape(values.get(name) ?? "")));
  }
}

/** @param {string} key @returns {Read} */
function opened(key) {
  return { key, last: "", values: new Map(), inner: [] };
}

/**
 * Return the form of a request ID: `aaaa-aaa` for `54dc-32f`.
 * @param {string} text @returns {string}
 */
function shape(text) {
  return text.replace(/[0-9A-Za-z]/g, /[A-Z]/.test(text) ? "A" : "a");
}
