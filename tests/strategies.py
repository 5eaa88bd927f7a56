"""Hypothesis strategies for registries that pass the checks, with texts that try to break out.

Each strategy gives one kind of thing of the model; `registries` puts them together and keeps the
promises that the checks ask for: unique names, symmetric relations, rows that match their cases.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from errdocs import messages
from errdocs.messages import Part, Placeholder, Template
from errdocs.registry.canonical import write_record
from errdocs.registry.loaded import CODE_FOLDER
from errdocs.registry.loading import ERRORS_FOLDER, SETTINGS_FILE, SOURCES_FOLDER
from errdocs.registry.model import (
    ACTORS,
    NO_RESPONSE,
    RESERVED,
    Actor,
    Alias,
    Case,
    Category,
    Client,
    DeclaredField,
    Envelope,
    EnvelopeFormat,
    Error,
    EventStream,
    Example,
    Family,
    FamilyMember,
    FieldKind,
    Lifecycle,
    Link,
    Markers,
    Operation,
    Outcome,
    Parameter,
    Registry,
    Request,
    Retry,
    Revision,
    Service,
    ServiceKind,
    Settings,
    Source,
    SourceRef,
    SourceRow,
    SourceRows,
    StatusMeaning,
    Surface,
    TaskResult,
    Wording,
)
from errdocs.render.markdown import links

Strategy = st.SearchStrategy

YAML_WORDS = (
    "no", "y", "on", "null", "~", "true", "0123", "0x1F", "1e3", "12:30", "1_000", ".5", "-1",
    "2025-05-20", "=", "<<", "!tag", "&anchor", "*alias", "@at", "`tick", "%percent", "- dash",
    "? key", "a: b", "a #b", "# comment", "---", "...", "{a: b}", "[a]", "|", ">", "'", '"', "''",
)  # fmt: skip
"""Texts that YAML reads as something else, or that end where YAML thinks they do."""
MARKUP = (
    "<script>alert(1)</script> {xyz} **a** | b", "<img src=x onerror=alert(1)>", "</code></pre>",
    "</div>", "<!-- a", "-->", "<?php", "<![CDATA[ ]]>", "&lt;b&gt; &amp; &#60;", "&copy",
    "*a* _b_ ~~c~~", "`` ` ``", "```", "~~~", "# a", "> a", "1. a", "a\\", "\\*a\\*",
    "{: onclick=alert(1) }", "{#id .class}", "[a](javascript:alert(1))", "![a](b)", "[a]: b",
    "[TOC]", "!!! note", "| a | b |", "{{ a }}", "{% a %}", "<a@b.c>", "$a$", "a  ",
)  # fmt: skip
"""Texts that HTML, Markdown, its extensions or Jinja would read as markup."""
UNICODE = ("é", "中文，。", "🚀", "\u202eabc", "\u00a0", "e\u0301", "\u200b", "İ", "ß")

_SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"),
                       exclude_characters="\ufeff")  # fmt: skip
pieces: Strategy[str] = st.one_of(
    st.sampled_from(YAML_WORDS + MARKUP + UNICODE),
    st.text(_SIGNS, max_size=8),
    st.sampled_from(("\t", "  ", "\\", '"')),
)
"""A short text of one line, blanks at its ends included."""
lines: Strategy[str] = (
    st.lists(pieces, min_size=1, max_size=3).map(lambda some: " ".join(some).strip()).filter(bool)
)
texts: Strategy[str] = (
    st.lists(st.one_of(pieces, st.just("\n"), st.just("\n\n  ")), min_size=1, max_size=5)
    .map(lambda some: "".join(some).strip())
    .filter(bool)
)
markdown_fields: Strategy[str] = st.one_of(
    texts.filter(lambda text: not any(links(text))),
    st.sampled_from(
        (
            "See [all](/errors/) and [elsewhere](https://example.com/?a=1&b=(2)).",
            "Write:\n\n```json\n{\"a\": \"<b>\"}\n```\n\n1. Send it.\n2. Wait.",
            "| a | b |\n| - | - |\n| `<b>` | {xyz} |",
        )
    ),
)  # fmt: skip
words: Strategy[str] = st.one_of(
    st.sampled_from(["".join(text.split()) for text in YAML_WORDS + MARKUP]),
    st.text(_SIGNS, min_size=1, max_size=6),
).filter(lambda word: not (set(word) & set(".!?") or word.split() != [word]))
titles: Strategy[str] = st.lists(words, min_size=3, max_size=9).map(" ".join)
summaries: Strategy[str] = st.lists(words, min_size=1, max_size=6).map(
    lambda some: f"It {' '.join(some)}."
)

keys: Strategy[str] = st.one_of(
    st.sampled_from(("no", "on", "null", "0123", "1e3", "y", "true", "2025-05-20")),
    st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,3}){0,2}", fullmatch=True),
)
case_ids: Strategy[str] = keys.filter(lambda key: key != "index")
slugs: Strategy[str] = st.one_of(
    st.sampled_from(("no", "Null", "0123", "1e3", "0x1F", "2025-05-20", "Throttling.Quota", "1.5")),
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}", fullmatch=True),
).filter(lambda name: name.casefold() not in RESERVED and not name.casefold().endswith(
    (".json", ".md", ".html")))  # fmt: skip
help_anchors: Strategy[str] = st.sampled_from(("error-code#rate-limit", "a.html#b.c:d", "~#0"))
urls: Strategy[str] = st.sampled_from(
    ("https://example.com/", "http://a.b/?c=d&e=(f)#g", "https://example.com/*a*_b_|c")
)
statuses: Strategy[int | None] = st.sampled_from((None, NO_RESPONSE)) | st.integers(100, 599)
days: Strategy[datetime.date] = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1))
names: Strategy[str] = st.one_of(
    st.sampled_from(("no", "y", "null", "on", "x", "max_tokens")),
    st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True),
)


def _template(literals: list[str], fields: list[str], opens: bool) -> Template:
    """Return literals and placeholders in turn; placeholders open it, or literals do."""
    holders = [Placeholder(name) for name in fields]
    pairs = zip_longest(holders, literals) if opens else zip_longest(literals, holders)
    return Template(tuple(_apart([part for pair in pairs for part in pair if part is not None])))


def _apart(parts: list[Part]) -> list[Part]:
    """Return parts of which no two of one kind touch."""
    kept: list[Part] = []
    for part in parts:
        if not kept or isinstance(kept[-1], str) is not isinstance(part, str):
            kept.append(part)
    return kept


def templates_of(literals: Strategy[str], fields: Strategy[str] = names) -> Strategy[Template]:
    """Return templates whose literals come from a strategy."""
    return st.builds(
        _template,
        st.lists(literals.filter(bool), min_size=1, max_size=4),
        st.lists(fields, max_size=3, unique=True),
        st.booleans(),
    )


def written(template: Template) -> str:
    """Return a template as it is written: literal braces twice, placeholders between braces."""
    return "".join(
        messages.escape(part) if isinstance(part, str) else f"{{{part.name}}}"
        for part in template.parts
    )


templates: Strategy[Template] = templates_of(st.one_of(pieces, texts)).filter(
    lambda template: written(template).strip() == written(template)
)


@st.composite
def messages_with_parameters(draw: Any) -> tuple[str, Mapping[str, Parameter]]:
    """Return a message and its parameters, whose examples can be read back from it."""
    template = draw(templates)
    parameters = {
        name: draw(
            st.builds(Parameter, description=lines, example=texts, pattern=st.just(r"[^\0]+"))
            | st.builds(Parameter, description=lines, example=texts, words=lines)
        )
        for name in template.names
    }
    examples = {name: str(parameter.example) for name, parameter in parameters.items()}
    if template.match(template.fill(examples)) != examples:
        return "Nothing but {{words}}", {}
    return written(template), parameters


def lifecycles(entries: Strategy[str]) -> Strategy[Lifecycle]:
    """Return changes that say when and why, replaced by one of some entries."""
    return st.builds(
        Lifecycle,
        version=lines,
        date=st.none() | days,
        reason=lines,
        replaced_by=st.none() | entries,
    )


revisions: Strategy[Revision] = st.builds(
    Revision, version=st.none() | lines, date=days, what=lines
) | st.builds(Revision, version=lines, what=lines)

examples: Strategy[Example] = st.builds(
    Example,
    title=lines,
    language=st.sampled_from(("json", "c++", "no-such", "text", "rust,compile_fail,E0382")),
    outcome=st.none() | st.sampled_from(Outcome),
    marked=st.none() | st.sampled_from(("1", "2-3, 9")),
    body=texts,
)
see_also: Strategy[Link] = st.builds(Link, title=lines, url=urls)


# Fields of a case that may be left out, alone or all at once, and what stands in their place.
OPTIONAL: Mapping[str, Any] = {
    "title": None, "cause": None, "fix": None, "retry": None, "actor": None, "message": None,
}  # fmt: skip


json_values: Strategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.sampled_from((0.5, -2.25)) | texts,
    lambda inner: (
        st.lists(inner, max_size=2).map(tuple) | st.dictionaries(lines, inner, max_size=2)
    ),
    max_leaves=4,
)
patches: Strategy[dict[str, object]] = st.dictionaries(lines, json_values, max_size=2)
CODE = {
    "send.j2": "{{ operation.url | shell }} {{ request | json | shell }}\n{{ request | script }}\n"
    "{{ request | json(4) | java }}\n{{ {'a': request} | keywords -}}\n",
    "about.j2": "{{ case.id | snake }} {{ codes | python }} {{ texts | script }} {{ surfaces }}\n"
    "{{ other_texts | json }}\n",
}
"""Templates of code that print all they get."""


def requests(chosen: Settings) -> Strategy[Request]:
    """Return requests of operations, of which one fails and the other works."""
    return st.builds(
        Request,
        operation=st.sampled_from([operation.key for operation in chosen.operations]),
        fails=patches.map(lambda patch: {**patch, "a mistake": 1}),
        works=patches.map(lambda patch: {**patch, "a mistake": 2}),
        clients=st.sampled_from([(), tuple(client.key for client in chosen.clients)]),
    )


@st.composite
def operations(draw: Any, surfaces: list[str]) -> Operation:
    """Return something to ask a service for, on one of some surfaces."""
    surface = st.sampled_from(surfaces)
    result = st.builds(TaskResult, url=urls, surface=surface, response=json_values)
    return Operation(
        key=draw(keys),
        title=draw(lines),
        surface=draw(surface),
        url=draw(urls),
        request=draw(st.dictionaries(lines, json_values, max_size=2)),
        response=draw(json_values),
        stream=tuple(draw(st.lists(json_values, max_size=2))),
        is_task=draw(st.booleans()),
        result=draw(st.none() | result),
    )


@st.composite
def clients(draw: Any, found: tuple[Operation, ...]) -> tuple[Client, ...]:
    """Return clients of which the first one can send all requests."""
    names = st.builds(Client, key=keys, title=lines, language=st.sampled_from(("shell", "no-such")))
    first, *others = draw(_keyed(names))
    about = st.none() | st.just("about.j2")
    sending = {operation.key: "send.j2" for operation in found}
    return tuple(
        dataclasses.replace(client, operations=sent, handling=draw(about), retrying=draw(about))
        for client, sent in ((first, sending), *((other, {}) for other in others))
    )


def declared_values(chosen: Settings) -> Strategy[Mapping[str, str]]:
    """Return values of some of the fields that a registry declares."""
    kinds: Mapping[FieldKind, Strategy[str]] = {
        FieldKind.TEXT: texts,
        FieldKind.CODE: words,
        FieldKind.ENUM: st.sampled_from(("major", "minor")),
        FieldKind.URL: urls,
        FieldKind.MARKDOWN: markdown_fields,
    }
    values = {declared.key: kinds[declared.kind] for declared in chosen.fields}
    return st.fixed_dictionaries({}, optional=values)


@st.composite
def cases(
    draw: Any, chosen: Settings, surfaces: tuple[str, ...], case_id: str, status: int | None
) -> Case:
    """Return a case that cites `observed`, which has no rows; some have facts only."""
    full = draw(full_cases(chosen, surfaces, case_id, status))
    left_out = draw(st.just(()) | st.lists(st.sampled_from(sorted(OPTIONAL)), unique=True))
    changes = {name: OPTIONAL[name] for name in left_out}
    if "message" in changes:
        changes |= {"parameters": {}, "other_messages": (), "former_messages": ()}
        if "title" in changes:
            changes["code"] = f"own:{case_id}"
    return dataclasses.replace(full, **changes)


@st.composite
def full_cases(
    draw: Any, chosen: Settings, surfaces: tuple[str, ...], case_id: str, status: int | None
) -> Case:
    """Return a case of which everything is known."""
    message, parameters = draw(messages_with_parameters())
    observed = (SourceRef(document="observed"),)
    others = draw(st.lists(texts.map(messages.escape), max_size=2, unique=True))
    wordings = [
        Wording(message=text, source=draw(st.sampled_from([(), observed]))) for text in others
    ]
    former = draw(st.lists(st.builds(Wording, message=texts.map(messages.escape)), max_size=1))
    return Case(
        id=case_id,
        title=draw(titles),
        category=draw(st.none() | st.sampled_from([one.key for one in chosen.categories])),
        status=status,
        message=message,
        parameters=parameters,
        other_messages=tuple(wordings),
        former_messages=tuple(former),
        help_anchors=tuple(draw(st.lists(help_anchors, max_size=1))),
        surfaces=draw(st.just(()) | _some(surfaces, least=1)),
        cause=draw(markdown_fields),
        fix=draw(markdown_fields),
        retry=draw(st.sampled_from(Retry)),
        retry_after=draw(st.none() | st.sampled_from((1, 60, 86_400))),
        actor=draw(st.sampled_from(chosen.actors)).key,
        fields=draw(declared_values(chosen)),
        requests=tuple(draw(st.lists(requests(chosen), max_size=2))) if chosen.operations else (),
        examples=tuple(draw(st.lists(examples, max_size=2))),
        see=tuple(draw(st.lists(see_also, max_size=2))),
        tags=tuple(draw(st.lists(keys, max_size=2))),
        source=observed,
        verified=draw(st.none() | days),
    )


def _some(values: tuple[str, ...], least: int = 0) -> Strategy[tuple[str, ...]]:
    """Return some of several values, each at most once."""
    return st.lists(st.sampled_from(values), min_size=least, unique=True).map(tuple)


@st.composite
def errors(draw: Any, spellings: list[str], settings: Settings) -> Error:
    """Return an error whose code and aliases are the given spellings."""
    code, *others = spellings
    surfaces = tuple(surface.key for surface in settings.surfaces)
    own = draw(_some(surfaces, least=1))
    aliases = tuple(Alias(code=name, surface=draw(st.sampled_from(surfaces))) for name in others)
    seen = tuple(dict.fromkeys((*own, *(alias.surface for alias in aliases))))
    ids = draw(st.lists(case_ids, min_size=1, max_size=3, unique=True))
    # Statuses that differ tell the cases apart, whatever their messages are.
    codes = draw(st.lists(statuses, min_size=len(ids), max_size=len(ids), unique=True))
    pairs = zip(ids, codes, strict=True)
    found = tuple(draw(cases(settings, seen, *pair)) for pair in pairs)
    found = draw(st.just(found) | st.just(()))
    own_codes = {case.id: f"{code}:{case.id}" for case in found if case.code}
    return Error(
        code=code,
        name=draw(st.none() | words),
        has_code=draw(st.sampled_from((True, True, False))),
        title=draw(titles) if not found else draw(st.none() | titles),
        summary=draw(st.none() | summaries),
        category=draw(st.none() | st.sampled_from([c.key for c in settings.categories])),
        surfaces=own,
        aliases=aliases,
        help_anchors=tuple(draw(st.lists(help_anchors, max_size=2, unique=True))),
        fields=draw(declared_values(settings)),
        cases=tuple(dataclasses.replace(case, code=own_codes.get(case.id)) for case in found),
    )


bodies: Strategy[object] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**17), 10**17),
        templates_of(texts, st.sampled_from(("code", "message", "status", "request_id"))).map(
            written
        ),
        st.just(""),
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple) | st.dictionaries(lines, inner, max_size=3)
    ),
    max_leaves=5,
)
envelopes: Strategy[Envelope] = st.one_of(
    st.builds(Envelope, format=st.just(EnvelopeFormat.JSON), body=bodies),
    st.builds(
        Envelope,
        format=st.just(EnvelopeFormat.TEXT),
        body=st.sampled_from(("{message}", "a.{code}: {message}\n\n  {{}}", "<b>{status}</b>")),
    ),
)


events: Strategy[str] = (
    templates_of(texts, st.sampled_from(("number", "status")))
    .map(lambda template: f"{written(template)}{{data}}")
    .filter(lambda text: text.strip() == text)
)


@st.composite
def settings(draw: Any) -> Settings:
    """Return the settings of a registry, with the sources `observed` and `guide`."""
    surface = st.builds(
        Surface,
        key=keys,
        title=lines,
        description=lines,
        envelope=st.none() | envelopes,
        stream=st.none() | st.builds(EventStream, event=st.just("{data}"), error=events),
        status=st.none() | st.just(200),
        spellings=st.lists(
            st.sampled_from(("{Camel}Error", "SQLSTATE[{code}]", "{name}")), max_size=2, unique=True
        ).map(tuple),
    )
    actor = st.builds(Actor, key=keys, title=lines, description=lines)
    declared = st.builds(
        DeclaredField,
        key=st.sampled_from(("sqlstate", "impact", "guide", "notes")),
        title=lines,
        kind=st.sampled_from(FieldKind),
        facet=st.booleans(),
        lookup=st.booleans(),
    )
    category = st.builds(Category, key=keys, title=lines, description=st.none() | lines)
    guide = st.builds(
        Source,
        key=st.just("guide"),
        title=lines,
        date=st.none() | days,
        compared=st.none() | days,
        url=st.none() | urls,
        description=st.none() | lines,
    )
    meaning = st.builds(StatusMeaning, status=st.integers(100, 599), about=markdown_fields)
    surfaces = tuple(draw(_keyed(surface)))
    operation = operations([one.key for one in surfaces])
    found = tuple(draw(st.just([]) | _keyed(operation)))
    return Settings(
        service=draw(st.builds(Service, name=lines, home=st.none() | urls, description=lines)),
        version=draw(lines),
        markers=Markers(
            own=tuple(draw(st.lists(lines, max_size=2))),
            foreign=tuple(draw(st.lists(lines, max_size=2))),
        ),
        kind=draw(st.sampled_from(ServiceKind)),
        actors=draw(st.just(ACTORS) | _keyed(actor).map(tuple)),
        fields=draw(st.just(()) | _keyed(declared).map(tuple)),
        surfaces=surfaces,
        categories=tuple(draw(_keyed(category))),
        statuses=tuple(draw(st.lists(meaning, max_size=2, unique_by=lambda item: item.status))),
        operations=found,
        clients=draw(clients(found)) if found else (),
        sources=(Source(key="observed", title=draw(lines)), draw(guide)),
    )


def _keyed(items: Strategy[Any]) -> Strategy[list[Any]]:
    return st.lists(items, min_size=1, max_size=3, unique_by=lambda item: item.key)


@st.composite
def registries(draw: Any) -> Registry:
    """Return a registry that passes the checks."""
    chosen = draw(settings())
    spellings = draw(st.lists(slugs, min_size=1, max_size=4, unique_by=str.casefold))
    size = draw(st.integers(1, 3))
    groups = [spellings[at : at + size] for at in range(0, len(spellings), size)]
    found = [draw(errors(group, chosen)) for group in groups]
    found = [_with_code(error, draw(st.none() | lines)) for error in found]
    found = _distinct(found)
    found = _related(found, draw(st.lists(st.tuples(*[st.integers(0, 3)] * 2), max_size=3)))
    entries = [entry for error in found for entry in _entries(error)]
    found = [_with_lifecycle(draw, error, st.sampled_from(entries)) for error in found]
    found.sort(key=lambda error: (error.code.casefold(), error.code))
    found, rows = _cited(draw, found)
    common = tuple(draw(st.lists(st.sampled_from(entries), max_size=2, unique=True)))
    return Registry(
        settings=dataclasses.replace(chosen, common=common, families=draw(families(found))),
        errors=tuple(found),
        source_rows=(SourceRows(document="guide", rows=rows),) if rows else (),
        templates=CODE if chosen.clients else {},
    )


@st.composite
def families(draw: Any, found: list[Error]) -> tuple[Family, ...]:
    """Return a family of entries that its members' words tell apart, or none of few entries."""
    entries = [error.name_of(case) for error in found for case in error.rows]
    if len(entries) < 2 or not draw(st.booleans()):
        return ()
    chosen = draw(st.lists(st.sampled_from(entries), min_size=2, max_size=4, unique=True))
    members = tuple(FamilyMember(entry=entry, tell=draw(lines)) for entry in chosen)
    title, description = draw(lines), draw(st.none() | lines)
    return (Family(key=draw(keys), title=title, description=description, members=members),)


