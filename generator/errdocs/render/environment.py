"""The Jinja environment of the pages: where templates come from and what they can call.

Everything a template prints is escaped for HTML unless it is markup made here. The pages are
Markdown files whose data stands in HTML blocks, so that every engine shows the same.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from itertools import takewhile
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from errdocs.corrections.rules import rules_of
from errdocs.escaping import DIRECTIONS, visible
from errdocs.messages import Placeholder, parse
from errdocs.registry.model import Case, Registry, status_label
from errdocs.registry.timeline import by_category
from errdocs.render import markdown, texts
from errdocs.render.cited_sources import citations
from errdocs.render.compiled_templates import CompiledTemplates
from errdocs.render.link_forms import Form, link
from errdocs.render.texts import BrokenTemplate
from errdocs.routes import paths

SUFFIX = ".j2"
LISTING = re.compile('<div class="highlight">.*?</div>', re.DOTALL)
"""A listing as `highlighted` makes it: there is no other `div` within it."""
_PACKAGE = Path(__file__).parents[1]


_COMPILED = CompiledTemplates()


class Renderer:
    """Renders page templates, a project's own before those that errdocs ships."""

    def __init__(self, overrides: Path | None = None) -> None:
        folders = filter(None, (overrides, texts.BUILT_IN_TEMPLATES))
        pages = (folder / "pages" for folder in folders)
        made = texts.environment(_shielded, *pages, compiled=_COMPILED)
        made.filters.update(
            exact=exact,
            listed=listed,
            token=token,
            one_line=lambda text: " ".join(str(text).split()),
        )
        made.globals.update(highlighted=highlighted, link_list=link_list, status_label=status_label)
        made.globals.update(message_markup=message_markup, printed_message=texts.printed_message)
        made.globals.update(duration=texts.duration, json_text=texts.json_text)
        made.globals.update(citations=citations, by_category=by_category)
        made.globals.update(example_responses=texts.example_responses, paths=paths)
        made.globals.update(corrections_of=corrections_of)
        made.globals.update(category_path=paths.category_path, status_path=paths.status_path)
        made.globals.update(family_path=paths.family_path)
        self._environment = made
        self._modules: dict[str, Any] = {}

    def render(self, template: str, path: str, context: Mapping[str, Any]) -> str:
        """Return a template rendered as the page at a path; links in it are relative to that.

        Raises BrokenTemplate for a mistake of the template. Any other exception comes from our
        own code and keeps its traceback.
        """
        with _naming_mistakes():
            return self._environment.get_template(template).render(
                here=path,
                link=partial(paths.relative, path),
                markdown=lambda text, *words: _shielded_html(markdown.render(text, path, *words)),
                markdown_split=lambda text, *words: tuple(
                    map(_shielded_html, markdown.render_split(text, path, *words))
                ),
                **context,
            )

    def part(self, template: str, macro: str, *arguments: object) -> Markup:
        """Return what a macro of a template makes that needs nothing but its arguments.

        Raises BrokenTemplate.
        """
        with _naming_mistakes():
            if template not in self._modules:
                self._modules[template] = self._environment.get_template(template).module
            made: Markup = getattr(self._modules[template], macro)(*arguments)
            return made


@contextmanager
def _naming_mistakes() -> Iterator[None]:
    """Raise BrokenTemplate for a mistake of a template, in place of what it brought about."""
    try:
        yield
    except Exception as error:
        if found := _broken_template(error):
            raise found from error
        raise


