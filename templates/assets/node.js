// What to do about an exception of a program in Node.js: the lines below its stack.
//
// Reads the files that the site publishes, from its folder or over HTTP. No browser loads this.

import { readFileSync, writeSync } from "node:fs";
import { resolve, sep } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

import { ACTOR_LABELS, RETRY_LABELS } from "./constants.js";
import { printable } from "./link-forms.js";
import { lookup, prepare } from "./lookup/lookup.js";
import { filled } from "./prose.js";
import { findSecrets, maskedValues } from "./secrets.js";

/** @typedef {import("./lookup/lookup.js").Index} Index */
/** @typedef {import("./lookup/lookup.js").Match} Match */
/**
 * @typedef {object} Place where the published files are; by default, where this file is
 * @property {string} [site] URL of the site, to which the links lead
 * @property {string} [folder] folder of the built site; without it, the files are fetched
 */
/**
 * @typedef {object} KnownCase what `errors.json` has of a case
 * @property {string} id
 * @property {string} [in_short]
 * @property {string} [in_short_template]
 * @property {Record<string, {words?: string}>} parameters
 */
/** @typedef {{code: string, cases: KnownCase[]}} KnownError */

const STANDARD_ERROR = 2;
const MOST_TOLD = 8; // errors of one exception: more would bury it
const MOST_EXCEPTIONS = 50; // of one chain
const LONGEST = 20_000; // characters of one exception: some hold a whole response
const FIELD_LENGTH = 48; // characters before a code in which the name of its field has to start
const CODE_FIELD = /(?<![a-z])(?:err(?:or)?)?[_-]?code["'\\]{0,16}\s{0,4}[:=]\s{0,4}["'\\]{0,16}$/i;

/** Tells what to do about exceptions, from the published files of one site. */
export class ErrorAdvice {
  /** @param {Index} index @param {KnownError[]} errors @param {URL} root to which links are relative */
  constructor(index, errors, root) {
    this.index = index;
    this.root = root;
    this.errors = new Map(errors.map((error) => [error.code, error]));
  }

  /**
   * Return the lines for an exception, its causes and what it groups; none where nothing is known.
   * @param {unknown} error @returns {string[]}
   */
  adviceFor(error) {
    try {
      return this.known(textsOf(error).join("\n"));
    } catch {
      return []; // an exception of which nothing can be read; the program has enough trouble
    }
  }

  /** @param {string} text @returns {string[]} the lines for what a text is sure to be about */
  known(text) {
    const known = lookup(this.index, text, MOST_TOLD).filter((match) => isSure(match, text));
    const told = new Map(known.map((match) => [nameOf(match), this.told(match, text)]));
    if (told.size === 0) return [];
    return [`errdocs: ${told.size} known error${told.size === 1 ? "" : "s"}`, ...[...told.values()].flat()];
  }

  /** @param {Match} match @param {string} text @returns {string[]} */
  told(match, text) {
    const facts = [
      ...(match.retry ? [RETRY_LABELS[match.retry] ?? match.retry] : []),
      ...(match.actor ? [ACTOR_LABELS[match.actor] ? `${ACTOR_LABELS[match.actor]} acts` : match.actor] : []),
    ];
    const lines = [
      `${nameOf(match)}  ${match.title}`,
      `  ${this.step(match, text)}`,
      `  ${facts.map((fact) => `${fact}.`).join(" ")}`,
      `  ${new URL(match.url, this.root).href}`,
    ];
    return lines.map(printable).filter((line) => line.trim());
  }

  /** @param {Match} match @param {string} text @returns {string} the first sentence of the fix */
  step(match, text) {
    const cases = this.errors.get(match.code)?.cases ?? [];
    const found = match.case === null && cases.length === 1 ? cases[0] : cases.find(({ id }) => id === match.case);
    if (!found?.in_short_template) return found?.in_short ?? "";
    const words = Object.entries(found.parameters).map(([name, { words: own }]) => [name, own ?? `{${name}}`]);
    const values = maskedValues(match.parameters, text, findSecrets(text));
    return filled(found.in_short_template, { ...Object.fromEntries(words), ...values });
  }
}

/**
 * Return what tells about exceptions, once the published files have been read.
 * @param {Place} [place] @returns {Promise<ErrorAdvice>}
 */
export async function load({ site, folder } = {}) {
  const files = folder ? pathToFileURL(resolve(folder) + sep) : new URL(site ?? "../../", site ? undefined : import.meta.url);
  const root = new URL(site ?? files);
  const [document, { errors }] = await Promise.all([
    readJson(new URL("lookup.json", ended(files))),
    readJson(new URL("errors.json", ended(files))),
  ]);
  return new ErrorAdvice(prepare(document), errors, ended(root));
}

/**
 * Tell about every exception that nobody catches, below its stack, and return what stops that.
 *
 * The program ends as it would without, or handles the exception as it does. Node.js prints the
 * stack last of all, so the lines become a part of it. Files that cannot be read are said once.
 * @param {Place} [place] @returns {Promise<() => void>}
 */
export async function install(place) {
  /** @type {ErrorAdvice} */
  let advice;
  try {
    advice = await load(place);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say([printable(`errdocs: no error was looked for: ${reason}`)]);
    return () => {};
  }
  const tell = (/** @type {unknown} */ error) => {
    const lines = advice.adviceFor(error);
    if (lines.length > 0 && !extended(error, lines)) say(lines);
  };
  process.on("uncaughtExceptionMonitor", tell);
  return () => process.off("uncaughtExceptionMonitor", tell);
}

/** @param {unknown} error @param {string[]} lines @returns {boolean} whether its stack has them now */
function extended(error, lines) {
  if (!(error instanceof Error)) return false;
  try {
    error.stack = [error.stack ?? String(error), "", ...lines, ""].join("\n");
    return true;
  } catch {
    return false; // it is frozen
  }
}

/**
 * Return an exception, its causes and what it groups as texts, each once, without stacks.
 * @param {unknown} error @returns {string[]}
 */
function textsOf(error) {
  const pending = [error];
  const seen = new Set();
  const texts = [];
  while (pending.length > 0 && seen.size < MOST_EXCEPTIONS) {
    const one = /** @type {any} */ (pending.shift());
    if (one === undefined || one === null || seen.has(one)) continue;
    seen.add(one);
    texts.push((typeof one === "object" ? textOf(one) : String(one)).slice(0, LONGEST));
    if (typeof one === "object") pending.push(one.cause, ...(Array.isArray(one.errors) ? one.errors : []));
  }
  return texts;
}

/** @param {any} error @returns {string} */
function textOf({ name, message, code }) {
  const field = typeof code === "string" ? `\ncode: ${code}` : "";
  return `${String(name ?? "Error")}: ${String(message ?? "")}${field}`;
}

/** @param {Match} match @param {string} text @returns {boolean} whether it is worth telling unasked */
function isSure({ confidence, sharing, span }, text) {
  if (confidence === "exact" || confidence === "likely") return true;
  const before = text.slice(Math.max(0, span[0] - FIELD_LENGTH), span[0]);
  return confidence === "code" && sharing === 1 && CODE_FIELD.test(before);
}

/** @param {Match} match @returns {string} */
function nameOf(match) {
  return match.case === null ? match.code : `${match.code}/${match.case}`;
}

/** @param {URL} url @returns {Promise<any>} */
async function readJson(url) {
  if (url.protocol === "file:") return JSON.parse(readFileSync(url, "utf8"));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href}: ${response.status}`);
  return response.json();
}

/** @param {URL} url @returns {URL} the same, with a slash at the end of its path */
function ended(url) {
  return new URL(url.href.endsWith("/") ? url.href : `${url.href}/`);
}

/** @param {string[]} lines */
function say(lines) {
  if (lines.length === 0) return;
  try {
    writeSync(STANDARD_ERROR, `${lines.join("\n")}\n`);
  } catch {
    // Nobody reads standard error any more.
  }
}
