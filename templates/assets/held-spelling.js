// Which spelling of a code the reader holds: the page that it leads to says who prints it so.
//
// A page has a sentence for each other spelling of its code, hidden. What led here keeps a spelling
// for the tab; the page shows its own sentence about it and never the spelling itself, so nothing
// but the words of the registry gets on the page.

const STATE = "errdocsSpelling"; // in the history, for a reload and for Back

/**
 * Keep the spelling that leads to a page, for when it arrives.
 * @param {URL} url @param {string | null | undefined} spelling null where it is the page's own
 */
export function keepSpelling(url, spelling) {
  if (!spelling) return;
  try {
    sessionStorage.setItem(keyOf(url), spelling);
  } catch {
    // storage is full or forbidden: the page lists its spellings anyway
  }
}

/**
 * Say which spelling the reader held on arrival, where the page knows it.
 * @param {ParentNode} root
 */
export function startHeldSpelling(root) {
  const held = takeSpelling();
  if (!held) return;
  const sentences = [...root.querySelectorAll("[data-held-spelling]")];
  const shown = sentences.find((sentence) => sentence.getAttribute("data-held-spelling") === held);
  if (!(shown instanceof HTMLElement)) return;
  shown.hidden = false;
  history.replaceState({ ...history.state, [STATE]: held }, "");
  // Here, not above: a page that leads on loads this module, and should not wait for more.
  import("./copy.js").then(({ announce }) => announce(shown.textContent?.trim() ?? ""));
}

/** @returns {string | null} what led here, told once; of a reload and of Back what it was */
function takeSpelling() {
  try {
    const key = keyOf(location);
    const held = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return held ?? history.state?.[STATE] ?? null;
  } catch {
    return null; // no storage
  }
}

/** @param {URL | Location} url @returns {string} */
function keyOf({ pathname }) {
  return `errdocs:held-spelling:${pathname.replace(/index\.html$/, "")}`;
}
