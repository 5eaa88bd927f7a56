// The entry that a card shows: by its name today, or else by where its old path leads.

import { siteUrl } from "./site.js";

/** @typedef {{title: string, url: string, fix: string, retry: string, actor: string, status: number | null, id: string, removed?: object}} Case */
/** @typedef {{code: string, slug: string, title: string, summary: string, url: string, removed?: object, cases: Case[]}} CardError */
/** @typedef {{error: CardError, found: Case | undefined}} Entry an error, and the case that is meant or its only one */

/**
 * Return the entry that a code means, or `CODE/CASE`, or a code and the id of a case.
 * @param {string} code @param {string} id empty for the error as a whole
 * @returns {Promise<Entry>}
 * @throws where the site has no such entry or does not answer
 */
export async function findEntry(code, id) {
  const [, before = code, after = id] = (!id && /^(.+)\/([^/]+)\/?$/.exec(code)) || [];
  const entry = await current(before, after) ?? await published(before, after);
  if (!entry) throw new Error(`no entry ${before}/${after}`);
  return entry;
}

/**
 * Return what has this very name. The file of an error that moved is at its old path too, so it
 * counts only under the error's own name.
 * @param {string} code @param {string} id @returns {Promise<Entry | null>}
 */
async function current(code, id) {
  const error = await fetchJson(`errors/${encodeURIComponent(code)}.json`);
  return error && folded(checked(error).slug) === folded(code) ? chosen(error, id) : null;
}

/**
 * Return what the path of an entry leads to: an alias, another spelling, an old name.
 * @param {string} code @param {string} id @returns {Promise<Entry | null>}
 */
async function published(code, id) {
  const { paths } = await fetchJson("permalinks.json");
  const exact = id && await followed(paths, `errors/${code}/${id}/`);
  if (exact) return exact;
  const whole = await followed(paths, `errors/${code}/`);
  return whole && id ? chosen(whole.error, id) : whole;
}

/**
 * @param {Record<string, {target: string}>} paths what `permalinks.json` says
 * @param {string} wanted @returns {Promise<Entry | null>}
 */
async function followed(paths, wanted) {
  const meant = Object.keys(paths).filter((known) => folded(known) === folded(wanted));
  const targets = new Set((Object.hasOwn(paths, wanted) ? [wanted] : meant).map((path) => String(paths[path].target)));
  const target = targets.size === 1 ? [...targets][0] : "";
  const [, segment, id = ""] = /^errors\/([^/]+)\/(?:([^/]+)\/)?$/.exec(target) ?? [];
  if (!segment) return null;
  const error = await fetchJson(`errors/${encodeURIComponent(segment)}.json`);
  return error && chosen(checked(error), id);
}

/** @param {CardError} error @param {string} id @returns {Entry | null} null where the error has no such case */
function chosen(error, id) {
  const only = error.cases.length === 1 ? error.cases[0] : undefined;
  const found = id ? error.cases.find((known) => folded(known.id) === folded(id)) : only;
  return id && !found ? null : { error, found };
}

/** @type {Map<string, Promise<any>>} what was fetched: pages show the same error more than once */
const files = new Map();

/** @param {string} path @returns {Promise<any>} the data of a file, or null where there is none */
function fetchJson(path) {
  const known = files.get(path) ?? fetch(siteUrl(path), { credentials: "omit" })
    .then((response) => (response.ok ? response.json() : null));
  files.set(path, known);
  known.catch(() => files.delete(path)); // a later card may have more luck
  return known;
}

/** @param {any} error @returns {CardError} */
function checked(error) {
  if (typeof error?.slug !== "string" || !Array.isArray(error.cases)) throw new Error("not an error");
  return error;
}

/** @param {string} path @returns {string} */
function folded(path) {
  return path.toLowerCase().replace(/[^\p{L}\p{N}/]/gu, "");
}
