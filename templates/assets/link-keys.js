// Whether single keys act on links: some readers, who speak their input, have to turn them off.

const KEY = "errdocs:link-keys";

/** @returns {boolean} */
export function keysAreOn() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true; // no storage: nothing was turned off
  }
}

/** Return the words that name the keys, with the switch. @returns {HTMLElement} */
export function keysNote() {
  const note = document.createElement("p");
  note.className = "errdocs-link-keys";
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = keysAreOn();
  box.addEventListener("change", () => turn(box.checked));
  label.append(box, " Keys on pages: ", key("l"), " this menu, ", key("y"), " copy the URL");
  note.append(label);
  return note;
}

/** @param {string} name @returns {HTMLElement} */
export function key(name) {
  const shown = document.createElement("kbd");
  shown.textContent = name;
  return shown;
}

/** @param {boolean} on */
function turn(on) {
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // no storage: the switch holds for nothing, as the keys do no harm to most
  }
}
