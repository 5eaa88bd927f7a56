// Pagefind, which fetches the parts of its index that a text asks for.

/** @param {string} root */
export async function arrive(root) {
  return import(`${root}pagefind/pagefind.js`);
}

/** @param {any} pagefind */
export async function ready(pagefind) {
  await pagefind.init();
  await pagefind.filters(); // `init` alone returns before its program is there
  return async (/** @type {string} */ question) => {
    const { results } = await pagefind.search(question);
    return results.length ? (await results[0].data()).url : undefined;
  };
}
