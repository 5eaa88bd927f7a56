// The element <error-card>: its data comes from the site that this script comes from.

import { ACTOR_LABELS, RETRY_LABELS } from "./constants.js";
import { withCode } from "./markdown.js";
import { folded, publishedTarget } from "./paths.js";
import { SITE_ROOT, siteUrl } from "./site.js";
import { visible } from "./visible.js";

/** @typedef {{title: string, url: string, in_short?: string, retry: string, retry_advice?: string, actor: string, status: number | null, id: string, removed?: object}} Case */
/** @typedef {{code: string, slug: string, title: string, summary: string, url: string, removed?: object, cases: Case[]}} CardError */
/** @typedef {{error: CardError, found: Case | undefined}} Entry an error, and the case that is meant or its only one */

// Nothing comes in from the page around a card but its colour scheme. A page says which by
// `color-scheme`, and `light-dark()` follows it; a page that says nothing gets the system's.
const STYLE = `
:host { display: block; max-inline-size: 40rem; min-inline-size: 0; }
:host([data-follow-system]) { color-scheme: light dark; }
:host([hidden]) { display: none; }
.card, .card * { box-sizing: border-box; }
.card {
  all: initial;
  color-scheme: inherit;
  display: block;
  background: light-dark(#fff, #12181f);
  border: 1px solid light-dark(#dde3ea, #2d3947);
  border-inline-start: 4px solid light-dark(#b0410c, #ffa873);
  border-radius: 8px;
  color: light-dark(#1c2733, #e3e9f0);
  font: 400 15px/1.45 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: anywhere;
  padding: 12px 16px;
}
p { margin: 0; }
code { font: 0.92em ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", Menlo, monospace; }
.head { align-items: center; display: flex; flex-wrap: wrap; font-size: 13px; gap: 8px; }
.code { color: light-dark(#b0410c, #ffa873); font-weight: 600; }
.status, .badge { background: light-dark(#edf0f4, #28323d); border-radius: 4px; font-size: 12px; font-weight: 650; line-height: 1; padding: 5px 7px; }
.title { font-size: 16px; font-weight: 700; line-height: 1.3; margin-block: 6px 4px; }
.title a { color: inherit; text-decoration-thickness: 1px; text-underline-offset: 3px; }
.title a:hover { color: light-dark(#b0410c, #ffa873); }
a:focus-visible { border-radius: 2px; outline: 2px solid light-dark(#b0410c, #ffa873); outline-offset: 2px; }
.fix code { background: light-dark(#f3f5f8, #1a222c); border-radius: 3px; padding: 1px 4px; }
.more { color: light-dark(#55626f, #a3b0bd); font-size: 13px; margin-block-start: 6px; }
.badges { display: flex; flex-wrap: wrap; gap: 6px; margin-block-start: 10px; }
.never { background: light-dark(#fdeceb, #3a1f20); color: light-dark(#a8201a, #ffa29b); }
.backoff { background: light-dark(#e8f2fb, #182b3d); color: light-dark(#14558f, #96c8f7); }
.wait { background: light-dark(#fdf3dc, #332a17); color: light-dark(#7a4d00, #f2c66d); }
.after-action { background: light-dark(#f3ebfb, #2c2140); color: light-dark(#5f2b8c, #d3b6f7); }
@media print { .card { break-inside: avoid; } }
`;

class ErrorCard extends HTMLElement {
  static observedAttributes = ["code", "case"];

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [cardStyle()];
    shadow.append(document.createElement("slot"));
    this.asked = "";
  }

  connectedCallback() {
    this.removeAttribute("data-follow-system");
    this.toggleAttribute("data-follow-system", !hasOwnScheme(this));
    this.load();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.load();
  }

  async load() {
    const code = this.getAttribute("code")?.trim() ?? "";
    const id = this.getAttribute("case")?.trim() ?? "";
    const asked = JSON.stringify([code, id]);
    if (asked === this.asked) return;
    this.asked = asked;
    const shown = code ? await describe(code, id).catch(() => null) : null;
    if (this.asked !== asked) return; // the attributes changed meanwhile
    this.shadowRoot?.replaceChildren(...(shown ? [shown] : this.fallback(code)));
    this.toggleAttribute("data-failed", !shown);
  }

  /** Return the link that the author put inside, or a plain one. @param {string} code @returns {Node[]} */
  fallback(code) {
    const slot = document.createElement("slot");
    return code && !this.querySelector("a") ? [slot, linkTo(pageOf(code), code)] : [slot];
  }
}

