// Facets: the index of all cases, filtered by its own columns, with the filters in the URL.

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */

const TYPING_PAUSE = 250; // milliseconds after which typing counts as one step of the history

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
    this.rows = [...table.querySelectorAll("[data-case-row]")].filter(isElement).map(readRow);
    this.typing = 0;
    this.listen();
    this.readUrl();
    form.hidden = false;
  }

  listen() {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", (event) => this.changed(event));
    this.form.addEventListener("reset", () => setTimeout(() => this.changed(null)));
    addEventListener("popstate", () => this.readUrl());
  }

  /** @param {Event | null} event */
  changed(event) {
    const isText = event?.target instanceof HTMLInputElement;
    this.apply();
    const isSameStep = isText && Date.now() - this.typing < TYPING_PAUSE * 4;
    if (isText) this.typing = Date.now();
    this.writeUrl(isSameStep);
  }

  readUrl() {
    const wanted = new URLSearchParams(location.search);
    for (const control of this.controls) {
      control.value = wanted.get(control.dataset.facet ?? "") ?? "";
      if (control instanceof HTMLSelectElement && control.selectedIndex === -1) control.value = ""; // a value that no row has
    }
    this.apply();
  }

  /** @param {boolean} replace whether this continues the last step of the history */
  writeUrl(replace) {
    const url = new URL(location.href);
    for (const { dataset, value } of this.controls) {
      if (value.trim()) url.searchParams.set(dataset.facet ?? "", value.trim());
      else url.searchParams.delete(dataset.facet ?? "");
    }
    if (url.href === location.href) return;
    if (replace) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
  }

  apply() {
    const tests = this.controls.map(testOf).filter((test) => test !== null);
    let shown = 0;
    for (const row of this.rows) {
      const fits = tests.every((test) => test(row));
      if (row.element.hidden === fits) row.element.hidden = !fits;
      if (fits) shown += 1;
    }
    this.tell(shown);
  }

  /** @param {number} shown */
  tell(shown) {
    const count = this.form.querySelector("[data-facet-count]");
    const all = this.rows.length;
    if (count) count.textContent = shown === all ? `${all} cases` : `${shown} of ${all} cases`;
    const empty = document.querySelector("[data-facet-empty]");
    if (empty instanceof HTMLElement) empty.hidden = shown > 0;
    this.table.hidden = shown === 0;
  }
}

/** @typedef {{element: HTMLElement, text: string}} Row */

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
  if (facet !== "text") return ({ element }) => (element.getAttribute(`data-${facet}`) ?? "").split(" ").includes(value);
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
