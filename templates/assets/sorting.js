// Sorting: the head of a table as buttons, and the order of its rows by one of its columns.
//
// A column is named in the head's `data-sort`. A sort is that name, with `-` before it for the
// other direction, or an empty text for the order in which the rows came.

/** @typedef {import("./facets.js").Row} Row */

const COLLATOR = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

export class Sorting {
  /**
   * @param {HTMLElement} table
   * @param {HTMLFormElement} form which gets a choice for screens without a head
   * @param {() => void} onChange
   */
  constructor(table, form, onChange) {
    this.heads = [...table.querySelectorAll("th[data-sort]")].filter((head) => head instanceof HTMLTableCellElement);
    this.value = "";
    this.onChange = onChange;
    /** @type {{value: string, rows: Row[], sorted: Row[]}} the last answer, for each key that people type */
    this.last = { value: "", rows: [], sorted: [] };
    this.choice = this.heads.length ? choiceOf(this.heads) : null;
    if (this.choice) form.querySelector(".errdocs-facet-state")?.before(labelled(this.choice));
    for (const head of this.heads) this.addButton(head);
  }

  /** @param {HTMLTableCellElement} head */
  addButton(head) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "errdocs-sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      const name = head.dataset.sort ?? "";
      const steps = [name, `-${name}`, ""];
      this.set(steps[steps.indexOf(this.value) + 1] ?? name);
      this.onChange();
    });
    head.append(button);
  }

  /** @param {string} value a sort; what names no column is the order in which the rows came */
  set(value) {
    const head = this.heads.find(({ dataset }) => dataset.sort === value.replace(/^-/, ""));
    this.value = head ? value : "";
    for (const other of this.heads) {
      if (other === head) other.setAttribute("aria-sort", value.startsWith("-") ? "descending" : "ascending");
      else other.removeAttribute("aria-sort");
    }
    if (this.choice) this.choice.value = this.value;
  }

  /**
   * Return rows in their order; those without a value come last in both directions.
   * @param {Row[]} rows in the order in which they came
   * @returns {Row[]}
   */
  sorted(rows) {
    const head = this.heads.find((other) => other.hasAttribute("aria-sort"));
    if (!head) return rows;
    if (this.last.value === this.value && this.last.rows === rows) return this.last.sorted;
    const sign = this.value.startsWith("-") ? -1 : 1;
    const keyed = rows.map((row) => ({ row, text: cellText(row, head.cellIndex) }));
    const known = keyed.filter(({ text }) => text).sort((one, other) => sign * COLLATOR.compare(one.text, other.text));
    const sorted = [...known, ...keyed.filter(({ text }) => !text)].map(({ row }) => row);
    this.last = { value: this.value, rows, sorted };
    return sorted;
  }
}

/** @param {Row} row @param {number} column @returns {string} what stands in a cell; the title, where it has a link */
function cellText({ element }, column) {
  const cell = element.children[column];
  return ((cell?.querySelector("a") ?? cell)?.textContent ?? "").trim();
}

/** @param {HTMLTableCellElement[]} heads @returns {HTMLSelectElement} */
function choiceOf(heads) {
  const choice = document.createElement("select");
  choice.dataset.sortChoice = "";
  choice.append(new Option("As listed", ""));
  for (const head of heads) {
    const [name, title] = [head.dataset.sort ?? "", (head.textContent ?? "").trim()];
    choice.append(new Option(title, name), new Option(`${title}, reversed`, `-${name}`));
  }
  return choice;
}

/** @param {HTMLSelectElement} choice @returns {HTMLLabelElement} */
function labelled(choice) {
  const label = document.createElement("label");
  const words = document.createElement("span");
  label.className = "errdocs-sort-choice";
  words.textContent = "Sort by";
  label.append(words, choice);
  return label;
}
