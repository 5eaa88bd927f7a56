"""Rules about entries: their names and references, titles, summaries, dates and lifecycles.

A name is unique and fits into a path, and what an entry names exists.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import get_args

from errdocs.problems import Pointer, Problem, Rule, quoted
from errdocs.registry.formats import Format, Slug, Url
from errdocs.registry.loaded import Loaded, items, lifecycles, source_refs
from errdocs.registry.model import (
    CATEGORY_TO_CHOOSE,
    RESERVED,
    Case,
    DeclaredField,
    Error,
    FieldKind,
    Lifecycle,
    Revision,
    split_name,
)
from errdocs.registry.naming import Guesses
from errdocs.registry.placeholders import placeholders_of
from errdocs.registry.reader import LONGEST_VALUE

_SLUG: Format = get_args(Slug)[1]
_URL: Format = get_args(Url)[1]
_EXPECTED = {
    FieldKind.TEXT: "text",
    FieldKind.CODE: "one word without spaces",
    FieldKind.ENUM: "one of its values",
    FieldKind.URL: _URL.expected,
    FieldKind.MARKDOWN: "Markdown",
}
_EXPORTS = {"html", "json", "md"}  # suffixes of the files beside a page, such as `errors/Code.json`
# What an entry names by key, and the list of `registry.yml` that declares it.
_VOCABULARIES = {
    "surface": "surfaces",
    "category": "categories",
    "actor": "actors",
    "field": "fields",
    "source": "sources",
    "operation": "operations",
    "client": "clients",
}

LEAST_WORDS, MOST_WORDS = 3, 9
"""Length of a title: fewer words say too little in a list, more do not fit a phone."""

# No HTTP service had an error before the Web: an earlier date is a typo.
EARLIEST = datetime.date(1990, 1, 1)
LATEST = datetime.date(2100, 1, 1)
"""A date of another century is a typo. Today is not the limit: a build has to give the same
result on every date, and people write entries ahead of a release."""

# The end of a sentence inside a text, but not that of "e.g.", "i.e." or "etc.".
_SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!etc)[.!?]\s+(?=[A-Z0-9`\"'(])")
_REMEDY = re.compile(
    r"\b(please|try again|try to|make sure|ensure|you should|you must|you need to|we recommend|"
    r"contact (us|support)|check (your|the|that|whether|if)|instead\b(?! of))|"
    r"^(add|change|check|contact|increase|install|reduce|remove|replace|retry|set|try|use|wait)(?=\s)",
    re.IGNORECASE,
)


def once(rule: str, kind: str, scope: str, fix: str) -> Rule:
    """Return a rule that a name occurs once, of which the fact is the `name`."""
    return Rule(rule, f"duplicate {kind} `{{name}}`", f"each {kind} once per {scope}", fix)


REPEATED_ALIAS = once("repeated-alias", "alias", "surface", "remove one of the two")
UNIQUE_CASE_ID = once("unique-case-id", "case id", "error", "rename the later case")
UNIQUE_KEY = once(
    "unique-key", "key", "list", "rename one of the two, also in the entries that use it"
)
UNIQUE_NAME = Rule(
    "unique-name",
    "{kind} `{name}` is already used in {other}",
    "unique codes, aliases and slugs (letter case is ignored)",
    "rename one of the two, or merge the entries",
)
ALIAS_IS_CODE = Rule(
    "alias-is-code",
    "alias `{name}` is the error's own code or slug",
    "a spelling that differs by more than letter case",
    "remove the alias and add its surface to `surfaces`",
)
RESERVED_NAME = Rule(
    "reserved-name",
    "`{name}` is the path of {owner}",
    f"a name other than {', '.join(f'`{name}`' for name in sorted(RESERVED))}, "
    "and not another name plus `.json`, `.md` or `.html`",
    "give the error a `slug`; rename an alias or a case id",
)
CODE_NEEDS_SLUG = Rule(
    "code-needs-slug",
    "code `{code}` cannot be part of a path",
    f"{_SLUG.expected}, or a `slug`",
    "add a `slug`",
)
FILE_NAME = Rule(
    "file-name",
    "the file is named `{found}`",
    "`{expected}`, after its `{key}`",
    "rename the file, or correct the `{key}`",
)
UNKNOWN_REFERENCE = Rule(
    "unknown-reference", "{kind} `{name}` does not exist", "an existing {kind}", "{fix}"
)
FOREIGN_SURFACE = Rule(
    "unknown-reference",
    "surface `{surface}` is not a surface of the error",
    "one of {known}, where the code or an alias is printed",
    "correct it, or add `{surface}` to the error's `surfaces` or `aliases`",
)
RELATED_SYMMETRIC = Rule(
    "related-symmetric",
    "`{other}` does not list `{code}` as related",
    "related errors that list each other",
    "add `{code}` to `related` of `{other}`",
)
RELATED_SORTED = Rule(
    "related-sorted",
    "`related` is not sorted, repeats a code, or contains the error's own code",
    "each other code once, in alphabetical order",
    "write `[{sorted_codes}]`",
)
TITLE_LENGTH = Rule(
    "title-length",
    "the title has {count} words",
    f"{LEAST_WORDS} to {MOST_WORDS} words",
    "rewrite it; lists show the title alone",
)
TITLE_PERIOD = Rule(
    "title-period", "the title ends with a period", "a title without one", "remove it"
)
SUMMARY_SENTENCE = Rule(
    "summary-sentence",
    "the summary is not one sentence",
    "one sentence that ends with a period",
    "end it with a period, or move the rest to `cause`",
)
SUMMARY_REMEDY = Rule(
    "summary-remedy",
    "the summary contains a remedy (`{phrase}`)",
    "only what happened",
    "move it to `fix`",
)
DATE = Rule(
    "date", "implausible date {date}", f"a date from {EARLIEST} to {LATEST}", "correct the year"
)
LIFECYCLE_WHEN = Rule(
    "lifecycle-when", "`{field}` has no version and no date", "at least one", "add one of the two"
)
LIFECYCLE_REASON = Rule(
    "lifecycle-reason",
    "`{field}` has no reason",
    "a `reason` for readers who still get the error",
    "add a `reason`",
)
TITLE_OR_MESSAGE = Rule(
    "title-or-message",
    "neither a title nor a message says what happened",
    "at least one of the two",
    "add `title` or `message`",
)
SOURCE_MISSING = Rule(
    "source-missing",
    "the case names no source",
    "the document that its facts were taken from",
    "add `source`, with one of the documents that `registry.yml` declares",
)
FIELD_VALUE = Rule(
    "field-value", "`{value}` is not a value of `{field}`", "{expected}", "correct the value"
)
DRAFT = Rule(
    "draft", "`{name}` has no advice yet", "its cause or its fix", "write `cause` and `fix`"
)
PLACEHOLDER = Rule(
    "placeholder",
    "`{field}` still has the placeholder of `errdocs new`",
    "{expected}",
    "replace it",
)


def check_names(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of names, of the paths and files that have them, and of references."""
    for key in _VOCABULARIES.values():
        records = items(loaded.settings_pointer(key), getattr(loaded.registry.settings, key))
        yield from repeated(UNIQUE_KEY, ((where.at("key"), item.key) for where, item in records))
    pages = {name.casefold() for entry in loaded.errors() for _, name in _page_names(*entry)}
    pages |= RESERVED
    for pointer, error in loaded.errors():
        yield from _aliases(pointer, error)
        ids = items(pointer.at("cases"), error.cases)
        yield from repeated(UNIQUE_CASE_ID, ((where.at("id"), case.id) for where, case in ids))
        yield from _paths(pointer, error, pages)
        yield from _error_file_name(pointer, error)
    for pointer, source in loaded.sources():
        yield from _file_name(pointer.at("document"), f"{source.document}.yml")
    for rules in (_shared_names, _unknown, _related, _foreign_surfaces):
        yield from rules(loaded)


