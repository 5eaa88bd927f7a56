// Answers for the page: from a worker, or from the page itself where workers are not to be had.

import { SITE_ROOT, siteUrl } from "./site.js";

/** @typedef {import("./answering.js").Answer} Answer */
/** @typedef {import("./answering.js").Answering} Answering */
/** @typedef {import("./answering.js").Match} Match */
/** @typedef {(ask: keyof Asks, about?: any) => Promise<any>} Channel */
/** @typedef {Pick<Answering, "answer" | "find" | "remedy" | "entries">} Asks */

/** @type {Promise<Channel> | undefined} */
let opened;

/** Start loading what answers need. */
export function prepareAnswers() {
  opened ??= open();
}

/** @returns {Promise<Channel>} */
function open() {
  const index = fetchIndex(); // while the worker is fetched: on a slow line, that is half of the wait
  index.catch(() => {}); // whoever asks gets the failure
  return throughWorker(index).catch(() => inThisPage(index));
}

/** @returns {Promise<Worker>} the worker, once it can answer */
function startWorker() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./lookup-worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("error", () => reject(new Error("the worker did not start")));
    worker.addEventListener("message", () => resolve(worker), { once: true });
  });
}

/** @returns {Promise<ArrayBuffer>} */
async function fetchIndex() {
  const response = await fetch(siteUrl("lookup.json"));
  if (!response.ok) throw new Error(`lookup.json: ${response.status}`);
  return response.arrayBuffer();
}

/** @param {string} text @returns {Promise<Answer>} */
export function answer(text) {
  return put("answer", text);
}

/** @param {string} text @returns {ReturnType<Answering["find"]>} */
export function find(text) {
  return put("find", text);
}

/** @param {{code: string, case: string | null}[]} matches @returns {ReturnType<Answering["remedy"]>} what to do about each, one sentence */
export function remedy(matches) {
  return put("remedy", matches.map(({ code, case: id }) => ({ code, case: id })));
}

/** @returns {ReturnType<Answering["entries"]>} */
export function entries() {
  return put("entries");
}

/** @type {Channel} */
async function put(ask, about) {
  prepareAnswers();
  const channel = await /** @type {Promise<Channel>} */ (opened);
  return channel(ask, about);
}

/** @param {Promise<ArrayBuffer>} index @returns {Promise<Channel>} */
async function throughWorker(index) {
  const worker = await startWorker();
  /** @type {Map<number, {resolve: (answer: any) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  let last = 0;
  worker.addEventListener("message", ({ data: { id, answer, failure } }) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (failure) asker?.reject(new Error(failure));
    else asker?.resolve(answer);
  });
  index.then((bytes) => worker.postMessage(bytes, [bytes]), () => {});
  return async (ask, about) => {
    await index;
    return new Promise((resolve, reject) => {
      waiting.set((last += 1), { resolve, reject });
      worker.postMessage({ id: last, ask, about });
    });
  };
}

/** @param {Promise<ArrayBuffer>} index @returns {Promise<Channel>} */
async function inThisPage(index) {
  const { Answering } = await import("./answering.js");
  const answering = new Answering(SITE_ROOT.href, index.then((bytes) => new Response(bytes).json()));
  return (ask, about) => answering[ask](about);
}
