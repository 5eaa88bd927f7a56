"""The Jinja environment of the pages: where templates come from and what they can call.

Everything a template prints is escaped for HTML unless it is markup made here. The pages are
Markdown files whose data stands in HTML blocks, so that every engine shows the same.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import yaml
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from errdocs.messages import Placeholder, parse
from errdocs.registry.model import Case, status_label
from errdocs.registry.naming import folded
from errdocs.render import markdown
from errdocs.render.link_forms import Form, link
from errdocs.render.responses import example_responses, examples_of, printed_message
from errdocs.render.texts import BUILT_IN_TEMPLATES
from errdocs.routes import paths

SUFFIX = ".j2"
_PACKAGE = Path(__file__).parents[1]


class BrokenTemplate(Exception):
    """A mistake of a template, at its line."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        place = f"{path}:{line}:1" if line else path
        super().__init__(f"{place}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class Renderer:
    """Renders page templates, a project's own before those that errdocs ships."""

    def __init__(self, overrides: Path | None = None) -> None:
        folders = [overrides] if overrides else []
        loaders = [FileSystemLoader(folder / "pages") for folder in (*folders, BUILT_IN_TEMPLATES)]
        self._environment = Environment(
            loader=ChoiceLoader(loaders),
            autoescape=True,
            finalize=_shielded,
            auto_reload=False,  # a renderer lives for one build, and asks for a template per page
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters["folded"] = folded
        self._environment.filters["one_line"] = lambda text: " ".join(str(text).split())
        self._environment.globals.update(_GLOBALS)

    def render(self, template: str, path: str, context: Mapping[str, Any]) -> str:
        """Return a template rendered as the page at a path; links in it are relative to that.

        Raises BrokenTemplate for a mistake of the template. Any other exception comes from our
        own code and keeps its traceback.
        """
        try:
            return self._environment.get_template(template).render(
                here=path,
                link=partial(paths.relative, path),
                markdown=partial(_markdown, path),
                markdown_split=partial(_markdown_split, path),
                **context,
            )
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
        return BrokenTemplate(error.filename or error.name or "", error.lineno, reason)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [number for number, frame in enumerate(frames) if frame.filename.endswith(SUFFIX)]
    if isinstance(error, TemplateNotFound):
        reason = f"template `{error.name}` does not exist"
        if not lines:
            return BrokenTemplate(str(error.name), 0, reason)
    if not lines:
        return None
    after = frames[lines[-1] + 1 :]
    is_ours = any(Path(frame.filename).is_relative_to(_PACKAGE) for frame in after)
    if is_ours and not isinstance(error, TemplateError):
        return None
    frame = frames[lines[-1]]
    return BrokenTemplate(frame.filename, frame.lineno or 0, reason)


def front_matter(title: str, description: str, **meta: Any) -> str:
    """Return the head of a Markdown page.

    Title and description are escaped for HTML: themes print them as they are, in elements and
    in attributes.
    """
    head = {"title": str(escape(title)), "description": str(escape(description)), **meta}
    text: str = yaml.dump(
        head, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return f"---\n{text}---\n\n"


_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def _shielded(value: Any) -> Any:
    """Return data as HTML that Python-Markdown leaves alone; markup was shielded when made."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    # Every value of every page comes here, and nearly all are one plain line.
    may_change = "\t" in value or "\n" in value or value.isspace()
    return _without_blanks(escape(value)) if may_change else value


def _without_blanks(html: str) -> Markup:
    """Return HTML with character references for tabs and for the blanks of blank lines.

    Python-Markdown expands the ones and removes the others, wherever they stand.
    """
    text = str(html).replace("\t", "&#9;")  # on Markup, `replace` would escape
    return Markup(_BLANK_LINE.sub(lambda line: "&#32;" * len(line.group()), text))


_BLANK_LINE = re.compile(r"^ +$", re.MULTILINE)


def message_markup(case: Case, template: str) -> Markup:
    """Return a message as printed, its values marked as `<var>` with their parameter's name."""
    examples = examples_of(case)
    parts = (
        Markup('<var data-parameter="{0}" title="{0}">{1}</var>').format(
            part.name, examples.get(part.name, part.name)
        )
        if isinstance(part, Placeholder)
        else escape(part)
        for part in parse(template).parts
    )
    return _without_blanks(Markup("").join(parts))


def fill_examples(case: Case, template: str) -> str:
    """Return a wording of a case with the examples of its parameters."""
    return parse(template).fill(examples_of(case))


@lru_cache(maxsize=4096)
def highlighted(body: str, language: str) -> Markup:
    """Return a listing with its syntax coloured, in the markup that the theme knows."""
    try:
        lexer = _lexer(language)
    except ClassNotFound:
        lexer = _lexer("text")
    return _without_blanks(highlight(body, lexer, _FORMATTER))


@cache
def _lexer(language: str) -> Any:
    return get_lexer_by_name(language, stripnl=False)


_FORMATTER = HtmlFormatter(cssclass="highlight", wrapcode=True)


def link_list(title: str, site_url: str, path: str) -> list[tuple[str, str]]:
    """Return name and text of every form of the link to a page.

    Without the address of the site (`site_url`, with a slash at its end) there is nothing that
    another page could link to: only the path is left.
    """
    if not site_url:
        return [("Path", f"/{path}")]
    return [(form.label, link(title, site_url + path, form)) for form in Form]


def _from_root(here: str) -> Callable[[str], str]:
    return lambda href: paths.relative(here, href.lstrip("/"))


def _markdown(here: str, text: str) -> Markup:
    return _without_blanks(markdown.render(text, _from_root(here)))


def _markdown_split(here: str, text: str) -> tuple[Markup, Markup]:
    first, rest = markdown.render_split(text, _from_root(here))
    return _without_blanks(first), _without_blanks(rest)


_GLOBALS: dict[str, Any] = {
    "category_path": paths.category_path,
    "example_responses": example_responses,
    "fill_examples": fill_examples,
    "highlighted": highlighted,
    "link_list": link_list,
    "message_markup": message_markup,
    "paths": paths,
    "plain_text": markdown.plain_text,
    "printed_message": printed_message,
    "status_label": status_label,
    "status_path": paths.status_path,
}
