// The link menu: a link to an error in the form that the reader's tool takes, on the clipboard.
//
// Pages hold the forms as a list; with scripts the list becomes a menu, and each row of the index
// gets one too. Keys: `l` opens the menu of the page or of the focused row, `y` copies its URL.

import { announce, copyText, offerMarked } from "./copy.js";
import { isForOthers, keyCap, keySwitch, keysAreOn } from "./keys.js";
import { FORMS } from "./link-forms.js";
import { SITE_ROOT, siteUrl } from "./site.js";

/** @typedef {import("./link-forms.js").Target} Target */

const HOLDERS = "[data-link-menu], [data-case-row]";
const PAGE = { key: "c", label: "Copy as Markdown", about: "the whole error, for a chat or an agent" };
const COPIED_FOR = 2000; // milliseconds that a button says so
const LOCAL_HOST = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;
const LOCAL = "This link works on your computer only. For links to share, set site_url in mkdocs.yml and build the site again.";
const LOCAL_FOR = 10000; // milliseconds that a warning beside a button stays

/**
 * Give the page and the rows of its table their link menus.
 * @param {Document} page
 */
export function startLinkMenus(page) {
  const list = page.querySelector("[data-link-menu]");
  if (list instanceof HTMLElement) replaceList(list);
  for (const row of page.querySelectorAll("[data-case-row]")) addToRow(row);
  page.addEventListener("click", clicked);
  page.addEventListener("keydown", pressed);
}

/** @param {HTMLElement} list */
function replaceList(list) {
  const copy = button("errdocs-link-copy", "linkCopy");
  copy.textContent = "Copy link";
  const more = button("errdocs-link-more", "linkOpen");
  more.setAttribute("aria-label", "Copy the link in another form");
  more.setAttribute("aria-expanded", "false");
  list.classList.add("errdocs-link-ready");
  list.replaceChildren(copy, more);
}

/** @param {Element} row one of thousands, so that all but the button waits until somebody asks */
function addToRow(row) {
  const link = row.querySelector("a");
  const more = button("errdocs-link-row", "linkOpen");
  more.setAttribute("aria-label", `Copy a link to ${titleOf(row)}`);
  more.setAttribute("aria-expanded", "false");
  link?.parentElement?.append(more);
}

/** @param {Element} holder @returns {string} */
function titleOf(holder) {
  const own = holder.getAttribute("data-link-title");
  return own ?? `${holder.querySelector("code")?.textContent}: ${holder.querySelector("a")?.textContent}`;
}

/** @param {Element} holder @returns {Target} */
function targetOf(holder) {
  const isRow = holder.matches("[data-case-row]");
  const href = isRow ? holder.querySelector("a")?.href : location.href;
  return { title: titleOf(holder), url: sharedUrl(document, href ?? "").href };
}

/**
 * Return the URL that people should share: below the site's own one where it is known.
 * @param {Document} page @param {string} href
 */
function sharedUrl(page, href) {
  const url = new URL(href, location.href);
  url.search = url.hash = "";
  url.pathname = url.pathname.replace(/index\.html$/, "");
  const canonical = page.querySelector("link[rel='canonical']");
  if (!(canonical instanceof HTMLLinkElement)) return url;
  const here = belowRoot(location.href.replace(/[?#].*/, "").replace(/index\.html$/, ""));
  if (!canonical.href.endsWith(here)) return url;
  return new URL(canonical.href.slice(0, canonical.href.length - here.length) + belowRoot(url.href));
}

/** @param {string} href @returns {string} the path from the site's root */
function belowRoot(href) {
  return href.startsWith(SITE_ROOT.href) ? href.slice(SITE_ROOT.href.length) : href;
}

/** @param {string} href @returns {boolean} whether others would look for the page on their own computer */
function isLocal(href) {
  const { protocol, hostname } = new URL(href);
  return protocol === "file:" || LOCAL_HOST.test(hostname);
}

/** @returns {HTMLElement} what is wrong with a link to a preview */
function localNote() {
  const note = document.createElement("p");
  note.className = "errdocs-link-local";
  note.textContent = LOCAL;
  return note;
}

/** @param {Event} event */
function clicked({ target }) {
  const asked = target instanceof Element ? target.closest("[data-link-open], [data-link-copy]") : null;
  const holder = asked?.closest(HOLDERS);
  if (!asked || !holder) return;
  if (asked.matches("[data-link-copy]")) copyUrl(holder, asked);
  else LinkPanel.toggle(asked, targetOf(holder));
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.defaultPrevented || isForOthers(event)) return;
  if (!["l", "y"].includes(event.key) || !keysAreOn()) return;
  const at = event.target instanceof Element ? event.target.closest(HOLDERS) : null;
  const holder = at ?? document.querySelector("[data-link-menu]");
  const more = holder?.querySelector("[data-link-open]");
  if (!holder || !more) return;
  event.preventDefault();
  if (event.key === "l") LinkPanel.toggle(more, targetOf(holder));
  else copyUrl(holder, holder.querySelector("[data-link-copy]") ?? more);
}

/** @param {Element} holder @param {Element} opener */
async function copyUrl(holder, opener) {
  const target = targetOf(holder);
  if (await copyText(FORMS.plain.text(target))) return tellCopied(opener, "The URL is copied.", target);
  const more = holder.querySelector("[data-link-open]") ?? opener;
  if (LinkPanel.current?.opener !== more) LinkPanel.toggle(more, target);
  LinkPanel.current?.mark("plain");
}

/** @param {string} className @param {"linkCopy" | "linkOpen"} hook @returns {HTMLButtonElement} */
function button(className, hook) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.dataset[hook] = "";
  return made;
}

/**
 * Tell that something is on the clipboard, to eyes and ears.
 * @param {Element} opener @param {string} words @param {Target} [target] of the link, where it is one
 */
function tellCopied(opener, words, target) {
  const isUseless = target !== undefined && isLocal(target.url);
  if (isUseless) warn(opener);
  announce(isUseless ? `${words} ${LOCAL}` : words);
  opener.setAttribute("data-copied", "");
  setTimeout(() => opener.removeAttribute("data-copied"), COPIED_FOR);
}

/** Say beside a button that its link is of no use to others. @param {Element} opener */
function warn(opener) {
  document.querySelector("[data-link-warning]")?.remove();
  const note = localNote();
  note.dataset.linkWarning = "";
  opener.parentElement?.append(note);
  setTimeout(() => note.remove(), LOCAL_FOR);
}

/** The open menu: one button a form, each with a key of its own while the menu is open. */
class LinkPanel {
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
    document.querySelector("[data-link-warning]")?.remove(); // the menu says it too
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
    if (isLocal(this.target.url)) panel.append(localNote());
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
      return isPage
        ? tellCopied(this.opener, "The error is copied as Markdown.")
        : tellCopied(this.opener, `The link is copied: ${FORMS[name].label}.`, this.target);
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
  button.append(title, keyCap(letter), shown);
  line.append(button);
  return line;
}

/** Return the words that name the keys, with the switch. @returns {HTMLElement} */
function keysNote() {
  const note = document.createElement("p");
  note.className = "errdocs-link-keys";
  const label = document.createElement("label");
  label.append(keySwitch(), " Keys on pages: ", keyCap("l"), " this menu, ", keyCap("y"), " copy the URL");
  note.append(label);
  return note;
}
