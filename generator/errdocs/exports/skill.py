"""The reference as a folder that agents install: Agent Skills (agentskills.io).

A skill is a folder with the name that its `SKILL.md` states. Agents always know the description,
read `SKILL.md` when it fits their task, and each other file only when they need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from errdocs.exports.agent_texts import case_markdown, error_markdown
from errdocs.registry.model import Registry
from errdocs.render.texts import render_text
from errdocs.routes import Routes
from errdocs.routes.paths import ERROR_MARKDOWN, INDEX

LONGEST_NAME, LONGEST_DESCRIPTION = 64, 1_024
"""Most characters of a skill's name and description, by the specification."""
_SUFFIX = "-errors"
_REFERENCES = "references/"  # folder of what agents read when they need it
_SAMPLE_CODES = 12  # codes that the description names


def skill_files(routes: Routes) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of the skill about a registry."""
    registry = routes.registry
    folder = f"{skill_name(registry)}/"
    yield f"{folder}SKILL.md", _skill(routes)
    for error in registry.errors:
        path = error.file_path(ERROR_MARKDOWN).removeprefix(INDEX)
        yield f"{folder}{_REFERENCES}{path}", error_markdown(routes, error, is_on_site=False)
        for case in error.cases if len(error.cases) > 1 else ():
            path = error.file_path(ERROR_MARKDOWN, case).removeprefix(INDEX)
            yield (
                f"{folder}{_REFERENCES}{path}",
                case_markdown(routes, error, case, is_on_site=False),
            )


def skill_name(registry: Registry) -> str:
    """Return the name of the skill: that of the service, in letters that every agent takes."""
    words = re.sub("[^a-z0-9]+", "-", registry.settings.service.name.lower()).strip("-")
    start = words[: LONGEST_NAME - len(_SUFFIX)].strip("-")
    return f"{start}{_SUFFIX}".lstrip("-")


def _skill(routes: Routes) -> str:
    registry = routes.registry
    head = {"name": skill_name(registry), "description": _description(registry)}
    return render_text(
        "skill.md.j2",
        head=yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=1_000_000),
        service=registry.settings.service,
        site_url=routes.site_url,
        version=registry.settings.version,
    )


def _description(registry: Registry) -> str:
    """Return what the skill does and when to use it; markup has no place there."""
    service = registry.settings.service
    common = (registry.find_entry(name) for name in registry.settings.common)
    codes = [entry[0].code for entry in common if entry] + [e.code for e in registry.errors]
    names = ", ".join(list(dict.fromkeys(codes))[:_SAMPLE_CODES])
    text = (
        f"Explains the errors of {service.name}: what happened, what to do, whether to retry. "
        f"Use it when output of a program, a log or a response shows one, with codes such as "
        f"{names}. {service.description}"
    )
    plain = " ".join(re.sub("[<>]", "", text).split())
    return plain[:LONGEST_DESCRIPTION]
