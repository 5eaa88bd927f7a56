"""The Jinja environment of the pages: where templates come from and what they can call.

Everything a template prints is escaped for HTML unless it is markup made here. The pages are
Markdown files whose data stands in HTML blocks, so that every engine shows the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import yaml
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from errdocs.messages import Placeholder, parse
from errdocs.registry.find import folded
from errdocs.registry.model import Case
from errdocs.registry.statuses import status_label
from errdocs.render import link_forms as links
from errdocs.render import markdown
from errdocs.render.responses import example_responses, examples_of, printed_message
from errdocs.render.texts import BUILT_IN_TEMPLATES as BUILT_IN_TEMPLATES
from errdocs.routes import paths


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
        """Return a template rendered as the page at a path; links in it are relative to that."""
        return self._environment.get_template(template).render(
            here=path,
            link=partial(_link, path),
            markdown=partial(_markdown, path),
            markdown_split=partial(_markdown_split, path),
            **context,
        )


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


def link_list(title: str, base_url: str, path: str) -> list[tuple[str, str]]:
    """Return name and text of every form of the link to a page.

    Without the address of the site (`base_url`, with a slash at its end) there is nothing that
    another page could link to: only the path is left.
    """
    if not base_url:
        return [("Path", f"/{path}")]
    return [(form.label, links.link(title, base_url + path, form)) for form in links.Form]


def _link(here: str, target: str) -> str:
    return paths.relative(here, target)


def _from_root(here: str) -> Callable[[str], str]:
    return lambda href: paths.relative(here, href.lstrip("/"))


def _markdown(here: str, text: str) -> Markup:
    return _without_blanks(markdown.render(text, _from_root(here)))


def _markdown_split(here: str, text: str) -> tuple[Markup, Markup]:
    first, rest = markdown.render_split(text, _from_root(here))
    return _without_blanks(first), _without_blanks(rest)


_GLOBALS: dict[str, Any] = {
    "case_path": paths.case_path,
    "category_path": paths.category_path,
    "error_path": paths.error_path,
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
