// Two texts -> the lines that both have, and those that only one of them has.

/** @typedef {[mark: string, line: string]} Line of lines that are left out, how many they are */

const MOST_COMPARED = 1_000_000; // pairs of lines; of larger changes every line counts as changed
const AROUND = 3; // lines shown before and after a change
const [SAME, OLD, NEW, SKIPPED] = [" ", "-", "+", "…"];

/** @param {string} old @param {string} now @returns {Line[]} the same lines far from a change left out */
export function changedLines(old, now) {
  return shortened(compared(old.split("\n"), now.split("\n")));
}

/** @param {string[]} old @param {string[]} now @returns {Line[]} */
function compared(old, now) {
  const start = common(old, now);
  const end = common(old.slice(start).reverse(), now.slice(start).reverse());
  return [
    ...marked(SAME, old.slice(0, start)),
    ...middle(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...marked(SAME, old.slice(old.length - end)),
  ];
}

/** @param {string} mark @param {string[]} lines @returns {Line[]} */
function marked(mark, lines) {
  return lines.map((line) => [mark, line]);
}

/** @param {string[]} one @param {string[]} other @returns {number} how many lines start both */
function common(one, other) {
  const end = one.findIndex((line, at) => line !== other[at]);
  return end < 0 ? one.length : end;
}

/** @param {string[]} old @param {string[]} now @returns {Line[]} by their longest common subsequence */
function middle(old, now) {
  if (old.length * now.length > MOST_COMPARED) return [...marked(OLD, old), ...marked(NEW, now)];
  const lengths = commonLengths(old, now);
  /** @type {Line[]} */
  const found = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      found.push([SAME, old[i]]);
      i += 1;
      j += 1;
    } else if (i < old.length && (j === now.length || lengths[i + 1][j] >= lengths[i][j + 1])) {
      found.push([OLD, old[i]]);
      i += 1;
    } else {
      found.push([NEW, now[j]]);
      j += 1;
    }
  }
  return found;
}

/** @param {string[]} old @param {string[]} now @returns {number[][]} */
function commonLengths(old, now) {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const longer = Math.max(lengths[i + 1][j], lengths[i][j + 1]);
      lengths[i][j] = old[i] === now[j] ? lengths[i + 1][j + 1] + 1 : longer;
    }
  }
  return lengths;
}

/** @param {Line[]} lines @returns {Line[]} */
function shortened(lines) {
  const near = new Set(lines.flatMap(([mark], at) => (
    mark === SAME ? [] : Array.from({ length: 2 * AROUND + 1 }, (_, step) => at + step - AROUND)
  )));
  /** @type {Line[]} */
  const found = [];
  let skipped = 0;
  for (const [at, line] of lines.entries()) {
    if (!near.has(at)) {
      skipped += 1;
      continue;
    }
    if (skipped) found.push([SKIPPED, String(skipped)]);
    found.push(line);
    skipped = 0;
  }
  return skipped ? [...found, [SKIPPED, String(skipped)]] : found;
}
