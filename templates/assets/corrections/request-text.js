// A pasted request -> its JSON body, and a body -> its text.
//
// People paste what they have: JSON, a curl command around it, a call in Python. The body starts at
// the first `{` that a key follows. Numbers and texts keep the very characters they were written
// in, so that nothing changes that no rule changes. `errdocs.corrections` does the same.

const DEEPEST = 100;
const LONGEST = 1_000_000;
const SPACE = /[ \t\r\n]*/y;
const TEXT = /"(?:[^"\\\x00-\x1f]|\\[^\r\n])*"/uy;
const QUOTED = /'(?:[^'\\\x00-\x1f]|\\[^\r\n])*'/uy;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![A-Za-z0-9_.])/y;
const WORD = /(true|false|null|True|False|None)(?![A-Za-z0-9_])/y;
const ESCAPED_START = /\{[ \t\r\n]*\\"/; // a body inside a text in double quotes
/** @type {Record<string, string>} */
const PYTHON = { True: "true", False: "false", None: "null" };

/** A number, text, true, false or null of a body, as JSON writes it. */
export class Raw {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/** @typedef {Raw | Node[] | Map<string, Node>} Node a part of a body; a Map keeps the order of all keys */

/** A text in which no JSON body could be read, with the place of the mistake. */
export class NotARequest extends Error {
  /** @param {string} reason @param {number} [line] @param {number} [column] */
  constructor(reason, line = 1, column = 1) {
    super(`line ${line}, column ${column}: ${reason}`);
    Object.assign(this, { reason, line, column });
  }
}

/**
 * Return the JSON object that a pasted text holds.
 * @param {string} pasted
 * @returns {Map<string, Node>}
 * @throws {NotARequest} where there is none, or where it has a mistake
 */
export function readRequest(pasted) {
  if ([...pasted].length > LONGEST) throw new NotARequest(`the text is longer than ${LONGEST} characters`);
  if (!ESCAPED_START.test(pasted)) return firstObject(pasted);
  try {
    return firstObject(pasted); // a text within a body may hold another body
  } catch (error) {
    if (!(error instanceof NotARequest)) throw error;
    return firstObject(pasted.replace(/\\(["\\])/g, "$1"));
  }
}

/** @param {string} pasted @returns {Map<string, Node>} */
function firstObject(pasted) {
  const text = pasted.replaceAll("'\\''", "'"); // how a shell writes an apostrophe within apostrophes
  for (const { index } of text.matchAll(/\{/g)) {
    const reader = new Reader(text, index);
    try {
      const found = reader.value(1);
      if (found instanceof Map && found.size) return found;
    } catch (error) {
      if (!(error instanceof NotARequest) || reader.hasKey) throw error; // else the braces of something else
    }
  }
  throw new NotARequest("there is no JSON object; paste the body of the request, from `{` to `}`");
}

/** Reads one value of a text; `at` is where it has come to. */
class Reader {
  /** @param {string} text @param {number} at */
  constructor(text, at) {
    this.text = text;
    this.at = at;
    this.hasKey = false;
  }

  /** @param {number} depth @returns {Node} */
  value(depth) {
    if (depth > DEEPEST) this.fail(`more than ${DEEPEST} levels of brackets`);
    if (this.takes("{")) return this.members(depth);
    if (this.takes("[")) return this.items(depth);
    return this.scalar("a value", [TEXT, QUOTED, NUMBER, WORD]);
  }

  /** @param {number} depth @returns {Map<string, Node>} */
  members(depth) {
    const found = new Map();
    while (!this.takes("}")) {
      const key = this.scalar("a key in quotes or `}`", [TEXT, QUOTED]);
      if (!this.takes(":")) this.fail("expected `:` after the key");
      this.hasKey = true;
      found.set(JSON.parse(key.text), this.value(depth + 1));
      if (!this.takes(",") && !this.sees("}")) this.fail("expected `,` or `}`");
    }
    return found;
  }

  /** @param {number} depth @returns {Node[]} */
  items(depth) {
    const found = [];
    while (!this.takes("]")) {
      found.push(this.value(depth + 1));
      if (!this.takes(",") && !this.sees("]")) this.fail("expected `,` or `]`");
    }
    return found;
  }

  /**
   * Return a text, number or word; a text in single quotes becomes one in double quotes.
   * @param {string} expected @param {RegExp[]} patterns
   * @returns {Raw}
   */
  scalar(expected, patterns) {
    this.skip();
    for (const pattern of patterns) {
      const match = this.matched(pattern);
      if (match === null) continue;
      const raw = match.startsWith("'") ? `"${match.slice(1, -1).replace(/\\.|"/g, requoted)}"` : (PYTHON[match] ?? match);
      if (!isJson(raw)) this.fail("a text has an escape that JSON does not know");
      this.at += match.length;
      return new Raw(raw);
    }
    return this.fail(`expected ${expected}`);
  }

  /** @param {RegExp} pattern a sticky one @returns {string | null} */
  matched(pattern) {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0] ?? null;
  }

  skip() {
    this.at += this.matched(SPACE)?.length ?? 0;
  }

  /** @param {string} character @returns {boolean} */
  sees(character) {
    this.skip();
    return this.text.startsWith(character, this.at);
  }

  /** @param {string} character @returns {boolean} */
  takes(character) {
    const isNext = this.sees(character);
    this.at += Number(isNext);
    return isNext;
  }

  /** @param {string} reason @returns {never} */
  fail(reason) {
    const lines = this.text.slice(0, this.at).split("\n");
    throw new NotARequest(reason, lines.length, [...lines[lines.length - 1]].length + 1);
  }
}

/** @param {string} part @returns {string} */
function requoted(part) {
  return part === "\\'" ? "'" : part === '"' ? '\\"' : part;
}

/** @param {string} text @returns {boolean} */
function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @param {any} value plain data @returns {Node} */
export function nodeOf(value) {
  if (Array.isArray(value)) return value.map(nodeOf);
  if (value instanceof Object) return new Map(Object.entries(value).map(([key, item]) => [key, nodeOf(item)]));
  return new Raw(JSON.stringify(value));
}

/**
 * Return a part of a body as JSON, a member or item a line.
 * @param {Node} node @param {string} [indent]
 * @returns {string}
 */
export function textOf(node, indent = "") {
  if (node instanceof Raw) return node.text;
  const inner = `${indent}  `;
  const isMap = node instanceof Map;
  const parts = isMap
    ? [...node].map(([key, item]) => `${JSON.stringify(key)}: ${textOf(item, inner)}`)
    : node.map((item) => textOf(item, inner));
  const [start, end] = isMap ? "{}" : "[]";
  return parts.length ? `${start}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${end}` : start + end;
}
