"""A log line -> when it was written, in the forms that logs have.

A time without a zone is read as UTC, and one without a year as of the year that is given.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

SEARCHED = 512  # bytes at the start of a line in which its time is looked for
_ISO = re.compile(
    rb"(?<![0-9])(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))? ?(Z|[+-]\d\d:?\d\d)?"
)
_SYSLOG = re.compile(
    rb"(?<![A-Za-z])(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([ 0-3]?\d) (\d\d:\d\d:\d\d)"
)
_EPOCH = re.compile(
    rb"\"(?:ts|time|timestamp|@timestamp)\"\s{0,4}:\s{0,4}\"?(\d{9,19})(?:\.(\d{1,9}))?"
    rb"(?=[\s\",}])"
)
# The digits of an epoch tell its unit: seconds have ten until the year 2286.
_DIGITS_OF_SECONDS = 10


def time_of(line: bytes, year: int) -> datetime | None:
    """Return the time that the start of a line tells; None where it tells none."""
    start = line[:SEARCHED]
    if found := _ISO.search(start):
        with suppress(ValueError):
            return _iso(*(group.decode() if group else "" for group in found.groups()))
    if found := _EPOCH.search(line):
        with suppress(ValueError, OverflowError):
            return _epoch(found[1].decode(), (found[2] or b"0").decode())
    if found := _SYSLOG.search(start):
        text = f"{year} {b' '.join(found.groups()).decode()}"
        with suppress(ValueError):
            return datetime.strptime(text, "%Y %b %d %H:%M:%S").replace(tzinfo=UTC)
    return None


def _iso(day: str, clock: str, fraction: str, zone: str) -> datetime:
    zone = "+00:00" if zone in ("", "Z") else zone
    moment = datetime.strptime(f"{day} {clock} {zone}", "%Y-%m-%d %H:%M:%S %z")
    return (moment + timedelta(seconds=float(f"0.{fraction or 0}"))).astimezone(UTC)


def _epoch(whole: str, fraction: str) -> datetime:
    places = max(0, len(whole) - _DIGITS_OF_SECONDS)
    unit = 10 ** (3 * round(places / 3))
    seconds, rest = divmod(int(whole), unit)
    part = rest / unit + (float(f"0.{fraction}") if unit == 1 else 0)
    return datetime.fromtimestamp(seconds, UTC) + timedelta(seconds=part)
