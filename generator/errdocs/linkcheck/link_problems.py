"""Problems of links: what is wrong with one in somebody's file, as facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from errdocs.escaping import printable
from errdocs.linkcheck.known_site import Removal
from errdocs.problems import Message, Place, Problem
from errdocs.registry.yamlfiles import UnreadableFile


@dataclass(frozen=True)
class UnreadableText(UnreadableFile):
    """A file whose links nobody can see."""

    def data(self) -> dict[str, object]:
        """Return the fields that every problem of links has."""
        return {"url": None, "target": None, "certain": False}


@dataclass(frozen=True)
class LinkProblem(Problem):
    """Something wrong with a link."""

    where: Place
    url: str
    """The link as it is written."""
    target: str | None
    """The URL that most probably belongs in its place."""
    is_certain: bool = field(default=False, kw_only=True)
    """Whether the link can only mean the target, so that a program may write it."""

    def data(self) -> dict[str, object]:
        """Return what a program needs to fix the link by itself."""
        shown = None if self.target is None else printable(self.target)
        return {"url": printable(self.url), "target": shown, "certain": self.is_certain}


@dataclass(frozen=True)
class RedirectedLink(LinkProblem):
    """A link that arrives by a redirect."""

    rule = "link-redirected"
    is_certain: bool = field(default=True, kw_only=True)
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
    advice: ClassVar[str]
    """What to do where there is no suggestion."""

    @property
    def fix(self) -> str:
        """Return the question that offers the suggestions, or the advice."""
        return _question(self.suggestions) or self.advice


@dataclass(frozen=True)
class UnknownCode(BrokenLink):
    """A link to a code that the reference does not have."""

    rule = "link-code"
    advice = "correct the code or remove the link"
    wording = Message(
        "`{name}` in `{url}` is not a code of this reference",
        "a code or an alias, letter for letter",
        "{fix}",
    )


@dataclass(frozen=True)
class UnknownCase(BrokenLink):
    """A link to a case that its error does not have."""

    rule = "link-case"
    advice = "link to the error itself"
    wording = Message(
        "`{name}` in `{url}` is not a case of that error", "the id of one of its cases", "{fix}"
    )


@dataclass(frozen=True)
class UnknownPage(BrokenLink):
    """A link to a page that the site does not have."""

    rule = "link-page"
    advice = "correct the path or remove the link"
    wording = Message("`{url}` does not lead to a page of the site", "the path of a page", "{fix}")


@dataclass(frozen=True)
class UnknownFragment(LinkProblem):
    """A link to a section that not every page of an error or case has.

    Its target is the URL with the nearest known fragment.
    """

    rule = "link-fragment"
    fragment: str
    nearest: str | None
    """The known fragment that is most like it."""
    known: tuple[str, ...]
    wording = Message("`#{fragment}` in `{url}` is not a permanent fragment", "{one_of}", "{fix}")

    @property
    def one_of(self) -> str:
        """Return all that could be written."""
        return f"one of {', '.join(f'`#{name}`' for name in self.known)}"

    @property
    def fix(self) -> str:
        """Return what to do, which is certain where only case and separators differ."""
        if self.is_certain:
            return f"write `{self.target}`; `--fix` does that"
        return _question([f"#{self.nearest}"] if self.nearest else []) or "correct or remove it"


def _question(suggestions: Sequence[str]) -> str:
    """Return the question that offers URLs or fragments, or nothing."""
    *others, last = (f"`{url}`" for url in suggestions) if suggestions else ("",)
    return f"did you mean {', '.join(others)}{' or ' if others else ''}{last}?" if last else ""
