"""Problems of links: what is wrong with one in somebody's file, as facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from errdocs.escaping import printable
from errdocs.linkcheck.scanning import Span
from errdocs.problems import BrokenRule, Message, Place, Problem


@dataclass(frozen=True, slots=True)
class Removal:
    """When and why an entry was removed."""

    version: str | None = None
    date: str | None = None
    reason: str | None = None
    replaced_by: str | None = None
    """Path of its replacement."""


class UnreadableText(BrokenRule):
    """A file whose links nobody can see."""

    def data(self) -> dict[str, object]:
        """Return the fields that every problem of links has."""
        return {"url": None, "target": None, "certain": False}


@dataclass(frozen=True)
class LinkProblem(Problem):
    """Something wrong with a link."""

    wording: ClassVar[Message]
    """The message, with `{name}` for a field."""

    where: Place
    url: str
    """The link as it is written."""
    target: str | None
    """The URL that most probably belongs in its place."""
    edit: tuple[Span, str] | None = field(default=None, kw_only=True)
    """What to replace in the text, and by what; None where the target is not certain."""

    def message(self) -> Message:
        """Return what is wrong, what was expected and how to fix it."""
        return Message(*(part.format_map(vars(self)) for part in self.wording))

    def data(self) -> dict[str, object]:
        """Return what a program needs to fix the link by itself."""
        shown = None if self.target is None else printable(self.target)
        return {"url": printable(self.url), "target": shown, "certain": bool(self.edit)}


@dataclass(frozen=True)
class RedirectedLink(LinkProblem):
    """A link that arrives by a redirect, or can only mean its target."""

    rule = "link-redirected"
    wording = Message("`{url}` is redirected", "`{target}`", "replace it; `--fix` does that")


@dataclass(frozen=True)
class RemovedLink(LinkProblem):
    """A link to a removed entry; its target is the replacement."""

    rule = "link-retired"
    removal: Removal

    def message(self) -> Message:
        """Return the message, which depends on what is known of the removal."""
        facts = self.removal
        since = " on ".join(filter(None, (facts.version, facts.date)))
        reason = (facts.reason or "").rstrip(".")
        found = f"`{self.url}` is about a removed error{since and f' (since {since})'}"
        found += reason and f": {reason}"
        if self.target:
            fix = "read it, and link to it where it fits"
            return Message(found, f"its replacement, `{self.target}`", fix)
        return Message(found, "a link to an error that still occurs", "remove what is out of date")


@dataclass(frozen=True)
class BrokenLink(LinkProblem):
    """A link that leads nowhere."""

    name: str
    """What does not exist: a code, the id of a case, or the path."""
    suggestions: tuple[str, ...]
    """URLs that may be meant, best first."""

    def message(self) -> Message:
        """Return the message, with the question that offers the suggestions if there are any."""
        message, quoted = super().message(), [f"`{url}`" for url in self.suggestions]
        options = filter(None, [", ".join(quoted[:-1]), *quoted[-1:]])
        return message._replace(fix=f"did you mean {' or '.join(options)}?") if quoted else message


@dataclass(frozen=True)
class UnknownCode(BrokenLink):
    """A link to a code that the reference does not have."""

    rule = "link-code"
    wording = Message(
        "`{name}` in `{url}` is not a code of this reference",
        "a code or an alias, letter for letter",
        "correct the code or remove the link",
    )


@dataclass(frozen=True)
class UnknownCase(BrokenLink):
    """A link to a case that its error does not have."""

    rule = "link-case"
    wording = Message(
        "`{name}` in `{url}` is not a case of that error",
        "the id of one of its cases",
        "link to the error itself",
    )


@dataclass(frozen=True)
class UnknownPage(BrokenLink):
    """A link to a page that the site does not have."""

    rule = "link-page"
    wording = Message(
        "`{url}` does not lead to a page of the site",
        "the path of a page",
        "correct the path or remove the link",
    )


@dataclass(frozen=True)
class UnknownFragment(LinkProblem):
    """A link to a section that not every page of an error or case has."""

    rule = "link-fragment"
    fragment: str
    nearest: str | None
    """The known fragment that is most like it."""
    known: tuple[str, ...]

    def message(self) -> Message:
        """Return the message; a fix is certain where only case and separators differ."""
        fix = f"did you mean `#{self.nearest}`?" if self.nearest else "correct or remove it"
        return Message(
            f"`#{self.fragment}` in `{self.url}` is not a permanent fragment",
            f"one of {', '.join(f'`#{name}`' for name in self.known)}",
            f"write `{self.target}`; `--fix` does that" if self.edit else fix,
        )
