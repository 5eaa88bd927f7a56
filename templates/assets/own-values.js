// The reader's own values: a case's message as it was in the text that led to its page.
//
// They are kept for the tab, under the path of the page, with secrets masked. The link to a page
// may bring values too, by the names of the message's parameters; these win. What it leaves out
// has the page's example.

import { parse } from "./lookup/messages.js";
import { masked } from "./secrets.js";
import { visible } from "./visible.js";

/** @typedef {{message: string, parameters: Record<string, string>, examples?: Record<string, string>}} OwnMessage */

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
 * Show the reader's own values on a case's page, where some were kept: in the message, in the
 * advice, and beside the examples.
 * @param {ParentNode} root
 * @returns {Record<string, string>} the values
 */
export function startOwnValues(root) {
  const section = root.querySelector(".errdocs-leaf #message");
  const kept = section && read(keyOf(location));
  const found = section && (linkedMessage(section, kept) ?? kept);
  if (!section || !found) return {};
  const own = { ...found, examples: examplesOf(section) };
  const undo = [
    fillQuote(root.querySelector(".errdocs-said q"), own),
    fillProse(root, own.parameters),
    fillTable(section.querySelector(".errdocs-parameters"), own.parameters),
  ];
  section.querySelector(".errdocs-message")?.before(ownMessage(own, () => undo.forEach((step) => step())));
  return own.parameters;
}

/**
 * Put values in the place of the words that stand for them, and return how to bring these back.
 * @param {ParentNode} root @param {Record<string, string>} parameters
 * @returns {() => void}
 */
function fillProse(root, parameters) {
  const filled = [...root.querySelectorAll(".errdocs-leaf [data-value]")].flatMap((place) => {
    const name = place.getAttribute("data-value") ?? "";
    const words = place.textContent;
    if (!Object.hasOwn(parameters, name)) return [];
    place.textContent = shownValue(parameters[name]);
    place.toggleAttribute("data-own", true);
    return [() => {
      place.textContent = words;
      place.removeAttribute("data-own");
    }];
  });
  return () => filled.forEach((undo) => undo());
}

/**
 * Give the table of values a column with the reader's own, and return how to remove it.
 * @param {Element | null} table @param {Record<string, string>} parameters
 * @returns {() => void}
 */
function fillTable(table, parameters) {
  const rows = [...table?.querySelectorAll("tr") ?? []].map((row) => {
    const isHead = row.parentElement?.tagName === "THEAD";
    const cell = document.createElement(isHead ? "th" : "td");
    const name = row.querySelector("th code")?.textContent ?? "";
    if (cell instanceof HTMLTableCellElement && isHead) cell.scope = "col";
    cell.dataset.own = "";
    if (isHead) cell.textContent = "Yours";
    else if (Object.hasOwn(parameters, name)) cell.append(ownCode(parameters[name]));
    row.append(cell);
    return cell;
  });
  return () => rows.forEach((cell) => cell.remove());
}

/** @param {string} value @returns {HTMLElement} */
function ownCode(value) {
  const code = document.createElement("code");
  code.textContent = shownValue(value);
  return code;
}

/**
 * Fill the message below the heading, and return how to bring back the printed one.
 * @param {Element | null} quote
 * @param {OwnMessage} own
 * @returns {() => void}
 */
function fillQuote(quote, own) {
  const printed = quote?.textContent ?? "";
  quote?.replaceChildren(...filledMessage(own).childNodes);
  return () => quote?.replaceChildren(printed);
}

/**
 * Return the wording that the parameters of the page's URL fill best, or null without any.
 *
 * Names that no wording has are ignored, and so are empty values.
 * @param {Element} section
 * @param {OwnMessage | null} kept
 * @returns {OwnMessage | null}
 */
function linkedMessage(section, kept) {
  const given = new URLSearchParams(location.search);
  const wordings = [...section.querySelectorAll(".errdocs-message code, .errdocs-wordings code")].map((code) => (
    { code, known: Object.keys(examplesOf(code)).filter((name) => given.get(name)?.trim()) }
  ));
  const [best] = wordings.sort((one, other) => other.known.length - one.known.length);
  if (!best?.known.length) return null;
  const values = Object.fromEntries(best.known.map((name) => [name, given.get(name) ?? ""]));
  return { message: templateOf(best.code), parameters: { ...kept?.parameters, ...values } };
}

/** @param {Element} shown one message or more, as pages show them @returns {Record<string, string>} the values */
function examplesOf(shown) {
  const values = [...shown.querySelectorAll("[data-parameter]")];
  return Object.fromEntries(values.map((value) => [value.getAttribute("data-parameter"), value.textContent]));
}

/** @param {Element} code a message as pages show it @returns {string} its template */
function templateOf(code) {
  const parts = [...code.childNodes].map((part) => (part instanceof HTMLElement && part.dataset.parameter
    ? `{${part.dataset.parameter}}`
    : (part.textContent ?? "").replace(/[{}]/g, "$&$&")));
  return parts.join("");
}

/**
 * Return a template's message with values; what has none shows its example, or else its name.
 * @param {OwnMessage} own
 * @returns {HTMLElement}
 */
export function filledMessage({ message, parameters, examples = {} }) {
  const code = document.createElement("code");
  let isTaken = false; // whether the value before holds what belongs to the ones that touch it
  for (const part of parse(message)) {
    if (typeof part === "string") {
      code.append(visible(part));
      isTaken = false;
      continue;
    }
    const isOwn = Object.hasOwn(parameters, part.name);
    if (isOwn || !isTaken) code.append(filledValue(part.name, parameters, examples));
    isTaken ||= isOwn;
  }
  return code;
}

/** @param {string} name @param {Record<string, string>} parameters @param {Record<string, string>} examples */
function filledValue(name, parameters, examples) {
  const value = document.createElement("var");
  const isOwn = Object.hasOwn(parameters, name);
  const isExample = !isOwn && Object.hasOwn(examples, name);
  value.dataset.parameter = value.title = name;
  if (isExample) value.dataset.example = "";
  value.textContent = isOwn ? shownValue(parameters[name]) : isExample ? visible(examples[name]) : `{${name}}`;
  return value;
}

/** @param {OwnMessage} own @param {() => void} undo @returns {HTMLElement} */
function ownMessage(own, undo) {
  const box = document.createElement("div");
  box.className = "errdocs-own";
  box.dataset.ownMessage = "";
  const title = document.createElement("p");
  title.className = "errdocs-own-title";
  const text = document.createElement("p");
  text.append(filledMessage(own));
  title.textContent = text.querySelector("[data-example]") ? "Your message; unmarked values are examples" : "Your message";
  box.append(title, text, dismissButton(box, undo));
  return box;
}

/** @param {HTMLElement} box @param {() => void} undo @returns {HTMLButtonElement} */
function dismissButton(box, undo) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "errdocs-copy";
  button.textContent = "Dismiss";
  button.setAttribute("aria-label", "Dismiss your message");
  button.addEventListener("click", () => {
    sessionStorage.removeItem(keyOf(location));
    if (location.search) history.replaceState(history.state, "", location.pathname + location.hash);
    undo();
    box.remove();
  });
  return button;
}

/** @param {string} value @returns {string} */
function shownValue(value) {
  const shown = visible(masked(value));
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