def _with_code(error: Error, code: str | None) -> Error:
    """Return an error with a code that is any line; its own becomes the slug."""
    return error if code is None else dataclasses.replace(error, code=code, slug=error.code)


def _distinct(found: list[Error]) -> list[Error]:
    """Return errors with the slug in place of each code that another name equals."""
    taken = [name.casefold() for error in found for name in _names(error)]
    return [
        dataclasses.replace(error, code=error.slug, slug=None)
        if error.slug and taken.count(error.code.casefold()) > 1
        else error
        for error in found
    ]


def _names(error: Error) -> list[str]:
    return [*{error.code, error.path_segment}, *(alias.code for alias in error.aliases)]


def _entries(error: Error) -> list[str]:
    return [error.code, *(f"{error.code}/{case.id}" for case in error.cases)]


def _related(found: list[Error], pairs: list[tuple[int, ...]]) -> list[Error]:
    """Return errors of which some name each other as related."""
    sides = {(a % len(found), b % len(found)) for pair in pairs for a, b in (pair, pair[::-1])}
    related = {a: {found[b].code for c, b in sides if c == a != b} for a in range(len(found))}
    return [
        dataclasses.replace(
            error, related=tuple(sorted(related[a], key=lambda code: (code.lower(), code)))
        )
        for a, error in enumerate(found)
    ]


