// Answers for the page: from a worker, or from the page itself where workers are not to be had.

import { SITE_ROOT } from "./site.js";

/** @typedef {import("./answering.js").Answer} Answer */
/** @typedef {import("./answering.js").Answering} Answering */
/** @typedef {import("./answering.js").Match} Match */
/** @typedef {(ask: keyof Asks, about?: any) => Promise<any>} Channel */
/** @typedef {Pick<Answering, "answer" | "find" | "remedy" | "entries">} Asks */

/** @type {Promise<Channel> | undefined} */
let opened;

/** Start loading what answers need. */
export function prepareAnswers() {
  opened ??= throughWorker().catch(inThisPage);
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

/** @returns {Promise<Channel>} */
function throughWorker() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./lookup-worker.js", import.meta.url), { type: "module" });
    /** @type {Map<number, {resolve: (answer: any) => void, reject: (error: Error) => void}>} */
    const waiting = new Map();
    let last = 0;
    worker.addEventListener("error", () => reject(new Error("the worker did not start")));
    worker.addEventListener("message", ({ data: { id, answer, failure } }) => {
      if (id === 0) return resolve(ask);
      const asker = waiting.get(id);
      waiting.delete(id);
      if (failure) asker?.reject(new Error(failure));
      else asker?.resolve(answer);
    });
    /** @type {Channel} */
    const ask = (name, about) => new Promise((resolveAsk, rejectAsk) => {
      waiting.set((last += 1), { resolve: resolveAsk, reject: rejectAsk });
      worker.postMessage({ id: last, ask: name, about });
    });
  });
}

/** @returns {Promise<Channel>} */
async function inThisPage() {
  const { Answering } = await import("./answering.js");
  const answering = new Answering(SITE_ROOT.href);
  return (ask, about) => answering[ask](about);
}
