// Paths as people write them -> the one path of the site that each can only mean.
//
// `errdocs check-links` forgives the same of the paths that were published; shared vectors keep
// both alike.

/** @typedef {import("./lookup/index.js").IndexedError} IndexedError */
/** @typedef {import("./lookup/index.js").IndexedCase} IndexedCase */
/** @typedef {{code: string, title: string, url: string}} Suggestion */
/** @typedef {{errors: IndexedError[], cases: IndexedCase[]}} Entries */
/** @typedef {Record<string, {target: string}>} Published what `permalinks.json` says of each path */

const LEAST_LIKENESS = 0.5;
const MOST_SUGGESTIONS = 5;

/**
 * Return the path of the one page that a wrong path means, or null.
 *
 * Case, `_`, `-`, `.`, `.html` and a missing slash are forgiven. Old paths, listings and
 * hand-written pages are among what is published; what is not there may still name an entry.
 * @param {string} path from the site's root
 * @param {Published} published
 * @param {Entries} entries
 * @returns {string | null}
 */
export function meantPath(path, published, entries) {
  return publishedTarget(path, published) ?? entryPath(path, entries);
}

/**
 * Return the other spelling of an error's code that a path names it by, or null.
 *
 * What only its separators or its letter case make unlike the code itself is that code.
 * @param {string} path from the site's root
 * @param {string} target path of the page that it means
 * @param {Entries} entries
 * @returns {string | null}
 */
export function heldSpelling(path, target, { errors }) {
  const error = errors.find(({ url }) => target.startsWith(url));
  const [name] = named(path);
  const alike = error?.spellings.filter((code) => folded(code) === name) ?? [];
  const segments = decoded(path).toLowerCase().split(/\/|\.html?$/);
  const held = alike.find((code) => segments.includes(code.toLowerCase())) ?? alike[0];
  return held && held !== error?.code ? held : null;
}

/**
 * Return where the published path leads that a path means, or null unless only one fits.
 * @param {string} path from the site's root
 * @param {Published} published
 * @returns {string | null}
 */
export function publishedTarget(path, published) {
  if (Object.hasOwn(published, path)) return published[path].target;
  const targets = targetsByKey(published);
  const key = [decoded(path).toLowerCase(), pathKey(path)].find((name) => name !== null && targets.has(name));
  if (typeof key === "string") return targets.get(key) ?? null;
  const [, index, code, id, more] = pathKey(path)?.split("/") ?? [];
  // a case under another name of its error
  const error = id && !more && targets.get(`/${index}/${code}`);
  return error ? targets.get(`${pathKey(error)}/${id}`) ?? null : null;
}

/**
 * Return where the published paths lead, files by lower case and pages by their keys; null where
 * it could be either of several.
 * @param {Published} published @returns {Map<string, string | null>}
 */
function targetsByKey(published) {
  /** @type {Map<string, string | null>} */
  const found = new Map();
  for (const [path, { target }] of Object.entries(published)) {
    const key = !path || path.endsWith("/") ? pathKey(path) : path.toLowerCase();
    if (key === null) continue;
    found.set(key, !found.has(key) || found.get(key) === target ? target : null);
  }
  return found;
}

/**
 * Return the path of the error or case that a path names, under any spelling of its code, or null.
 * @param {string} path @param {Entries} entries @returns {string | null}
 */
function entryPath(path, entries) {
  const [name, id] = named(path);
  if (!name) return null;
  const errors = entries.errors.filter((error) => error.spellings.some((code) => folded(code) === name));
  const cases = entries.cases.filter((found) => folded(found.id) === (id ?? name)
    && (id === undefined || errors.includes(entries.errors[found.error])));
  const meant = only((id === undefined && errors.length ? errors : cases).map(({ url }) => url));
  return meant ?? wholeCodePath(name + (id ?? ""), entries);
}

