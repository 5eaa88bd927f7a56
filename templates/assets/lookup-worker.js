// The worker: answers texts beside the page, so that typing never waits for an answer.

import { Answering } from "./answering.js";

/** @typedef {{id: number, ask: "answer" | "find" | "remedy" | "entries", about: any}} Question */

/** @type {Answering} what the first message starts, with the bytes of the index */
let answering;

addEventListener("message", async ({ data }) => {
  if (data instanceof ArrayBuffer) {
    answering = new Answering(new URL("../../", import.meta.url).href, new Response(data).json());
    return;
  }
  const { id, ask, about } = /** @type {Question} */ (data);
  try {
    postMessage({ id, answer: await answering[ask](about) });
  } catch (error) {
    postMessage({ id, failure: String(error) });
  }
});

postMessage({ id: 0 }); // the modules are loaded: the page need not do the work itself
