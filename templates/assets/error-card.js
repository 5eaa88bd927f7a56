// The element <error-card>: its data comes from the site that this script comes from.

import { findEntry } from "./card-entry.js";
import { cardStyle } from "./card-style.js";
import { firstSentence } from "./first-sentence.js";
import { SITE_ROOT, siteUrl } from "./site.js";

/** @typedef {import("./card-entry.js").Case} Case */
/** @typedef {import("./card-entry.js").CardError} CardError */

/** @type {Record<string, string>} the words of the badges on pages */
const RETRY = { never: "Do not retry", backoff: "Retry with backoff", wait: "Wait" };
/** @type {Record<string, string>} */
const ACTOR = { caller: "Caller acts", "account-owner": "Account owner acts", provider: "Provider acts" };

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
  if (removed) badges.append(part("span", "badge", "Retired"));
  if (found.retry in RETRY) badges.append(part("span", `badge ${found.retry}`, RETRY[found.retry]));
  if (found.actor in ACTOR) badges.append(part("span", "badge", ACTOR[found.actor]));
  const fix = part("p", "fix");
  fix.append(...withCode(firstSentence(String(found.fix ?? ""))));
  return [fix, badges];
}

/** @param {CardError} error @returns {Node[]} */
function choice(error) {
  return [part("p", "fix", error.summary), part("p", "more", `${error.cases.length} messages come with this code; the page tells them apart.`)];
}

/** @param {string} sentence @returns {(string | Node)[]} its words, code in backticks as code */
function withCode(sentence) {
  return sentence.split(/(`[^`]+`)/).map((piece) => (/^`[^`]+`$/.test(piece) ? part("code", "", piece.slice(1, -1)) : piece));
}

/** @param {string} code @returns {HTMLElement} the code, which a narrow card breaks between its words */
function codeName(code) {
  const shown = part("code", "code");
  const [first, ...others] = code.split(/(?<=[._-])|(?<=[a-z0-9])(?=[A-Z])/);
  shown.append(first, ...others.flatMap((word) => [document.createElement("wbr"), word]));
  return shown;
}

/** @param {string} tag @param {string} className @param {string} [text] @returns {HTMLElement} */
function part(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** @param {string} href @param {string} text @returns {HTMLAnchorElement} */
function linkTo(href, text) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  return link;
}

/** @param {string} code @returns {string} */
function pageOf(code) {
  return siteUrl(`errors/${encodeURIComponent(code)}/`).href;
}

/** @param {string} path @returns {string} the whole address; that of the site where it is no page */
function httpUrl(path) {
  const url = siteUrl(path);
  return /^https?:$/.test(url.protocol) ? url.href : SITE_ROOT.href;
}

if (!customElements.get("error-card")) customElements.define("error-card", ErrorCard);
