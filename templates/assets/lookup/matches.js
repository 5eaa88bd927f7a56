// Ranked cases and codes -> matches: what the reader is told, in the order of the text.

import {
  BOUNDED_WEIGHT, MOST_ALIKE, MOST_CODED, MOST_GUESSES, MOST_NAMES, MOST_SHARING, TYPO_LIKENESS, UNIT,
} from "../constants.js";
import { candidateCodes, entriesOf, isTypo, nearest, surroundingsOf } from "./codes.js";
import { rank } from "./confidence.js";
import { passesOver } from "./evidence.js";
import { readValues } from "./values.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./index.js").Entry} Entry */
/** @typedef {import("./codes.js").CodeHit} CodeHit */
/** @typedef {import("./codes.js").Surroundings} Surroundings */
/** @typedef {import("./codes.js").CandidateCode} CandidateCode */
/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {import("./confidence.js").Ranked} Ranked */
/**
 * @typedef {object} Match one answer to a text
 * @property {string} code
 * @property {string | null} case null where only the code is known
 * @property {string} title
 * @property {string} url
 * @property {import("./confidence.js").Confidence} confidence
 * @property {number} score weight of the evidence, or likeness to a misspelt code
 * @property {string | null} message the template
 * @property {Record<string, string>} parameters values in the text; has no prototype
 * @property {[number, number]} span start and end, in UTF-16 code units
 * @property {string | null} retry
 * @property {string | null} actor
 * @property {number} sharing entries that have the value of a field for which this one is told
 */

/**
 * Return the best matches of a text: what is known of it first, in the order of the text.
 *
 * Beside a known message, only codes of other errors are told. Codes like the one in the text are
 * told where nothing is known, and entries with a value of a field where no code is.
 * @param {Index} index @param {string} text @returns {Match[]}
 */
export function answer(index, text) {
  const around = surroundingsOf(index, text);
  const ranked = rank(index, text, around);
  const guesses = ranked.filter((item) => item.confidence === "suggestion").slice(0, MOST_GUESSES);
  const guessed = guesses.map((item) => caseMatch(index, text, item));
  const sure = ranked.filter((item) => item.confidence !== "suggestion");
  if (sure.length) {
    const told = withoutOverlaps(index, sure);
    let faint = told.filter((item) => isFaint(index, item, around));
    if (faint.length === told.length) faint = faint.slice(1);
    const clear = told.filter((item) => !faint.includes(item));
    const named = unexplained(index, text, told, around);
    const codes = codeMatches(index, named, { ...around, ours: true });
    const [others, rest] = asGuessed(codes, guessed);
    const found = [...clear.map((item) => caseMatch(index, text, item)), ...others];
    found.sort((one, two) => one.span[0] - two.span[0]);
    return [...found, ...faint.map((item) => caseMatch(index, text, item)), ...rest];
  }
  let codes = codeMatches(index, [...around.anchors, ...around.codes], around);
  if (!codes.length) codes = valueMatches(index, around);
  if (codes.length || around.foreign) return byName(...asGuessed(codes, guessed));
  return unnamed(index, text, around, guessed);
}

/**
 * Return guesses at a text that names no known code, the likeliest first.
 * @param {Index} index @param {string} text @param {Surroundings} around @param {Match[]} guessed
 * @returns {Match[]}
 */
function unnamed(index, text, around, guessed) {
  const typos = typosOf(index, around.relatives);
  const kin = around.relatives.filter((hit) => !typos.has(hit));
  const near = nearMatches(index, [...typos.values(), ...candidateCodes(text)]);
  const clear = near.filter((match) => match.score * UNIT >= TYPO_LIKENESS);
  const lent = codeMatches(index, around.lent, around, true);
  // A class of an unknown package that nobody else is known to have is the best guess of all.
  const own = kin.filter(({ isGeneric, name, start, end }) => !isGeneric && name.length === end - start);
  const classes = codeMatches(index, own, around, true);
  const found = [...clear, ...lent, ...byName(classes, guessed)];
  for (const match of [...codeMatches(index, kin, around, true), ...near.slice(clear.length)]) {
    if (!found.some(({ code }) => code === match.code)) found.push(match);
  }
  return found;
}

