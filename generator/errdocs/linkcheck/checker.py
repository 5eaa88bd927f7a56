"""Files and folders that people name -> the problems of their links, and the certain ones fixed."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from errdocs.escaping import printable
from errdocs.linkcheck.file_texts import content_of_file, decoded, searchable
from errdocs.linkcheck.known_site import ENTRY, KnownPath, NotFound, Removal, Resolver, Site
from errdocs.linkcheck.local_links import LocalUrls
from errdocs.linkcheck.safe_replacement import Refused, replace_content
from errdocs.linkcheck.scanning import (
    MOST_REMEMBERED,
    Link,
    Notation,
    Occurrence,
    SiteUrls,
    Span,
    notation_of,
    scan,
)
from errdocs.problems import Place, Problem, Replacement, Rule, quoted
from errdocs.registry.reader import READABLE_FILE
from errdocs.routes.paths import is_local

MOST_PASSES = 5  # of fixing one text; a second where one fix moved the end of another URL

REDIRECTED = Rule(
    "link-redirected", "`{url}` is redirected", "`{target}`", "replace it; `--fix` does that"
)
REMOVED = Rule(
    "link-retired",
    "`{url}` is about a removed error{details}",
    "a link to an error that still occurs",
    "remove what is out of date",
)
REPLACED = replace(
    REMOVED, expected="its replacement, `{target}`", fix="read it, and link to it where it fits"
)
UNKNOWN_FRAGMENT = Rule(
    "link-fragment",
    "`#{fragment}` in `{url}` is not a permanent fragment",
    "one of {known}",
    "correct or remove it",
)
PREVIEW = Rule(
    "link-local",
    "`{url}` works on your computer only",
    "`{target}`",
    "replace it; `--fix` does that",
)
# The site was named by a local URL, as in a test: worth knowing, and no reason to fail.
LOCAL = replace(PREVIEW, fix="replace it", is_warning=True)
LOCAL_SITE = replace(
    LOCAL,
    expected="a link that others can open",
    fix="give the public URL of the site with --site or as `site_url` in mkdocs.yml",
)

NOT_FIXED = Rule(
    "link-file",
    "the links in this file are not fixed: {reason}",
    "a file that can be replaced without any other change",
    "{fix}",
)
NO_LINKS = Rule(
    "link-none",
    "no link to {site} in {files}",
    "at least one link",
    "check the paths and the site URL (--site); {hosts}",
)


@dataclass(frozen=True)
class LinkProblem(Problem):
    """Something wrong with a link, or with the file that may hold links."""

    where: Place
    url: str | None = None  # the link as it is written
    target: str | None = None  # the URL that most probably belongs in its place
    start: int = 0  # offset of the link in the text
    # What to replace in the text, and by what; None where the target is not certain.
    edit: tuple[Span, str] | None = None

    def data(self) -> dict[str, object]:
        """Return what a program needs to fix the link by itself."""
        url, target = (text and printable(text) for text in (self.url, self.target))
        return {"url": url, "target": target, "certain": bool(self.edit)}

    @property
    def length(self) -> int | None:
        """Return the length of the link, which is on one line."""
        return len(self.url) if self.url else None

    @property
    def replacement(self) -> Replacement | None:
        """Return the edit by the column of its line."""
        if not self.edit:
            return None
        (start, end), new = self.edit
        return Replacement(self.where.column + start - self.start, end - start, new)


class CheckedText(NamedTuple):
    """What was found in a text, and what became of its file."""

    links: int = 0  # links to the site, whether right or wrong
    problems: tuple[LinkProblem, ...] = ()  # what is wrong, after fixing
    fixed: int = 0  # edits that fixed links
    is_binary: bool = False  # whether the file is not text and was skipped


class _Lines:
    """The lines of a text, for the few texts in which something has to be pointed at."""

    def __init__(self, text: str) -> None:
        mark = 1 if text.startswith("\ufeff") else 0  # editors do not count it
        self._starts = [mark, *(match.end() for match in re.finditer(r"\r\n?|\n", text))]

    def place(self, offset: int, shown: str) -> Place:
        """Return the place of a character."""
        line = bisect_right(self._starts, offset)
        return Place(shown, line, offset - self._starts[line - 1] + 1)


class Checker:
    """Checks texts for links to a site: what is known of it, and URLs under which links name it.

    One that does not suggest raises SuggestionNeeded for a text with an unknown path.
    """

    def __init__(self, site: Site, urls: SiteUrls, *, suggests: bool = True) -> None:
        self.site = site
        self.urls = urls
        self._local = LocalUrls()
        self._resolver = Resolver(site, suggests=suggests)
        self._is_right = lru_cache(MOST_REMEMBERED)(self._has_no_problem)

    def may_find_in(self, content: bytes) -> bool:
        """Whether a link may be in a file; of most files that is all there is to ask."""
        return self.urls.may_be_in(content) or self._local.may_be_in(content)

    def check(self, text: str, notation: Notation, shown: str) -> CheckedText:
        """Return the problems of a text; `shown` is the path of its file for people."""
        links = [*scan(text, notation, self.urls)]
        previews = [*self._previews(text, notation, links)]
        wrong = [(found, None) for found in links if not self._is_right(found.link)]
        problems: list[LinkProblem] = []
        lines = _Lines(text) if wrong or previews else None
        for found, target in (*wrong, *previews):
            assert lines
            problems += self._problems(found, lines.place(found.start, shown), target)
        problems.sort(key=lambda problem: problem.where)
        return CheckedText(len(links) + len(previews), tuple(problems))

    def _has_no_problem(self, link: Link) -> bool:
        return not any(self._problems(Occurrence(0, link), Place(""), None))

    def fix(self, text: str, notation: Notation) -> tuple[str, int]:
        """Return a text with the certain links fixed, and how many edits that took."""
        count = 0
        for _ in range(MOST_PASSES):  # each pass scans anew, since offsets have changed
            problems = self.check(text, notation, "").problems
            edits = [problem.edit for problem in problems if problem.edit]
            if not edits:
                break
            text, count = _edited(text, edits), count + len(edits)
        return text, count

    def _previews(
        self, text: str, notation: Notation, links: Sequence[Occurrence]
    ) -> Iterator[tuple[Occurrence, str]]:
        """Yield the links to entries on some local server, each with the path that it means."""
        if not self._local.may_be_in_text(text):
            return
        own = {found.span for found in links}
        for link in scan(text, notation, self._local):
            found = None if link.span in own else self._resolver.resolve(link.link.path)
            if isinstance(found, KnownPath) and ENTRY.fullmatch(found.target):
                yield link, found.target

    def _problems(
        self, occurrence: Occurrence, place: Place, preview: str | None
    ) -> Iterator[LinkProblem]:
        link = occurrence.link
        is_named_local = is_local(link.root.replace(link.slash, "/"))
        if preview is not None or is_named_local:
            yield self._local_problem(occurrence, place, preview)
        found = self._resolver.resolve(link.path)
        if found is None or preview is not None:
            return
        if isinstance(found, NotFound):
            urls = [link.root + link.written(path) for path in found.suggestions]
            rule = replace(found.rule, fix="did you mean {options}?") if urls else found.rule
            options = " or ".join(filter(None, [quoted(urls[:-1]), quoted(urls[-1:])]))
            target = urls[0] if urls else None
            yield _problem(place, occurrence, rule, target, name=found.name, options=options)
            return
        if found.removed:
            yield _removed(place, occurrence, found.removed)
        elif found.target != link.path:
            new = link.written(found.target)
            target = link.root + new + link.url[link.path_span[1] :]  # query and fragment
            yield _problem(place, occurrence, REDIRECTED, target, (occurrence.path_span, new))
        known = self._resolver.fragments
        # Only the pages of entries promise their fragments.
        if link.fragment and known and link.fragment not in known and ENTRY.fullmatch(found.target):
            yield self._unknown_fragment(place, occurrence)

    def _local_problem(
        self, occurrence: Occurrence, place: Place, preview: str | None
    ) -> LinkProblem:
        """Return the problem of a link that nobody else can open."""
        link = occurrence.link
        if not self.urls.public:
            return _problem(place, occurrence, LOCAL_SITE)
        path = link.written(link.path if preview is None else preview)
        new = self.urls.public.replace("/", link.slash) + path
        target = new + link.url[link.path_span[1] :]  # query and fragment
        if preview is None:
            return _problem(place, occurrence, LOCAL, target)
        edit = (occurrence.start, occurrence.path_span[1]), new
        return _problem(place, occurrence, PREVIEW, target, edit)

    def _unknown_fragment(self, place: Place, occurrence: Occurrence) -> LinkProblem:
        link = occurrence.link
        known = quoted(f"#{name}" for name in self._resolver.fragments)
        nearest, is_certain = self._resolver.nearest_fragment(link.fragment)
        if not nearest:
            rule = UNKNOWN_FRAGMENT
            return _problem(place, occurrence, rule, fragment=link.fragment, known=known)
        start, end = link.fragment_span
        target = link.url[:start] + nearest + link.url[end:]
        fix = "write `{target}`; `--fix` does that" if is_certain else "did you mean `#{nearest}`?"
        edit = (occurrence.fragment_span, nearest) if is_certain else None
        rule = replace(UNKNOWN_FRAGMENT, fix=fix)
        facts = {"fragment": link.fragment, "known": known, "nearest": nearest}
        return _problem(place, occurrence, rule, target, edit, **facts)


def _problem(
    place: Place,
    occurrence: Occurrence,
    rule: Rule,
    target: str | None = None,
    edit: tuple[Span, str] | None = None,
    **facts: str,
) -> LinkProblem:
    start, url = occurrence.start, occurrence.link.url
    facts |= {"url": url, "target": target or ""}
    return LinkProblem(place, rule, facts, url=url, target=target, start=start, edit=edit)


def _removed(place: Place, occurrence: Occurrence, removal: Removal) -> LinkProblem:
    since = " on ".join(filter(None, (removal.version, removal.date)))
    reason = (removal.reason or "").rstrip(".")
    details = (since and f" (since {since})") + (reason and f": {reason}")
    if removal.replaced_by is None:
        return _problem(place, occurrence, REMOVED, details=details)
    link = occurrence.link
    target = link.root + link.written(removal.replaced_by)
    return _problem(place, occurrence, REPLACED, target, details=details)


def _edited(text: str, edits: Iterable[tuple[Span, str]]) -> str:
    parts, position = [], 0
    for (start, end), new in edits:
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])


def check_file(path: Path, checker: Checker, *, fix_below: Path | None = None) -> CheckedText:
    """Check a file; with `fix_below`, fix what is certain first if the file is below that folder.

    Bytes that are not UTF-8 pass through as they are. An unknown notation is plain text.
    """
    shown = path.as_posix()
    try:
        content = content_of_file(path)
    except OSError as error:
        return CheckedText(problems=(unreadable(path, error),))
    # Most files hold no link to the site: they are neither decoded nor scanned.
    if not checker.may_find_in(searchable(content)):
        return CheckedText(is_binary=b"\0" in content and decoded(content) is None)
    if (found := decoded(content)) is None:
        return CheckedText(is_binary=True)
    notation = notation_of(path) or Notation.TEXT
    text, fixed = checker.fix(found.text, notation) if fix_below else (found.text, 0)
    refusal: tuple[LinkProblem, ...] = ()
    if fixed and fix_below:  # a file without an edit keeps its time of change
        try:
            replace_content(path, fix_below, content, found._replace(text=text).encoded())
        except Refused as refused:
            facts = {"reason": refused.reason, "fix": refused.fix}
            refusal = (LinkProblem(Place(shown), NOT_FIXED, facts),)
            text, fixed = found.text, 0
    done = checker.check(text, notation, shown)
    return done._replace(problems=(*refusal, *done.problems), fixed=fixed)


def unreadable(path: Path, error: OSError) -> LinkProblem:
    """Return the problem of a file or folder that cannot be read."""
    facts = {"found": (error.strerror or str(error)).lower()}
    return LinkProblem(Place(path.as_posix()), READABLE_FILE, facts)


class NamedFiles(NamedTuple):
    """What paths name: files, and folders with what is below them."""

    files: dict[Path, Path]
    """Each file, and the folder that it was found below or that holds it."""
    problems: tuple[LinkProblem, ...]
    """Folders that cannot be read."""


def files_of(paths: Iterable[Path], include: Sequence[str], exclude: Sequence[str]) -> NamedFiles:
    """Return the files that paths name, each once; folders with what is below them.

    Patterns are of names, or of paths below a folder. Hidden files are left out, and without a
    pattern to include so are files of unknown notations; a file that is named itself never is.
    """
    found: dict[Path, Path] = {}  # a folder and a file in it may both be named
    problems: list[LinkProblem] = []
    for path in paths:
        if path.is_dir():
            below = _below(path, include, exclude, problems)
            found |= {file: found.get(file, path) for file in below}
        else:
            found.setdefault(path, path.parent)
    return NamedFiles(found, tuple(problems))


def _below(
    root: Path, include: Sequence[str], exclude: Sequence[str], problems: list[LinkProblem]
) -> Iterator[Path]:
    """Yield the files below a folder; links to folders are not followed, since they may loop.

    Pipes, devices and links to nowhere are left out; folders that cannot be read are noted.
    """

    def note(error: OSError) -> None:
        problems.append(unreadable(Path(error.filename), error))

    for folder, folders, names in os.walk(root, onerror=note):
        below = Path(folder).relative_to(root)
        shown = (name for name in (*folders, *names) if not name.startswith("."))
        kept = {name for name in shown if not _fits(below / name, exclude)}
        folders[:] = sorted(kept.intersection(folders))
        for path in (below / name for name in sorted(kept.intersection(names))):
            is_included = _fits(path, include) if include else notation_of(path)
            if is_included and _is_file(root / path):
                yield root / path


def _is_file(path: Path) -> bool:
    """Whether a path is a file, or nobody may ask: reading it says why then."""
    try:
        return path.is_file()
    except OSError:
        return True


def _fits(path: Path, patterns: Iterable[str]) -> bool:
    return any(
        fnmatch(path.name, pattern) or fnmatch(path.as_posix(), pattern.rstrip("/"))
        for pattern in patterns
    )
