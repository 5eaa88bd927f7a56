// The guard of the theme's search, a classic script that has to run before the theme's own.
//
// The theme hands whatever is typed to a parser of queries, where `:`, `^` and `~` are operators
// that most pasted text breaks; and it takes a `q` in the URL for itself, which on a page with a
// lookup box is meant for the box. And it fetches and builds its index as soon as a page is loaded,
// which on a site of hundreds of pages takes longer than all other scripts together.
(() => {
  const QUERY = 2; // the theme's number for a message that asks
  const INDEX = "/search/search_index.json";
  const SEARCH = "[data-md-component=search], [data-md-toggle=search]";
  const LONGEST_QUERY = 80;
  const LEAST_WORD = 3;
  const MOST_WORDS = 24;

  /**
   * Return a query that the theme's parser can read, operators kept where they are well-formed.
   * @param {string} query
   */
  function readable(query) {
    if (query.length > LONGEST_QUERY || /[{}<>()[\]=;|\\\n]/.test(query)) return wordsOf(query);
    const isQuoted = /^(?:[^"]|(?<=^|\s)"[^"]+"(?=\s|$))*$/.test(query);
    return (isQuoted ? query : query.replaceAll('"', " ")).split(/\s+/).map(readableTerm).join(" ");
  }

  /** @param {string} query */
  function wordsOf(query) {
    const words = query.slice(-20_000).match(/[\p{L}\p{N}]+/gu) ?? [];
    const distinct = [...new Set(words)].filter((word) => word.length >= LEAST_WORD && /\p{L}/u.test(word));
    if (distinct.length <= MOST_WORDS) return distinct.join(" ");
    const half = MOST_WORDS / 2; // messages stand at either end of what surrounds them
    return [...distinct.slice(0, half), ...distinct.slice(-half)].join(" ");
  }

  /** @param {string} term @returns {string} */
  function readableTerm(term) {
    const parts = /^("?)([+-]?)((?:title|text|tags):)?(.*?)([~^]\d{0,2})?("?)$/u.exec(term);
    if (!parts) return "";
    const [, open, presence, field = "", body, tail = "", close] = parts;
    const words = body.replace(/[:^~]+|(?<![\p{L}\p{N}])[+*-]+|[+-]+$/gu, " ").trim();
    if (!/[\p{L}\p{N}]/u.test(words)) return `${open}${close}`;
    if (words.includes(" ")) return `${open}${words.split(/ +/).map(readableTerm).join(" ")}${close}`;
    const suffix = tail.startsWith("~") ? "~1" : tail; // more would take the parser seconds
    return `${open}${presence}${field}${words}${suffix}${close}`;
  }

  /**
   * Return a query as whoever listens leaves it: the theme shows the words that it did not find.
   * @param {string} query
   */
  function withoutSecrets(query) {
    const event = new CustomEvent("errdocs:query", { detail: { query } });
    document.dispatchEvent(event);
    return event.detail.query;
  }

  /**
   * Wait until somebody turns to the search.
   * @returns {Promise<void>}
   */
  function turnedTo() {
    /** @param {EventTarget | null} target */
    const isSearch = (target) => target instanceof Element && target.closest(SEARCH) !== null;
    return new Promise((resolve) => {
      if (isSearch(document.activeElement)) return resolve();
      const turned = new AbortController();
      for (const kind of ["focusin", "change"]) { // on a phone, a button opens it
        document.addEventListener(kind, ({ target }) => {
          if (!isSearch(target)) return;
          turned.abort();
          resolve();
        }, turned);
      }
    });
  }

  const searched = turnedTo();

  /**
   * The worker of the theme's search, which starts when somebody searches and gets readable
   * queries only. What is posted before is kept for it.
   */
  class SearchWorker extends EventTarget {
    /** @param {() => Worker} start */
    constructor(start) {
      super();
      /** @type {any[]} */
      this.early = [];
      searched.then(() => {
        this.worker = start();
        this.worker.addEventListener("message", ({ data }) => this.dispatchEvent(new MessageEvent("message", { data })));
        for (const message of this.early.splice(0)) this.worker.postMessage(message);
      });
    }

    /** @param {any} message */
    postMessage(message) {
      const asks = message?.type === QUERY && typeof message.data === "string";
      const sent = asks ? { ...message, data: readable(withoutSecrets(message.data)) } : message;
      if (this.worker) this.worker.postMessage(sent);
      else this.early.push(sent);
    }
  }

  /** Let the theme's search have its worker and its index when somebody searches. */
  function guardSearch() {
    const PlainWorker = window.Worker;
    if (!PlainWorker) return; // the theme then has no search
    window.Worker = new Proxy(PlainWorker, {
      construct(target, [url, options]) {
        const isSearch = String(url).includes("/workers/search");
        return isSearch ? new SearchWorker(() => new target(url, options)) : new target(url, options);
      },
    });
    window.XMLHttpRequest = class extends window.XMLHttpRequest {
      /** @param {string} method @param {string | URL} url @param {...any} rest */
      open(method, url, ...rest) {
        this.isIndex = new URL(url, document.baseURI).pathname.endsWith(INDEX);
        // @ts-expect-error: what is left out means another thing than `undefined`
        super.open(method, url, ...rest);
      }

      /** @param {any} [body] */
      send(body) {
        if (this.isIndex) searched.then(() => super.send(body));
        else super.send(body);
      }
    };
  }

  /** Keep the `q` of the URL from the theme until its script has run. */
  function keepQuery() {
    const box = document.querySelector("error-lookup");
    const url = new URL(location.href);
    const query = url.searchParams.get("q");
    if (!(box instanceof HTMLElement) || query === null) return;
    const shown = location.href;
    box.dataset.query = query;
    url.searchParams.delete("q");
    history.replaceState(history.state, "", url);
    document.addEventListener("DOMContentLoaded", () => {
      const { hash } = location;
      if (box.dataset.query === query) history.replaceState(history.state, "", shown.split("#")[0] + hash);
    }, { once: true });
  }

  guardSearch();
  keepQuery();
})();