def _with_lifecycle(draw: Any, error: Error, entries: Strategy[str]) -> Error:
    lifecycle = dict.fromkeys(("since", "deprecated", "removed"), lifecycles(entries))
    changed = st.lists(revisions, max_size=3).map(tuple)
    changes = st.fixed_dictionaries({}, optional={**lifecycle, "changed": changed})
    aged = tuple(dataclasses.replace(case, **draw(st.just({}) | changes)) for case in error.cases)
    return dataclasses.replace(error, cases=aged, **draw(st.just({}) | changes))


def _cited(draw: Any, found: list[Error]) -> tuple[list[Error], tuple[SourceRow, ...]]:
    """Return errors of which some cases cite a row of `guide`, and these rows."""
    rows: list[SourceRow] = []

    def cite(error: Error, case: Case) -> Case:
        filled = _filled(case)
        if not filled or len(filled) != len(set(filled)) or not draw(st.booleans()):
            return case
        number = len(rows) + 1
        spellings = error.spellings_of(case)
        section, found = draw(st.none() | lines), {"status": case.status, "codes": spellings}
        rows.append(SourceRow(row=number, section=section, **found, messages=filled))
        return dataclasses.replace(case, source=(SourceRef(document="guide", row=number),))

    cited = [
        dataclasses.replace(error, cases=tuple(cite(error, case) for case in error.cases))
        for error in found
    ]
    return cited, tuple(rows)


def _filled(case: Case) -> tuple[str, ...]:
    """Return the messages that a case takes from its own source, with their examples."""
    own = [item.message for item in case.other_messages if not item.source]
    return tuple(
        messages.parse(text).fill(case.sample_values) for text in (case.message, *own) if text
    )


def write_registry(registry: Registry, folder: Path) -> None:
    """Write all files of a registry."""
    files = {SETTINGS_FILE: write_record(registry.settings)}
    for error in registry.errors:
        files[f"{ERRORS_FOLDER}/{error.path_segment}.yml"] = write_record(error)
    for rows in registry.source_rows:
        files[f"{SOURCES_FOLDER}/{rows.document}.yml"] = write_record(rows)
    files |= {f"{CODE_FOLDER}/{name}": text for name, text in registry.templates.items()}
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
