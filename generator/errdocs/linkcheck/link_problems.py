"""Problems of links: what is wrong with one in somebody's file, as facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from errdocs.escaping import printable
from errdocs.linkcheck.known_site import Removal
from errdocs.problems import Message, Place, Problem
from errdocs.registry.reading_problems import UnreadableFile


@dataclass(frozen=True)
class LinkProblem(Problem):
    """Something wrong with a link."""

    where: Place
    url: str
    """The link as it is written."""

    @property
    def target(self) -> str | None:
        """Return the URL that most probably belongs in its place."""
        return None

    @property
    def is_certain(self) -> bool:
        """Whether the link means the target, so that a program may write it."""
        return False

    def data(self) -> dict[str, object]:
        """Return what a program needs to fix the link by itself."""
        target = self.target
        shown = None if target is None else printable(target)
        return {"url": printable(self.url), "target": shown, "certain": self.is_certain}


@dataclass(frozen=True)
class UnreadableText(UnreadableFile):
    """A file whose links nobody can see."""

    def data(self) -> dict[str, object]:
        """Return the fields that every problem of links has."""
        return {"url": None, "target": None, "certain": False}


@dataclass(frozen=True)
class RedirectedLink(LinkProblem):
    """A link that arrives by a redirect."""

    rule = "link-redirected"
    leads_to: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`{self.url}` is redirected", f"`{self.leads_to}`", "replace it; `--fix` does that"
        )

    @property
    def target(self) -> str | None:  # noqa: D102
        return self.leads_to

    @property
    def is_certain(self) -> bool:  # noqa: D102
        return True


@dataclass(frozen=True)
class RetiredLink(LinkProblem):
    """A link to a retired entry."""

    rule = "link-retired"
    removal: Removal
    replacement: str | None

    def message(self) -> Message:  # noqa: D102
        facts = self.removal
        since = " on ".join(filter(None, (facts.version, facts.date)))
        found = f"`{self.url}` is about a retired error{since and f' (since {since})'}"
        reason = facts.reason.rstrip(".")
        found += f": {reason}" if reason else ""
        if self.replacement:
            fix = "read it, and link to it where it fits"
            return Message(found, f"what stands in its place, `{self.replacement}`", fix)
        return Message(found, "a link to an error that still occurs", "remove what is out of date")

    @property
    def target(self) -> str | None:  # noqa: D102
        return self.replacement


@dataclass(frozen=True)
class BrokenLink(LinkProblem):
    """A link that leads nowhere."""

    name: str
    suggestions: tuple[str, ...]

    @property
    def target(self) -> str | None:  # noqa: D102
        return self.suggestions[0] if self.suggestions else None


@dataclass(frozen=True)
class UnknownCode(BrokenLink):
    """A link to a code that the reference does not have."""

    rule = "link-code"

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`{self.name}` in `{self.url}` is no code of the reference",
            "a code or an alias, letter for letter",
            _question(self.suggestions) or "correct the code or remove the link",
        )


@dataclass(frozen=True)
class UnknownCase(BrokenLink):
    """A link to a case that its error does not have."""

    rule = "link-case"

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`{self.name}` in `{self.url}` is no case of that error",
            "the id of one of its cases",
            _question(self.suggestions) or "link to the error itself",
        )


@dataclass(frozen=True)
class UnknownPage(BrokenLink):
    """A link to a page that the site does not have."""

    rule = "link-page"

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`{self.url}` leads to no page of the site",
            "the path of a page",
            _question(self.suggestions) or "correct the path or remove the link",
        )


@dataclass(frozen=True)
class UnknownFragment(LinkProblem):
    """A link to a section that not every page of an error or case has."""

    rule = "link-fragment"
    known: tuple[str, ...]
    nearest: str | None
    """The known fragment that is most like it."""
    corrected: str | None
    """The URL with that fragment."""
    is_only_spelling: bool
    """Whether that fragment can only be meant."""

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the fragment of `{self.url}` is none that lasts",
            f"one of {', '.join(f'`#{name}`' for name in self.known)}",
            self._fix(),
        )

    @property
    def target(self) -> str | None:  # noqa: D102
        return self.corrected

    @property
    def is_certain(self) -> bool:  # noqa: D102
        return self.is_only_spelling

    def _fix(self) -> str:
        if self.is_only_spelling:
            return f"write `{self.corrected}`; `--fix` does that"
        return _question([f"#{self.nearest}"] if self.nearest else []) or "correct or remove it"


def _question(suggestions: Sequence[str]) -> str:
    """Return the question that offers URLs or fragments, or nothing."""
    *others, last = (f"`{url}`" for url in suggestions) if suggestions else ("",)
    return f"did you mean {', '.join(others)}{' or ' if others else ''}{last}?" if last else ""
