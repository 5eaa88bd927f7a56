"""A project whose data tries to become markup wherever it is shown."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from errdocs.cli import main

MESSAGE = (
    "<script>alert(1)</script> {x} **a** | b `c` [d](javascript:e) &amp; </title>\"'><img src=x>"
)
"""Every character means something to somebody: to HTML, Jinja, Markdown or a table."""
TITLE = "The <b>bold</b> & {{ curly }} *title* | here"
CODE = "Hostile.Markup"

ENTRY = """\
code: Hostile.Markup
title: {title}
summary: "A summary with <i>markup</i>, {{ braces }} and | bars."
category: request
surfaces: [api]
cases:
  - id: first
    title: {title}
    status: 400
    message: {message}
    parameters:
      value:
        description: "What <u>varies</u> | here"
        example: "<svg onload=alert(2)>"
        words: "a <svg onload=alert(5)>"
    cause: |-
      Raw <script>alert(3)</script> is text, and so is [this](https://example.com/?a=1&b="2").
    fix: |-
      Write `<b>` and `{{value}}` as text. <img src=x onerror=alert(4)>
    retry: never
    actor: caller
    corrections:
      - at: "/<img src=x onerror=alert(6)>"
        allowed: ['"><script>alert(7)</script>', "{{value}}"]
    source: {{document: observed}}
  - id: second
    title: Another plain case here
    status: null
    message: Another plain message.
    cause: |-
      Nothing special.
    fix: |-
      Change nothing.
    retry: backoff
    actor: provider
    source: {{document: observed}}
"""


def quoted(text: str) -> str:
    """Return a text as a YAML scalar in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def hostile_project(folder: Path, site_url: str) -> None:
    """Write the project into a folder."""
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    template = MESSAGE.replace("{", "{{").replace("}", "}}") + " {value}"
    entry = ENTRY.replace("{{ braces }}", "{{{{ braces }}}}")
    text = entry.format(title=quoted(TITLE), message=quoted(template))
    (folder / "data" / "errors" / f"{CODE}.yml").write_text(text)
    with (folder / "mkdocs.yml").open("a") as settings:
        settings.write(f"\nsite_url: {site_url}\n")