def repeated(rule: Rule, names: Iterable[tuple[Pointer, object]]) -> Iterator[Problem]:
    """Yield a problem for each name that was there before."""
    seen = set()
    for where, name in names:
        if name in seen:
            yield rule.at(where, name=name)
        seen.add(name)


def _shared_names(loaded: Loaded) -> Iterator[Problem]:
    """Yield the names that two errors have.

    Aliases come last: where an alias equals a code, the alias is what has to change.
    """
    names = [
        (pointer.at(kind), kind, name)
        for pointer, error in loaded.errors()
        for kind, name in (("code", error.code), ("slug", error.slug))
        if name
    ]
    names += [
        (where, "alias", alias)
        for pointer, error in loaded.errors()
        for where, alias in _alias_names(pointer, error)
    ]
    names += [
        (pointer.at("code"), "code", case.code) for pointer, _, case in loaded.cases() if case.code
    ]
    owners: dict[str, str] = {}
    for where, kind, name in names:
        other = owners.setdefault(name.casefold(), where.path)
        if other != where.path:
            yield UNIQUE_NAME.at(where, kind=kind, name=name, other=other)


def _alias_names(pointer: Pointer, error: Error) -> Iterator[tuple[Pointer, str]]:
    aliases = items(pointer.at("aliases"), error.aliases)
    return ((where.at("code"), alias.code) for where, alias in aliases)


