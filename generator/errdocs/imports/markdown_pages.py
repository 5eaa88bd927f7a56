"""Pages in Markdown -> data: front matter, title, paragraphs, sections and examples.

The page is read as the text that it is; only its blocks are parsed, so that what a field takes
from it is Markdown still.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from errdocs.imports import bounded_matching
from errdocs.imports.expressions import plain, styled
from errdocs.imports.mapping import LinkRule, Style

_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)?---\n", re.DOTALL)
# A definition of a link: it belongs to every text that uses its label.
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\]]+)\]:[ \t]*(\S+).*$", re.MULTILINE)
_INLINE_LINK = re.compile(r"(?<=\]\()\s*<?([^\s)>]+)>?")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?")
_BLOCKS = MarkdownIt("commonmark").disable("inline")


@dataclass(frozen=True)
class _Heading:
    level: int
    markdown: str
    line: int
    after: int

    @property
    def title(self) -> str:
        return self.markdown.strip("`*")


def page(text: str, name: str, links: LinkRule | None) -> dict[str, Any]:
    """Return what a page holds, by name.

    The keys are those of its front matter, and `title` (the first heading of level 1), `body`,
    `first` (the first paragraph), `rest` (all but that), `sections` (the text below each heading,
    by the words of the heading), `headings` (those without a heading below them) and `examples`
    (its fenced blocks).
    """
    front, body = _split(text)
    before = text[: len(text) - len(body)].count("\n")
    if links is not None:
        body = _rewritten(body, name, links)
    tokens = _BLOCKS.parse(body)
    lines = body.split("\n")
    headings = [*_headings(tokens)]
    main = next((heading for heading in headings if heading.level == 1), None)
    first = next((t for t in tokens if t.type == "paragraph_open" and t.level == 0), None)
    definitions = {label.casefold(): found for label, found in _definitions(body)}

    def part(start: int, stop: int) -> str:
        return _with_definitions("\n".join(lines[start:stop]).strip(), definitions)

    start = main.after if main else 0
    span = first.map if first and first.map else [start, start]
    return {
        "title": main.title if main else None,
        "body": part(start, len(lines)),
        "first": part(*span),
        "rest": part(max(span[1], start), len(lines)),
        "sections": {
            styled(heading.title, Style.KEBAB): part(heading.after, _end(headings, at, len(lines)))
            for at, heading in enumerate(headings)
            if heading is not main
        },
        "headings": [*_innermost(headings, lines, before)],
        "examples": [*_examples(tokens, lines)],
        "path": name,
        **front,
    }


def _split(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter of a page and the rest of it."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        front = yaml.load(match[1] or "", Loader=yaml.BaseLoader)  # scalars stay text
    except yaml.YAMLError:
        front = None
    return (front if isinstance(front, dict) else {}), text[match.end() :]


def _headings(tokens: list[Token]) -> Iterator[_Heading]:
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            markdown = tokens[at + 1].content.strip()
            yield _Heading(int(token.tag[1:]), markdown, token.map[0], token.map[1])


def _innermost(headings: list[_Heading], lines: list[str], before: int) -> Iterator[dict[str, Any]]:
    """Yield each heading that has none below it, with those that it stands under.

    `before` is the number of lines of the page's front matter.
    """
    above: dict[str, str] = {}
    for at, heading in enumerate(headings):
        text = plain(heading.markdown)
        above = {level: words for level, words in above.items() if int(level) < heading.level}
        after = headings[at + 1] if at + 1 < len(headings) else None
        if after is None or after.level <= heading.level:
            stop = after.line if after else len(lines)
            yield {
                "title": heading.markdown,
                "text": text,
                "level": str(heading.level),
                "above": above,
                "body": "\n".join(lines[heading.after : stop]).strip(),
                "line": str(before + heading.line + 1),
            }
        above = {**above, str(heading.level): text}


def _end(headings: list[_Heading], at: int, last: int) -> int:
    level = headings[at].level
    return next((later.line for later in headings[at + 1 :] if later.level <= level), last)


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    return ((match[1], match[0].strip()) for match in _DEFINITION.finditer(text))


def _with_definitions(text: str, definitions: dict[str, str]) -> str:
    """Return a part of a page with the definitions of the links that it uses."""
    own = {label.casefold() for label, _ in _definitions(text)}
    used = {label.casefold() for label in re.findall(r"\[([^\]\[]+)\]", text)}
    missing = [found for label, found in definitions.items() if label in used - own]
    return "\n\n".join([text, "\n".join(missing)]) if missing else text


def _examples(tokens: list[Token], lines: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the fenced blocks, each with the line of text that introduces it."""
    heading = None
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[at + 1].content.strip()
        if token.type != "fence" or token.level or not token.content.strip():
            continue
        before = tokens[at - 2] if at > 1 and tokens[at - 1].type == "paragraph_close" else None
        said = before.content.split("\n")[-1].strip() if before is not None else ""
        title = said.removesuffix(":") if said.endswith(":") else heading
        title = _LINK.sub(r"\1", title) if title else None
        yield {
            "info": re.sub(r"\s*,\s*", ",", token.info.strip()),
            "body": token.content.strip("\n"),
            "title": title,
        }


def _rewritten(text: str, name: str, rule: LinkRule) -> str:
    """Return a page with its relative links made absolute, outside of code."""
    base = rule.base
    here = urljoin(base if base.endswith("/") else f"{base}/", name)

    def target(href: str) -> str:
        url = urljoin(here, href)
        for replacement in rule.replace if url != href else ():
            url = bounded_matching.replaced(replacement.pattern, replacement.by, url)
        return url

    code = {
        number
        for token in _BLOCKS.parse(text)
        if token.type in {"fence", "code_block"} and token.map
        for number in range(*token.map)
    }

    def absolute(match: re.Match[str]) -> str:
        whole, href = match[0], match[1]
        return whole.replace(href, target(href))

    def definition(match: re.Match[str]) -> str:
        return match[0].replace(match[2], target(match[2].strip("<>")), 1)

    lines = text.split("\n")
    return "\n".join(
        line if number in code else _DEFINITION.sub(definition, _INLINE_LINK.sub(absolute, line))
        for number, line in enumerate(lines)
    )
