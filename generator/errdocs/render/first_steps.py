"""The first step of a fix: the one sentence of it that previews, cards and results have room for.

It is made here alone, when the site is built, so that no reader cuts the text in another way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from errdocs.registry.model import Case

_ABBREVIATION = re.compile(
    r"(?<![a-z0-9_\u00c0-\u024f])(?:e\.g|i\.e|etc|vs|cf|no|approx|[a-z])\.$", re.IGNORECASE
)
_END_OR_CODE = re.compile(r"(?<!`)(?P<code>`+)(?!`).*?(?<!`)(?P=code)(?!`)|[.!?](?= |$)", re.DOTALL)
_CODE_OR_ESCAPE = re.compile(r"(\\)[!-/:-@\[-`{-~]|(?<!`)(?P<code>`+)(?!`).*?(?<!`)(?P=code)(?!`)")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
_ITEM = re.compile(r" {0,3}(?:[-*+]|[0-9]{1,9}[.)])[ \t]+")
# A list may follow its paragraph without an empty line; one with numbers then starts with 1.
_BLOCK_END = re.compile(r"\n(?=[ \t]*\n)|\n(?= {0,3}(?:[-*+]|1[.)])[ \t])")


def first_step(case: Case, values: Mapping[str, str] | None = None) -> str:
    """Return the first sentence of a case's fix, or of its cause while nobody has written a fix.

    It speaks a reader's values where they are known.

    It is on one line, without markup but for code in backticks: links are their words. A sentence
    that ends in a colon has the first sentence of what it announces, such as the first item of a
    list. Empty where the case has neither fix nor cause.
    """
    return first_sentence(case.fix_with(values) or case.cause_with(values) or "")


def plain_first_step(case: Case, values: Mapping[str, str] | None = None) -> str:
    """Return the same for a terminal, on which no escape of Markdown is undone."""
    return _CODE_OR_ESCAPE.sub(
        lambda found: found[0][-1] if found[1] else found[0], first_step(case, values)
    )


def first_step_template(case: Case) -> str:
    """Return the same with `{name}` for each value of a message, for who fills them in later."""
    return first_sentence(case.fix or case.cause or "")


def first_sentence(markdown: str) -> str:
    """Return the first sentence of a Markdown text; `first_step` says in which form."""
    sentence, rest = _cut(markdown)
    if not sentence.endswith(":") or not _ITEM.match(rest):
        return sentence
    announced, others = _cut(rest)
    is_open = others and not announced.endswith((".", "!", "?"))
    return f"{sentence} {announced}{', …' if is_open else ''}"


def _cut(markdown: str) -> tuple[str, str]:
    """Return the first sentence of a text, and the blocks after its first one."""
    text = markdown.strip()
    item = _ITEM.match(text)
    block, rest = _halves(text[item.end() :] if item else text)
    # Without links and emphasis, so that no end of a sentence is within them.
    line = _LINK.sub(r"\1", " ".join(block.split())).replace("**", "")
    ends = (
        found.end()
        for found in _END_OR_CODE.finditer(line)
        if not found["code"] and not _ABBREVIATION.search(line[: found.end()])
    )
    return line[: next(ends, None)], rest


def _halves(text: str) -> tuple[str, str]:
    end = _BLOCK_END.search(text)
    return (text[: end.start()], text[end.end() :].strip("\n")) if end else (text, "")