def _page_names(pointer: Pointer, error: Error) -> Iterator[tuple[Pointer, str]]:
    """Yield every name that an error has a page or a redirect under."""
    yield pointer.at("slug" if error.slug else "code"), error.path_segment
    yield from _alias_names(pointer, error)
    for where, case in items(pointer.at("cases"), error.cases):
        if case.code:
            yield where.at("code"), case.code


def _aliases(pointer: Pointer, error: Error) -> Iterator[Problem]:
    own = {error.code.casefold(), error.path_segment.casefold()}
    first_spelling = {alias.code.casefold(): alias.code for alias in error.aliases[::-1]}
    seen = set()
    for item, alias in items(pointer.at("aliases"), error.aliases):
        where, name = item.at("code"), alias.code
        if alias in seen:
            yield REPEATED_ALIAS.at(where, name=name)
        seen.add(alias)
        if first_spelling[name.casefold()] != name:
            yield UNIQUE_NAME.at(where, kind="alias", name=name, other=pointer.path)
        if name.casefold() in own:
            yield ALIAS_IS_CODE.at(where, name=name)


def _paths(pointer: Pointer, error: Error, pages: Collection[str]) -> Iterator[Problem]:
    site_page = "a page of the site"
    for where, name in _page_names(pointer, error):
        if name.casefold() in RESERVED:
            yield RESERVED_NAME.at(where, name=name, owner=site_page)
        stem, _, suffix = name.casefold().rpartition(".")
        if suffix in _EXPORTS and stem in pages:
            yield RESERVED_NAME.at(where, name=name, owner=f"a file about `{name[: len(stem)]}`")
    for where, case in items(pointer.at("cases"), error.cases):
        if case.id == "index":  # its page would be the `index.html` of the error
            yield RESERVED_NAME.at(where.at("id"), name=case.id, owner=site_page)


def _error_file_name(pointer: Pointer, error: Error) -> Iterator[Problem]:
    # A code that needs a slug has no file name yet.
    if not error.slug and not _SLUG.accepts(error.code):
        yield CODE_NEEDS_SLUG.at(pointer.at("code"), pointer.at("slug"), code=error.code)
    else:
        where = pointer.at("slug" if error.slug else "code")
        yield from _file_name(where, f"{error.path_segment}.yml", pointer.at("slug"))


def _file_name(where: Pointer, expected: str, *basis: Pointer) -> Iterator[Problem]:
    found = PurePosixPath(where.path).name
    if found != expected:
        yield FILE_NAME.at(where, *basis, found=found, expected=expected, key=where.keys[-1])


def _unknown(loaded: Loaded) -> Iterator[Problem]:
    """Yield what is named and does not exist; an empty vocabulary is reported elsewhere."""
    registry, unread = loaded.registry, loaded.unread_codes
    codes = registry.by_code.keys() | unread
    known: dict[str, Collection[str]] = {
        "category": registry.category_by_key,
        "surface": registry.surface_by_key,
        "word": registry.phrases,
        "actor": registry.actor_by_key,
        "field": registry.field_by_key,
        "source": registry.source_by_key,
        "operation": registry.operation_by_key,
        "client": registry.client_by_key,
        "template of code": registry.templates,
        "related code": codes,
        "entry": codes | {error.name_of(case) for error, case in registry.cases()},
    }
    guesses, offered = Guesses(), dict[str, list[str]]()
    for where, kind, name in _references(loaded):
        names = known[kind]
        is_known = name in names or (not names and not _is_declared(loaded, kind))
        if not is_known and split_name(name, unread)[0] not in unread:
            if kind not in offered:
                offered[kind] = sorted(names)
            guess = guesses.did_you_mean(name, offered[kind])
            fix = guess or "correct its spelling, or add what it names"
            lists = [_VOCABULARIES[kind]] if kind in _VOCABULARIES else []
            basis = map(loaded.settings_pointer, lists)
            yield UNKNOWN_REFERENCE.at(where, *basis, kind=kind, name=name, fix=fix)


def _is_declared(loaded: Loaded, kind: str) -> bool:
    """Whether `registry.yml` was read, so that a list that is empty there says that none exists."""
    key = _VOCABULARIES.get(kind)
    is_read = loaded.has_settings and key and not loaded.has_gap(loaded.settings_pointer(key))
    return bool(is_read)


