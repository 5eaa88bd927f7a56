// The site: where its root is, whatever folder or host it is served from.

/** URL of the site's root, with a slash at its end. */
export const SITE_ROOT = new URL("../../", import.meta.url);

/**
 * Return the URL of a path from the site's root; an absolute URL stays what it is.
 * @param {string} path
 * @returns {URL}
 */
export function siteUrl(path) {
  return new URL(path, SITE_ROOT);
}
