"""Tools and resources over the Model Context Protocol; needs the extra `mcp`."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import getdoc
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal

import uvicorn
from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import (
    CallToolResult,
    ListResourcesRequest,
    ListResourcesResult,
    Resource,
    TextContent,
    ToolAnnotations,
)
from pydantic import AnyUrl, BaseModel, Field

from errdocs.agents import wording
from errdocs.agents.answers import Explanation, LinkReport, Listing, LookupAnswer
from errdocs.agents.reference import SCHEME, Reference
from errdocs.agents.tools import MOST_TEXT, BadQuestion, Filters, Tools
from errdocs.escaping import printable, printable_lines
from errdocs.fetching import Unreadable
from errdocs.linkcheck.scanning import Notation
from errdocs.registry.model import Retry
from errdocs.registry.naming import AmbiguousEntry, UnknownEntry

HOST = "127.0.0.1"
PAGE = 100  # resources in one answer
MOST_KEYS = 60  # values of a facet that the description of a tool names
MARKDOWN = "text/markdown"
_READS = ToolAnnotations(readOnlyHint=True, idempotentHint=True, openWorldHint=False)
_Cursor = Annotated[str | None, Field(description="next_cursor of the page before", max_length=20)]
_Key = Annotated[str | None, Field(max_length=200)]


def server_of(reference: Reference, folder: Path | None = None, port: int = 0) -> FastMCP[None]:
    """Return a server that answers from a reference.

    Files below `folder` may be read for their links. Over HTTP, the server answers what was sent
    to this machine on a port, and nothing else: a page of another site gets no answer.
    """
    hosts = [f"{name}:{port}" for name in (HOST, "localhost")]
    server = _Server(
        reference,
        name="errdocs",
        instructions=_instructions(reference),
        log_level="WARNING",
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(
            allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts]
        ),
    )
    answers = _Answers(Tools(reference, folder))
    tools = answers.lookup_error, answers.explain_error, answers.list_errors, answers.check_links
    for tool in tools:
        more = _facets(reference) if tool == answers.list_errors else ""
        server.add_tool(tool, description=(getdoc(tool) or "") + more, annotations=_READS)
    read = _Resources(reference)
    for template, function in (("{code}", read.error), ("{code}/{case}", read.case)):
        server.resource(SCHEME + template, mime_type=MARKDOWN)(function)
    return server


def http_server(server: FastMCP[None]) -> uvicorn.Server:
    """Return what serves over HTTP, to be run with the sockets that it listens on."""
    config = uvicorn.Config(server.streamable_http_app(), log_level="warning")
    return uvicorn.Server(config)


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """Listen on a port of this machine, for programs on it alone; 0 takes a free one.

    Raises OSError where the port is taken.
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
        yield listener


def _instructions(reference: Reference) -> str:
    registry = reference.registry
    about = printable(f"{reference.service}: {registry.settings.service.description}")[:500]
    cases = sum(len(error.cases) for error in registry.errors)
    return (
        f"The reference of the errors of {about} It has {len(registry.errors)} codes and {cases} "
        "cases. When a program fails with an error of this service, give the whole output to "
        "lookup_error before you change anything, follow the fix, and give people the link. "
        "What it does not know is unknown: say so, and do not invent a cause."
    )


def _facets(reference: Reference) -> str:
    settings = reference.registry.settings
    keys = {
        "category": [category.key for category in settings.categories],
        "actor": [actor.key for actor in settings.actors],
        "surface": [surface.key for surface in settings.surfaces],
    }
    lines = (f"{name}: {', '.join(own[:MOST_KEYS])}." for name, own in keys.items() if own)
    return printable_lines("\n".join(("", "", *lines)))


class _Server(FastMCP[None]):
    """Lists every error and case as a resource, page by page."""

    def __init__(self, reference: Reference, **options: Any) -> None:
        self._reference = reference
        super().__init__(**options)

    # The SDK takes both forms; the one of its own class cannot be asked for a page.
    async def list_resources(  # type: ignore[override]
        self, request: ListResourcesRequest
    ) -> ListResourcesResult:
        cursor = (request.params and request.params.cursor) or "0"
        start = int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < 10 else 0
        found = [*islice(self._resources(), start, start + PAGE + 1)]
        more = str(start + PAGE) if len(found) > PAGE else None
        return ListResourcesResult(resources=found[:PAGE], nextCursor=more)

    def _resources(self) -> Iterator[Resource]:
        for error in self._reference.registry.errors:
            several = error.cases if len(error.cases) > 1 else ()
            for case in (None, *several):
                yield Resource(
                    uri=AnyUrl(self._reference.uri(error, case)),
                    name=printable(error.name_of(case)),
                    title=printable(error.title_of(case)),
                    mimeType=MARKDOWN,
                )


