// The search of Material for MkDocs: its worker, asked as its own scripts ask it.

const SETUP = 0;
const QUERY = 2;

/** @param {string} root */
export async function arrive(root) {
  const page = new DOMParser().parseFromString(await text(root), "text/html");
  const config = JSON.parse(page.querySelector("#__config").textContent);
  const options = { suggest: config.features.includes("search.suggest") };
  const worker = new Worker(new URL(config.search, root));
  return { worker, options, index: await text(`${root}search/search_index.json`) };
}

/** @param {Awaited<ReturnType<typeof arrive>>} arrived */
export async function ready({ worker, options, index }) {
  const { config, docs } = JSON.parse(index);
  await tell(worker, { type: SETUP, data: { config, docs, options } });
  return async (/** @type {string} */ question) => {
    const { data } = await tell(worker, { type: QUERY, data: question });
    return data.items[0]?.[0].location;
  };
}

/** @param {Worker} worker @param {object} message @returns {Promise<any>} */
function tell(worker, message) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message: reason }) => reject(new Error(reason));
    worker.postMessage(message);
  });
}

/** @param {string} url */
async function text(url) {
  return (await fetch(url)).text();
}
