// Secrets in a text: keys, tokens, signatures and addresses, found and masked.
//
// Whatever is shown or copied passes here. Each pattern starts at a place that few positions
// can be, or has a bound, so that the time grows with the length of the text and nothing else.

export const MASK = "[masked]";

/** @typedef {{start: number, end: number}} Secret part of a text that nobody else may see */
/** @typedef {(value: string) => boolean} Test */
/** @typedef {{pattern: RegExp, isSecret?: Test}} Kind with the secret in its group `secret` */

const SEPARATOR = String.raw`["'\s\\]{0,8}[:=]["'\s\\]{0,8}`;
const VALUE = String.raw`(?<secret>[^\s"'\\,;&<>(){}\[\]]{4,4096})`;

/** @type {Kind[]} */
const KINDS = [
  { pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?<secret>[\w+/=\\\s]{1,8192})/dg },
  // Forms that say what they are: the prefix stays, so that people see what kind was masked.
  { pattern: /(?<![A-Za-z0-9])(?:sk|pk|rk|ak)[-_](?<secret>[\w*.-]{6,512})/dg, isSecret: isKeyLike },
  { pattern: /(?<![A-Za-z0-9])(?:A3T|AKIA|ASIA|ABIA|AROA)(?<secret>[A-Z0-9*]{12,40})/dg },
  { pattern: /(?<![A-Za-z0-9])(?:LTAI|STS\.|AIza|ya29\.|glpat-|npm_|hf_|xox[abeprs]-|gh[opsru]_|github_pat_)(?<secret>[\w.*-]{8,512})/dg },
  { pattern: /(?<![\w-])(?<secret>eyJ[\w-]{6,4096}\.[\w-]{4,8192}(?:\.[\w-]{0,4096})?)/dg },
  // What follows a word that announces it.
  { pattern: /(?<![A-Za-z])(?:bearer|basic|digest)[ \t]{1,8}(?<secret>[\w.~+/=*-]{6,8192})/dgi, isSecret: isKeyLike },
  { pattern: new RegExp(`(?:passw(?:or)?d|passphrase|secret|client_secret)${SEPARATOR}${VALUE}`, "dgi") },
  { pattern: new RegExp(`(?:key|key[_-]?id|token|authorization|credential|signature|cookie|session[_-]?id)${SEPARATOR}(?:(?:bearer|basic)\\s)?${VALUE}`, "dgi"), isSecret: isRandom },
  { pattern: /(?:key|token)(?: provided| is)?:? {1,2}(?<secret>[\w*.-]{16,512})/dgi, isSecret: isRandom },
  // URLs: whoever has a signed one has the file.
  { pattern: /(?:[?&;]|\\u0026)[\w.%-]{0,48}?(?:signature|sig|token|accesskeyid|credential|secret|key|expires|policy|password|auth|code)=(?<secret>[^\s"'\\&<>]{1,4096})/dgi },
  { pattern: /:\/\/(?<secret>[^\s/:@"'<>]{0,128}:[^\s/:@"'<>]{1,256})@/dg },
  { pattern: /(?<![\w.+-])(?<secret>[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})/dg },
  // Long strings without a name, of letters and digits so mixed that no word is like them.
  { pattern: /(?<![\w/+-])(?<secret>[\w+-]{40,512})(?![\w+-])/dg, isSecret: isMixed },
];

/**
 * Return the secrets of a text, in order and without overlaps.
 * @param {string} text
 * @returns {Secret[]}
 */
export function findSecrets(text) {
  /** @type {Secret[]} */
  const found = [];
  for (const { pattern, isSecret } of KINDS) {
    for (const match of text.matchAll(pattern)) {
      const span = match.indices?.groups?.secret;
      const value = match.groups?.secret ?? "";
      if (span && !isMasked(value) && (!isSecret || isSecret(value))) {
        found.push({ start: span[0], end: span[1] });
      }
    }
  }
  return merged(found.sort((one, two) => one.start - two.start || two.end - one.end));
}

/**
 * Return a text, or the part between two places, with its secrets masked.
 * @param {string} text
 * @param {Secret[]} [secrets] those of the whole text, where they are known
 * @param {number} [start]
 * @param {number} [end]
 * @returns {string}
 */
export function masked(text, secrets = findSecrets(text), start = 0, end = text.length) {
  let shown = "";
  let place = start;
  for (const secret of secrets) {
    if (secret.end <= start || secret.start >= end) continue;
    shown += text.slice(place, Math.max(place, secret.start)) + MASK;
    place = secret.end;
  }
  return shown + text.slice(place, Math.max(place, end));
}

/**
 * Return values that were read from a text, with what is a secret in that text masked.
 *
 * A value alone does not show that it follows `api_key=`: the text around it does.
 * @param {Record<string, string>} values
 * @param {string} text
 * @param {Secret[]} secrets those of the text
 * @returns {Record<string, string>}
 */
export function maskedValues(values, text, secrets) {
  const words = secrets.map(({ start, end }) => text.slice(start, end));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => {
    const isPart = value.length >= 6 && words.some((word) => word.includes(value));
    const shown = words.reduce((rest, word) => rest.replaceAll(word, MASK), value);
    return [name, isPart ? MASK : masked(shown)];
  }));
}

/**
 * Whether a text may stand in a URL: short, on one line, and nothing in it is a secret.
 * @param {string} text
 * @returns {boolean}
 */
export function isShareable(text) {
  return text.length <= 80 && !/[\n\r{}"]/.test(text) && findSecrets(text).length === 0;
}

/** @param {Secret[]} sorted @returns {Secret[]} */
function merged(sorted) {
  /** @type {Secret[]} */
  const kept = [];
  for (const secret of sorted) {
    const last = kept.at(-1);
    if (last && secret.start < last.end) last.end = Math.max(last.end, secret.end);
    else kept.push({ ...secret });
  }
  return kept;
}

/** @type {Test} nothing to see: a mask of ours or of someone before us */
function isMasked(value) {
  return /^[*.•x[\]-]*$/i.test(value) || MASK.includes(value);
}

/** @type {Test} a key rather than words joined by signs, such as `sk-your-key-here` */
function isKeyLike(value) {
  return /[0-9*]/.test(value) || (value.length >= 20 && !/[-_.]/.test(value));
}

/** @type {Test} a value that somebody generated: long, and no word or plain number */
function isRandom(value) {
  return value.length >= 8 && /[A-Za-z]/.test(value) && (/[0-9*]/.test(value) || value.length >= 24);
}

/** @type {Test} */
function isMixed(value) {
  const digits = value.replace(/[^0-9]/g, "").length;
  return digits >= 4 && /[a-z]/i.test(value) && !/[-_].*[-_].*[-_]/.test(value);
}
