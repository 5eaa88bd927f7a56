"""What a ledger lacks: the lines and targets that the registry says and the ledger does not."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from errdocs.routes.destinations import Destinations
from errdocs.routes.ledger import Ledger, Permalink
from errdocs.routes.published import FRAGMENTS


@dataclass(frozen=True)
class Update:
    """What has to change in a ledger."""

    paths: Mapping[str, Permalink] = field(default_factory=dict)
    """Lines to append."""
    fragments: Mapping[str, datetime.date] = field(default_factory=dict)
    """Fragments to append."""
    targets: Mapping[str, str] = field(default_factory=dict)
    """Paths whose target has changed, with the new one."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to change."""
        return not (self.paths or self.fragments or self.targets)


def pending(where: Destinations, today: datetime.date) -> Update:
    """Return what the registry says that its ledger does not.

    A target is only changed where the site itself leads elsewhere. A path that leads nowhere
    stays as it is: where it should lead is for people to say.
    """
    known = where.ledger or Ledger(paths={})
    resolved = {path: where.resolve(path) for path in known.paths}
    return Update(
        paths={
            path: Permalink(since=today, target=target)
            for path, target in sorted(where.published.targets.items())
            if path not in known.paths
        },
        fragments={name: today for name in FRAGMENTS if name not in known.fragments},
        targets={
            path: target
            for path, target in resolved.items()
            if target is not None and target != known.paths[path].target
        },
    )
