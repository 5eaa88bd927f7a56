// The reader's own values: a case's message as it was in the text that led to its page.
//
// They are kept for the tab, under the path of the page, with secrets masked. The link to a page
// may bring values too, by the names of the message's parameters; these win.

import { parse } from "./lookup/templates.js";
import { masked } from "./secrets.js";

/** @typedef {{message: string, parameters: Record<string, string>}} OwnMessage */

const LONGEST_VALUE = 300;

/**
 * Keep the values of a match for the page that it leads to.
 * @param {URL} url
 * @param {{message: string | null, parameters: Record<string, string>}} match
 */
export function keepOwnValues(url, { message, parameters }) {
  if (!message || !Object.keys(parameters).length) return;
  const own = Object.entries(parameters).map(([name, value]) => [name, shownValue(value)]);
  try {
    sessionStorage.setItem(keyOf(url), JSON.stringify({ message, parameters: Object.fromEntries(own) }));
  } catch {
    // storage is full or forbidden: the page shows the message with its examples
  }
}

/**
 * Show the message with the reader's own values on a case's page, where some were kept.
 * @param {ParentNode} root
 */
export function startOwnValues(root) {
  const section = root.querySelector(".errdocs-leaf #message");
  const kept = section && read(keyOf(location));
  const own = section && (linkedMessage(section, kept) ?? kept);
  if (section && own) section.querySelector(".errdocs-message")?.before(ownMessage(own));
}

/**
 * Return the wording that the parameters of the page's address fill best, or null without any.
 *
 * Names that no wording has are ignored.
 * @param {Element} section
 * @param {OwnMessage | null} kept
 * @returns {OwnMessage | null}
 */
function linkedMessage(section, kept) {
  const given = new URLSearchParams(location.search);
  const wordings = [...section.querySelectorAll(".errdocs-message code, .errdocs-wordings code")].map((code) => {
    const names = [...code.querySelectorAll("[data-parameter]")].map((value) => value.getAttribute("data-parameter") ?? "");
    return { code, known: [...new Set(names)].filter((name) => given.has(name)) };
  });
  const [best] = wordings.sort((one, other) => other.known.length - one.known.length);
  if (!best?.known.length) return null;
  const values = Object.fromEntries(best.known.map((name) => [name, given.get(name) ?? ""]));
  return { message: templateOf(best.code), parameters: { ...kept?.parameters, ...values } };
}

/** @param {Element} code a message as pages show it @returns {string} its template */
function templateOf(code) {
  const parts = [...code.childNodes].map((part) => (part instanceof HTMLElement && part.dataset.parameter
    ? `{${part.dataset.parameter}}`
    : (part.textContent ?? "").replace(/[{}]/g, "$&$&")));
  return parts.join("");
}

/**
 * Return a template's message with values; what has no value shows its name.
 * @param {OwnMessage} own
 * @returns {HTMLElement}
 */
export function filledMessage({ message, parameters }) {
  const code = document.createElement("code");
  for (const part of parse(message)) {
    if (typeof part === "string") {
      code.append(part);
      continue;
    }
    const value = document.createElement("var");
    value.dataset.parameter = value.title = part.name;
    value.textContent = Object.hasOwn(parameters, part.name) ? shownValue(parameters[part.name]) : `{${part.name}}`;
    code.append(value);
  }
  return code;
}

/** @param {OwnMessage} own @returns {HTMLElement} */
function ownMessage(own) {
  const box = document.createElement("div");
  box.className = "errdocs-own";
  box.dataset.ownMessage = "";
  const title = document.createElement("p");
  title.className = "errdocs-own-title";
  title.textContent = "Your message";
  const text = document.createElement("p");
  text.append(filledMessage(own));
  box.append(title, text, dismissButton(box));
  return box;
}

/** @param {HTMLElement} box @returns {HTMLButtonElement} */
function dismissButton(box) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "errdocs-copy";
  button.textContent = "Dismiss";
  button.setAttribute("aria-label", "Dismiss your message");
  button.addEventListener("click", () => {
    sessionStorage.removeItem(keyOf(location));
    if (location.search) history.replaceState(history.state, "", location.pathname + location.hash);
    box.remove();
  });
  return button;
}

/** @param {string} value @returns {string} */
function shownValue(value) {
  const shown = masked(value);
  return shown.length <= LONGEST_VALUE ? shown : `${shown.slice(0, LONGEST_VALUE)}…`;
}

/** @param {string} key @returns {OwnMessage | null} */
function read(key) {
  try {
    const own = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return typeof own?.message === "string" && own.parameters instanceof Object ? own : null;
  } catch {
    return null; // someone else's entry, or no storage
  }
}

/** @param {URL | Location} url @returns {string} */
function keyOf({ pathname }) {
  return `errdocs:own-values:${pathname.replace(/index\.html$/, "")}`;
}
