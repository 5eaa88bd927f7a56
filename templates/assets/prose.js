// Prose with placeholders: `{name}` stands for the value of a parameter of the case's message.
//
// Only names of parameters count: other braces stay, and `{{name}}` shows `{name}`. The build fills
// pages by the same rule, in `errdocs/prose.py`; shared vectors keep both alike.

const PLACEHOLDER = /\{\{([a-z][a-z0-9_]*)\}\}|\{([a-z][a-z0-9_]*)\}/g;

/**
 * Return a text with a value for each placeholder; it is text, for `textContent`.
 * @param {string} text
 * @param {Record<string, string>} values by the name of each parameter
 * @returns {string}
 */
export function filled(text, values) {
  return text.replace(PLACEHOLDER, (found, literal, name) => {
    if (name !== undefined && Object.hasOwn(values, name)) return values[name];
    return literal !== undefined && Object.hasOwn(values, literal) ? found.slice(1, -1) : found;
  });
}