def _references(loaded: Loaded) -> Iterator[tuple[Pointer, str, str]]:
    common = items(loaded.settings_pointer("common"), loaded.registry.settings.common)
    yield from ((where, "entry", name) for where, name in common)
    for where, family in items(
        loaded.settings_pointer("families"), loaded.registry.settings.families
    ):
        members = items(where.at("members"), family.members)
        yield from ((at.at("entry"), "entry", member.entry) for at, member in members)
    for name in loaded.registry.settings.words:
        yield loaded.settings_pointer("words", name), "word", name
    yield from _code_references(loaded)
    for pointer, entry in loaded.entries():
        for where, surface in items(pointer.at("surfaces"), entry.surfaces):
            yield where, "surface", surface
        yield from ((pointer.at("fields", name), "field", name) for name in entry.fields)
        for name, where, change in lifecycles(pointer, entry):
            if name != "since" and change.replaced_by:
                yield where.at("replaced_by"), "entry", change.replaced_by
    for pointer, error in loaded.errors():
        if error.category not in {None, CATEGORY_TO_CHOOSE}:
            yield pointer.at("category"), "category", error.category
        for where, alias in items(pointer.at("aliases"), error.aliases):
            yield where.at("surface"), "surface", alias.surface
        for where, code in items(pointer.at("related"), error.related):
            yield where, "related code", code
    for pointer, _, case in loaded.cases():
        if case.category not in {None, CATEGORY_TO_CHOOSE}:
            yield pointer.at("category"), "category", case.category
        for where, request in items(pointer.at("requests"), case.requests):
            yield where.at("operation"), "operation", request.operation
            yield from (
                (at, "client", key) for at, key in items(where.at("clients"), request.clients)
            )
        if case.actor is not None:
            yield pointer.at("actor"), "actor", case.actor
        for where, ref in source_refs(pointer, case):
            yield where.at("document"), "source", ref.document


def _code_references(loaded: Loaded) -> Iterator[tuple[Pointer, str, str]]:
    """Yield what operations and clients name: surfaces, operations and templates of code."""
    settings = loaded.registry.settings
    for where, operation in items(loaded.settings_pointer("operations"), settings.operations):
        yield where.at("surface"), "surface", operation.surface
        if operation.result:
            yield where.at("result", "surface"), "surface", operation.result.surface
    for where, client in items(loaded.settings_pointer("clients"), settings.clients):
        yield from ((at, "surface", key) for at, key in items(where, client.surfaces))
        for key, template in client.operations.items():
            yield where.at("operations", key), "operation", key
            yield where.at("operations", key), "template of code", template
        for name in ("handling", "retrying"):
            if template := getattr(client, name):
                yield where.at(name), "template of code", template


def _related(loaded: Loaded) -> Iterator[Problem]:
    pointers = {error.code: pointer for pointer, error in loaded.errors()}
    for pointer, error in loaded.errors():
        where, others = pointer.at("related"), {*error.related} - {error.code}
        wanted = tuple(sorted(others, key=lambda code: (code.lower(), code)))
        if wanted != error.related:
            yield RELATED_SORTED.at(where, where, sorted_codes=", ".join(wanted))
        for item, code in items(where, error.related):
            other = loaded.registry.by_code.get(code)
            if other and other is not error and error.code not in other.related:
                basis = pointer, pointers[code]
                yield RELATED_SYMMETRIC.at(item, *basis, code=error.code, other=code)


def _foreign_surfaces(loaded: Loaded) -> Iterator[Problem]:
    for pointer, error, case in loaded.cases():
        for where, surface in items(pointer.at("surfaces"), case.surfaces):
            is_declared = surface in loaded.registry.surface_by_key
            if is_declared and surface not in error.all_surfaces:
                basis, known = Pointer(pointer.path), quoted(error.all_surfaces)
                yield FOREIGN_SURFACE.at(where, basis, surface=surface, known=known)


