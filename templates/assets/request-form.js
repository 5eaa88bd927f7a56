// The form of a case that corrects the reader's own request: rules in, a diff of old and new out.
//
// What is pasted stays in the field: it enters no URL, no storage and no request. What is shown of it
// has its secrets masked. Only the copy button gives the request whole, since the reader sends it.

import { copyButton } from "./copy.js";
import { corrected } from "./corrections/correcting.js";
import { changedLines } from "./corrections/line-diff.js";
import { NotARequest } from "./corrections/request-text.js";
import { findSecrets, masked, maskedValues } from "./secrets.js";
import { visible } from "./visible.js";

/** @typedef {import("./corrections/correcting.js").Rules} Rules */
/** @typedef {import("./corrections/correcting.js").Corrected} Corrected */
/** @typedef {Rules & {labels: Record<string, string>}} PageRules */

const TYPING_PAUSE = 150; // milliseconds without a key after which a request is corrected
const LONGEST_LINE = 400; // characters of a line that are shown: a picture as text fills a screen
const HELP = "Paste the body of your request, or a command that holds it. What you paste stays on this page.";

/**
 * Give each place that has rules a form.
 * @param {ParentNode} root
 * @param {Record<string, string>} own the values of the reader's message that are known
 */
export function startRequestForms(root, own) {
  for (const place of root.querySelectorAll("[data-corrections]")) {
    if (place instanceof HTMLElement) new RequestForm(place, own);
  }
}

class RequestForm {
  /** @param {HTMLElement} place @param {Record<string, string>} own */
  constructor(place, own) {
    /** @type {PageRules} */
    this.rules = JSON.parse(place.dataset.corrections ?? "{}");
    this.text = element("textarea", { rows: 4, autocomplete: "off", spellcheck: false, placeholder: '{"model": …}' });
    this.inputs = Object.entries(this.rules.values).map(([name, example]) => valueInput(name, own[name], example));
    this.output = element("div", { className: "errdocs-request-output" });
    this.output.setAttribute("role", "status");
    const form = element("form", {});
    form.append(labelled("Your request", this.text), ...this.valueFields(own));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.typed());
    const title = element("h3", { textContent: "Correct your request" });
    place.append(title, element("p", { className: "errdocs-note", textContent: HELP }), form, this.output);
    place.hidden = false;
    if (this.text.value) this.show(); // kept by the browser on return
  }

  /** @param {Record<string, string>} own @returns {HTMLElement[]} */
  valueFields(own) {
    if (!this.inputs.length) return [];
    const fields = element("fieldset", {});
    const isOwn = this.inputs.every(({ name }) => Object.hasOwn(own, name));
    const legend = isOwn ? "Values of your message" : "Values of the example; change them to those of your message";
    fields.append(element("legend", { textContent: legend }));
    fields.append(...this.inputs.map((input) => labelled(this.rules.labels[input.name] ?? input.name, input)));
    return [fields];
  }

  typed() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.show(), TYPING_PAUSE);
  }

  show() {
    this.output.replaceChildren(...(this.text.value.trim() ? this.answer() : []));
  }

  /** @returns {HTMLElement[]} */
  answer() {
    const values = Object.fromEntries(this.inputs.map(({ name, value }) => [name, value]));
    try {
      return shown(corrected(this.rules, this.text.value, values));
    } catch (error) {
      if (!(error instanceof NotARequest)) throw error;
      return [said(`This request cannot be read: ${error.message}.`, "problem")];
    }
  }
}

/** @param {string} name @param {string | undefined} own @param {string} example */
function valueInput(name, own, example) {
  return element("input", { name, value: own ?? example, autocomplete: "off", spellcheck: false });
}

/** @param {Corrected} result @returns {HTMLElement[]} */
function shown({ before, after, changes, places }) {
  if (!changes.length) {
    return [said(places
      ? "Your request already is as this error wants it."
      : "The rules of this page find nothing to change in this request.", "fits")];
  }
  const secrets = findSecrets(before);
  const told = changes.map(({ at, why }) => ({ at, why: maskedValues({ why }, before, secrets).why }));
  return [changeList(told), diff(masked(before, secrets), masked(after), after)];
}

/** @param {string} words @param {string} kind @returns {HTMLElement} */
function said(words, kind) {
  const line = element("p", { textContent: words });
  line.dataset.request = kind;
  return line;
}

/** @param {Corrected["changes"]} changes @returns {HTMLElement} */
function changeList(changes) {
  const list = element("ul", {});
  list.dataset.request = "changed";
  for (const { at, why } of changes) {
    const item = element("li", {});
    item.append(element("code", { textContent: at }), ` ${clipped(why)}`);
    list.append(item);
  }
  return list;
}

/**
 * Return the lines that differ, with marks; a button copies the whole request.
 * @param {string} before with secrets masked @param {string} after the same
 * @param {string} whole the corrected request as it is
 * @returns {HTMLElement}
 */
function diff(before, after, whole) {
  const holder = element("div", { className: "errdocs-message" });
  const listing = element("pre", { className: "errdocs-diff" });
  const code = element("code", { tabIndex: 0 }); // it scrolls, and not everyone has a wheel
  holder.dataset.copyName = "corrected request";
  for (const [mark, line] of changedLines(before, after)) {
    const text = mark === "…" ? `… ${line} lines as they were` : `${mark} ${clipped(line)}`;
    const tag = mark === "-" ? "del" : mark === "+" ? "ins" : "span";
    code.append(element(tag, { textContent: text }), "\n");
  }
  listing.append(code);
  holder.append(listing, copyButton(holder, () => whole));
  return holder;
}

/** @param {string} text @returns {string} */
function clipped(text) {
  return visible(text.length <= LONGEST_LINE ? text : `${text.slice(0, LONGEST_LINE)}…`);
}

/** @param {string} words @param {HTMLElement} field @returns {HTMLElement} */
function labelled(words, field) {
  const label = element("label", {});
  label.append(element("span", { textContent: words }), field);
  return label;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, unknown>} properties
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
