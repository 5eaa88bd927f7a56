"""Templates of the texts that are not pages: Markdown for agents and terminals, and XML.

Everything a template prints is escaped for its format, unless a filter has made it markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from errdocs import escaping
from errdocs.registry.model import status_label

if TYPE_CHECKING:
    from jinja2 import Environment

# The templates that errdocs ships; a project's own folder overrides them one by one.
BUILT_IN_TEMPLATES = next(
    folder
    for folder in (
        Path(__file__).parents[1] / "templates",  # in a wheel
        Path(__file__).parents[3] / "templates",  # in a working copy
    )
    if folder.is_dir()
)

# Characters that no XML 1.0 document may hold, not even escaped.
_REFUSED_BY_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_text(template: str, **context: object) -> str:
    """Return a template of `templates/texts` rendered; its name says how data is escaped."""
    is_xml = template.endswith(".xml.j2")
    return _texts(is_xml).get_template(template).render(context)


def environment(finalize: Callable[[Any], Any], *folders: Path) -> Environment:
    """Return templates of folders, the first ones first; `finalize` gets all that they print."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # kept texts need none

    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,  # so that macros give markup back
        finalize=finalize,
        auto_reload=False,  # templates do not change during a build
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _texts(is_xml: bool) -> Environment:
    escape = _markup(_xml if is_xml else escaping.escaped)
    texts = environment(
        lambda value: value if isinstance(value, Markup) else escape(value),
        BUILT_IN_TEMPLATES / "texts",
    )
    texts.globals["status_label"] = status_label
    texts.filters.update(
        attribute=_markup(lambda text: _xml(text).replace('"', "&quot;")),
        code=_markup(escaping.code_span),
        indented=_markup(lambda text: "\n".join(f"  {line}" for line in text.split("\n"))),
        literal=_markup(escaping.literal),
        target=_markup(escaping.target),
    )
    return texts


def _markup(write: Callable[..., str]) -> Callable[..., Markup]:
    return lambda value, *arguments: Markup(write(str(value), *arguments))


def _xml(text: str) -> str:
    return html.escape(_REFUSED_BY_XML.sub("\ufffd", text), quote=False)
