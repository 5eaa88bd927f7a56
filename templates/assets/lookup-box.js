// The lookup box: `<error-lookup>` answers whatever text is typed or pasted into it.
//
// Its markup comes with the page and gives way to a link without this script. The text enters no
// URL and no request; for the way back, the tab keeps it with its secrets masked.

import { answer, prepareAnswers, remedy } from "./answers.js";
import { keepText, keptText } from "./kept-text.js";
import { LookupResults } from "./lookup-results.js";
import { isShareable } from "./secrets.js";

const TYPING_PAUSE = 90; // milliseconds without a key after which typed text is looked up
const LONG_WAIT = 400; // milliseconds after which silence would look like a box that does nothing

export class ErrorLookup extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("[data-lookup-input]");
    const output = this.querySelector("[data-lookup-output]");
    if (!(input instanceof HTMLTextAreaElement) || !(output instanceof HTMLElement)) return;
    if (this.input) return; // moved within the page: it is set up already
    /** @type {HTMLTextAreaElement | undefined} */
    this.input = input;
    this.results = new LookupResults(output);
    this.asked = 0;
    /** @type {Promise<void>} */
    this.settled = Promise.resolve();
    this.listen();
    prepareAnswers();
    this.dataset.ready = "";
    this.readQuery();
  }

  listen() {
    this.addEventListener("input", (event) => this.typed(event));
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.addEventListener("submit", (event) => event.preventDefault());
    this.addEventListener("click", (event) => this.exampleChosen(event));
  }

  /** Look up what was there when the reader left, or the `q` of the URL, which browsers fill in. */
  readQuery() {
    const query = this.dataset.query ?? new URLSearchParams(location.search).get("q") ?? "";
    const text = [this.input?.value ?? "", keptText(), query].find((known) => known.trim());
    if (text) this.look(text);
  }

  /**
   * Put a text in the box and show what it is about.
   * @param {string} text
   */
  look(text) {
    if (!this.input) return;
    this.input.value = text;
    this.ask();
  }

  /** @param {Event} event */
  typed(event) {
    clearTimeout(this.pause);
    const isWhole = event instanceof InputEvent && event.inputType.startsWith("insertFrom");
    if (isWhole || !this.input?.value.trim()) this.ask();
    else this.pause = setTimeout(() => this.ask(), TYPING_PAUSE);
  }

  ask() {
    clearTimeout(this.pause);
    this.pause = undefined;
    this.settled = this.show(this.input?.value ?? "");
  }

  /** @param {string} text */
  async show(text) {
    const turn = (this.asked = (this.asked ?? 0) + 1);
    this.toggleAttribute("data-filled", text.trim() !== "");
    if (!text.trim()) {
      keepText("");
      return this.results?.clear();
    }
    const patience = setTimeout(() => { if (turn === this.asked) this.results?.wait(); }, LONG_WAIT);
    try {
      const found = await answer(text).finally(() => clearTimeout(patience));
      if (turn !== this.asked) return; // a later text is being answered
      const shown = this.results?.show(found, text) ?? [];
      const steps = await remedy(shown);
      if (turn === this.asked) this.results?.showRemedies(steps, shown);
    } catch {
      if (turn === this.asked) this.results?.fail();
    }
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.clear(event);
    else if (event.key === "Enter" && event.target === this.input) this.enter(event);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.move(event);
  }

  /** @param {Event} event */
  clear(event) {
    if (!this.input?.value) return;
    event.preventDefault();
    this.look("");
    this.input.focus();
  }

  /** @param {KeyboardEvent} event */
  async enter(event) {
    if (event.shiftKey || event.altKey) return; // a new line
    event.preventDefault();
    if (this.pause !== undefined) this.ask();
    await this.settled;
    this.results?.links[0]?.click();
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const links = this.results?.links ?? [];
    const place = links.findIndex((link) => link === document.activeElement);
    const isDown = event.key === "ArrowDown";
    if (place < 0 && !(isDown && this.isAtLastLine(event.target))) return;
    const next = isDown ? links[Math.min(place + 1, links.length - 1)] : links[place - 1] ?? this.input;
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  /** @param {EventTarget | null} target whether the caret can go no further down in the box */
  isAtLastLine(target) {
    const { input } = this;
    return target === input && input !== undefined && !input.value.slice(input.selectionEnd).includes("\n");
  }

  /** @param {Event} event */
  exampleChosen(event) {
    const button = event.target instanceof Element && event.target.closest("[data-lookup-example]");
    if (!(button instanceof HTMLElement)) return;
    this.look(button.dataset.lookupExample ?? "");
    this.input?.focus();
  }
}

/** Make the boxes of the page work, and let pasting anywhere lead to the first. */
export function startLookup() {
  customElements.define("error-lookup", ErrorLookup);
  const box = document.querySelector("error-lookup");
  if (!(box instanceof ErrorLookup)) return;
  document.addEventListener("paste", (event) => pastedAnywhere(event, box));
  forgetUnshareableQuery(box);
}

/** @param {ClipboardEvent} event @param {ErrorLookup} box */
function pastedAnywhere(event, box) {
  const text = event.clipboardData?.getData("text/plain");
  if (!text || isEditable(event.target)) return;
  event.preventDefault();
  box.look(text);
  box.input?.focus();
  box.input?.scrollTo(0, 0); // people know their text by its start
}

/**
 * A query that should never have become part of a URL does not stay there.
 * @param {ErrorLookup} box
 */
function forgetUnshareableQuery(box) {
  const url = new URL(location.href);
  const query = box.dataset.query ?? url.searchParams.get("q");
  if (query === null || isShareable(query)) return;
  delete box.dataset.query; // or the guard of the theme's search would put it back
  url.searchParams.delete("q");
  history.replaceState(history.state, "", url);
}

/** @param {EventTarget | null} target @returns {boolean} */
function isEditable(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
