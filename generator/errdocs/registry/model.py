"""The registry as frozen data: what an error is, its cases, and the service they belong to.

The order of the fields is the canonical order of the keys in YAML, and the literal under
each field is its contract: the editor schema and the data reference are made from both.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from http import HTTPStatus
from itertools import chain
from typing import Annotated, Self, TypeVar

from errdocs.messages import headline, in_words, placeholders, spelt
from errdocs.prose import filled
from errdocs.registry.formats import (
    BodyPlace,
    CaseId,
    FieldName,
    Form,
    HelpAnchor,
    Info,
    Key,
    Line,
    Markdown,
    NumberRange,
    ParameterName,
    Pattern,
    Ranges,
    Row,
    Seconds,
    Slug,
    Spelling,
    Status,
    Tag,
    Text,
    Url,
)
from errdocs.registry.phrases import phrases_of

Item = TypeVar("Item")

ERRORS_PATH = "errors/"  # folder of every page about an error, from the site's root
CATEGORY_PATH, STATUS_PATH = f"{ERRORS_PATH}category/", f"{ERRORS_PATH}status/"  # of listings
# Names below `errors/` that no code may take, compared without regard to case.
RESERVED = frozenset({"category", "changes", "index", "map", "retired", "similar", "status"})
CATEGORY_TO_CHOOSE = "choose-a-category"
"""What `errdocs new` writes in the place of a category: a guess would be published as a fact."""

GROUPED_FROM = 12  # cases from which the page of an error shows them by category


def split_name(name: str, codes: Container[str]) -> tuple[str, str | None]:
    """Return the code and the case id, if any, of `Code` or `Code/case-id`.

    A code may hold slashes and an id may not: a name that is a known code is that code as a
    whole, and any other one is split at its last slash.
    """
    code, slash, case_id = name.rpartition("/")
    return (name, None) if name in codes or not slash else (code, case_id)


NO_RESPONSE = 0
"""The status of a case for which no HTTP response exists: `null` in YAML. A case of which nobody
says a status has None, and its page says nothing of one."""


def status_label(status: int) -> str:
    """Return an HTTP status with its standard phrase, or the words for no HTTP response."""
    if status == NO_RESPONSE:
        return "No HTTP response"
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


class Retry(StrEnum):
    """Whether the same request may succeed later, with the words of its badge."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        """Make a member of a value and its words."""
        member = str.__new__(cls, value)
        member._value_, member.label = value, label
        return member

    NEVER = "never", "Do not retry"
    BACKOFF = "backoff", "Retry with backoff"
    WAIT = "wait", "Wait"
    AFTER_ACTION = "after-action", "Retry after action"

    @property
    def may_succeed_unaided(self) -> bool:
        """Whether the same request may succeed though nobody does anything."""
        return self in {Retry.BACKOFF, Retry.WAIT}


def first_retry(retry: Retry | None) -> Retry | None:
    """Return an advice in the three words that files for programs have had from the first version.

    A program that knows no others must not repeat by itself what only succeeds after somebody has
    acted; the files have all words in another field.
    """
    return Retry.NEVER if retry is Retry.AFTER_ACTION else retry


class ServiceKind(StrEnum):
    """What kind of program prints the errors: its pages speak of calls, builds, queries or jobs."""

    HTTP = "http"
    COMPILER = "compiler"
    DATABASE = "database"
    JOBS = "jobs"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """The place upstream that a fact was taken from."""

    document: Key
    """Key of a source that `registry.yml` declares."""
    row: Row | None = None
    """Row of that document; left out for sources without rows."""


SourceRefs = Annotated[tuple[SourceRef, ...], Form(one_or_list=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A further message of a case, besides the main one."""

    message: Text
    """The message template, as the service prints it."""
    source: SourceRefs = ()
    """Where this wording was seen, when that is not the source of the case."""
    until: Line | None = None
    """The last version that prints it, for a former message."""