/**
 * Return codes before guesses; of codes that are guesses too, what was guessed of their cases.
 *
 * A code that others use says little, but with a message it says more than without.
 * @param {Match[]} codes @param {Match[]} guessed @returns {Match[]}
 */
function byName(codes, guessed) {
  if (codes.some(({ confidence }) => confidence !== "suggestion")) return [...codes, ...guessed];
  const named = new Set(codes.map(({ code }) => code));
  const told = guessed.filter(({ code }) => named.has(code));
  const withCase = new Set(told.map(({ code }) => code));
  const bare = codes.filter(({ code }) => !withCase.has(code));
  return [...told, ...bare, ...guessed.filter(({ code }) => !named.has(code))];
}

/**
 * Return the matches, best first, without those whose evidence a better one explains.
 *
 * Where several errors have one wording and nothing in the text decides, none is exact. What is only
 * likely is not better than an exact one which has a word of the text that it passes over.
 * @param {Index} index @param {Ranked[]} ranked @returns {Ranked[]}
 */
function withoutOverlaps(index, ranked) {
  /** @type {Ranked[]} */
  let kept = [];
  for (const item of [...ranked].sort((one, two) => two.score - one.score || one.case - two.case)) {
    if (item.confidence === "exact") {
      kept = kept.filter(({ evidence }) =>
        !overlap(evidence, item.evidence) || !passesOver(index, evidence, item.evidence));
    }
    const over = kept.filter((other) => overlap(item.evidence, other.evidence));
    const alike = over.filter((other) => isAlike(index, item, other));
    if (over.length && (alike.length < over.length || over.length >= MOST_ALIKE)) continue;
    for (const other of alike) kept[kept.indexOf(other)] = { ...other, confidence: "likely" };
    kept.push(alike.length ? { ...item, confidence: "likely" } : item);
  }
  return kept;
}

/** @param {Evidence} one @param {Evidence} two @returns {boolean} */
function overlap(one, two) {
  return one.start < two.end && two.start < one.end;
}

/**
 * Tell whether the same words of a text speak for two errors equally.
 * @param {Index} index @param {Ranked} one @param {Ranked} two @returns {boolean}
 */
function isAlike({ caseErrors }, one, two) {
  const isSame = one.evidence.start === two.evidence.start && one.evidence.end === two.evidence.end;
  return one.score === two.score && isSame && caseErrors[one.case] !== caseErrors[two.case];
}

/**
 * Tell whether so few words speak for a message that it comes after those that are clear.
 * @param {Index} index @param {Ranked} item @param {Surroundings} around @returns {boolean}
 */
function isFaint({ caseErrors }, { case: position, confidence, evidence }, { named }) {
  const isNamed = !named.size || named.has(caseErrors[position]);
  const isExact = confidence === "exact" && isNamed;
  return !isExact && evidence.chain.weight < BOUNDED_WEIGHT;
}

/**
 * Return the codes, in places for codes, of other errors than those whose messages are told.
 *
 * Services wrap codes: the codes in the line of a message belong to it, under whatever name, and
 * where its line has none, as in JSON of several lines, the nearest one does.
 * @param {Index} index @param {string} text @param {Ranked[]} told @param {Surroundings} around
 * @returns {CodeHit[]}
 */