def check_fields(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of titles, summaries, dates and lifecycles in a registry."""
    codes = {pointer.path: error.code for pointer, error in loaded.errors()}
    for pointer, entry in loaded.entries():
        code = codes[pointer.path]
        name = code if isinstance(entry, Error) else f"{code}/{entry.id}"
        # A draft has facts only, in the words of whoever published them: nobody wrote its prose.
        is_written = not entry.is_draft
        is_theirs = loaded.is_imported(name, "title", entry.title)
        if entry.title is not None and is_written and not is_theirs:
            yield from _title(pointer.at("title"), entry.title)
        yield from _changes(pointer, entry)
        yield from _declared_fields(loaded, pointer.at("fields"), entry.fields)
        if isinstance(entry, Case):
            yield from _date(pointer.at("verified"), entry.verified)
            if is_written and loaded.registry.settings.sources and not entry.sources:
                yield SOURCE_MISSING.at(pointer, loaded.settings_pointer("sources"))
        else:
            yield from _named(pointer, entry)
            is_theirs = loaded.is_imported(name, "summary", entry.summary)
            if entry.summary is not None and is_written and not is_theirs:
                yield from _summary(pointer.at("summary"), entry.summary)


def check_drafts(loaded: Loaded) -> Iterator[Problem]:
    """Yield the entries that have no advice yet: a problem only for those who ask."""
    for pointer, error in loaded.errors():
        if not error.cases and error.is_draft:
            yield DRAFT.at(pointer, name=error.code)
    for pointer, error, case in loaded.cases():
        if case.is_draft:
            yield DRAFT.at(pointer, name=error.name_of(case))


def _named(pointer: Pointer, error: Error) -> Iterator[Problem]:
    """Yield the error, or those of its cases, of which nothing is known but the code."""
    if error.title is None and not error.cases:
        yield TITLE_OR_MESSAGE.at(pointer, *map(pointer.at, ("code", "title", "cases")))
    for where, case in items(pointer.at("cases"), error.cases):
        is_titled = case.title or case.message or case.code or (error.only_case and error.title)
        if not is_titled:
            yield TITLE_OR_MESSAGE.at(where, where.at("title"), where.at("message"))


def _declared_fields(
    loaded: Loaded, pointer: Pointer, values: Mapping[str, str]
) -> Iterator[Problem]:
    for name, value in values.items():
        declared = loaded.registry.field_by_key.get(name)
        if declared and not _accepts(declared, value):
            basis, expected = loaded.settings_pointer("fields"), _EXPECTED[declared.kind]
            expected = f"one of {quoted(declared.values)}" if declared.values else expected
            facts = {"field": name, "value": value[:LONGEST_VALUE], "expected": expected}
            yield FIELD_VALUE.at(pointer.at(name), basis, **facts)


def _accepts(declared: DeclaredField, value: str) -> bool:
    match declared.kind:
        case FieldKind.ENUM:
            return not declared.values or value in declared.values
        case FieldKind.CODE:
            return not re.search(r"\s", value)
        case FieldKind.URL:
            return _URL.accepts(value)
    return True


def check_placeholders(loaded: Loaded) -> Iterator[Problem]:
    """Yield the placeholders that nobody has replaced yet."""
    categories = quoted(sorted(loaded.registry.category_by_key))
    expected = {
        "id": "a short name for the case that will never change, such as `free-quota-exhausted`",
        "category": f"one of {categories}" if categories else "no category: none is declared",
    }
    for pointer, entry in loaded.entries():
        for field in placeholders_of(entry):
            about = expected.get(field, "text about this error")
            yield PLACEHOLDER.at(pointer.at(field), field=field, expected=about)


def _title(where: Pointer, title: str) -> Iterator[Problem]:
    count = len(title.split())
    if not LEAST_WORDS <= count <= MOST_WORDS:
        yield TITLE_LENGTH.at(where, count=count)
    if title.endswith("."):
        yield TITLE_PERIOD.at(where)


def _summary(where: Pointer, summary: str) -> Iterator[Problem]:
    if not summary.endswith(".") or _SENTENCE_END.search(summary):
        yield SUMMARY_SENTENCE.at(where)
    if remedy := _REMEDY.search(summary):
        yield SUMMARY_REMEDY.at(where, phrase=remedy.group())


def _changes(pointer: Pointer, entry: Error | Case) -> Iterator[Problem]:
    changes: list[tuple[str, Pointer, Lifecycle | Revision]] = [*lifecycles(pointer, entry)]
    changes += (("changed", *item) for item in items(pointer.at("changed"), entry.changed))
    for field, where, change in changes:
        yield from _date(where.at("date"), change.date)
        if not (change.version or change.date):
            basis = where.at("version"), where.at("date")
            yield LIFECYCLE_WHEN.at(where, *basis, field=field)
        if isinstance(change, Lifecycle) and field != "since" and not change.reason:
            yield LIFECYCLE_REASON.at(where, where.at("reason"), field=field)


def _date(where: Pointer, date: datetime.date | None) -> Iterator[Problem]:
    if date and not EARLIEST <= date <= LATEST:
        yield DATE.at(where, date=date)
