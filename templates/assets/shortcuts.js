// The list of all keys: `?` opens it, and a button at the end of each page.
//
// `/` leads to the search of the header on every page; where a site has none, to the lookup box.

import { isForOthers, keyCap, keySwitch, keysAreOn } from "./keys.js";

/** @typedef {[keys: string[], what: string]} Shortcut keys of which each does the same */
/** @typedef {{title: string, needs: string, shortcuts: Shortcut[]}} Group `needs` is what a page must have */

const OF_THE_THEME = ["/", "f", "s", "p", ",", "n", "."];
/** @type {Group[]} */
const GROUPS = [
  {
    title: "Everywhere",
    needs: "body",
    shortcuts: [[["/", "s", "f"], "search, in the header"], [["?"], "this list"]],
  },
  {
    title: "In the search",
    needs: "[data-md-component=search-query]",
    shortcuts: [
      [["Enter"], "open the first result"],
      [["↓", "↑"], "go through the results"],
      [["Esc"], "close the search"],
    ],
  },
  {
    title: "In the lookup box",
    needs: "error-lookup",
    shortcuts: [
      [["Enter"], "open the first result"],
      [["↓", "↑"], "go through the results and back"],
      [["Shift+Enter"], "new line"],
      [["Esc"], "clear the box"],
      [["Ctrl+V", "⌘V"], "paste, also with the cursor outside of the box"],
    ],
  },
  {
    title: "On this page",
    needs: "[data-link-menu], [data-link-open]",
    shortcuts: [
      [["l"], "links to this page or to the row with the focus, in other forms"],
      [["y"], "copy the link"],
    ],
  },
  {
    title: "Between pages",
    needs: "link[rel=prev], link[rel=next]",
    shortcuts: [[["p", ","], "previous page"], [["n", "."], "next page"]],
  },
];

/**
 * Let `?` open the list, and offer it to those without a keyboard at hand.
 * @param {Document} page
 */
export function startShortcuts(page) {
  const place = page.querySelector(".md-copyright");
  if (place) place.append(opener());
  addEventListener("keydown", pressed, { capture: true }); // before the theme's keys
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.defaultPrevented || isForOthers(event)) return;
  if (!keysAreOn()) {
    if (OF_THE_THEME.includes(event.key)) event.stopImmediatePropagation();
  } else if (event.key === "?" || event.key === "/") {
    event.preventDefault();
    event.stopImmediatePropagation(); // the theme has the same plan for one of them
    if (event.key === "?") open();
    else focusSearch();
  }
}

function focusSearch() {
  const field = document.querySelector("[data-md-component=search-query]") ?? document.querySelector("[data-lookup-input]");
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
    field.focus();
    field.select();
  }
}

/** @returns {HTMLButtonElement} */
function opener() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "errdocs-keys-open";
  button.textContent = "Keyboard shortcuts";
  button.addEventListener("click", open);
  return button;
}

function open() {
  if (document.querySelector("dialog.errdocs-keys")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "errdocs-keys md-typeset";
  dialog.setAttribute("aria-labelledby", "errdocs-keys-title");
  dialog.append(head(), ...GROUPS.filter(({ needs }) => document.querySelector(needs)).map(group), foot());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("keydown", (event) => event.stopPropagation()); // the page has its own plans for keys
  dialog.addEventListener("click", ({ target }) => { if (target === dialog) dialog.close(); }); // beside it
  document.body.append(dialog);
  dialog.showModal();
}

/** @returns {HTMLElement} the title, and the form whose button closes the dialog */
function head() {
  const form = document.createElement("form");
  form.method = "dialog";
  const title = document.createElement("h2");
  title.id = "errdocs-keys-title";
  title.textContent = "Keyboard shortcuts";
  const button = document.createElement("button");
  button.textContent = "Close";
  form.append(title, button);
  return form;
}

/** @param {Group} group @returns {HTMLElement} */
function group({ title, shortcuts }) {
  const section = document.createElement("section");
  const name = document.createElement("h3");
  name.textContent = title;
  const list = document.createElement("dl");
  for (const [keys, what] of shortcuts) list.append(...shortcut(keys, what));
  section.append(name, list);
  return section;
}

/** @param {string[]} keys @param {string} what @returns {HTMLElement[]} */
function shortcut(keys, what) {
  const [term, words] = [document.createElement("dt"), document.createElement("dd")];
  keys.forEach((key, place) => term.append(...(place ? [" or ", keyCap(key)] : [keyCap(key)])));
  words.textContent = what;
  return [term, words];
}

/** @returns {HTMLElement} */
function foot() {
  const label = document.createElement("label");
  label.append(keySwitch(), " Single keys work on pages. Turn them off if you use voice control.");
  const note = document.createElement("p");
  note.append(label);
  return note;
}
