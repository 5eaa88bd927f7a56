// Copy buttons: an element with data-copy-text gets a button that copies that text.
//
// Where the browser forbids copying, the text is marked and a hint beside it says what is left.

export const FORBIDDEN = "The browser forbids copying. Copy the marked text yourself.";

/**
 * Add a copy button to every element that offers a text.
 * @param {ParentNode} root
 */
export function startCopyButtons(root) {
  for (const holder of root.querySelectorAll("[data-copy-text]")) {
    if (holder instanceof HTMLElement) holder.append(copyButton(holder));
  }
}

/**
 * Return a button that copies the text an element offers.
 * @param {HTMLElement} holder
 * @param {() => string} [text] for what no element may hold, such as a reader's own request
 * @returns {HTMLButtonElement}
 */
export function copyButton(holder, text = () => holder.dataset.copyText ?? "") {
  const button = document.createElement("button");
  const name = holder.dataset.copyName ?? "text";
  button.type = "button";
  button.className = "errdocs-copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy the ${name}`);
  button.addEventListener("click", async () => {
    const copied = await copyText(text());
    if (!copied) return offerMarked(holder.querySelector("code") ?? holder, holder);
    button.textContent = "Copied";
    announce(`The ${name} is copied.`);
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  return button;
}

/**
 * Put a text on the clipboard, and tell whether the browser let us.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copyText(text) {
  document.querySelector(".errdocs-copy-hint")?.remove();
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyFromField(text); // no permission, or a page that is not served securely
  }
}

/**
 * Copy a text out of a field that nobody sees: older than the clipboard, and allowed on http:// too.
 * @param {string} text
 * @returns {boolean}
 */
function copyFromField(text) {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true; // a phone shows no keyboard
  field.className = "errdocs-visually-hidden";
  field.addEventListener("focusin", (event) => event.stopPropagation()); // a menu does not take it for leaving
  document.body.append(field);
  field.focus({ preventScroll: true });
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return copied;
}

/**
 * Mark a text that could not be copied, and say so to eyes and ears.
 * @param {Element} content
 * @param {Element} place the hint stands after it
 */
export function offerMarked(content, place) {
  const hint = document.createElement("p");
  hint.className = "errdocs-copy-hint";
  hint.textContent = FORBIDDEN;
  place.after(hint);
  getSelection()?.selectAllChildren(content);
  hint.scrollIntoView({ block: "nearest" });
  announce(FORBIDDEN);
}

/**
 * Say something to screen readers without moving the focus.
 * @param {string} words
 */
export function announce(words) {
  let region = document.getElementById("errdocs-announcer");
  if (!region) {
    region = document.createElement("div");
    region.id = "errdocs-announcer";
    region.setAttribute("role", "status");
    region.className = "errdocs-visually-hidden";
    document.body.append(region);
  }
  region.textContent = words;
}