function unexplained(index, text, told, { anchors, codes, named, places }) {
  const errors = new Set(told.map((item) => index.caseErrors[item.case]));
  if ([...named].every((error) => errors.has(error))) return [];
  const coded = anchors.slice(0, MOST_CODED);
  for (const hit of codes) {
    if (coded.length === MOST_CODED) break;
    if (places.isForCodes(hit.start, hit.end, true)) coded.push(hit);
  }
  const marks = told.flatMap(({ evidence: { start, end } }) => [start, end]);
  const lines = linesOf(text, [...coded.map(({ start }) => start), ...marks]);
  const lineOf = (/** @type {number} */ place) => /** @type {number} */ (lines.get(place));
  /** @type {Set<number>} */
  const own = new Set(); // the lines of messages, and of the codes that belong to them
  for (const { evidence: { start, end } } of told) {
    const [first, last] = [lineOf(start), lineOf(end)];
    for (let line = first; line <= last; line += 1) own.add(line);
    const isCoded = coded.some((hit) => lineOf(hit.start) >= first && lineOf(hit.start) <= last);
    if (coded.length && !isCoded) own.add(lineOf(nearestTo(coded, start).start));
  }
  // An anchor of several errors is explained by any of them.
  const explained = anchors.filter(({ entry }) => errors.has(entry.error));
  const toldAt = new Set(explained.map(({ start }) => start));
  return coded.filter(({ start, entry }) =>
    !own.has(lineOf(start)) && !errors.has(entry.error) && !toldAt.has(start));
}

/**
 * Return the line of each place in a text, in one pass.
 * @param {string} text @param {number[]} places @returns {Map<number, number>}
 */
function linesOf(text, places) {
  /** @type {Map<number, number>} */
  const lines = new Map();
  let [line, next] = [0, text.indexOf("\n")];
  for (const place of places.sort((one, two) => one - two)) {
    for (; next >= 0 && next < place; next = text.indexOf("\n", next + 1)) line += 1;
    lines.set(place, line);
  }
  return lines;
}

/** @param {CodeHit[]} hits @param {number} place @returns {CodeHit} */
function nearestTo(hits, place) {
  return hits.reduce((best, hit) =>
    (Math.abs(hit.start - place) < Math.abs(best.start - place) ? hit : best));
}

/** @param {Index} index @param {string} text @param {Ranked} item @returns {Match} */
function caseMatch(index, text, { case: position, confidence, score, evidence }) {
  const entry = { error: index.caseErrors[position], case: position };
  const wording = index.wording(evidence.wording);
  return {
    ...entryMatch(index, entry, [evidence.start, evidence.end]),
    confidence,
    score: score / UNIT,
    message: wording.template,
    parameters: plain(readValues(wording, evidence, text)),
  };
}

/**
 * Return the codes that only start a longer name which rather is a typo of another code.
 * @param {Index} index @param {CodeHit[]} hits @returns {Map<CodeHit, CandidateCode>}
 */
function typosOf(index, hits) {
  const longer = hits.filter(({ name, start, end }) => name.length > end - start);
  const typos = longer.slice(0, MOST_NAMES)
    .filter(({ name, entry }) => isTypo(index, name, entry.error));
  return new Map(typos.map((hit) => {
    const { name, start } = hit;
    return [hit, { name, start, end: start + name.length }];
  }));
}

/**
 * Return a match for each entry that a text names, in order: of an error and its case, one.
 *
 * A help anchor of one case alone decides it; all else leaves open which case it is.
 * @param {Index} index @param {CodeHit[]} hits @param {Surroundings} around
 * @param {boolean} [isGuess] @returns {Match[]}
 */
function codeMatches(index, hits, { anchors, foreign, ours }, isGuess = false) {
  /** @type {Map<string, CodeHit>} */
  const first = new Map();
  const keyOf = (/** @type {CodeHit} */ { entry }) => `${entry.error} ${entry.case}`;
  for (const hit of hits) if (!first.has(keyOf(hit))) first.set(keyOf(hit), hit);
  const found = [...first.values()];
  const own = found.filter(({ entry }) => entry.case !== null);
  const withCase = new Set(own.map(({ entry }) => entry.error));
  const kept = found.filter(({ entry }) => entry.case !== null || !withCase.has(entry.error));
  const sure = new Set(hits.filter(({ isGeneric }) => ours || !isGeneric).map(keyOf));
  const spanOf = (/** @type {CodeHit} */ { start, end }) => `${start} ${end}`;
  const linked = new Set(anchors.map(spanOf));
  return kept.map((hit) => {
    const { entry, start, end } = hit;
    const isAlone = entry.case !== null && linked.has(spanOf(hit))
      && kept.filter((other) => spanOf(other) === spanOf(hit)).length === 1;
    // Services share the names of codes: beside the name of another one they are only a guess, and
    // so are those that many use, without a word of this service.
    const isFaintest = isGuess || foreign || !sure.has(keyOf(hit));
    const confidence = isFaintest ? "suggestion" : isAlone ? "likely" : "code";
    return { ...entryMatch(index, entry, [start, end]), confidence };
  });
}

