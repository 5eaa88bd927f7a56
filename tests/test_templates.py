"""Mistakes of templates are told with their line; mistakes of our own code keep a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from errdocs.render import markdown
from errdocs.render.environment import BrokenTemplate, Renderer


def rendered(folder: Path, text: str) -> str:
    """Return a page rendered from the text of a project's own template."""
    file = folder / "pages" / "own.md.j2"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return Renderer(folder).render(file.name, "errors/X/", {"numbers": {"one": 1}})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\n{{ unknown }}", "'unknown' is undefined"),
        ("\n{{ numbers.two }}", "has no attribute 'two'"),
        ("\n{{ 1 / 0 }}", "division by zero"),
        ("\n{% if %}", "Expected an expression"),
        ("\n{{ 1 | nothing }}", "No filter named 'nothing'"),
        ("\n{% include 'gone.j2' %}", "template `gone.j2` does not exist"),
    ],
)
def test_a_mistake_of_a_template_is_told_with_its_line(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(BrokenTemplate, match=reason) as caught:
        rendered(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'pages' / 'own.md.j2'}:2:1: ")


def test_an_exception_of_a_helper_that_a_template_calls_is_not_the_templates_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise KeyError("lost")

    monkeypatch.setattr(markdown, "render", fail)
    with pytest.raises(KeyError, match="lost") as caught:
        rendered(tmp_path, "\n{{ markdown('a text') }}")
    assert caught.traceback[-1].name == "fail"
