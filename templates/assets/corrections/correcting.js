// A body and rules -> the corrected body, and what was changed in it and why.
//
// `errdocs.corrections` does the same in the terminal; shared vectors keep both alike.

import { Raw, nodeOf, readRequest, textOf } from "./request-text.js";

/** @typedef {import("./request-text.js").Node} Node */
/**
 * @typedef {object} Rule what a place of a body has to be; one of the keys after `at`
 * @property {string} at
 * @property {string} [range]
 * @property {any[]} [allowed]
 * @property {string} [rename]
 * @property {boolean} [remove]
 * @property {any} [set]
 * @property {any} [fill]
 * @property {any} [value]
 * @property {any[]} [only] the values that `set` or `remove` is for
 * @property {number[]} [shapes]
 */
/** @typedef {{rules: Rule[], shapes: string[][], values: Record<string, string>}} Rules */
/** @typedef {{at: string, why: string}} Change */
/** @typedef {{before: string, after: string, changes: Change[], places: number}} Corrected */
/** @typedef {Map<string, Node> | Node[]} Holder */
/** @typedef {{holder: Holder, key: string | number, at: string}} Place */

const NUMBER = /^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/;
const RANGE = /^([[(]) ?([^ ,]*) ?, ?([^ ,]*?) ?([\])])$/;
const PARAMETER = /^\{([a-z][a-z0-9_]*)\}$/;
const LISTED = /\s*(?:,|;|\bor\b|\band\b)\s*/;
const CUT = "…"; // ends a value that was too long to keep
const EDGES = /^[ \t\n"'`[\](){}]+|[ \t\n"'`[\](){}]+$/g; // around the items of a list in a message

/**
 * Return the request in a pasted text, corrected by rules with the values of its message.
 *
 * A rule whose value nobody knows changes nothing.
 * @param {Rules} rules @param {string} text @param {Record<string, string>} values
 * @returns {Corrected}
 * @throws {import("./request-text.js").NotARequest}
 */
export function corrected({ rules, shapes }, text, values) {
  const body = readRequest(text);
  /** @type {Corrected} */
  const result = { before: textOf(body), after: "", changes: [], places: 0 };
  const known = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim()));
  const own = shapesOf(body, shapes);
  for (const rule of rules) {
    if (!rule.shapes || rule.shapes.some((shape) => own.has(shape))) apply(rule, body, known, result);
  }
  result.after = textOf(body);
  return result;
}

/** @param {Map<string, Node>} body @param {string[][]} shapes @returns {Set<number>} those that share the most keys */
function shapesOf(body, shapes) {
  const shared = shapes.map((shape) => shape.filter((key) => body.has(key)).length);
  const best = Math.max(0, ...shared);
  return new Set([...shared.keys()].filter((shape) => best && shared[shape] === best));
}

/** @param {Rule} rule @param {Map<string, Node>} body @param {Record<string, string>} values @param {Corrected} result */
function apply(rule, body, values, result) {
  const path = rule.at.split("/").slice(1)
    .map((part) => filled(part.replaceAll("~1", "/").replaceAll("~0", "~"), values));
  if (path.includes(null)) return;
  const adds = ("set" in rule || "fill" in rule) && !rule.only;
  const places = [...placesOf(body, path.map(String), "", adds)];
  for (const { holder, key, at } of places.reverse()) { // so that the numbers of earlier items stay
    const isThere = holder instanceof Map ? holder.has(String(key)) : true;
    if (!isThere && !adds) continue;
    result.places += 1;
    const why = correctedPlace(rule, holder, key, values);
    if (why !== null) result.changes.push({ at, why });
  }
}

/** @param {string} text @param {Record<string, string>} values @returns {string | null} null where the value is unknown */
function filled(text, values) {
  const name = PARAMETER.exec(text)?.[1];
  if (name === undefined) return text;
  return Object.hasOwn(values, name) ? values[name] : null;
}