/** Whether a page says which colour scheme it has. @param {Element} element @returns {boolean} */
function hasOwnScheme(element) {
  return getComputedStyle(element).colorScheme !== "normal" || document.querySelector("meta[name='color-scheme']") !== null;
}

/**
 * Return the card of an error or of one of its cases.
 * @param {string} code @param {string} id @returns {Promise<Node>}
 * @throws where the site has no such entry or does not answer
 */
async function describe(code, id) {
  const { error, found } = await findEntry(code, id);
  return card(error, found);
}

/** @param {CardError} error @param {Case | undefined} found @returns {Node} */
function card(error, found) {
  const box = part("article", "card");
  const head = part("p", "head");
  head.append(codeName(error.code));
  if (found?.status) head.prepend(part("span", "status", String(found.status)));
  const link = linkTo(httpUrl((found ?? error).url), (error.cases.length > 1 && found ? found : error).title);
  const title = part("p", "title");
  title.append(link);
  box.append(head, title, ...(found ? advice(error, found) : choice(error)));
  return box;
}

/** @param {CardError} error @param {Case} found @returns {Node[]} */
function advice(error, found) {
  const badges = part("p", "badges");
  const removed = found.removed ?? error.removed;
  if (removed) badges.append(part("span", "badge", "Removed"));
  const word = found.retry_advice ?? found.retry; // the first is there where the three old words say less
  const [retry, actor] = [RETRY_LABELS[word], ACTOR_LABELS[found.actor]];
  if (retry) badges.append(part("span", `badge ${word}`, retry));
  if (actor) badges.append(part("span", "badge", `${actor} acts`));
  const fix = part("p", "fix");
  fix.append(...withCode({ sentence: String(found.in_short ?? error.summary ?? "") }));
  return [fix, badges].filter((shown) => shown.hasChildNodes());
}

/** @param {CardError} error @returns {Node[]} */
function choice(error) {
  const summary = error.summary ? [part("p", "fix", error.summary)] : [];
  const more = `${error.cases.length} messages come with this code. Find yours on the page.`;
  return error.cases.length ? [...summary, part("p", "more", more)] : summary;
}

/** @param {string} code @returns {HTMLElement} the code, which a narrow card breaks between its words */
function codeName(code) {
  const shown = part("code", "code");
  const [first, ...others] = visible(code).split(/(?<=[._-])|(?<=[a-z0-9])(?=[A-Z])/);
  shown.append(first, ...others.flatMap((word) => [document.createElement("wbr"), word]));
  return shown;
}

/** @param {string} tag @param {string} className @param {string} [text] @returns {HTMLElement} */
function part(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = visible(text);
  return made;
}

/** @param {string} href @param {string} text @returns {HTMLAnchorElement} */
function linkTo(href, text) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = visible(text);
  return link;
}

/** @param {string} code @returns {string} */
function pageOf(code) {
  return siteUrl(`errors/${encodeURIComponent(code)}/`).href;
}

/** @param {string} path @returns {string} the absolute URL; that of the site where it is not a page */
function httpUrl(path) {
  const url = siteUrl(path);
  return /^https?:$/.test(url.protocol) ? url.href : SITE_ROOT.href;
}

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** Return the style sheet that all cards of a page share. @returns {CSSStyleSheet} */
function cardStyle() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  return sheet;
}

/**
 * Return the entry that a code means, or `CODE/CASE`, or a code and the id of a case.
 * @param {string} code @param {string} id empty for the error as a whole
 * @returns {Promise<Entry>}
 * @throws where the site has no such entry or does not answer
 */
async function findEntry(code, id) {
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
  const target = publishedTarget(wanted, paths);
  const [, segment, id = ""] = /^errors\/([^/]+)\/(?:([^/]+)\/)?$/.exec(String(target)) ?? [];
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

if (!customElements.get("error-card")) customElements.define("error-card", ErrorCard);
