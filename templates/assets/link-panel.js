// The open link menu: one button a form, each with a key of its own while the menu is open.

import { announce, copyText, offerMarked } from "./copy.js";
import { FORMS } from "./link-forms.js";
import { key, keysNote } from "./link-keys.js";
import { siteUrl } from "./site.js";

/** @typedef {import("./link-forms.js").Target} Target */

const PAGE = { key: "c", label: "Copy as Markdown", about: "the whole error, for a chat or an agent" };
const COPIED_FOR = 2000; // milliseconds that a button says so

/**
 * Tell that something is on the clipboard, to eyes and ears.
 * @param {Element} opener @param {string} words
 */
export function tellCopied(opener, words) {
  announce(words);
  opener.setAttribute("data-copied", "");
  setTimeout(() => opener.removeAttribute("data-copied"), COPIED_FOR);
}

export class LinkPanel {
  /** @type {LinkPanel | undefined} the one that is open */
  static current;

  /**
   * Open the menu of a button, or close it where it is open.
   * @param {Element} opener @param {Target} target
   */
  static toggle(opener, target) {
    const isOpen = LinkPanel.current?.opener === opener;
    LinkPanel.current?.close();
    if (!isOpen) LinkPanel.current = new LinkPanel(opener, target);
  }

  /** @param {Element} opener @param {Target} target */
  constructor(opener, target) {
    this.opener = opener;
    this.target = target;
    /** @type {string | undefined} */
    this.markdown = undefined;
    this.loading = this.load();
    this.element = this.build();
    this.element.addEventListener("keydown", (event) => this.pressed(event));
    this.element.addEventListener("click", (event) => this.clicked(event));
    this.leave = (/** @type {Event} */ event) => this.left(event);
    for (const kind of ["pointerdown", "focusin"]) document.addEventListener(kind, this.leave);
    opener.after(this.element);
    opener.setAttribute("aria-expanded", "true");
    this.items[0].focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** @returns {HTMLElement[]} */
  get items() {
    return [...this.element.querySelectorAll("[data-link-form]")].filter((item) => item instanceof HTMLElement);
  }

  /** URL of the whole error as Markdown; a case's page is below its error's. */
  get markdownUrl() {
    const path = new URL(this.target.url).pathname.match(/errors\/[^/]+(?=\/)/g)?.at(-1) ?? "";
    return siteUrl(`${path}.md`);
  }

  async load() {
    try {
      const response = await fetch(this.markdownUrl);
      if (response.ok) this.markdown = await response.text();
    } catch {
      // no network: the item says so when it is chosen
    }
  }

  build() {
    const panel = document.createElement("div");
    panel.className = "errdocs-link-panel";
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", `Copy a link to ${this.target.title}`);
    const list = document.createElement("ul");
    for (const [name, form] of Object.entries(FORMS)) list.append(item(name, form.key, form.label, form.text(this.target)));
    list.append(item("page", PAGE.key, PAGE.label, PAGE.about));
    panel.append(list, keysNote());
    return panel;
  }

  /** @param {Event} event */
  clicked({ target }) {
    const chosen = target instanceof Element ? target.closest("[data-link-form]") : null;
    if (chosen instanceof HTMLElement) this.choose(chosen);
  }

  /** @param {HTMLElement} chosen */
  async choose(chosen) {
    const name = chosen.dataset.linkForm ?? "";
    const isPage = name === "page";
    if (isPage && this.markdown === undefined) await this.loading;
    const text = isPage ? this.markdown : FORMS[name].text(this.target);
    if (text !== undefined && await copyText(text)) {
      this.close();
      return tellCopied(this.opener, isPage ? "The error is copied as Markdown." : `The link is copied: ${FORMS[name].label}.`);
    }
    if (text === undefined) return refuse(chosen);
    if (isPage) this.offerFile(chosen);
    else this.mark(name);
  }

  /** Mark the text of a form, out of its button: nobody can copy from one on a phone. @param {string} name */
  mark(name) {
    const chosen = this.items.find((item) => item.dataset.linkForm === name);
    const text = chosen?.parentElement?.querySelector("code");
    if (!chosen || !text) return;
    chosen.after(text);
    offerMarked(text, text);
  }

  /** @param {HTMLElement} chosen */
  offerFile(chosen) {
    const link = document.createElement("a");
    link.href = this.markdownUrl.href;
    link.textContent = "Open the Markdown file";
    link.className = "errdocs-link-form";
    chosen.replaceWith(link);
    link.focus();
    announce("The Markdown could not be copied. Open the file instead.");
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { items } = this;
    const place = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const moves = { ArrowDown: place + 1, ArrowUp: place < 0 ? -1 : place - 1, Home: 0, End: -1 };
    const chosen = items.find((found) => found.getAttribute("aria-keyshortcuts") === event.key.toLowerCase());
    if (event.key === "Escape") this.close();
    else if (event.key in moves) items.at(moves[/** @type {keyof typeof moves} */ (event.key)] % items.length)?.focus();
    else if (chosen) this.choose(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation(); // the theme has its own plans for keys
  }

  /** @param {Event} event */
  left({ target }) {
    if (target instanceof Node && !this.element.contains(target) && !this.opener.contains(target)) this.close(false);
  }

  /** @param {boolean} [back] whether the focus goes back to the button */
  close(back = true) {
    for (const kind of ["pointerdown", "focusin"]) document.removeEventListener(kind, this.leave);
    this.element.remove();
    this.opener.setAttribute("aria-expanded", "false");
    if (back && this.opener instanceof HTMLElement) this.opener.focus();
    LinkPanel.current = undefined;
  }
}

/** Say that the Markdown is not to be had: not every engine writes it. @param {HTMLElement} chosen */
function refuse(chosen) {
  const words = "This site has no Markdown of the error, or cannot be reached.";
  chosen.querySelector("small")?.replaceChildren(words);
  announce(words);
}

/** @param {string} name @param {string} letter @param {string} label @param {string} text */
function item(name, letter, label, text) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "errdocs-link-form";
  button.dataset.linkForm = name;
  button.setAttribute("aria-keyshortcuts", letter);
  const title = document.createElement("span");
  title.textContent = label;
  const shown = document.createElement(name === "page" ? "small" : "code");
  shown.textContent = text;
  button.append(title, key(letter), shown);
  line.append(button);
  return line;
}