Wordings = tuple[Annotated[Wording, Form(short_field="message")], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A named placeholder of a message template."""

    description: Line | None = None
    """One phrase that says what the value is."""
    example: Text | None = None
    """A value as the service prints it; filling the template with the examples gives a message."""
    words: Line | None = None
    """What stands for the value in `cause` and `fix` where nobody knows it: `the lower bound`."""
    pattern: Pattern | None = None
    """Regular expression that every value matches as a whole."""

    @property
    def is_known(self) -> bool:
        """Whether there is anything to say about it."""
        return bool(self.description or self.example)


class Outcome(StrEnum):
    """What happens to whoever runs an example."""

    FAILS = "fails"
    WORKS = "works"

    @property
    def label(self) -> str:
        """Return the word for people."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A request, response or snippet that shows the error or the fix."""

    title: Line
    """What the example shows; those of one title stand together: a pair, or its languages."""
    language: Info
    """Language of the body, for highlighting: `json`, `python`, ...; more may follow a comma."""
    outcome: Outcome | None = None
    """Whether it fails with this error or works; of a pair, one does each."""
    marked: Ranges | None = None
    """Numbers of the lines that matter, such as `2` or `3-5, 9`."""
    body: Text
    """The example itself, letter for letter."""

    @property
    def highlighter(self) -> str:
        """Return the name of the language alone: the info string may say more, after a comma."""
        return self.language.split(",")[0].strip()

    @property
    def marked_lines(self) -> tuple[int, ...]:
        """Return the numbers of the lines that matter."""
        pairs = (part.split("-") for part in (self.marked or "").split(",") if part.strip())
        return tuple(line for pair in pairs for line in range(int(pair[0]), int(pair[-1]) + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that fails with the error and the same request corrected, as data."""

    operation: Key
    """Key of an operation that `registry.yml` declares."""
    fails: Mapping[Line, object]
    """JSON merge patch (RFC 7396) that makes the operation's request fail with this error."""
    works: Mapping[Line, object]
    """JSON merge patch that makes the operation's request as it should be."""
    clients: tuple[Key, ...] = ()
    """Keys of the clients that can send it; default: all that know the operation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A rule by which pages and commands correct the body of a reader's own request.

    Without an action, a place gets what it has in the request of the case that works.
    """

    at: BodyPlace
    """Place in the body, as a JSON Pointer (RFC 6901); `*` is any item, `{name}` a parameter."""
    range: NumberRange | None = None
    """Numbers that are allowed, such as `[{minimum}, {maximum})`; others become the nearest one."""
    allowed: tuple[object, ...] = ()
    """Values that are allowed; an item `{name}` is every value that the parameter lists."""
    instead_of: tuple[object, ...] = ()
    """The only values that `value` or `remove` is for; default: all."""
    value: object | None = None
    """What a value beyond a range or a list becomes; alone: what the place has to have."""
    rename: Line | None = None
    """What the key has to be called."""
    remove: bool = False
    """Whether the place may not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page elsewhere that helps."""

    title: Line
    """Words of the link."""
    url: Url
    """URL of the page, with `https://` or `http://`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """When and why an entry appeared, was deprecated or was removed."""

    version: Line | None = None
    """Version of the service or its documentation."""
    date: datetime.date | None = None
    """Date of the change, as `YYYY-MM-DD`."""
    reason: Line | None = None
    """Why, in one sentence."""
    replaced_by: Line | None = None
    """What replaced it: `Code` or `Code/case-id`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What changed in an entry, and when."""

    version: Line | None = None
    """Version of the service or its documentation."""
    date: datetime.date | None = None
    """Date of the change, as `YYYY-MM-DD`."""
    what: Line
    """What changed, in one sentence."""


Revisions = Annotated[tuple[Revision, ...], Form(one_or_list=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another spelling of the same code."""

    code: Slug
    """The spelling."""
    surface: Key
    """Surface on which this spelling is seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One message that a code comes with, its cause and its fix."""

    id: CaseId
    """Stable name, unique in the error; part of the permalink."""
    title: Line | None = None
    """Three to nine words that say what happened; default: the start of the message."""
    code: Line | None = None
    """The whole code that the service prints for this case alone, such as `Error.Subclass`."""
    category: Key | None = None
    """Key of a category that `registry.yml` declares; default: that of the error."""
    status: Annotated[Status, Form(null_value=NO_RESPONSE)] | None = None
    """HTTP status; null where no HTTP response exists."""
    message: Text | None = None
    """The message template: `{name}` varies, `{{` and `}}` are literal braces."""
    parameters: Mapping[ParameterName, Parameter] = field(default_factory=dict)
    """The placeholders of the templates, by name."""
    other_messages: Wordings = ()
    """Further wordings of the same case, verbatim or templated."""
    former_messages: Wordings = ()
    """Wordings that the service no longer prints."""
    help_anchors: tuple[HelpAnchor, ...] = ()
    """Ends of help URLs that the service prints with this case alone, as `page#anchor`."""
    surfaces: tuple[Key, ...] = ()
    """Surfaces that print this case; default: all of the error's."""
    cause: Markdown | None = None
    """Markdown: why it happens; `{name}` is the value of a parameter."""
    fix: Markdown | None = None
    """Markdown: starts with what to do, even when that is nothing; `{name}` as in `cause`."""
    retry: Retry | None = None
    """Whether the same request may succeed later."""
    retry_after: Seconds | None = None
    """Seconds after which the same request may succeed, where that is known."""
    actor: Key | None = None
    """Who can fix it: the key of an actor, such as `caller`, `account-owner` or `provider`."""
    requests: tuple[Request, ...] = ()
    """The request that fails and the corrected one, on each interface that prints the case."""
    corrections: tuple[Correction, ...] = ()
    """How a reader's own request is corrected, in this order."""
    examples: tuple[Example, ...] = ()
    """Requests, responses or snippets that show the fix."""
    see: tuple[Link, ...] = ()
    """Pages elsewhere that help."""
    tags: tuple[Tag, ...] = ()
    """Words that group cases across codes."""
    fields: Mapping[FieldName, Text] = field(default_factory=dict)
    """Values of the fields that `registry.yml` declares, by key."""
    since: Lifecycle | None = None
    """When the case appeared."""
    changed: Revisions = ()
    """What changed since, one or a list, the oldest first."""
    deprecated: Lifecycle | None = None
    """When the case was deprecated, and why."""
    removed: Lifecycle | None = None
    """When the case was removed, and why; its page stays."""
    source: Annotated[SourceRefs, Form(one_or_list=True, at_least_one=True)] = ()
    """The source row the facts were taken from, one or a list."""
    verified: datetime.date | None = None
    """Date on which the facts were last checked against the source."""

    @property
    def wordings(self) -> tuple[str, ...]:
        """Return every current message template, the main one first."""
        main = () if self.message is None else (self.message,)
        return (*main, *(wording.message for wording in self.other_messages))

    @property
    def example_groups(self) -> tuple[tuple[str, Mapping[str, tuple[Example, ...]]], ...]:
        """Return the examples that belong together: title, and the examples of each language."""
        groups: dict[str, dict[str, list[Example]]] = {}
        for example in self.examples:
            groups.setdefault(example.title, {}).setdefault(example.highlighter, []).append(example)
        return tuple(
            (title, {language: tuple(found) for language, found in languages.items()})
            for title, languages in groups.items()
        )

    @property
    def is_draft(self) -> bool:
        """Whether the case has facts and no advice yet; a removed one needs none."""
        return not (self.cause or self.fix or self.removed)

    @property
    def heading(self) -> str:
        """Return the title, or what the facts say in its place: message, code or id."""
        words = self.id.replace("-", " ").capitalize()
        return self.title or headline(self.message or "") or self.code or words

    @property
    def sample_values(self) -> Mapping[str, str]:
        """Return a value for each placeholder: its example, or its name in braces."""
        names = (name for text in self.all_templates for name in placeholders(text))
        samples = {name: f"{{{name}}}" for name in names}
        found = ((name, parameter.example) for name, parameter in self.parameters.items())
        return samples | {name: example for name, example in found if example}

    @property
    def words(self) -> Mapping[str, str]:
        """Return what stands in prose for each parameter where no value is known.

        A name without words is no placeholder: texts that were imported may have braces of theirs.
        """
        found = ((name, parameter.words) for name, parameter in self.parameters.items())
        return {name: words for name, words in found if words}

    def cause_with(self, values: Mapping[str, str] | None = None) -> str | None:
        """Return the cause with a reader's values, or with words for those that nobody knows."""
        return self.cause and filled(self.cause, self.words, values)

    def fix_with(self, values: Mapping[str, str] | None = None) -> str | None:
        """Return the fix with a reader's values, or with words for those that nobody knows."""
        return self.fix and filled(self.fix, self.words, values)

    @property
    def all_templates(self) -> tuple[str, ...]:
        """Return every message template, former ones last."""
        return (*self.wordings, *(wording.message for wording in self.former_messages))

    @property
    def sources(self) -> tuple[SourceRef, ...]:
        """Return the sources of the case and of its wordings, each once, in order."""
        others = (ref for wording in self.other_messages for ref in wording.source)
        return tuple(dict.fromkeys((*self.source, *others)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """One code with its aliases and cases."""

    code: Line
    """The code, letter for letter as the service prints it."""
    name: Line | None = None
    """Another name of the code, such as `undefined_table`, from which spellings follow by rule."""
    slug: Slug | None = None
    """Path segment of the page, for codes that cannot be part of a URL."""
    has_code: bool = True
    """Whether the service prints the code; if not, `code` is a name that only this registry has."""
    title: Line | None = None
    """Three to nine words that say what happened; default: the start of the first message."""
    summary: Line | None = None
    """One sentence that says what happened, without a remedy."""
    category: Key | None = None
    """Key of a category that `registry.yml` declares."""
    surfaces: Annotated[tuple[Key, ...], Form(at_least_one=True)] = ()
    """Surfaces that print the code in this spelling."""
    aliases: tuple[Alias, ...] = ()
    """Other spellings of the same code, each with its surface."""
    related: tuple[Line, ...] = ()
    """Codes of errors that are easily confused with this one; they name it back."""
    help_anchors: tuple[HelpAnchor, ...] = ()
    """Ends of help URLs that the service prints with this error, as `page#anchor`."""
    fields: Mapping[FieldName, Text] = field(default_factory=dict)
    """Values of the fields that `registry.yml` declares, by key."""
    since: Lifecycle | None = None
    """When the error appeared."""
    changed: Revisions = ()
    """What changed since, one or a list, the oldest first."""
    deprecated: Lifecycle | None = None
    """When the error was deprecated, and why."""
    removed: Lifecycle | None = None
    """When the error was removed, and why; its page stays."""
    cases: tuple[Case, ...] = ()
    """The messages this code comes with; none where nobody knows one."""

    @property
    def path_segment(self) -> str:
        """Return the segment that names the error in a URL."""
        return self.slug or self.code

    @property
    def path(self) -> str:
        """Return the path of the error's page, from the site's root."""
        return f"{ERRORS_PATH}{self.path_segment}/"

    def file_path(self, suffix: str, case: Case | None = None) -> str:
        """Return the path of a file about the error or a case, such as with `.json`.

        It stands beside the page; that of a case has the same name while it is the only one.
        """
        page = self.permanent_path_of(case) if case else self.path
        return f"{page.removesuffix('/')}{suffix}"

    @property
    def only_case(self) -> Case | None:
        """Return the case that shares the error's page because there is no other, or None."""
        return self.cases[0] if len(self.cases) == 1 else None

    @property
    def rows(self) -> tuple[Case | None, ...]:
        """Return what listings show of the error: its cases, or None for the error itself."""
        return self.cases or (None,)

    @property
    def is_draft(self) -> bool:
        """Whether the error has facts and no advice yet, in any of its cases."""
        is_bare = not (self.cases or self.summary or self.removed)
        return is_bare or (bool(self.cases) and all(case.is_draft for case in self.cases))

    @property
    def heading(self) -> str:
        """Return the title, or what the facts say in its place."""
        only = self.only_case
        return self.title or (only.heading if only else in_words(self.name or self.code))

    def path_of(self, case: Case | None) -> str:
        """Return the path of a case's page, which is the error's own for its only case."""
        return self.path if case is None or self.only_case else self.permanent_path_of(case)

    def category_of(self, case: Case | None) -> str | None:
        """Return the key of the category of a case: its own, or that of the error.

        None where there is none, or where somebody still has to choose it.
        """
        key = (case.category if case else None) or self.category
        return None if key == CATEGORY_TO_CHOOSE else key

    def permanent_path_of(self, case: Case) -> str:
        """Return the permanent path of a case: its page, or a redirect to its error.

        A program can build it without knowing how many cases the error has, today or later.
        """
        return f"{self.path}{case.id}/"

    def title_of(self, case: Case | None) -> str:
        """Return the title of a case's page, which is the error's own for its only case."""
        return self.heading if case is None or self.only_case else case.heading

    def values_of(self, case: Case | None) -> Mapping[str, str]:
        """Return the values of the declared fields: those of a case, before the error's own."""
        return {**self.fields, **case.fields} if case else self.fields

    def name_of(self, case: Case | None) -> str:
        """Return `Code` or `Code/case-id`, by which commands and links name an entry."""
        return f"{self.code}/{case.id}" if case else self.code

    def removal_of(self, case: Case | None) -> Lifecycle | None:
        """Return when and why a case, or its error as a whole, was removed; None if it was not."""
        return (case.removed if case else None) or self.removed

    @property
    def sources(self) -> tuple[SourceRef, ...]:
        """Return the sources of all its cases, each once, in order."""
        return tuple(dict.fromkeys(reference for case in self.cases for reference in case.sources))

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return the code and its aliases, each once."""
        return tuple(dict.fromkeys((self.code, *(alias.code for alias in self.aliases))))

    @property
    def all_surfaces(self) -> tuple[str, ...]:
        """Return the surfaces of the code and of its aliases, each once."""
        return tuple(dict.fromkeys((*self.surfaces, *(alias.surface for alias in self.aliases))))

    def surfaces_of(self, case: Case) -> tuple[str, ...]:
        """Return the surfaces that print a case: its own, or all of the error's."""
        return case.surfaces or self.all_surfaces

    def spelling_on(self, surface: str) -> str:
        """Return the code as a surface prints it: the main spelling where it exists there."""
        if surface in self.surfaces:
            return self.code
        return next((alias.code for alias in self.aliases if alias.surface == surface), self.code)

    def spellings_of(self, case: Case) -> tuple[str, ...]:
        """Return every spelling of the code on the surfaces of a case, each once."""
        surfaces = self.surfaces_of(case)
        own = (self.code,) if any(surface in self.surfaces for surface in surfaces) else ()
        others = (alias.code for alias in self.aliases if alias.surface in surfaces)
        return tuple(dict.fromkeys((*own, *others)))

    def own_spellings_of(self, case: Case) -> tuple[str, ...]:
        """Return the spellings of a case's own code, if it has one: the whole code first.

        `Error.SUB` is also `Error/SUB`, below its error as ids of cases are; a code that does not
        hold its error's is written below it as a whole.
        """
        if not case.code:
            return ()
        rest = case.code.removeprefix(self.code)
        own = rest[1:] if rest != case.code and rest[:1] in {".", "/", "-", "_", ":"} else case.code
        return tuple(dict.fromkeys((case.code, f"{self.code}/{own}")))

    def find_case(self, case_id: str) -> Case | None:
        """Return the case with an id, or None."""
        return next((case for case in self.cases if case.id == case_id), None)


class EnvelopeFormat(StrEnum):
    """How an error response is written."""

    JSON = "json"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """How an error response looks on a surface."""

    format: EnvelopeFormat
    """`json`: the body is data, written as JSON; `text`: the body is one text."""
    body: object
    """The response, with `{code}`, `{message}`, `{status}` and `{request_id}` in its texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventStream:
    """How a streamed answer is written on a surface."""

    event: Text
    """The lines of an event: `{data}` is its JSON, `{number}` counts from 1."""
    error: Text
    """The lines of the event that reports an error, with `{status}` besides."""
    end: Text | None = None
    """The lines that follow the last event."""
    header: Line = "Accept: text/event-stream"
    """Header of a request that asks for a stream; a body asks with `stream: true`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A place where the service's errors are seen."""

    key: Key
    """Name of the surface in the registry and in URLs."""
    title: Line
    """Name of the surface in headings."""
    description: Line
    """One sentence that says what it is."""
    envelope: Envelope | None = None
    """How an error response looks there."""
    stream: EventStream | None = None
    """How a streamed answer looks there."""
    status: Status | None = None
    """HTTP status of every answer there, whatever status the case has elsewhere."""
    spellings: tuple[Spelling, ...] = ()
    """Rules by which codes are also spelt there, such as `{Camel}Error` or `SQLSTATE[{code}]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A group of errors with one kind of cause, such as `quota`."""

    key: Key
    """Name of the category in the registry and in URLs."""
    title: Line
    """Name of the category in headings."""
    description: Line | None = None
    """One sentence that says what belongs in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMeaning:
    """What an HTTP status means when this service answers with it."""

    status: Status
    """The HTTP status."""
    about: Markdown
    """Markdown: what it says here, and what it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMember:
    """An entry that is easily taken for the others of its family."""

    entry: Line
    """`Code` or `Code/case-id`."""
    tell: Line | None = None
    """How to tell it from the others, in one phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Similar errors, which pages tell apart in a table."""

    key: Key
    """Name of the family in the registry and in URLs."""
    title: Line
    """Name of the family in headings."""
    description: Line | None = None
    """One sentence that says what its members have in common."""
    members: tuple[Annotated[FamilyMember, Form(short_field="entry")], ...]
    """The entries, in the order of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who can fix an error."""

    key: Key
    """Name of the actor in the registry."""
    title: Line
    """Name of the actor on pages."""
    description: Line
    """One sentence that says who can fix the error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResult:
    """How programs ask for the result of a task."""

    url: Url
    """URL that is asked with GET, with `{task_id}` for the task."""
    surface: Key
    """Surface whose envelope the result of a task that failed has."""
    response: object
    """The result of a task that succeeded, with `{task_id}` for the task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something that programs ask the service for, with a request that succeeds."""

    key: Key
    """Name of the operation in the registry."""
    title: Line
    """Name of the operation on pages."""
    surface: Key
    """Surface whose envelope its errors have."""
    url: Url
    """URL that the request is sent to with POST; a part in capitals, as `APP_ID`, is any name."""
    request: object
    """A request that succeeds, to which the patches of cases apply."""
    response: object
    """What the service answers to it, cut down to what clients need; `{task_id}` is the task."""
    stream: tuple[object, ...] = ()
    """The events of a streamed answer, where the operation has one."""
    is_task: bool = False
    """Whether it answers with a task whose result is asked for later."""
    result: TaskResult | None = None
    """How the result of its task is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A library or tool that sends requests, with the templates of code for it."""

    key: Key
    """Name of the client in the registry."""
    title: Line
    """Name of the client on pages: the label of its tab."""
    language: Info
    """Language of its code, for highlighting."""
    surfaces: tuple[Key, ...] = ()
    """Surfaces whose errors it meets; default: all."""
    operations: Mapping[Key, Line] = field(default_factory=dict)
    """The template of the code that sends a request, by the key of the operation."""
    handling: Line | None = None
    """The template of the code that recognises one error."""
    retrying: Line | None = None
    """The template of the code that sends a request again."""


# Who can fix the errors of most services; a registry may declare others.
ACTORS = (
    Actor(
        key="caller",
        title="Caller",
        description="You can fix this: change the request or the code that sends it.",
    ),
    Actor(
        key="account-owner",
        title="Account owner",
        description="The owner of the account can fix this.",
    ),
    Actor(key="provider", title="Provider", description="Only the service can fix this."),
)


class FieldKind(StrEnum):
    """What the values of a declared field are, and how pages show them."""

    TEXT = "text"
    CODE = "code"
    ENUM = "enum"
    URL = "url"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredField:
    """A field that the registry declares for its own entries, such as an SQLSTATE or severity."""

    key: FieldName
    """Name of the field in the registry and in exports."""
    title: Line
    """Name of the field on pages."""
    kind: FieldKind = FieldKind.TEXT
    """`text`, `code` (one word, letter for letter), `enum`, `url` or `markdown`."""
    values: tuple[Line, ...] = ()
    """The values that an `enum` has; default: any."""
    facet: bool = False
    """Whether the list of all errors is filtered by it."""
    lookup: bool = False
    """Whether lookup and explain find entries by its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An upstream document that facts were taken from."""

    key: Key
    """Name of the source in the registry; its rows are in `sources/<key>.yml`."""
    title: Line
    """Title of the document."""
    date: datetime.date | None = None
    """Date of the version that was read."""
    compared: datetime.date | None = None
    """Date on which somebody last compared the registry with it."""
    url: Url | None = None
    """Where the document is published."""
    description: Line | None = None
    """What the document is, where the title does not say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The service whose errors these are."""

    name: Line
    """Its name."""
    home: Url | None = None
    """Its home page."""
    description: Line
    """One sentence that says what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markers:
    """Words by which the lookup tells whose error a text is; compared without letter case."""

    own: tuple[Line, ...] = ()
    """Parts of host names, product and library names that only this service's texts hold."""
    foreign: tuple[Line, ...] = ()
    """The same for services whose errors look alike."""
    request_ids: tuple[Line, ...] = ()
    """Examples of request IDs. In an error response, one of this form speaks for this service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generic:
    """What other services print too; alone it is no more than a guess of the lookup."""

    codes: tuple[Line, ...] = ()
    """Spellings of codes, letter for letter."""
    messages: tuple[Line, ...] = ()
    """Messages, with `{name}` where any words may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `registry.yml` holds: all but the errors."""

    service: Service
    """The service whose errors these are."""
    kind: ServiceKind = ServiceKind.HTTP
    """What prints the errors, for the words of the pages: a service over HTTP, a compiler, ..."""
    words: Mapping[FieldName, Line] = field(default_factory=dict)
    """Words of the pages to replace those of the kind, by key; `docs/adopting.md` lists them."""
    version: Line
    """Version of the registry; changes whenever its facts do."""
    common: tuple[Line, ...] = ()
    """The most common entries, `Code` or `Code/case-id`, for the home page."""
    markers: Markers = Markers()
    """Words by which the lookup tells whose error a text is."""
    generic: Generic = Generic()
    """Codes and messages of this registry that other services print too."""
    surfaces: tuple[Surface, ...] = ()
    """Where the service's errors are seen."""
    categories: tuple[Category, ...] = ()
    """The categories, in the order of the pages."""
    statuses: tuple[StatusMeaning, ...] = ()
    """What HTTP statuses mean here, for their listings."""
    families: tuple[Family, ...] = ()
    """Similar errors that tables tell apart, in the order of the pages."""
    actors: tuple[Actor, ...] = ACTORS
    """Who can fix the errors; default: `caller`, `account-owner` and `provider`."""
    fields: tuple[DeclaredField, ...] = ()
    """Fields that entries of this registry may have besides."""
    operations: tuple[Operation, ...] = ()
    """What programs ask the service for, with the requests that cases change."""
    clients: tuple[Client, ...] = ()
    """The libraries and tools for which pages show code, in the order of their tabs."""
    sources: tuple[Source, ...] = ()
    """The documents that facts are taken from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One row of an upstream document: facts only."""

    row: Row
    """Number of the row in the document, from 1."""
    section: Line | None = None
    """Heading that the row stands under."""
    status: Annotated[Status, Form(null_value=NO_RESPONSE)] | None = None
    """HTTP status as printed; null where no HTTP response exists."""
    codes: tuple[Line, ...] = ()
    """Spellings of the code as printed; none where the row prints none."""
    messages: Annotated[tuple[Text, ...], Form(at_least_one=True)] = ()
    """Messages as printed, letter for letter; none where the row prints none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRows:
    """The rows of one upstream document, as a file of their own."""

    document: Key
    """Key of the source."""
    rows: tuple[SourceRow, ...]
    """What upstream publishes, in its order."""


@dataclass(frozen=True)
class Registry:
    """All the errors of one service."""

    settings: Settings
    """What `registry.yml` holds."""
    errors: tuple[Error, ...]
    """Every error, sorted by code without regard to case."""
    source_rows: tuple[SourceRows, ...] = ()
    """The rows of the upstream documents that have rows."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """The templates of code that clients name, by the name of their file."""

    def rows_of(self, document: str) -> tuple[SourceRow, ...]:
        """Return the rows of a document; none where it has no file of rows."""
        return next((one.rows for one in self.source_rows if one.document == document), ())

    @cached_property
    def is_complete(self) -> bool:
        """Whether everything is known that files for programs promised from the first version."""
        errors = (
            (error.title, error.summary, error.category_of(None), error.surfaces, error.cases)
            for error in self.errors
        )
        cases = (
            (
                *(case.title, case.cause, case.fix, case.retry, case.actor, case.source),
                case.message or error.has_code,
            )
            for error, case in self.cases()
        )
        parameters = (
            (parameter.description, parameter.example)
            for _, case in self.cases()
            for parameter in case.parameters.values()
        )
        lists = (self.settings.surfaces, self.settings.categories, self.settings.sources)
        about = [category.description for category in self.settings.categories]
        is_full = all(map(all, chain(errors, cases, parameters, [lists, about])))
        return is_full and self.settings.actors == ACTORS

    @cached_property
    def by_code(self) -> Mapping[str, Error]:
        """Return the errors by their main spelling."""
        return {error.code: error for error in self.errors}

    @cached_property
    def by_spelling(self) -> Mapping[str, Error]:
        """Return the errors by every spelling that was written; a main one wins over an alias."""
        aliases = {alias.code: error for error in self.errors for alias in error.aliases}
        return {**aliases, **self.by_code}

    @cached_property
    def by_any_spelling(self) -> Mapping[str, Error]:
        """Return the errors by every spelling, those by rule too; a written one wins."""
        found: dict[str, Error] = {}
        for error in self.errors:
            for spelling in self.spellings_of(error):
                found.setdefault(spelling, error)
        return {**found, **self.by_spelling}

    @cached_property
    def case_by_code(self) -> Mapping[str, tuple[Error, Case]]:
        """Return the cases that have a code of their own, by each of its spellings."""
        return {
            spelling: (error, case)
            for error, case in self.cases()
            for spelling in error.own_spellings_of(case)
        }

    def spellings_of(self, error: Error) -> tuple[str, ...]:
        """Return every spelling of an error's code, those that follow by rule last."""
        by_rule = (spelling for spelling, _ in self._spellings_by_rule(error))
        return tuple(dict.fromkeys((*error.spellings, *by_rule)))

    def surfaces_by_spelling(self, error: Error) -> Mapping[str, tuple[Surface, ...]]:
        """Return the surfaces that print each other spelling of an error's code than its own."""
        written = ((alias.code, alias.surface) for alias in error.aliases)
        found: dict[str, dict[str, Surface]] = {}
        for spelling, key in (*written, *self._spellings_by_rule(error)):
            if spelling != error.code and (surface := self.surface_by_key.get(key)):
                found.setdefault(spelling, {})[key] = surface
        return {spelling: tuple(surfaces.values()) for spelling, surfaces in found.items()}

    def _spellings_by_rule(self, error: Error) -> Iterator[tuple[str, str]]:
        """Yield the spellings that follow from the rules of surfaces, each with its surface."""
        for key in error.all_surfaces:
            surface = self.surface_by_key.get(key)
            for rule in surface.spellings if surface else ():
                if spelling := spelt(rule, error.code, error.name):
                    yield spelling, key

    @cached_property
    def phrases(self) -> Mapping[str, str]:
        """Return the words of the pages by key: those of the kind of service, or the registry's."""
        default = phrases_of(self.settings.kind)
        return default | {key: text for key, text in self.settings.words.items() if key in default}

    @cached_property
    def actor_by_key(self) -> Mapping[str, Actor]:
        """Return the actors by key."""
        return {actor.key: actor for actor in self.settings.actors}

    @cached_property
    def field_by_key(self) -> Mapping[str, DeclaredField]:
        """Return the declared fields by key."""
        return {declared.key: declared for declared in self.settings.fields}

    @cached_property
    def surface_by_key(self) -> Mapping[str, Surface]:
        """Return the surfaces by key."""
        return {surface.key: surface for surface in self.settings.surfaces}

    @cached_property
    def operation_by_key(self) -> Mapping[str, Operation]:
        """Return the operations by key."""
        return {operation.key: operation for operation in self.settings.operations}

    @cached_property
    def client_by_key(self) -> Mapping[str, Client]:
        """Return the clients by key."""
        return {client.key: client for client in self.settings.clients}

    @cached_property
    def category_by_key(self) -> Mapping[str, Category]:
        """Return the categories by key."""
        return {category.key: category for category in self.settings.categories}

    @cached_property
    def meaning_by_status(self) -> Mapping[int, StatusMeaning]:
        """Return what statuses mean here, by status."""
        return {meaning.status: meaning for meaning in self.settings.statuses}

    @cached_property
    def source_by_key(self) -> Mapping[str, Source]:
        """Return the sources by key."""
        return {source.key: source for source in self.settings.sources}

    @cached_property
    def rows_by_document(self) -> Mapping[str, Mapping[int, SourceRow]]:
        """Return the rows of each upstream document that has any, by their numbers."""
        return {
            source.document: {row.row: row for row in source.rows} for source in self.source_rows
        }

    @cached_property
    def compared(self) -> datetime.date | None:
        """Return the date on which somebody last compared the registry with a document."""
        dates = (source.compared for source in self.settings.sources)
        return max((date for date in dates if date), default=None)

    def in_categories(
        self, items: Iterable[Item], key: Callable[[Item], str | None]
    ) -> tuple[tuple[Category | None, tuple[Item, ...]], ...]:
        """Return items by category, in the order of the categories; what has none comes last."""
        found: dict[str | None, list[Item]] = {name: [] for name in (*self.category_by_key, None)}
        for item in items:
            name = key(item)
            found[name if name in found else None].append(item)
        return tuple(
            (self.category_by_key[name] if name else None, tuple(group))
            for name, group in found.items()
            if group
        )

    def groups_of(self, error: Error) -> tuple[tuple[Category | None, tuple[Case, ...]], ...]:
        """Return the cases of an error by category.

        There are no groups where one category holds all, nor of so few cases that people read them
        at a glance.
        """
        groups = self.in_categories(error.cases, error.category_of)
        return groups if len(groups) > 1 and len(error.cases) >= GROUPED_FROM else ()

    @cached_property
    def entries_by_value(self) -> Mapping[str, tuple[tuple[Error, Case | None], ...]]:
        """Return the entries by each value of the fields by which entries are found.

        A case is among them where it has a value that its error does not have.
        """
        keys = [declared.key for declared in self.settings.fields if declared.lookup]
        found: dict[str, list[tuple[Error, Case | None]]] = {}
        for error in self.errors:
            own = _values(keys, error.fields)
            for value in own:
                found.setdefault(value, []).append((error, None))
            for case in error.cases:
                for value in _values(keys, case.fields):
                    if value not in own:
                        found.setdefault(value, []).append((error, case))
        return {value: tuple(entries) for value, entries in found.items()}

    @cached_property
    def entries_by_anchor(self) -> Mapping[str, tuple[tuple[Error, Case | None], ...]]:
        """Return the entries by each end of a help URL that the service prints with them."""
        found: dict[str, list[tuple[Error, Case | None]]] = {}
        for error in self.errors:
            for case in (None, *error.cases):
                for anchor in dict.fromkeys((case or error).help_anchors):
                    found.setdefault(anchor, []).append((error, case))
        return {anchor: tuple(entries) for anchor, entries in found.items()}

    def find_entry(self, name: str) -> tuple[Error, Case | None] | None:
        """Return what `Code` or `Code/case-id` names, or None; an alias is as good as the code.

        A case that has a code of its own is named by that too.
        """
        if name not in self.by_spelling and (own := self.case_by_code.get(name)):
            return own
        code, case_id = split_name(name, self.by_spelling)
        error = self.by_spelling.get(code)
        case = error.find_case(case_id) if error and case_id else None
        return (error, case) if error and (case or case_id is None) else None

    def cases(self) -> Iterator[tuple[Error, Case]]:
        """Yield every case with its error, in order."""
        return ((error, case) for error in self.errors for case in error.cases)


def _values(keys: Iterable[str], fields: Mapping[str, str]) -> dict[str, None]:
    """Return the values of some fields, each once."""
    return dict.fromkeys(fields[key] for key in keys if key in fields)
