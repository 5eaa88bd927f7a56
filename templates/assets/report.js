// The report: what a reader tells the project about a page or a message, in its issue form.
//
// Whatever leaves stands in fields that the reader sees and may edit, with secrets masked, and it
// leaves only with a click on the link. A site without an issue form offers none of this.

import { REGISTRY_VERSION, REPORT_URL } from "./constants.js";
import { FORBIDDEN, announce, copyText } from "./copy.js";
import { paragraph } from "./match-card.js";
import { isMail, reportUrl } from "./report-url.js";
import { masked } from "./secrets.js";

/** @typedef {import("./report-url.js").Report} Report */

const LONGEST_TITLE = 120;
const TOO_LONG = "The text is too long for a link, so its middle is left out there. Copy the whole text and paste it into the form.";
const TO_PASTE = "Copy the text and paste it into the form.";
const CONTROLS = "input, textarea";

/**
 * Let the link "My message isn’t here" of a page open a form of ours first.
 * @param {ParentNode} root
 */
export function startReports(root) {
  const link = root.querySelector("[data-report-message]");
  if (!(link instanceof HTMLAnchorElement) || !REPORT_URL) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "errdocs-report-toggle";
  button.textContent = link.textContent;
  button.setAttribute("aria-expanded", "false");
  /** @type {HTMLElement | undefined} */
  let form;
  button.addEventListener("click", () => {
    form ??= reportForm(JSON.parse(link.dataset.reportMessage ?? "{}"));
    if (form.isConnected) form.remove();
    else button.closest("section")?.append(form);
    button.setAttribute("aria-expanded", String(form.isConnected));
    form.querySelector("textarea")?.focus();
  });
  link.replaceWith(button);
}

/**
 * Return the offer below answers that may not fit; nothing on a site without an issue form.
 * @param {() => Report} report what to say, made only when somebody asks
 * @returns {Node}
 */
export function reportOffer(report) {
  if (!REPORT_URL) return document.createDocumentFragment();
  const offer = document.createElement("details");
  offer.className = "errdocs-report-offer";
  offer.dataset.reportOffer = "";
  const summary = document.createElement("summary");
  summary.textContent = "My message isn’t here";
  offer.append(summary);
  offer.addEventListener("toggle", () => offer.append(reportForm(report())), { once: true });
  return offer;
}

/**
 * Put the form in the place of a report that can only be copied, on a site with an issue form.
 * @template {HTMLElement} Holder
 * @param {Holder} holder an element around the report
 * @param {Report} report its code and title
 * @returns {Holder}
 */
export function withReportForm(holder, report) {
  const old = holder.querySelector("[data-copy-text]");
  if (!(old instanceof HTMLElement) || !REPORT_URL) return holder;
  const form = reportForm({ ...report, body: old.dataset.copyText });
  form.dataset.lookupReport = "";
  old.replaceWith(form);
  const summary = holder.querySelector("summary");
  if (summary) summary.textContent = "Report it, with secrets masked";
  return holder;
}

/** @param {Report} report @returns {HTMLElement} */
function reportForm(report) {
  const form = document.createElement("div");
  form.className = "errdocs-report";
  form.dataset.report = "";
  const title = document.createElement("input");
  title.maxLength = LONGEST_TITLE;
  title.value = masked(report.title ?? "").slice(0, LONGEST_TITLE);
  const body = document.createElement("textarea");
  body.spellcheck = false;
  body.value = masked(report.body ?? "");
  const link = document.createElement("a");
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.textContent = isMail(REPORT_URL) ? "Write the e-mail" : "Open the issue form (new tab)";
  const short = paragraph("errdocs-report-short", "");
  const actions = document.createElement("div");
  actions.className = "errdocs-report-actions";
  actions.append(link, copyButton(title, body, short));
  form.append(
    labelled("Title", title), labelled("Text", body),
    paragraph("errdocs-report-note", "Keys, tokens, signatures and e-mail addresses are masked. Remove whatever else nobody should see. Nothing is sent before you open the form and submit it there."),
    short, actions,
  );
  const update = () => {
    const values = { ...report, version: REGISTRY_VERSION, title: masked(title.value), body: masked(body.value) };
    const { url, isShortened } = reportUrl(REPORT_URL, values);
    link.href = url;
    if (isShortened && !short.textContent) announce(TOO_LONG);
    const hint = REPORT_URL.includes("{body}") ? "" : TO_PASTE;
    short.textContent = isShortened ? TOO_LONG : hint;
  };
  form.addEventListener("input", (event) => { if (isPasted(event)) keepMasked(event.target); update(); });
  form.addEventListener("change", ({ target }) => keepMasked(target)); // before a click on the link can come
  for (const kind of ["input", "change", "keydown"]) form.addEventListener(kind, stop); // a lookup box around it has other plans
  update();
  return form;
}

/**
 * @param {HTMLInputElement} title @param {HTMLTextAreaElement} body
 * @param {HTMLElement} hint where to say what is left where the browser forbids copying
 * @returns {HTMLButtonElement}
 */
function copyButton(title, body, hint) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "errdocs-copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy the report");
  button.addEventListener("click", async () => {
    if (await copyText(masked(`${title.value}\n\n${body.value}`))) return announce("The report is copied.");
    hint.textContent = FORBIDDEN;
    body.select();
  });
  return button;
}

/** @param {Event} event */
function stop(event) {
  event.stopPropagation();
}

/**
 * Whether a text came as a whole. A key that is typed is no key until its end, and is masked then.
 * @param {Event} event @returns {boolean}
 */
function isPasted(event) {
  return event instanceof InputEvent && event.inputType.startsWith("insertFrom");
}

/**
 * Mask what stands in a field, so that the reader sees what leaves.
 * @param {EventTarget | null} field
 */
function keepMasked(field) {
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) || !field.matches(CONTROLS)) return;
  const shown = masked(field.value);
  if (shown === field.value) return;
  const caret = masked(field.value.slice(0, field.selectionEnd ?? field.value.length)).length;
  field.value = shown;
  field.setSelectionRange(caret, caret);
}

/** @param {string} words @param {HTMLElement} field @returns {HTMLElement} */
function labelled(words, field) {
  const label = document.createElement("label");
  label.append(words, field);
  return label;
}
