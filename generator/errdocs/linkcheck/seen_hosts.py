"""Files without a link to the site -> the hosts that they link to, which show what is wrong.

Most often the site has another URL than the one that was given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from errdocs.linkcheck.checker import NO_LINKS
from errdocs.linkcheck.file_texts import content_of_file, searchable
from errdocs.linkcheck.scanning import SiteUrls
from errdocs.problems import Place, Problem, quoted

MOST_HOSTS = 5  # that are named
_HOST = re.compile(
    rb"(?:https?:\\?/\\?/(?P<host>\[[0-9a-f:.]{2,45}\]|[a-z0-9][a-z0-9.-]{0,252})(?P<port>:[0-9]{1,5})?"
    rb"|(?P<file>file:)\\?/\\?/)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NoLinks(Problem):
    """That no file links to the site, with the hosts that they link to."""

    hosts: Mapping[str, int] = field(default_factory=dict)

    def data(self) -> dict[str, object]:
        """Return the hosts that were seen, most frequent first, with the number of their URLs."""
        return {"url": None, "target": None, "certain": False, "hosts": self.hosts}


def without_links(
    named: Sequence[Path], files: Collection[Path], urls: SiteUrls, *, is_warning: bool
) -> NoLinks:
    """Return the problem of files of which none links to a site; `named` is what people asked for.

    It is about no line: runbooks may have a first link to the site tomorrow.
    """
    hosts = seen_hosts(files)
    most = dict(hosts.most_common(MOST_HOSTS))
    shown = ", ".join(f"`{name}` ({count:,})" for name, count in most.items())
    more = f" and {len(hosts) - len(most):,} more" if len(hosts) > len(most) else ""
    number = f"{len(files):,} file{'' if len(files) == 1 else 's'}"
    facts = {
        "site": quoted(urls.names),
        "files": number,
        "hosts": f"the files link to {shown}{more}" if hosts else "the files link to no host",
    }
    rule = replace(NO_LINKS, is_warning=is_warning)
    return NoLinks(Place(named[0].as_posix()), rule, facts, hosts=most)


def seen_hosts(files: Iterable[Path]) -> Counter[str]:
    """Return how many URLs of each host the files hold; `file:` is the host of local files."""
    found: Counter[str] = Counter()
    for file in files:
        try:
            content = searchable(content_of_file(file))
        except OSError:
            continue  # a file that cannot be read is reported elsewhere
        found.update(map(_name, _HOST.finditer(content)))
    return found


def _name(match: re.Match[bytes]) -> str:
    written = match["file"] or (match["host"].rstrip(b".") + (match["port"] or b""))
    return written.decode("ascii").lower()