/**
 * Return the path of the entry whose whole code, slashes included, a name is: that of a case with
 * a code of its own, as `Error.SUB` or `Error/SUB`, or of an error such as `S3/NoSuchKey`; or null.
 * @param {string} name @param {Entries} entries
 */
function wholeCodePath(name, { errors, cases }) {
  const meant = [...errors, ...cases]
    .filter(({ spellings }) => spellings.some((code) => folded(code) === name));
  return only(meant.map(({ url }) => url));
}

/**
 * Return what all spellings of a page's path share, with a slash before each segment; null where a
 * segment has no letter.
 * @param {string} path @returns {string | null}
 */
function pathKey(path) {
  const page = path.replace(/\/+$/, "").replace(/(?:(?:^|\/)index)?\.html?$|(?:^|\/)index$/i, "");
  const segments = page.split("/").filter(Boolean).map(folded);
  return segments.every(Boolean) ? segments.map((segment) => `/${segment}`).join("") : null;
}

/**
 * Return the errors whose code is most like a wrong path, the likest first.
 * @param {string} path from the site's root
 * @param {Entries} entries
 * @returns {Suggestion[]}
 */
export function nearest(path, { errors }) {
  const name = named(path)[0] ?? "";
  const words = wordsOf(path);
  return errors
    .map((error) => ({ error, likeness: Math.max(...error.spellings.map((code) => likeness(name, words, code))) }))
    .filter((found) => found.likeness >= LEAST_LIKENESS)
    .sort((one, two) => two.likeness - one.likeness)
    .slice(0, MOST_SUGGESTIONS)
    .map(({ error: { code, title, url } }) => ({ code, title, url }));
}

/** @param {string[]} found @returns {string | null} */
function only(found) {
  const paths = new Set(found);
  return paths.size === 1 ? [...paths][0] : null;
}

/**
 * Return the folded names of an error and a case that a path holds, as far as it does, without the
 * suffix of a file.
 * @param {string} path @returns {string[]}
 */
function named(path) {
  const segments = path
    .replace(/(^|\/)index\/*$/i, "$1")
    .split("/")
    .map((segment) => folded(segment.replace(/(?:index)?\.(?:html?|md|json|php)$/i, "")))
    .filter(Boolean);
  const isListing = (/** @type {string} */ name) => name === "errors" || name === "error";
  return segments.slice(segments.findLastIndex(isListing) + 1).slice(0, 2);
}

/**
 * Return the letters and digits of a name in lower case.
 * @param {string} text @returns {string}
 */
export function folded(text) {
  return decoded(text).toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** @param {string} text @returns {string} */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} text @returns {Set<string>} */
function wordsOf(text) {
  const parts = decoded(text).replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(parts.filter((word) => !["errors", "error", "html", "index"].includes(word)));
}

/** @param {string} name @param {Set<string>} words @param {string} code @returns {number} from 0 to 1 */
function likeness(name, words, code) {
  const other = folded(code);
  const longest = Math.max(name.length, other.length);
  if (!longest) return 0;
  const own = wordsOf(code);
  const shared = [...words].filter((word) => own.has(word)).length;
  const byWords = (0.95 * shared) / Math.max(1, Math.sqrt(words.size * own.size));
  return Math.max(byWords, 1 - distance(name.slice(0, 100), other.slice(0, 100)) / longest);
}

/** @param {string} one @param {string} two @returns {number} edits, a swap of neighbours being one */
function distance(one, two) {
  let before = new Array(two.length + 1).fill(0);
  let last = before.map((_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= two.length; column += 1) {
      const isSame = one[row - 1] === two[column - 1];
      next[column] = Math.min(last[column] + 1, next[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1));
      const isSwap = row > 1 && column > 1 && one[row - 1] === two[column - 2] && one[row - 2] === two[column - 1];
      if (isSwap) next[column] = Math.min(next[column], before[column - 2] + 1);
    }
    [before, last] = [last, next];
  }
  return last[two.length];
}
