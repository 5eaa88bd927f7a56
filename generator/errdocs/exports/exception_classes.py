"""Constants and exception classes of a registry, so that programs catch errors by name.

Each code is a class that is called as the code: `except InvalidApiKey`. What cannot be in a name
becomes `_`, and words that Python or TypeScript need get one at their end. Where that gives two
codes one name, the one that was published first keeps it, by the ledger of permanent links; the
others get a few characters that follow from the code alone. So a name that was published stays,
whatever is added. Both languages have the same names.
"""

from __future__ import annotations

import datetime
import hashlib
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from errdocs.messages import TemplateError, parse
from errdocs.registry.model import ERRORS_PATH, Case, EnvelopeFormat, Error, Registry
from errdocs.render.first_steps import first_step
from errdocs.render.texts import render_text
from errdocs.routes import Routes

FILES: Mapping[str, str] = {"errors.py": "constants.py.j2", "errors.ts": "constants.ts.j2"}
"""The files and their templates."""
_OTHER = re.compile(r"[^0-9A-Za-z_]+")
_NAMELESS = "Code"  # a code without a letter or digit of ASCII
_DIGITS_FIRST = "E"  # what stands before a digit: `E08P01`
# What the templates use themselves, and the words of TypeScript; Python knows its own.
_WORDS = b"""Actor Answer Array CASES CODELESS CODES Case ClassVar ENVELOPES Error Exception
    Final Infinity Literal Map Mapping Math NaN NamedTuple None Object Record Retry SERVICE
    Sequence ServiceError Set String VERSION abstract any arguments as asserts async await
    bigint bool boolean break case caseOf case_of catch class codeless codes const
    constructor continue debugger declare default delete dict do else enum errorFor
    error_for eval export extends false finally float for from fromResponse from_response
    function get if implements import in infer instanceof int interface is isinstance keyof
    len lengthOf length_of let list map max min module namespace never new null number
    object of package private protected public range readonly require return set shared
    static str string sum super switch symbol this throw true try tuple type typeof
    undefined unique unknown valueAt value_at var void while with yield"""
RESERVED = frozenset(_WORDS.decode().split()) | {*keyword.kwlist}


@dataclass(frozen=True, slots=True)
class CaseConstant:
    """One case, as the files have it."""

    case: Case
    name: str
    """Name of the constant that holds its id."""
    url: str
    fix: str
    """First sentence of the fix."""
    texts: Sequence[Sequence[str]]
    """The texts that stand in each of its messages, in order, with values between them."""


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """One error, as the files have it."""

    error: Error
    name: str
    aliases: Sequence[str]
    """Other names of the class."""
    url: str
    cases: Sequence[CaseConstant]


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a response in JSON has the code and the message of an error: the keys that lead there.

    An empty path leads nowhere.
    """

    code: Sequence[str]
    message: Sequence[str]


def constants(routes: Routes) -> Iterator[tuple[str, str]]:
    """Yield path and content of the files for Python and TypeScript."""
    registry, names = routes.registry, names_of(routes)
    classes = [_error_class(routes, error, names) for error in registry.errors]
    for path, template in FILES.items():
        yield (
            path,
            render_text(
                template,
                classes=classes,
                codes=_codes(registry, names),
                readings=_readings(registry),
                settings=registry.settings,
                url=routes.url(ERRORS_PATH),
            ),
        )


def identifier(code: str) -> str:
    """Return the name for a code where no other code has it."""
    name = _OTHER.sub("_", code).strip("_")
    if not name:
        return f"{_NAMELESS}_{_mark(code)}"
    if name[0].isdigit():
        return _DIGITS_FIRST + name
    return f"{name}_" if name in RESERVED else name


def names_of(routes: Routes) -> Mapping[str, str]:
    """Return the name for each code and alias; the module says which is called what."""
    spellings = (
        (error.code != spelling, spelling)
        for error in routes.registry.errors
        for spelling in error.spellings
    )
    paths = routes.ledger.paths if routes.ledger else {}

    def age(item: tuple[bool, str]) -> tuple[datetime.date, bool, str]:
        recorded = paths.get(f"{ERRORS_PATH}{item[1]}/")
        return (recorded.since if recorded else datetime.date.max, *item)

    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, spelling in sorted(spellings, key=age):
        if spelling not in found:
            name = identifier(spelling)
            while name in taken:
                name = f"{name}_{_mark(spelling)}"
            found[spelling] = name
            taken.add(name)
    return found


def _mark(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()[:8]


def _error_class(routes: Routes, error: Error, names: Mapping[str, str]) -> ErrorClass:
    return ErrorClass(
        error=error,
        name=names[error.code],
        aliases=[names[spelling] for spelling in error.spellings[1:]],
        url=routes.url(error.path),
        cases=[
            CaseConstant(
                case=case,
                name=f"CASE_{case.id.replace('-', '_').upper()}",
                url=routes.url(error.path_of(case)),
                fix=first_step(case),
                texts=[*_texts(case)],
            )
            for case in error.cases
        ],
    )


def _texts(case: Case) -> Iterator[Sequence[str]]:
    for template in case.all_templates:
        try:
            if literals := parse(template).literals:
                yield literals
        except TemplateError:  # a rule reports it
            continue


def _codes(registry: Registry, names: Mapping[str, str]) -> Mapping[str, str]:
    """Return the name of the class for each spelling of a code that responses have."""
    spellings = {
        spelling: names[error.code]
        for spelling, error in registry.by_any_spelling.items()
        if error.has_code
    }
    own = {code: names[error.code] for code, (error, _) in registry.case_by_code.items()}
    return dict(sorted({**own, **spellings}.items()))


def _readings(registry: Registry) -> Sequence[Reading]:
    """Return where the responses of all surfaces have their code and message, each form once."""
    bodies = (
        surface.envelope.body
        for surface in registry.settings.surfaces
        if surface.envelope and surface.envelope.format is EnvelopeFormat.JSON
    )
    found = {
        (tuple(_path(body, "{code}")), tuple(_path(body, "{message}"))): None for body in bodies
    }
    return [Reading(*paths) for paths in found if any(paths)]


def _path(body: object, wanted: str) -> Sequence[str]:
    """Return the keys that lead to a text in data, outermost first; none where it is not there."""
    if not isinstance(body, Mapping):
        return ()
    for key, value in body.items():
        if value == wanted:
            return (key,)
        if below := _path(value, wanted):
            return (key, *below)
    return ()
