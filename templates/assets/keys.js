// Keys on pages: whether single ones are on, and how one is shown.

const KEYS = "errdocs:link-keys"; // some readers, who use voice control, turn the keys off

/** @returns {boolean} */
export function keysAreOn() {
  try {
    return localStorage.getItem(KEYS) !== "off";
  } catch {
    return true; // no storage: nothing was turned off
  }
}

/** @param {boolean} on */
export function turnKeys(on) {
  try {
    if (on) localStorage.removeItem(KEYS);
    else localStorage.setItem(KEYS, "off");
  } catch {
    // no storage: the switch holds for nothing, as the keys do no harm to most
  }
}

/**
 * Return a checkbox that turns the keys on and off.
 * @returns {HTMLInputElement}
 */
export function keySwitch() {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = keysAreOn();
  box.addEventListener("change", () => turnKeys(box.checked));
  return box;
}

/** @param {string} name @returns {HTMLElement} */
export function keyCap(name) {
  const shown = document.createElement("kbd");
  shown.textContent = name;
  return shown;
}

/**
 * Tell whether a key goes to a field, or comes with another one that gives it another meaning.
 * @param {KeyboardEvent} event @returns {boolean}
 */
export function isForOthers({ target, ctrlKey, metaKey, altKey, isComposing }) {
  const isTyping = target instanceof HTMLElement
    && (target.isContentEditable || target.matches("input, textarea, select, [role='textbox']"));
  return isTyping || isComposing || ctrlKey || metaKey || altKey;
}
