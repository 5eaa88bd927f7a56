// The URL of a report: a project's issue form, filled with what the reader sees.
//
// `errdocs.render.report_links` fills the same template for readers without scripts.

/** @typedef {Partial<Record<"title" | "body" | "code" | "case" | "page" | "version", string>>} Report */

const LONGEST_URL = 8000; // characters that GitHub takes, with some room
const LONGEST_MAIL = 2000; // what mail programs take
const LEFT_OUT = "\n… part of the text was left out here …\n";

/**
 * Return the link to a form, with as much of the text as fits into a URL.
 * @param {string} template @param {Report} values
 * @returns {{url: string, isShortened: boolean}}
 */
export function reportUrl(template, values) {
  const longest = isMail(template) ? LONGEST_MAIL : LONGEST_URL;
  const url = filled(template, values);
  if (url.length <= longest) return { url, isShortened: false };
  const characters = [...values.body ?? ""];
  let fits = 0;
  let tooMany = Math.min(characters.length, longest);
  while (tooMany - fits > 1) {
    const kept = Math.floor((fits + tooMany) / 2);
    if (filled(template, { ...values, body: shortened(characters, kept) }).length <= longest) fits = kept;
    else tooMany = kept;
  }
  return { url: filled(template, { ...values, body: shortened(characters, fits) }), isShortened: true };
}

/** @param {string[]} characters @param {number} kept at both ends, most of them at the start @returns {string} */
function shortened(characters, kept) {
  const end = Math.floor(kept / 3);
  return characters.slice(0, kept - end).join("") + LEFT_OUT + (end ? characters.slice(-end).join("") : "");
}

/** @param {string} template @param {Report} values @returns {string} */
function filled(template, values) {
  return template.replace(/\{([a-z]+)\}/g, (_, name) => (
    encoded(values[/** @type {keyof Report} */ (name)] ?? "", isMail(template))
  ));
}

/** @param {string} text @param {boolean} isForMail @returns {string} as the build encodes it */
function encoded(text, isForMail) {
  const whole = text.replace(/[\ud800-\udfff]/gu, "?"); // halves of characters have no bytes
  const lines = isForMail ? whole.replaceAll("\n", "\r\n") : whole;
  return encodeURIComponent(lines).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** @param {string} template @returns {boolean} */
export function isMail(template) {
  return /^mailto:/i.test(template);
}
