"""`errdocs explain`: an entry in the terminal.

Markdown becomes lines that are wrapped, plain, and safe to print. Blocks are styled; code keeps
its backticks, so that the text reads the same in a file, and literal blocks keep their lines, so
that a message can be copied letter for letter. That is why `rich` only prints here: its Markdown
wraps code, breaks URLs and hides the backticks.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

import click

from errdocs.cli import options
from errdocs.escaping import printable, printable_json
from errdocs.registry.cache import cached_text, load_cached
from errdocs.registry.loaded import Loaded
from errdocs.registry.model import ERRORS_PATH, Case, Error, Registry
from errdocs.registry.naming import AmbiguousEntry, Found, UnknownEntry, did_you_mean, find
from errdocs.render.built_in import BUILT_IN_TEMPLATES

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

MOST_SHARING = 50  # entries with one value that are listed for people
LONGEST_NAME = 200  # characters of a name that are compared with others; a longer one is a text
# What looks like a misspelt code: suggestions help more than what its parts may mean.
_NAME = re.compile(r"[\w./-]*")
WIDEST = 100  # width above which lines are tiring to read
NARROWEST = 20  # width below which lines are no longer wrapped more narrowly
TITLE, HEADING, LITERAL, NOTICE, HINT = "bold", "bold cyan", "green", "yellow", "dim"
"""Styles of lines."""
_ENTRY_LINK = re.compile(r"/errors/([^?#]+)/(#.*)?")


@click.command(epilog="Example: errdocs explain Throttling.AllocationQuota/free-quota-exhausted")
@click.argument("name", metavar="CODE[/CASE]|TEXT")
@options.data
@options.formats(
    *("text", "json", "markdown"),
    help="Text for people, the fields of errors.json, or plain Markdown.",
)
@click.option(
    "--value",
    "given",
    metavar="NAME=VALUE",
    multiple=True,
    callback=options.pairs,
    help="A value of your message, for the advice and --request; may be given several times.",
)
@click.option(
    "--request",
    "request",
    metavar="FILE",
    type=click.File(encoding="utf-8", errors="replace"),
    help="Correct the request in a file, JSON or a command with it, and print what changes.",
)
def explain(
    name: str, folder: Path, form: str, given: Mapping[str, str], request: TextIO | None
) -> None:
    """Explain an error: what happened, what to do, whether to retry and who has to act.

    CODE may be an alias, an old name or the start of a code; letter case, `_`, `-` and `.` do
    not matter. The value of a lookup field, such as an SQLSTATE, lists the entries
    that have it. A TEXT that is not a code, such as a whole message, is looked up;
    `errdocs lookup` shows more.

    The advice speaks the values of a message that you give as TEXT.
    """
    loaded = loaded_entries(folder)
    registry = loaded.registry
    sharing = () if registry.find_entry(name) else registry.entries_by_value.get(name, ())
    if len(sharing) > 1:
        click.echo(_shared(registry, name, sharing, form))
        return
    if sharing:
        name = sharing[0][0].name_of(sharing[0][1])
    found, values = find_entry_of(loaded, folder, name, is_text=not _NAME.fullmatch(name))
    values = {**values, **_known_values(found, given)}
    if request:
        from errdocs.cli.request_correction import show_correction  # only here: an entry needs none

        show_correction(registry, found, options.text_of(request), values, form)
        return
    if form == "json":
        click.echo(printable_json(_json(found)))
        return
    entry, view = found.error.name_of(found.case), f"{form} {terminal_width()}"
    templates = BUILT_IN_TEMPLATES / "texts"
    if values:  # nothing of a pasted text is kept
        text = _text(registry, found, form, values)
    else:
        text = cached_text(lambda: _text(registry, found, form), folder, entry, view, templates)
    if form == "markdown":
        click.echo(options.printable_lines(text))
    else:
        show([Line(*line) for line in json.loads(text)])


def _known_values(found: Found, given: Mapping[str, str]) -> Mapping[str, str]:
    """Return the values that were given, secrets masked; an unknown name ends the command."""
    if not given:
        return given
    from errdocs.lookup.secrets import masked  # only here: most entries are shown without

    known = [name for case in found.cases for name in case.sample_values]
    for name in given:
        if name not in known:
            question = did_you_mean(name, known) or f"it has {', '.join(known) or 'none'}"
            raise click.UsageError(f"the message has no value `{printable(name)}`; {question}")
    return {name: masked(value) for name, value in given.items()}


def _shared(
    registry: Registry, value: str, entries: Sequence[tuple[Error, Case | None]], form: str
) -> str:
    """Return the list of the entries that share a value of a field."""
    if form == "json":
        rows = [
            {
                "code": error.code,
                "case": case.id if case else None,
                "title": error.title_of(case),
                "path": error.path_of(case),
            }
            for error, case in entries
        ]
        document = {"value": value, "entries": rows}
        return printable_json(document)
    fields = (declared for declared in registry.settings.fields if declared.lookup)
    error, case = entries[0]
    values = error.values_of(case)
    title = next(declared.title for declared in fields if values.get(declared.key) == value)
    shown = entries[:MOST_SHARING]
    mark, quote = ("- ", "`") if form == "markdown" else ("  ", "")
    lines = [f"{title} {quote}{value}{quote}: {len(entries)} entries", ""]
    for error, case in shown:
        lines.append(f"{mark}{quote}{error.name_of(case)}{quote}: {error.title_of(case)}")
    if more := len(entries) - len(shown):
        lines += ["", f"{more} more have it; `--format json` lists them all."]
    return options.printable_lines("\n".join(lines))


def _text(
    registry: Registry, found: Found, form: str, values: Mapping[str, str] | None = None
) -> str:
    """Return an entry as Markdown, or the lines of a terminal with their styles as JSON."""
    # only here: a copy needs no template
    from errdocs.render.entry_markdown import Extent, entry_markdown

    is_overview = form == "text" and len(found.cases) > 1
    extent = Extent.OVERVIEW if is_overview else Extent.WHOLE
    markdown = entry_markdown(registry, found, extent=extent, values=values).rstrip("\n")
    if form == "markdown":
        return markdown
    lines = [*terminal_lines(markdown, terminal_width())]
    if is_overview:
        first = found.error.name_of(found.error.cases[0])
        hint = printable(f"One message in full: errdocs explain {first}")
        lines += [Line(""), Line(hint, HINT)]
    return json.dumps(lines)


def _json(found: Found) -> dict[str, object]:
    """Return an error in the form of errors.json; only with the case that was asked for."""
    from errdocs.exports.errors_json import error_data  # only here: text needs no data

    data = error_data(found.error)
    ids = {case.id for case in found.cases}
    return {**data, "cases": [case for case in data["cases"] if case["id"] in ids]}


def loaded_entries(folder: Path) -> Loaded:
    """Return the registry of a folder, which has errors."""
    loaded = load_cached(folder)
    if not loaded.registry.errors:
        if loaded.texts:
            options.fail(loaded, loaded.problems, click.ClickException("no error could be read"))
        # the folder is probably another one
        where = printable(str(folder))
        raise click.UsageError(f"{where} holds no errors; name the registry's folder with --data")
    return loaded


def find_entry_of(
    loaded: Loaded, folder: Path, name: str, *, is_text: bool = False
) -> tuple[Found, Mapping[str, str]]:
    """Return the entry of a registry that a name, the path of a page or a text means.

    With it come the values that the text has for the parameters of its message, secrets masked.
    What was published under the very name comes before anything that is only like it. An entry
    that could not be read completely ends the command: it would be shown wrongly.
    """
    registry = loaded.registry
    wanted = name[:LONGEST_NAME].strip("/").removeprefix(ERRORS_PATH)
    found = _moved(registry, folder, wanted)
    values: Mapping[str, str] = {}
    if found:
        new = found.error.name_of(found.case)
        click.echo(printable(f"{wanted} has moved: it is {new} now"), err=True)
    try:
        found = found or find(registry, wanted)
    except AmbiguousEntry as error:
        lines = [f"`{error.name}` may mean one of these:", *error.candidates]
    except UnknownEntry as error:
        from errdocs.lookup.secrets import masked  # only here: a known name needs no lookup

        shown = masked(name)[:LONGEST_NAME]  # of a secret that is cut first, a part would be shown
        found, values = _looked_up(loaded, folder, name) if is_text else (None, {})
        question = "; did you mean one of these?" if error.suggestions else ""
        lines = [f"no entry is called `{shown}`{question}", *error.suggestions]
        if not error.suggestions:
            lines.append("search for a word of it, a parameter or a status with `errdocs lookup`")
    if not found:
        # It may be one of those that could not be read.
        end = click.ClickException("\n  ".join(map(printable, lines)))
        options.fail(loaded, loaded.problems, end)
    files = {loaded.error_paths[registry.errors.index(found.error)], loaded.settings_path}
    has_settings = not loaded.problems or loaded.settings_path in loaded.texts
    if not has_settings or any(gap.path in files for gap in loaded.gaps):
        options.fail(loaded, loaded.problems, click.ClickException("the entry could not be read"))
    return found, values


def _moved(registry: Registry, folder: Path, name: str) -> Found | None:
    """Return the entry to which the path of a name leads that was published and is gone."""
    if name in registry.by_spelling or registry.find_entry(name):
        return None  # it exists today; the ledger takes longer to read than the rest
    from errdocs.routes import Routes, read_ledger

    path, ledger = f"{ERRORS_PATH}{name}/", read_ledger(folder).ledger
    if ledger is None or path not in ledger.paths:
        return None
    routes = Routes(registry, ledger, frozenset())
    target = None if path in routes.targets else routes.resolve(path)
    entry = routes.entry(target) if target else None
    return Found(*entry) if entry else None


def _looked_up(loaded: Loaded, folder: Path, text: str) -> tuple[Found | None, dict[str, str]]:
    """Return the entry that a text speaks of, and its values; None if that would be a guess."""
    from errdocs.cli.lookup import lookup_of  # only here: a code needs no index
    from errdocs.lookup import Confidence
    from errdocs.lookup.secrets import masked_values

    for match in lookup_of(loaded, folder)(text, limit=1):
        if match.confidence is not Confidence.SUGGESTION:
            error = loaded.registry.by_code[match.code]
            found = Found(error, error.find_case(match.case) if match.case else None)
            return found, masked_values(match.parameters, text) if match.case else {}
    return None, {}


class Line(NamedTuple):
    """One line of terminal text."""

    text: str
    style: str = ""


def show(lines: Sequence[Line]) -> None:
    """Print lines, in colours if a terminal shows them."""
    if sys.stdout.isatty() or os.environ.get("FORCE_COLOR"):
        from rich.console import Console  # only here: plain text needs no colours
        from rich.text import Text

        text = Text("\n").join(Text(line.text, line.style) for line in lines)
        Console(highlight=False, markup=False, emoji=False).print(text, soft_wrap=True)
    else:
        click.echo("\n".join(line.text for line in lines))


def terminal_width() -> int:
    """Return the width of the lines that a terminal gets, in characters."""
    return min(shutil.get_terminal_size().columns, WIDEST)


def terminal_lines(markdown: str, width: int) -> Iterator[Line]:
    """Yield a Markdown text as lines of at most `width` characters; long words stay whole."""
    from markdown_it.tree import SyntaxTreeNode  # only here: kept lines need no parser

    for line in _blocks(SyntaxTreeNode(_parser().parse(markdown)), width):
        yield Line(printable(line.text.expandtabs(4)), line.style)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    from errdocs.render.markdown import is_allowed_link

    parser = MarkdownIt("commonmark", {"html": False}).disable("image").enable("table")
    parser.validateLink = is_allowed_link  # type: ignore[method-assign, assignment]
    return parser


def _blocks(parent: SyntaxTreeNode, width: int) -> Iterator[Line]:
    for before, node in zip((None, *parent.children), parent.children, strict=False):
        if before and _is_apart(node, before):
            yield Line("")
        yield from _block(node, width)


def _is_apart(node: SyntaxTreeNode, before: SyntaxTreeNode) -> bool:
    """Whether an empty line comes before a block; the paragraphs of tight lists are hidden."""
    if node.type == "list_item":
        return any(item.type == "paragraph" and not item.hidden for item in node.children[:1])
    hugs = node.type in {"tbody", "tr"} or (node.type.endswith("_list") and before.hidden)
    return not (hugs or node.hidden)


def _block(node: SyntaxTreeNode, width: int) -> Iterator[Line]:
    match node.type:
        case "heading":
            yield from _wrapped(_words(node), width, TITLE if node.tag == "h1" else HEADING)
        case "paragraph":
            yield from _wrapped(_words(node), width)
        case "tr":
            yield from _wrapped(" | ".join(map(_words, node.children)), width)
        case "fence" | "code_block":
            for text in node.content.rstrip("\n").split("\n"):
                yield Line(f"    {text}".rstrip(), LITERAL)
        case "blockquote":
            for line in _blocks(node, width - 2):
                yield Line(f"> {line.text}".rstrip(), NOTICE)
        case "list_item":
            mark = _mark(node)
            for line in [*_blocks(node, width - len(mark))] or [Line("")]:
                yield Line((mark + line.text).rstrip(), line.style)
                mark = " " * len(mark)  # only the first line has it
        case _:
            yield from _blocks(node, width)


def _mark(item: SyntaxTreeNode) -> str:
    """Return what stands before an item of a list; Markdown counts from the first number."""
    parent = item.parent
    if parent is None or parent.type == "bullet_list":
        return "- "
    return f"{int(parent.attrs.get('start', 1)) + parent.children.index(item)}. "


def _wrapped(text: str, width: int, style: str = "") -> Iterator[Line]:
    wrapper = textwrap.TextWrapper(
        max(width, NARROWEST), break_long_words=False, break_on_hyphens=False
    )
    return (Line(line, style) for part in text.split("\n") for line in wrapper.wrap(part))


def _words(node: SyntaxTreeNode) -> str:
    """Return the text of inline content; a line feed only where the author asked for one."""
    match node.type:
        case "text":
            return node.content
        case "code_inline":
            return f"`{node.content}`"
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
    words = "".join(map(_words, node.children))
    if node.type != "link":
        return words
    href = str(node.attrs["href"])
    entry = _ENTRY_LINK.fullmatch(href)
    target = entry[1] if entry else href
    return words if words.strip("`") == target else f"{words} ({target})"
