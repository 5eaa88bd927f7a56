"""One match -> the few lines that stand below an error: what to do, whether to retry, the link.

Every place that tells people of a known error takes them from here.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from errdocs.lookup import Match
from errdocs.registry.model import Case, Registry, Retry
from errdocs.render.first_steps import plain_first_step

DATA = Path("data")  # the folder of the registry that commands take where none is named


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about one error."""

    entry: str
    """`CODE/CASE`, or the code alone where no case is known."""
    title: str
    step: str
    """First sentence of the fix; empty where nobody has written one."""
    facts: str
    """Whether to retry, and who acts; empty where neither is known."""
    link: str
    """URL of the page, or the command that shows it where the URL of the site is unknown."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Return what is said below the name of the error."""
        return tuple(line for line in (self.step, self.facts, self.link) if line)

    @property
    def told(self) -> tuple[str, ...]:
        """Return the lines with the name of the error above them."""
        return (f"{self.entry}  {self.title}", *(f"  {line}" for line in self.lines))


@dataclass(frozen=True)
class Adviser:
    """Words what a registry advises."""

    registry: Registry
    folder: Path
    """Folder of the registry, as the user named it."""
    site_url: str = ""

    def advice(self, match: Match, values: Mapping[str, str]) -> Advice:
        """Return the advice for a match; the values of its message have their secrets masked."""
        case = self.case(match.code, match.case)
        facts = [fact for fact in (retry_label(match.retry), self.actor_label(match.actor)) if fact]
        name = f"{match.code}/{match.case}" if match.case else match.code
        return Advice(
            entry=name,
            title=match.title,
            step=plain_first_step(case, values) if case else "",
            facts=f"{'. '.join(facts)}." if facts else "",
            link=match.url if self.site_url else self.explain(name),
        )

    def case(self, code: str, case_id: str | None) -> Case | None:
        """Return the case of a match; of a code alone, its only one."""
        error = self.registry.by_code[code]
        return error.find_case(case_id) if case_id else error.only_case

    def actor_label(self, key: str | None) -> str | None:
        """Return who acts, in words."""
        actor = self.registry.actor_by_key.get(key or "")
        return f"{actor.title} acts" if actor else key

    def explain(self, name: str) -> str:
        """Return the command that shows an entry."""
        return f"errdocs explain {shlex.quote(name)}{self.data_option}"

    @property
    def data_option(self) -> str:
        """Return the option that names the folder of the registry, where a command needs it."""
        return "" if self.folder == DATA else f" --data {shlex.quote(str(self.folder))}"


def retry_label(advice: str | None) -> str | None:
    """Return an advice on retrying in words."""
    return next((known.label for known in Retry if known == advice), None)
