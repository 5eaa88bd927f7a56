"""HTTP statuses in words."""

from __future__ import annotations

from http import HTTPStatus


def status_label(status: int | None) -> str:
    """Return a status with its standard phrase, or the words for no HTTP response."""
    if status is None:
        return "No HTTP response"
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