def _broken_template(error: Exception) -> BrokenTemplate | None:
    """Return the mistake of a template that an exception tells of; None where it is ours.

    Jinja lets the lines of templates stand in tracebacks. What the engine itself raises, or what
    is raised on a line of a template, is the template's mistake; what one of our functions
    raises is ours, even though a template called it.
    """
    reason = str(error) or type(error).__name__
    if isinstance(error, TemplateSyntaxError):
        return BrokenTemplate(error.filename or error.name, error.lineno, reason)
    if isinstance(error, TemplateNotFound):
        reason = f"template `{error.name}` does not exist"
    frames = traceback.extract_tb(error.__traceback__)[::-1]
    called = list(takewhile(lambda frame: not frame.filename.endswith(SUFFIX), frames))
    if len(called) == len(frames):
        return None
    is_ours = any(Path(frame.filename).is_relative_to(_PACKAGE) for frame in called)
    if is_ours and not isinstance(error, TemplateError):
        return None
    frame = frames[len(called)]
    return BrokenTemplate(frame.filename, frame.lineno, reason)


_MARK_OF_EDITOR = re.compile(r"\{(?=\+\+|--|~~|==)")


def _shielded(value: Any) -> Any:
    """Return data as HTML that Python-Markdown leaves alone; markup was shielded when made."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    # Every value of every page comes here, and nearly all are one plain line.
    is_plain = not ("\t" in value or "\n" in value or "{" in value or value.isspace())
    return value if is_plain and value.isascii() else _shielded_html(escape(value))


def _shielded_html(html: str) -> Markup:
    """Return HTML with character references for tabs and for the spaces of empty lines.

    Python-Markdown expands the ones and removes the others, wherever they stand. Its extension for
    marks of editors, such as `{++added++}`, reads HTML too. What turns the direction of a text
    around is written out.
    """
    text = visible(str(html)).replace("\t", "&#9;")  # on Markup, `replace` would escape
    text = _MARK_OF_EDITOR.sub("&#123;", text)
    return Markup(re.sub("(?m)^ +$", lambda line: "&#32;" * len(line.group()), text))


def exact(text: str) -> Markup:
    """Return the value of an attribute that scripts read or copy: nothing in it is written out."""
    refer = re.sub(DIRECTIONS, lambda found: f"&#{ord(found.group())};", str(escape(text)))
    return _shielded_html(refer.replace("\n", "&#10;"))


def token(value: str) -> str:
    """Return a value as one word of an attribute that scripts compare."""
    return "_".join(value.lower().split())


def listed(words: Iterable[str]) -> str:
    """Return words as a sentence lists them: `a`, `a and b`, `a, b and c`."""
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def message_markup(case: Case, template: str) -> Markup:
    """Return a message as printed, its values marked as `<var>` with their parameter's name."""
    examples = case.sample_values
    value = Markup('<var data-parameter="{0}" title="{0}">{1}</var>')
    parts = (
        value.format(part.name, examples.get(part.name, part.name))
        if isinstance(part, Placeholder)
        else escape(part)
        for part in parse(template).parts
    )
    return _shielded_html(Markup("").join(parts))


@lru_cache(maxsize=4096)
def highlighted(body: str, language: str, marked: tuple[int, ...] = ()) -> Markup:
    """Return a listing with its syntax coloured, and with the lines marked that matter."""
    formatter = _formatter()
    formatter.hl_lines = set(marked)
    return _shielded_html(highlight(body, _lexer(language), formatter))


@cache
def _lexer(language: str) -> Lexer:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return get_lexer_by_name("text", stripnl=False)


@cache
def _formatter() -> HtmlFormatter[str]:
    """Return the formatter of all listings: making one costs as much as a listing."""
    return HtmlFormatter(cssclass="highlight", wrapcode=True)


def corrections_of(registry: Registry, case: Case) -> str:
    """Return the rules by which the page of a case corrects a request, as JSON; or nothing."""
    rules = rules_of(registry, case)
    return json.dumps(rules.data, ensure_ascii=False) if rules else ""


def link_list(title: str, site_url: str, path: str) -> list[tuple[str, str]]:
    """Return name and text of every form of the link to a page.

    Without the site's URL there is nothing that another page could link to: only the path is left.
    The URL of a preview on somebody's computer is no better.
    """
    if not site_url or paths.is_local(site_url):
        return [("Path", f"/{path}")]
    return [(form.label, link(title, site_url + path, form)) for form in Form]
