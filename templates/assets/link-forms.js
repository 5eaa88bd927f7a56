// A link in the form that another tool takes, letter for letter as `errdocs link` prints it.
//
// Each form escapes what it would read as markup, so that the link shows the title and leads to
// the URL, whatever the title says.

/** @typedef {{title: string, url: string}} Target */
/** @typedef {{label: string, key: string, text: (target: Target) => string}} Form */

const UNSAFE = /[^A-Za-z0-9\-._~:/?#@!$&*+,;=%\u{a1}-\u{10ffff}]|[\u1680\u2000-\u200f\u2028-\u202f\u205f\u2066-\u2069\u3000\ufeff\ud800-\udfff]/gu;
const HOST_IN_BRACKETS = /^https?:\/\/\[[0-9A-Fa-f:.]+\]/;
const UNPRINTABLE = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/gu;
const AT_THE_EDGE_OF_A_WORD = /(?<![\p{L}\p{N}])[*_+^~?!-]|[*_+^~?!-](?![\p{L}\p{N}])/gu;

/** @type {Record<string, Form>} in the order of the menu; the key chooses one while it is open */
export const FORMS = {
  plain: form("URL", "u", (_, url) => url),
  markdown: form("Markdown", "m", (title, url) => `[${markdown(title)}](${withoutReferences(url)})`),
  html: form("HTML", "h", (title, url) => `<a href="${quoted(url)}">${quoted(title)}</a>`),
  rst: form("reStructuredText", "r", (title, url) => `\`${title.replace(/[\\`<>*_|]/g, "\\$&")} <${url.replace(/_$/, "\\_")}>\`__`),
  slack: form("Slack", "s", (title, url) => `<${slack(url)}|${slack(title)}>`),
  jira: form("Jira, Confluence wiki", "j", (title, url) => `[${jira(title)}|${url}]`),
  alertmanager: form("Alertmanager annotation", "a", (_, url) => `runbook_url: ${json(url)}`),
};

/**
 * @param {string} label @param {string} key @param {(title: string, url: string) => string} make
 * @returns {Form}
 */
function form(label, key, make) {
  return { label, key, text: ({ title, url }) => make(line(title) || url, safe(url)) };
}

/** @param {string} url @returns {string} without what a form could read as its end */
function safe(url) {
  const host = HOST_IN_BRACKETS.exec(url)?.[0] ?? ""; // the only place for brackets
  return host + url.slice(host.length).replace(UNSAFE, percent);
}

/** @param {string} title @returns {string} */
function line(title) {
  return printable(title.trim().replace(/\s+/g, " "));
}

/** @param {string} text @returns {string} with what a terminal obeys or does not show as escapes */
export function printable(text) {
  return text.replace(UNPRINTABLE, unicode);
}

/** @param {string} character @returns {string} */
function percent(character) {
  const own = encodeURIComponent(character); // which leaves a few alone
  return own === character ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : own;
}

/** @param {string} url @returns {string} without references: `&#9;` in a query would become a tab */
function withoutReferences(url) {
  return url.replace(/(&#?[\p{L}\p{N}_]+);/gu, "$1%3B");
}

/** @param {string} title @returns {string} */
function markdown(title) {
  return title.replace(/[\\`*_[\]<>&|~#{}]/g, "\\$&").replace(/^([0-9]{0,9})([-+=.)])/, "$1\\$2");
}

/** @param {string} text @returns {string} */
function entities(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** @param {string} text @returns {string} */
function quoted(text) {
  return entities(text).replaceAll('"', "&quot;").replaceAll("'", "&#x27;");
}

/** @param {string} text @returns {string} */
function slack(text) {
  return entities(text.replaceAll("|", "¦"));
}

/** @param {string} title @returns {string} */
function jira(title) {
  const words = title.replaceAll("&", "&amp;").replaceAll("|", "¦").replaceAll("\\", "&#92;");
  return words.replace(/[[\]{}]/g, "\\$&").replace(AT_THE_EDGE_OF_A_WORD, "\\$&");
}

/** @param {string} text @returns {string} in quotes, all of it in ASCII */
function json(text) {
  return JSON.stringify(text).replace(/[^ -~]/g, unicode);
}

/** @param {string} unit @returns {string} */
function unicode(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
