// The lookup of errdocs, with the scripts and the index of the site.

/** @param {string} root @returns {Promise<{scripts: any, text: string}>} what is not timed */
export async function arrive(root) {
  const scripts = await import(`${root}assets/errdocs/lookup/lookup.js`);
  return { scripts, text: await (await fetch(`${root}lookup.json`)).text() };
}

/** @param {Awaited<ReturnType<typeof arrive>>} arrived */
export async function ready({ scripts, text }) {
  const index = scripts.prepare(JSON.parse(text));
  return (/** @type {string} */ question) => scripts.lookup(index, question)[0]?.url;
}
