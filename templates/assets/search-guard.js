// The guard of the theme's search, a classic script that has to run before the theme's own.
//
// The theme hands whatever is typed to a parser of queries, where `:`, `^` and `~` are operators
// that most pasted text breaks; and it takes a `q` in the URL for itself, which on a page with a
// lookup box is meant for the box. And it builds its index as soon as a page is loaded, which on a
// site of hundreds of pages takes longer than all other scripts together.
(() => {
  const SETUP = 0; // the theme's number for the message that holds the pages to search
  const QUERY = 2; // ... and for one that asks
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
   * Run a function as soon as somebody turns to the search.
   * @param {() => void} run
   */
  function onceSearched(run) {
    /** @param {EventTarget | null} target */
    const isSearch = (target) => target instanceof Element && target.closest(SEARCH) !== null;
    if (isSearch(document.activeElement)) {
      run();
      return;
    }
    const turned = new AbortController();
    for (const kind of ["focusin", "change"]) { // on a phone, a button opens it
      document.addEventListener(kind, ({ target }) => {
        if (!isSearch(target)) return;
        turned.abort();
        run();
      }, turned);
    }
  }

  /** Let the worker of the theme's search get its index when needed, and readable queries only. */
  function guardSearch() {
    const PlainWorker = window.Worker;
    if (!PlainWorker) return; // the theme then has no search
    class SearchWorker extends PlainWorker {
      /** @param {any} message @param {any} [rest] */
      postMessage(message, rest) {
        if (message?.type === SETUP) {
          onceSearched(() => super.postMessage(message, rest));
          return;
        }
        const asks = message?.type === QUERY && typeof message.data === "string";
        super.postMessage(asks ? { ...message, data: readable(withoutSecrets(message.data)) } : message, rest);
      }
    }
    window.Worker = new Proxy(PlainWorker, {
      construct(target, [url, options]) {
        const isSearch = String(url).includes("/workers/search");
        return isSearch ? new SearchWorker(url, options) : new target(url, options);
      },
    });
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
