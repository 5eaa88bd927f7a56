"""The files for agents: each within the size that agents read, whatever the registry holds."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from statistics import median

import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from markdown_it import MarkdownIt

import strategies
from errdocs.cli import main
from errdocs.exports import agent_texts
from errdocs.exports.agent_texts import LARGEST_ENTRY, LARGEST_FULL, LARGEST_LIST
from errdocs.exports.skill import LONGEST_DESCRIPTION, LONGEST_NAME, skill_files, skill_name
from errdocs.registry.model import Registry
from errdocs.routes import Routes
from large import large_registry
from support import PUBLISHED_AT

SITE = "https://errors.example.com/"
DATA = Path(__file__).parent / "scenarios" / "exports" / "registry"
NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


def sizes(folder: Path, pattern: str) -> list[int]:
    return [file.stat().st_size for file in folder.glob(pattern)]


def test_the_files_of_the_reference_are_as_small_as_agents_need(published: Path) -> None:
    for ending in ("md", "json"):
        cases = sizes(published, f"errors/*/*.{ending}")
        assert median(cases) < 1_600
        assert max(cases) < 4_000
    assert max(sizes(published, "errors/*.md")) < LARGEST_ENTRY
    assert (published / "llms.txt").stat().st_size < LARGEST_LIST
    assert (published / "llms-full.txt").stat().st_size < LARGEST_FULL


def test_the_list_has_the_form_of_the_convention(published: Path) -> None:
    text = (published / "llms.txt").read_text("utf-8")
    tokens = MarkdownIt("commonmark").parse(text)
    blocks = [token for token in tokens if token.level == 0 and token.nesting >= 0]
    kinds = [f"{token.type} {token.tag}" for token in blocks]
    assert kinds[:3] == ["heading_open h1", "blockquote_open blockquote", "paragraph_open p"]
    assert set(kinds[3:]) == {"heading_open h2", "bullet_list_open ul"}
    headings = re.findall("^## (.+)$", text, re.MULTILINE)
    assert headings[-1] == "Optional"
    links = [link for link in re.findall(r"\]\((.+?)\)", text) if link.startswith(PUBLISHED_AT)]
    assert len(links) > 150
    assert all((published / link.removeprefix(PUBLISHED_AT)).is_file() for link in links)


def test_an_error_of_a_thousand_cases_has_as_many_names_as_fit() -> None:
    registry = large_registry([1_000])
    [error] = registry.errors
    text = agent_texts.error_markdown(Routes(registry, site_url=SITE), error)
    assert LARGEST_ENTRY - 1_500 < len(text.encode()) <= LARGEST_ENTRY
    named = [case.id for case in error.cases if f"`{case.id}`" in text]
    assert named == [case.id for case in error.cases[: len(named)]]
    assert f"{1_000 - len(named)} more cases do not fit here; `errors/E00000.json`" in text
    assert f"`{SITE}errors/E00000/CASE.md`" in text


def test_the_lists_of_many_errors_say_what_they_leave_out() -> None:
    routes = Routes(large_registry([2] * 1_200), site_url=SITE)
    bare = agent_texts.llms_txt(Routes(large_registry([1] * 700), site_url=SITE))
    assert bare.count("\n- [") == 700 + 4
    assert "Trouble of kind" not in bare
    text, full = agent_texts.llms_txt(routes), agent_texts.llms_full_txt(routes)
    for found, limit in ((bare, LARGEST_LIST), (text, LARGEST_LIST), (full, LARGEST_FULL)):
        assert len(found.encode()) <= limit
    shown = text.count("\n- [`E")
    assert shown > 600
    assert f"{1_200 - shown} more codes do not fit here." in text
    shown = full.count("\n## ")
    assert f"{1_200 - shown} codes do not fit here, from `E{shown:05}` on." in full


def test_the_text_of_one_case_is_cut_between_paragraphs() -> None:
    registry = large_registry([1])
    [error] = registry.errors
    fix = "Do this.\n\n```python\n" + "\n\n".join(f"step({at})" for at in range(2_000)) + "\n```"
    long = replace(error, cases=(replace(error.cases[0], fix=fix),))
    text = agent_texts.error_markdown(Routes(replace(registry, errors=(long,))), long)
    assert len(text.encode()) <= LARGEST_ENTRY
    assert text.endswith("\n\nThe rest does not fit here; see the page.\n")
    assert [token.type for token in MarkdownIt("commonmark").parse(text)][-3:] == [
        *("paragraph_open", "inline", "paragraph_close"),
    ]


@settings(max_examples=5)
@given(strategies.registries())
def test_no_text_for_agents_holds_markup_or_is_too_large(registry: Registry) -> None:
    routes = Routes(registry, site_url=SITE)
    texts = {agent_texts.llms_full_txt(routes): LARGEST_FULL}
    for path, text in skill_files(routes):
        texts[text.partition("\n---\n")[2] if path.endswith("SKILL.md") else text] = LARGEST_ENTRY
    for text, limit in texts.items():
        assert len(text.encode()) <= limit
        blocks = MarkdownIt("commonmark").parse(text)
        tokens = [token for block in blocks for token in (block, *(block.children or ()))]
        assert not [token for token in tokens if token.type in {"html_block", "html_inline"}]


@settings(max_examples=5)
@given(strategies.registries())
def test_the_head_of_a_skill_obeys_the_specification(registry: Registry) -> None:
    files = dict(skill_files(Routes(registry)))
    assert len(files) == 1 + len(registry.errors) + sum(
        len(error.cases) for error in registry.errors if len(error.cases) > 1
    )
    name = skill_name(registry)
    assert {path.split("/")[0] for path in files} == {name}
    head = yaml.safe_load(files[f"{name}/SKILL.md"].split("---\n")[1])
    assert head["name"] == name
    assert NAME.fullmatch(name) and len(name) <= LONGEST_NAME
    assert 0 < len(head["description"]) <= LONGEST_DESCRIPTION
    assert not {"<", ">"} & {*head["description"]}


def test_the_command_writes_a_skill_whose_links_lead_somewhere(tmp_path: Path) -> None:
    folders = ("--data", str(DATA), "--docs", "no-documents", "--site", "")
    done = CliRunner().invoke(main, ["export", "skill", "-o", str(tmp_path), *folders])
    assert done.exit_code == 0, done.output
    [skill] = tmp_path.iterdir()
    text = (skill / "references" / "Timeout.md").read_text("utf-8")
    assert "The answer took too long" in text
    assert "](" not in text.replace("](/errors/", "").replace("](https://", "")
    assert (skill / "references" / "Timeout" / "gateway.md").is_file()
    assert "grep -rlF" in (skill / "SKILL.md").read_text("utf-8")
