// Copy buttons: an element with data-copy-text gets a button that copies that text.

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
 * @returns {HTMLButtonElement}
 */
export function copyButton(holder) {
  const button = document.createElement("button");
  const name = holder.dataset.copyName ?? "text";
  button.type = "button";
  button.className = "errdocs-copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy the ${name}`);
  button.addEventListener("click", async () => {
    const copied = await copyText(holder.dataset.copyText ?? "");
    button.textContent = copied ? "Copied" : "Press Ctrl+C";
    announce(copied ? `The ${name} is copied.` : `The ${name} is selected: press Ctrl+C.`);
    if (!copied) selectContents(holder);
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
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or a page that is not served securely
  }
}

/** @param {HTMLElement} holder */
function selectContents(holder) {
  const content = holder.querySelector("code") ?? holder;
  getSelection()?.selectAllChildren(content);
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
