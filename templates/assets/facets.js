// Facets: a list of cases, filtered and sorted by its own columns, with both in the URL.
//
// A long list has several pages. The first filter gets the entries of the other ones from there;
// a sort too, and then shows as many as a page has. The list of all errors remembers both in the
// tab, for a return to it; a URL with filters wins.

import { Sorting } from "./sorting.js";
import { keep, recall } from "./tab-storage.js";

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */

const AT_ONCE = 100; // rows of several pages that a filter shows at first; more follow while the reader reads
const TYPING_PAUSE = 250; // milliseconds after which typing counts as one step of the history
const NOT_KNOWN = "-"; // the value of a filter for cases of which nobody knows one
const SORT = "sort"; // the parameter of the URL that is no filter
const MEMORY = "filters";

/**
 * Make the table of a page filterable, where there is one.
 * @param {ParentNode} root
 */
export function startFacets(root) {
  const form = root.querySelector("form[data-facets]");
  const table = root.querySelector("[data-facet-table]");
  if (form instanceof HTMLFormElement && table instanceof HTMLElement) new Facets(form, table);
}

class Facets {
  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} table
   */
  constructor(form, table) {
    this.form = form;
    this.table = table;
    /** @type {Control[]} */
    this.controls = [...form.querySelectorAll("[data-facet]")].filter(isControl);
    this.own = rowsOf(table);
    this.rows = this.own;
    this.sheet = sheetOf(form);
    /** @type {"none" | "loading" | "all" | "failed"} */
    this.others = this.sheet.pages > 1 ? "none" : "all";
    this.typing = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} until more rows are shown */
    this.following = undefined;
    this.sorting = new Sorting(table, form, () => this.changed(null, true));
    this.isKept = "facetsKept" in form.dataset;
    this.listen();
    this.restore();
    this.readUrl();
    form.hidden = false;
  }

  /** Put the remembered filters into a URL that has none. */
  restore() {
    const kept = this.isKept && recall(MEMORY);
    const asked = new URLSearchParams(location.search);
    if (kept && !this.names().some((name) => asked.has(name))) {
      for (const [name, value] of new URLSearchParams(kept)) asked.set(name, value);
      history.replaceState(history.state, "", `?${asked}${location.hash}`);
    }
  }

  /** @returns {string[]} the parameters of the URL that filter or sort */
  names() {
    return [...this.controls.map(({ dataset }) => dataset.facet ?? ""), SORT];
  }

  listen() {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", (event) => this.changed(event));
    this.form.addEventListener("reset", () => setTimeout(() => this.changed(null)));
    addEventListener("popstate", () => this.readUrl());
  }

  /**
   * @param {Event | null} event
   * @param {boolean} isSort whether only the order changed, which is no step of the history
   */
  changed(event, isSort = false) {
    const isText = event?.target instanceof HTMLInputElement;
    const { choice } = this.sorting;
    if (choice) this.sorting.set(event?.target === choice ? choice.value : this.sorting.value); // a reset is about filters only
    this.apply();
    const isSameStep = isText && Date.now() - this.typing < TYPING_PAUSE * 4;
    if (isText) this.typing = Date.now();
    this.writeUrl(isSameStep || isSort);
  }

  readUrl() {
    const wanted = new URLSearchParams(location.search);
    for (const control of this.controls) {
      control.value = wanted.get(control.dataset.facet ?? "") ?? "";
      if (control instanceof HTMLSelectElement && control.selectedIndex === -1) control.value = ""; // a value that no row has
    }
    this.sorting.set(wanted.get(SORT) ?? "");
    this.apply();
    this.remember();
  }

  /** @param {boolean} replace whether this continues the last step of the history */
  writeUrl(replace) {
    const url = new URL(location.href);
    for (const { dataset, value } of this.controls) {
      if (value.trim()) url.searchParams.set(dataset.facet ?? "", value.trim());
      else url.searchParams.delete(dataset.facet ?? "");
    }
    if (this.sorting.value) url.searchParams.set(SORT, this.sorting.value);
    else url.searchParams.delete(SORT);
    if (url.href === location.href) return;
    if (replace) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
    this.remember();
  }

  remember() {
    if (!this.isKept) return;
    const chosen = this.controls.map(({ dataset, value }) => [dataset.facet ?? "", value.trim()]);
    const used = [...chosen, [SORT, this.sorting.value]].filter(([, value]) => value);
    keep(MEMORY, new URLSearchParams(used).toString());
  }

  apply() {
    const tests = this.controls.map(testOf).filter((test) => test !== null);
    if ((tests.length || this.sorting.value) && this.others === "none") void this.addOthers();
    const ordered = this.sorting.sorted(this.rows);
    this.place(ordered);
    const candidates = new Set(tests.length ? this.rows : this.sheetOf(ordered));
    const fitting = ordered.filter((row) => tests.every((test) => test(row)) && candidates.has(row));
    const shown = new Set(fitting);
    for (const row of this.rows) if (!row.element.hidden && !shown.has(row)) row.element.hidden = true;
    clearTimeout(this.following);
    this.show(fitting.filter(({ element }) => element.hidden));
    this.tell(fitting.length, tests.length > 0);
  }

  /**
   * Show rows, those at the top at once. The browser lays out a table anew with each of thousands.
   * @param {Row[]} rows in the order of the table
   */
  show(rows) {
    const most = this.sheet.pages > 1 ? AT_ONCE : rows.length;
    for (const { element } of rows.slice(0, most)) element.hidden = false;
    this.groups();
    if (rows.length > most) this.following = setTimeout(() => this.show(rows.slice(most)), TYPING_PAUSE);
  }

  /** @param {Row[]} ordered all rows @returns {Row[]} those of this page of the list */
  sheetOf(ordered) {
    if (!this.sorting.value || this.others !== "all" || this.sheet.pages === 1) return this.own;
    const start = (this.sheet.page - 1) * this.sheet.most;
    return ordered.slice(start, start + this.sheet.most);
  }

  /** @param {Row[]} ordered what the body of the table shall hold in this order */
  place(ordered) {
    const body = ordered[0]?.element.parentElement;
    const isInPlace = ordered.every(({ element }, at) => at === 0 || ordered[at - 1].element.nextElementSibling === element);
    if (this.sorting.heads.length && body && !isInPlace) body.append(...ordered.map(({ element }) => element));
  }

  /** Hide the groups without a row that fits, and the links to them. */
  groups() {
    for (const group of this.table.querySelectorAll("[data-facet-group]")) {
      if (!(group instanceof HTMLElement)) continue;
      const count = group.querySelectorAll("[data-case-row]:not([hidden])").length;
      group.hidden = count === 0;
      const link = document.querySelector(`[data-facet-jump="${CSS.escape(group.dataset.facetGroup ?? "")}"]`);
      if (link instanceof HTMLElement) link.hidden = count === 0;
      for (const shown of [group.querySelector("h3 em"), link?.querySelector("em")]) {
        if (shown) shown.textContent = String(count);
      }
    }
  }

  /** Add the entries of the other pages, hidden, where they stand in the whole list. */
  async addOthers() {
    this.others = "loading";
    const numbers = Array.from({ length: this.sheet.pages }, (_, index) => index + 1);
    try {
      const lists = await Promise.all(numbers.map((number) => this.rowsOn(number)));
      const before = lists.slice(0, this.sheet.page - 1).flat();
      const after = lists.slice(this.sheet.page).flat();
      for (const { element } of [...before, ...after]) element.hidden = true;
      this.own[0].element.before(...before.map((row) => row.element));
      this.own[this.own.length - 1].element.after(...after.map((row) => row.element));
      this.rows = [...before, ...this.own, ...after];
      this.others = "all";
    } catch {
      this.others = "failed";
    }
    this.apply();
  }

  /** @param {number} number of a page @returns {Promise<Row[]>} */
  async rowsOn(number) {
    if (number === this.sheet.page) return this.own;
    const url = pageUrl(this.sheet, number);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url.href}: ${response.status}`);
    const rows = rowsOf(new DOMParser().parseFromString(await response.text(), "text/html"));
    for (const { element } of rows) {
      for (const link of element.querySelectorAll("a")) link.href = new URL(link.getAttribute("href") ?? "", url).href;
    }
    return rows;
  }

  /**
   * @param {number} shown
   * @param {boolean} isFiltered
   */
  tell(shown, isFiltered) {
    const count = this.form.querySelector("[data-facet-count]");
    if (count) count.textContent = this.words(shown, isFiltered);
    const isSure = this.others !== "loading" || !isFiltered;
    const empty = document.querySelector("[data-facet-empty]");
    if (empty instanceof HTMLElement) empty.hidden = shown > 0 || !isSure;
    const pages = document.querySelector("[data-facet-nav]");
    if (pages instanceof HTMLElement) pages.hidden = isFiltered;
    for (const button of document.querySelectorAll("[data-facet-reset]")) {
      if (button instanceof HTMLElement) button.hidden = !isFiltered;
    }
    this.table.hidden = shown === 0;
  }

  /** @param {number} shown @param {boolean} isFiltered @returns {string} */
  words(shown, isFiltered) {
    const all = this.sheet.total || this.own.length;
    if (!isFiltered && this.sorting.value && this.others === "failed") return `${all} cases; only those of this page are sorted, the other pages could not be loaded`;
    if (!isFiltered) return `${all} cases`;
    if (this.others === "loading") return `${shown} so far; searching ${all} cases…`;
    if (this.others === "failed") return `${shown} of ${this.own.length} cases of this page; the other pages could not be loaded`;
    return shown === all ? `${all} cases` : `${shown} of ${all} cases`;
  }
}

/**
 * @typedef {object} Sheet which part of a list the page shows
 * @property {number} page its number, from 1
 * @property {number} pages how many there are
 * @property {number} total entries on all of them; 0 where there is one page
 * @property {number} most entries on each but the last
 * @property {string} first URL of the first page
 * @property {string} below what stands between that URL and the numbers of the others
 */

/** @param {HTMLFormElement} form @returns {Sheet} */
function sheetOf({ dataset }) {
  const { facetPage, facetPages, facetTotal, facetMost, facetFirst, facetBelow } = dataset;
  return {
    page: Number(facetPage ?? 1),
    pages: Number(facetPages ?? 1),
    total: Number(facetTotal ?? 0),
    most: Number(facetMost ?? 0),
    first: facetFirst ?? "",
    below: facetBelow ?? "",
  };
}

/** @param {Sheet} sheet @param {number} number @returns {URL} */
function pageUrl(sheet, number) {
  const first = new URL(sheet.first, document.baseURI);
  return number === 1 ? first : new URL(`${sheet.below}${number}/`, first);
}

/** @typedef {{element: HTMLElement, text: string}} Row */

/** @param {ParentNode} root @returns {Row[]} */
function rowsOf(root) {
  return [...root.querySelectorAll("[data-case-row]")].filter(isElement).map(readRow);
}

/**
 * @param {HTMLElement} element
 * @returns {Row}
 */
function readRow(element) {
  const text = `${element.textContent} ${element.dataset.aliases ?? ""}`;
  return { element, text: text.replace(/\s+/g, " ").toLowerCase() };
}

/**
 * Return the test of one control, or null where it lets everything pass.
 * @param {Control} control
 * @returns {((row: Row) => boolean) | null}
 */
function testOf(control) {
  const value = control.value.trim().toLowerCase();
  const facet = control.dataset.facet ?? "";
  if (!value) return null;
  if (facet !== "text") {
    const isTyped = control instanceof HTMLInputElement; // of many values, their start is enough
    const token = isTyped ? value.replaceAll(/\s+/g, "_") : value === NOT_KNOWN ? "" : value;
    return ({ element }) => (element.getAttribute(`data-${facet}`) ?? "").split(" ").some((own) => (isTyped ? own.startsWith(token) : own === token));
  }
  const words = value.split(/\s+/);
  return ({ text }) => words.every((word) => text.includes(word));
}

/** @param {Element} element @returns {element is Control} */
function isControl(element) {
  return element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
}

/** @param {Element} element @returns {element is HTMLElement} */
function isElement(element) {
  return element instanceof HTMLElement;
}
