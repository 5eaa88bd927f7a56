"""A project's issue form as a URL template -> links to it, filled with what a page is about.

The pages fill the same template by script (`templates/assets/report.js`), in the same letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from errdocs.problems import quoted
from errdocs.registry.model import Case, Error
from errdocs.registry.naming import did_you_mean
from errdocs.render.texts import render_text
from errdocs.routes.paths import is_local

FIELDS = ("title", "body", "code", "case", "page", "version")
"""What a template may ask for, as `{title}`."""
_FIELD = re.compile(r"\{([^{}]*)\}")
_SCHEMES = ("https", "http", "mailto")
_TEMPLATE = "report.md.j2"


class BadReportUrl(ValueError):
    """Raised when a URL cannot be that of an issue form; the text says why and what to write."""


def require_report_url(template: str) -> None:
    """Refuse a template that no reader should follow; raises BadReportUrl.

    Fields only stand in the query or fragment: what a reader writes decides on no host.
    """
    if re.search(r"[\s\x00-\x1f\x7f\"<>\\^`|]", template):
        raise BadReportUrl("a character that no URL has; expected it percent-encoded, as `%20`")
    address, mark, rest = _split(template)
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise BadReportUrl(f"`{address}` is not a URL: {error}") from error
    if parts.scheme not in _SCHEMES or not _leads_somewhere(parts.scheme, address):
        raise BadReportUrl(
            f"`{address}` is not the address of a form; expected `https://...`, `http://...` or "
            "`mailto:name@host`"
        )
    if "{" in address or "}" in address:
        raise BadReportUrl(f"a field in `{address}`; expected fields after the first `?` only")
    for name in _FIELD.findall(mark + rest):
        if name not in FIELDS:
            guess = did_you_mean(name, FIELDS) or f"expected one of {quoted(FIELDS)}"
            raise BadReportUrl(f"unknown field `{{{name}}}`; {guess}")
    if re.search(r"[{}]", _FIELD.sub("", rest)):
        raise BadReportUrl("a brace without its other half; expected fields such as `{title}`")


def _split(template: str) -> tuple[str, str, str]:
    found = re.search(r"[?#]", template)
    at = found.start() if found else len(template)
    return template[:at], template[at : at + 1], template[at + 1 :]


def _leads_somewhere(scheme: str, address: str) -> bool:
    if scheme == "mailto":
        return re.fullmatch(r"mailto:[^@/]+@[^@/]+", address, re.IGNORECASE) is not None
    return bool(urlsplit(address).hostname)


def report_link(template: str, values: Mapping[str, str]) -> str:
    """Return a template with values in its fields, each percent-encoded."""
    is_mail = template.lower().startswith("mailto:")

    def filled(match: re.Match[str]) -> str:
        value = values.get(match[1], "")
        value = value.replace("\n", "\r\n") if is_mail else value  # as the standard of mail asks
        return quote(value, safe="", errors="replace")

    return _FIELD.sub(filled, template)


@dataclass(frozen=True)
class Report:
    """What a reader may tell about a page, before they add a word of their own."""

    template: str
    values: Mapping[str, str]

    @property
    def link(self) -> str:
        """Return the link to the form, for readers without scripts too."""
        return report_link(self.template, self.values)

    @property
    def data(self) -> str:
        """Return the values as JSON, for the script that lets people add a message."""
        return json.dumps(self.values, ensure_ascii=False)


@dataclass(frozen=True)
class Reports:
    """The reports that the pages of a site offer."""

    template: str
    site_url: str
    version: str

    def about(self, error: Error, case: Case | None, path: str) -> tuple[Report, Report]:
        """Return a report on the page of an entry, and one on a message that it lacks."""
        base = "" if is_local(self.site_url) else self.site_url
        values = {
            "code": (case and case.code) or error.code,
            "case": case.id if case else "",
            "page": f"{base or '/'}{path}",
            "version": self.version,
        }
        name = error.name_of(None if error.only_case else case)
        on_page = self._report(values, f"Problem with the page of {name}", is_message=False)
        missing = self._report(values, f"Message without an entry: {error.code}", is_message=True)
        return on_page, missing

    def _report(self, values: Mapping[str, str], title: str, *, is_message: bool) -> Report:
        body = render_text(_TEMPLATE, **values, is_message=is_message)
        return Report(self.template, {"title": title, "body": body, **values})
