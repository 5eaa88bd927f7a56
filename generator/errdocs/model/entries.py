"""The entries of a registry: an error is a code, its cases are the messages it comes with."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from errdocs.formats import (
    AtLeastOne,
    CaseId,
    Key,
    Line,
    Markdown,
    ParameterName,
    Slug,
    Status,
    Tag,
    Text,
)
from errdocs.model.parts import (
    Alias,
    Example,
    Lifecycle,
    Link,
    Parameter,
    Revisions,
    SourceRef,
    SourceRefs,
    Wordings,
)
from errdocs.model.verdict import Actor, Retry


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One message that a code comes with, its cause and its fix."""

    id: CaseId
    """Stable name, unique in the error; part of the permalink."""
    title: Line
    """Three to nine words that say what happened."""
    status: Status | None
    """HTTP status; null where no HTTP response exists."""
    message: Text
    """The message template: `{name}` varies, `{{` and `}}` are literal braces."""
    parameters: Mapping[ParameterName, Parameter] = field(default_factory=dict)
    """The placeholders of the templates, by name."""
    other_messages: Wordings = ()
    """Further wordings of the same case, verbatim or templated."""
    former_messages: Wordings = ()
    """Wordings that the service no longer prints."""
    surfaces: tuple[Key, ...] = ()
    """Surfaces that print this case; all of the error's where left out."""
    cause: Markdown
    """Markdown: why it happens."""
    fix: Markdown
    """Markdown: begins with what to do, even when that is nothing."""
    retry: Retry
    """Whether the same request may succeed later."""
    actor: Actor
    """Who can end it."""
    examples: tuple[Example, ...] = ()
    """Requests, responses or snippets that show the fix."""
    see: tuple[Link, ...] = ()
    """Pages elsewhere that help."""
    tags: tuple[Tag, ...] = ()
    """Words that group cases across codes."""
    since: Lifecycle | None = None
    """When the case appeared."""
    changed: Revisions = ()
    """What changed since, one or a list, the oldest first."""
    deprecated: Lifecycle | None = None
    """When the case was deprecated, and why."""
    removed: Lifecycle | None = None
    """When the case was retired, and why; its page stays."""
    source: Annotated[SourceRefs, AtLeastOne()]
    """The source row the facts were taken from, one or a list."""
    verified: datetime.date | None = None
    """Day on which the facts were last checked against the source."""

    @property
    def wordings(self) -> tuple[str, ...]:
        """Return every current message template, the main one first."""
        return (self.message, *(wording.message for wording in self.other_messages))

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
    slug: Slug | None = None
    """Path segment of the page, for codes that cannot stand in a URL."""
    title: Line
    """Three to nine words that say what happened."""
    summary: Line
    """One sentence that says what happened, without a remedy."""
    category: Key
    """Key of a category that `registry.yml` declares."""
    surfaces: Annotated[tuple[Key, ...], AtLeastOne()]
    """Surfaces that print the code in this spelling."""
    aliases: tuple[Alias, ...] = ()
    """Other spellings of the same code, each with its surface."""
    related: tuple[Line, ...] = ()
    """Codes of errors that are easily confused with this one; they name it back."""
    since: Lifecycle | None = None
    """When the error appeared."""
    changed: Revisions = ()
    """What changed since, one or a list, the oldest first."""
    deprecated: Lifecycle | None = None
    """When the error was deprecated, and why."""
    removed: Lifecycle | None = None
    """When the error was retired, and why; its page stays."""
    cases: Annotated[tuple[Case, ...], AtLeastOne()]
    """The messages this code comes with, at least one."""

    @property
    def path_segment(self) -> str:
        """Return the segment that names the error in a URL."""
        return self.slug or self.code

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

    def find_case(self, case_id: str) -> Case | None:
        """Return the case with an id, or None."""
        return next((case for case in self.cases if case.id == case_id), None)
