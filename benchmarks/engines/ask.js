// Opens one engine, then asks it one text after the other, and times both.

/**
 * @param {string} name @param {string} pages as JSON: that arrives in one piece
 * @returns {Promise<string | null>} the index to be sent, of engines which have one made
 */
export async function build(name, pages) {
  const engine = await import(`./${name}.js`);
  return engine.build ? engine.build(JSON.parse(pages)) : null;
}

/**
 * Return the milliseconds from all files being there to readiness.
 * @param {string} name @param {number} seconds after which it is given up @returns {Promise<number>}
 */
export async function open(name, seconds) {
  const engine = await import(`./${name}.js`);
  const arrived = await engine.arrive(new URL("../", import.meta.url).href);
  const begin = performance.now();
  window.ask = await Promise.race([engine.ready(arrived), late(seconds)]);
  return performance.now() - begin;
}

/**
 * Return the path of the first page for each text, with milliseconds, until time has run out.
 * @param {string[]} texts @param {number} seconds
 * @returns {Promise<{page: string | null, ms: number}[]>}
 */
export async function askAll(texts, seconds) {
  const answers = [];
  const end = performance.now() + seconds * 1000;
  for (const text of texts) {
    const begin = performance.now();
    if (begin > end) break;
    const found = await window.ask(text);
    answers.push({ page: found ? pathOf(found) : null, ms: performance.now() - begin });
    // Idle in between, as between two pastes; else one would pay for the garbage of the others.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return answers;
}

/** @param {string} url @returns {string} the path from the site's root */
function pathOf(url) {
  return decodeURI(new URL(url, location.origin).pathname).slice(1);
}

/** @param {number} seconds @returns {Promise<never>} */
function late(seconds) {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not ready after ${seconds} s`)), seconds * 1000);
  });
}
