"""The forms of the tools' answers: each field says what it is, for agents too."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Entry(_Answer):
    """An error, or one of its cases."""

    name: str
    """CODE or CODE/CASE, as explain_error takes it."""
    title: str
    """What happened, in a few words."""
    status: int | None = None
    """HTTP status, if there is one."""
    retry: str | None = None
    """never, backoff, wait, or after-action; null where unknown."""
    actor: str | None = None
    """Who can fix it; null where unknown."""
    url: str | None = None
    """Permanent link of its page; null where the URL of the site is not known."""
    resource: str
    """URI of the resource about it."""


class KnownError(Entry):
    """An error that a text is about."""

    fix: str | None
    """The first step of the fix; explain_error has all of it."""
    code: str
    """The code, letter for letter as the service prints it."""
    case: str | None
    """Id of the case; null where only the code is certain."""
    confidence: str
    """exact, likely, or code: only the code is known, not its message."""
    message: str | None
    """The message template; {name} stands for a value."""
    values: dict[str, str]
    """Values that the text has in the message; secrets are masked."""
    nearest: list[Entry]
    """Where only the code is certain: cases of it with similar messages, which are guesses."""


class LookupAnswer(_Answer):
    """The errors that a text is about."""

    known: bool
    """Whether any error was recognised. If not, do not invent a cause or a fix."""
    errors: list[KnownError]
    """What was recognised, in the order of the text."""
    guesses: list[Entry]
    """Entries worth a look, none of which is a claim about the text."""


class Explanation(_Answer):
    """One error or case, or how to name one."""

    known: bool
    """Whether the name means an entry. If not, do not invent a cause or a fix."""
    fix: str | None = None
    """Markdown: what to do; of one case only."""
    cause: str | None = None
    """Markdown: why it happens; of one case only."""
    entry: Entry | None = None
    """The entry itself."""
    message: str | None = None
    """The message template; {name} stands for a value."""
    aliases: list[str] = []
    """Other spellings of the code."""
    removed: str | None = None
    """Since when and why the service no longer returns it."""
    cases: list[Entry] = []
    """Of an error with several cases: its first cases."""
    total_cases: int = 0
    """How many cases the error has."""
    markdown: str | None = None
    """Of an error with several cases: the messages to choose from; else everything with examples,
    if they were asked for."""
    suggestions: list[str] = []
    """Names that may have been meant."""


class Listing(_Answer):
    """A page of a list."""

    total: int
    """How many entries fit."""
    entries: list[Entry]
    """Those of this page."""
    next_cursor: str | None
    """What to give as cursor to get the next page; null on the last one."""


class LinkFinding(_Answer):
    """Something wrong with a link to the reference."""

    line: int
    column: int
    url: str
    """The link as it is written."""
    problem: str
    """What is wrong, what was expected, how to fix it."""
    target: str | None
    """The URL that most probably belongs in its place."""
    certain: bool
    """Whether that is certain; if not, ask."""


class LinkReport(_Answer):
    """The links to the reference in a text."""

    links: int
    """How many there are, right or wrong."""
    problems: list[LinkFinding]
    """The first problems."""
    total_problems: int