/**
 * Yield each place that a path leads to.
 * @param {Node} node @param {string[]} path @param {string} at @param {boolean} adds
 * @returns {Generator<Place>}
 */
function* placesOf(node, [first, ...rest], at, adds) {
  if (node instanceof Raw) return;
  for (const key of keysOf(node, first, rest.length > 0, adds)) {
    const here = `${at}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const inner = node instanceof Map ? node.get(String(key)) : node[Number(key)];
    if (!rest.length) yield { holder: node, key, at: here };
    else if (inner) yield* placesOf(inner, rest, here, adds);
  }
}

/** @param {Holder} node @param {string} first @param {boolean} hasMore @param {boolean} adds @returns {(string | number)[]} */
function keysOf(node, first, hasMore, adds) {
  if (node instanceof Map) {
    if (hasMore && adds && !node.has(first)) node.set(first, new Map());
    return hasMore && !node.has(first) ? [] : [first];
  }
  if (first === "*") return [...node.keys()];
  return /^[0-9]+$/.test(first) && Number(first) < node.length ? [Number(first)] : [];
}

/**
 * Correct one place, and return what was wrong there; null where nothing was.
 * @param {Rule} rule @param {Holder} holder @param {string | number} key @param {Record<string, string>} values
 * @returns {string | null}
 */
function correctedPlace(rule, holder, key, values) {
  const old = holder instanceof Map ? holder.get(String(key)) : holder[Number(key)];
  if (rule.only && (old === undefined || !rule.only.some((item) => isSame(old, nodeOf(item))))) return null;
  if (rule.remove) return removed(holder, key);
  if (rule.rename !== undefined) return renamed(holder, key, rule.rename);
  if ("set" in rule || "fill" in rule) return setTo(rule, holder, key, old);
  if (!(old instanceof Raw) || old.text === "null") return null;
  const [now, why] = rule.range ? inRange(rule, old.text, values) : ofList(rule, old.text, values);
  if (now === null || now === old.text) return null;
  put(holder, key, new Raw(now));
  return why;
}

/** @param {Holder} holder @param {string | number} key @returns {string} */
function removed(holder, key) {
  if (holder instanceof Map) holder.delete(String(key));
  else holder.splice(Number(key), 1);
  return "has to be left out";
}

/** @param {Holder} holder @param {string | number} key @param {Node} node */
function put(holder, key, node) {
  if (holder instanceof Map) holder.set(String(key), node);
  else holder[Number(key)] = node;
}

/** @param {Holder} holder @param {string | number} key @param {string} name @returns {string | null} */
function renamed(holder, key, name) {
  if (!(holder instanceof Map)) return null;
  const old = [...holder];
  const isTaken = holder.has(name);
  holder.clear();
  for (const [one, value] of old) {
    if (one !== key) holder.set(one, value);
    else if (!isTaken) holder.set(name, value);
  }
  return `has to be called ${JSON.stringify(name)}`;
}

/** @param {Rule} rule @param {Holder} holder @param {string | number} key @param {Node | undefined} old @returns {string | null} */
function setTo(rule, holder, key, old) {
  if ("fill" in rule) {
    if (old !== undefined && !["null", '""', "[]", "{}"].includes(textOf(old))) return null;
    put(holder, key, nodeOf(rule.fill));
    return "is missing; the new value is an example";
  }
  const now = nodeOf(rule.set);
  if (old !== undefined && isSame(old, now)) return null;
  put(holder, key, now);
  return old === undefined ? "is missing" : `has to be ${textOf(now).split(/\s+/).join(" ")}`;
}

/** @param {Node} old @param {Node} now @returns {boolean} */
function isSame(old, now) {
  if (old instanceof Raw && now instanceof Raw) return JSON.parse(old.text) === JSON.parse(now.text);
  return textOf(old) === textOf(now);
}

/** The numbers of a range; a bound may be empty. */
class Range {
  /** @param {string} opening @param {string} low @param {string} high @param {string} closing */
  constructor(opening, low, high, closing) {
    this.low = low;
    this.high = high;
    this.hasLow = opening === "[";
    this.hasHigh = closing === "]";
    this.text = `${opening}${low}, ${high}${closing}`;
  }

  /** @param {number} number @returns {boolean} */
  holds(number) {
    return !this.isBelow(number) && !this.isAbove(number);
  }

  /** @param {number} number @returns {boolean} */
  isBelow(number) {
    return this.low !== "" && (number < Number(this.low) || (number === Number(this.low) && !this.hasLow));
  }

  /** @param {number} number @returns {boolean} */
  isAbove(number) {
    return this.high !== "" && (number > Number(this.high) || (number === Number(this.high) && !this.hasHigh));
  }
}

/**
 * Return a range; null where a bound is not known, or where no number is in it.
 * @param {string} text @param {Record<string, string>} values
 * @returns {Range | null}
 */
function rangeOf(text, values) {
  const [, opening, first, second, closing] = RANGE.exec(text) ?? [];
  const low = bound(first ?? "", values);
  const high = bound(second ?? "", values);
  if (opening === undefined || low === null || high === null) return null;
  return low && high && Number(low) > Number(high) ? null : new Range(opening, low, high, closing);
}

/**
 * Return the number that a value has to become: itself, the nearest bound, or the rule's.
 * @param {Rule} rule @param {string} old @param {Record<string, string>} values
 * @returns {[string | null, string]}
 */
function inRange({ range = "", value }, old, values) {
  const wanted = rangeOf(range, values);
  if (!wanted) return [null, ""];
  const instead = typeof value === "number" && wanted.holds(value) ? JSON.stringify(value) : null;
  const text = old.startsWith('"') ? String(JSON.parse(old)).trim() : old;
  if (!NUMBER.test(text)) return [instead, `${old} is no number of ${wanted.text}`];
  const number = Number(text);
  if (wanted.holds(number)) return [text, `${old} is a text, and has to be a number`];
  const [nearest, isAllowed] = wanted.isBelow(number) ? [wanted.low, wanted.hasLow] : [wanted.high, wanted.hasHigh];
  return [isAllowed ? nearest : instead, `${old} is outside ${wanted.text}`];
}

/** @param {string} text @param {Record<string, string>} values @returns {string | null} empty for none; null where it is not known */
function bound(text, values) {
  const found = filled(text, values);
  if (!found) return found;
  return NUMBER.test(found.trim()) ? found.trim() : null;
}

/**
 * Return the allowed value that one has to become: itself, with other letters, the rule's.
 * @param {Rule} rule @param {string} old @param {Record<string, string>} values
 * @returns {[string | null, string]}
 */
function ofList(rule, old, values) {
  const allowed = (rule.allowed ?? []).flatMap((item) => allowedBy(item, values));
  if (!allowed.length || allowed.some((item) => isSame(new Raw(old), new Raw(item)))) return [null, ""];
  const alike = allowed.find((item) => item.toLowerCase() === old.toLowerCase());
  const own = "value" in rule ? JSON.stringify(rule.value) : allowed[0];
  const first = allowed.includes(own) ? own : allowed[0];
  return [alike ?? first, `${old} is none of ${allowed.join(", ")}`];
}

/** @param {any} item @param {Record<string, string>} values @returns {string[]} a parameter stands for every item that its value lists */
function allowedBy(item, values) {
  const name = typeof item === "string" ? PARAMETER.exec(item)?.[1] : undefined;
  if (name === undefined) return [JSON.stringify(item)];
  const listed = Object.hasOwn(values, name) ? values[name] : "";
  return listed.split(LISTED).map((part) => part.replace(EDGES, ""))
    .filter((part) => part && !part.endsWith(CUT)).map((part) => JSON.stringify(part));
}