/**
 * Return the matches of codes with what was guessed of the same cases, and the other guesses.
 *
 * Where a help anchor decides the case, what is there of its message has values.
 * @param {Match[]} codes @param {Match[]} guesses @returns {[found: Match[], rest: Match[]]}
 */
function asGuessed(codes, guesses) {
  const keyOf = (/** @type {Match} */ match) => JSON.stringify([match.code, match.case]);
  const guessed = new Map(guesses.map((guess) => [keyOf(guess), guess]));
  const found = codes.map((match) => {
    const guess = guessed.get(keyOf(match)) ?? match;
    guessed.delete(keyOf(match));
    const { confidence } = match;
    return confidence === "likely" ? { ...guess, confidence } : match;
  });
  return [found, [...guessed.values()]];
}

/**
 * Return a match for each entry that has a value in the text; many may share it.
 * @param {Index} index @param {Surroundings} around @returns {Match[]}
 */
function valueMatches(index, { values, foreign, namesAnother }) {
  const confidence = foreign || namesAnother ? "suggestion" : "code";
  /** @type {Map<string, Match>} */
  const found = new Map();
  for (const { value, start, end } of values) {
    const entries = entriesOf(index, value);
    for (const entry of entries.slice(0, MOST_SHARING)) {
      const key = `${entry.error} ${entry.case}`;
      if (found.has(key)) continue;
      const match = entryMatch(index, entry, [start, end]);
      found.set(key, { ...match, confidence, sharing: entries.length });
    }
  }
  return [...found.values()];
}

/**
 * Return a guess for each of the errors whose codes are most like the names in a text.
 * @param {Index} index @param {CandidateCode[]} names @returns {Match[]}
 */
function nearMatches(index, names) {
  /** @type {Map<number, Match>} */
  const best = new Map();
  for (const { name, start, end } of names) {
    for (const { error, likeness } of nearest(index, name)) {
      const score = likeness / UNIT;
      if (score <= (best.get(error)?.score ?? 0)) continue;
      best.set(error, { ...entryMatch(index, { error, case: null }, [start, end]), score });
    }
  }
  return [...best]
    .sort(([one, oneMatch], [two, twoMatch]) => twoMatch.score - oneMatch.score || one - two)
    .slice(0, MOST_GUESSES)
    .map(([, match]) => match);
}

/**
 * Return the match of an entry, as a guess without a score.
 * @param {Index} index @param {Entry} entry @param {[number, number]} span @returns {Match}
 */
function entryMatch(index, entry, span) {
  const { code, title, url } = index.error(entry.error);
  /** @type {Match} */
  const guess = {
    code, case: null, title, url, confidence: "suggestion", score: 0, message: null,
    parameters: plain(new Map()), span, retry: null, actor: null, sharing: 1,
  };
  if (entry.case === null) return guess;
  const { id, title: ownTitle, url: ownUrl, retry, actor } = index.case(entry.case);
  const facts = { retry: retry || null, actor: actor || null };
  return { ...guess, ...facts, case: id, title: ownTitle, url: ownUrl };
}

/** @param {Map<string, string>} values @returns {Record<string, string>} */
function plain(values) {
  return Object.assign(Object.create(null), Object.fromEntries(values));
}