class _Resources:
    """Reads what the URI of a resource names."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def error(self, code: str) -> str:
        """Return an error code as Markdown: what to do, or the messages to choose a case from."""
        return self._text(code)

    def case(self, code: str, case: str) -> str:
        """Return one case of an error as Markdown: what happened and what to do."""
        return self._text(code, case)

    def _text(self, *segments: str) -> str:
        try:
            return self._reference.resource(*segments)
        except (UnknownEntry, AmbiguousEntry) as error:
            raise ValueError(printable(str(error))) from error


class _Answers:
    """The tools, as agents see them: each docstring is a description."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._service = printable(tools.reference.service)

    def lookup_error(
        self,
        text: Annotated[
            str,
            Field(
                description="Output of a program: a traceback, a JSON body, a log, a message",
                max_length=MOST_TEXT,
            ),
        ],
        limit: Annotated[int, Field(description="The most errors", ge=1, le=10)] = 3,
    ) -> Annotated[CallToolResult, LookupAnswer]:
        """Find the errors that a text is about, with the first step of each fix.

        Give the whole text as it was printed. The text stays on this machine.
        """
        answer = self._tools.lookup(text, limit)
        return _result(answer, wording.lookup_text(answer, self._service))

    def explain_error(
        self,
        code: Annotated[str, Field(description="CODE, CODE/CASE or an alias", max_length=500)],
        case: Annotated[str | None, Field(description="Id of a case", max_length=200)] = None,
        examples: Annotated[
            bool, Field(description="Add requests that fail and that work, and code")
        ] = False,
    ) -> Annotated[CallToolResult, Explanation]:
        """Explain an error code, or one case of it: the whole fix, the cause, who has to act.

        Of a code with several cases, choose the one whose message you got.
        """
        name = f"{code}/{case}" if case else code
        answer = self._tools.explain(name, with_examples=examples)
        return _result(answer, wording.explanation_text(answer, self._service))

    def list_errors(
        self,
        category: _Key = None,
        status: Annotated[int | None, Field(description="HTTP status", ge=100, le=599)] = None,
        actor: _Key = None,
        retry: Retry | None = None,
        surface: _Key = None,
        words: Annotated[
            str | None, Field(description="Words that code, title or message have", max_length=200)
        ] = None,
        limit: Annotated[int, Field(ge=1, le=50)] = 20,
        cursor: _Cursor = None,
    ) -> Annotated[CallToolResult, Listing]:
        """List the known errors that fit all the filters."""
        filters = Filters(category, status, actor, retry, surface, words)
        with _refusals():
            listing = self._tools.listing(filters, limit, cursor)
        return _result(listing, wording.listing_text(listing))

    def check_links(
        self,
        text: Annotated[
            str | None,
            Field(description="Text that may link to the reference", max_length=MOST_TEXT),
        ] = None,
        path: Annotated[
            str | None,
            Field(
                description="In place of text: a file below the working folder", max_length=1_000
            ),
        ] = None,
        notation: Annotated[
            Literal["markdown", "html", "rst", "asciidoc", "yaml", "text"],
            Field(description="How the text is written; a file is known by its name"),
        ] = "markdown",
    ) -> Annotated[CallToolResult, LinkReport]:
        """Check the links to this reference in a text or a file: broken, moved, out of date.

        Nothing is written: the answer says what to replace.
        """
        with _refusals():
            if (text is None) == (path is None):
                raise BadQuestion("give either text or path")
            content, kind = text or "", Notation[notation.upper()]
            if path is not None:
                content, kind = self._tools.text_of(path)
            report = self._tools.links(content, kind)
        return _result(report, wording.links_text(report))


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what cannot be answered into an error of the tool, which the agent reads."""
    try:
        yield
    except (BadQuestion, Unreadable) as error:
        raise ToolError(printable(str(error))) from error


def _result(answer: BaseModel, text: str) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(type="text", text=text)],
        structuredContent=answer.model_dump(mode="json"),
    )
