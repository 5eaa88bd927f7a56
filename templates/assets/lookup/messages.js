// Message templates: literal texts and the values between them.

/** @typedef {{name: string}} Placeholder */
/** @typedef {string | Placeholder} Part */

const TOKEN = /\{\{|\}\}|\{([a-z][a-z0-9_]*)\}/g;

/**
 * Return the parts of a template: literal texts and placeholders in turn.
 * @param {string} template
 * @returns {Part[]}
 */
export function parse(template) {
  /** @type {Part[]} */
  const parts = [];
  let literal = "";
  let end = 0;
  for (const match of template.matchAll(TOKEN)) {
    literal += template.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[1] === undefined) {
      literal += match[0][0];
      continue;
    }
    if (literal) parts.push(literal);
    parts.push({ name: match[1] });
    literal = "";
  }
  literal += template.slice(end);
  if (literal) parts.push(literal);
  return parts;
}
