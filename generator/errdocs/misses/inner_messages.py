"""Error text -> the message in it, without logs, tracebacks, bodies and codes around it.

The lookup needs no such thing: it finds a message that it knows wherever it stands. Of one that
nobody knows, only the wrappers are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from errdocs.lookup.words import words

LONGEST = 2_000  # characters of a message that are looked at
LONGEST_TAIL = 200  # characters at the end of a message in which ids and links are
MOST_NESTED = 8  # messages within messages that are opened
LEAST_WORDS = 2  # of what is left of a message when the codes before it are taken off

# The value of a key for messages, in quotes that are escaped as those of the key are.
_MESSAGE = re.compile(
    r"(?<!\\)(?P<escape>\\{0,64})(?P<quote>[\"'])"
    r"(?:message|msg|err(?:or)?_?(?:message|msg|description)|errorMessage|detail|details|error|err"
    r"|reason|status_msg|exception|text)"
    r"(?P=escape)(?P=quote)\s{0,8}:\s{0,8}(?P=escape)(?P<opens>[\"'])"
    r"(?P<text>(?:(?!(?<!\\)(?P=escape)(?P=opens)\s*[,}\]\n]).){2,4000})",
    re.I | re.S,
)
# The same without quotes, as in `message: ...`, with the lines that belong to it.
_FIELD = re.compile(
    r"(?:^|[\n(,;])[ \t]*(?:\w+[ _-])?(?:message|msg|错误信息)[ \t]*[:=：][ \t]*"
    r"(?P<text>.+(?:\n(?!\s*\w+[ \t]*[:=：]).+)*)",
    re.I,
)
_PAGE = re.compile(r"<(?:!doctype html|html)\b", re.I)
_TAG = re.compile(r"<(?:style|script)\b.{0,4000}?</(?:style|script)>|<[^<>]{1,400}>", re.I | re.S)
_FRAMES = re.compile(r"\n\s*(?:at |File \"|\.\.\. \d+ )")
_EXCEPTION_LINE = re.compile(
    r"^[^\n\"']{0,60}?(?:Caused by: )?\b(?:[A-Za-z_$][\w$]{0,60}\.){0,12}[A-Z][\w$]{0,80}"
    r"(?:Error|Exception|Fault|Exit|Interrupt|Warning)\b.*",
    re.M,
)
_CAUSE = re.compile(r"^\s*Caused by: .*", re.M)
_BOXES = re.compile(r"[│┃⎿╭╮╰╯─]+")

# What a log puts before a message: time, level, thread and logger.
_TIME = re.compile(r"^\W{0,3}\d{4}[-/]\d\d[-/]\d\d[T ][\d:.,Z+-]+\W*|^\W?\d\d:\d\d:\d\d[\d.,]*\W*")
_LEVEL = re.compile(
    r"^.{0,120}?\b(?:ERROR|ERR|WARN(?:ING)?|FATAL|CRITICAL|SEVERE|INFO|DEBUG|TRACE)\b[\]\s|:–—-]*"
)
_LOGGER = re.compile(
    r"^(?:\d+ )?(?:---? )?(?:\[[^\]]{0,60}\] ?)*[\w.$:/\[\]()-]{2,120}\s*(?:\||--?|—|:) "
)
# What else stands before it: statuses, codes, exceptions, words for an error.
_HEAD = re.compile(
    r"<\d{3,7}>|(?<![\w.])\[[A-Za-z][\w.]{2,60}\]|(?<![\w.])(?:[A-Za-z_$][\w$]*\.)+[A-Z][\w$]*[:：]"
    r"|\b\w*(?:Error|Exception|failed|failure)[:：]|(?:报错|错误|失败|返回|提示|异常)[:：]"
    r"|\b(?:api |internal |upstream |provider )?error(?: code)?[:：](?: \d{3} -)?"
    r"|\b(?:HTTP|status(?: code)?)[ :=]{0,3}[1-5]\d\d\b[:：]?",
    re.I,
)
_OPENING = re.compile(r"^(?:[\s\W]*[1-5]\d\d\]?(?=[\s:：-])(?: \w+ )?)?[\s:：,;>\])}\"'`✖✕*-]+")
# What services and gateways add to it.
_ID_TAIL = re.compile(
    r"[\s,.;(\[]*\b(?:request|trace|tid|req|log|session)(?:[ _-]?id)?\b[\"']?\s*[:=]\s*\S*?[)\]]?$",
    re.I,
)
_LINK_TAIL = re.compile(
    r"[\s,;.(]*(?:for (?:more )?(?:details|information)[^.]{0,60}?|see|visit|refer to"
    r"|详[情见][^:：]{0,8})?[,:：\s]*https?://\S+$",
    re.I,
)
_END = " ,;:\\"  # what may follow a message without being a part of it
_OPENED_BY = {")": "(", "]": "[", "}": "{", '"': '"', "'": "'", "`": "`", "”": "“"}


def message_in(text: str, codes: Iterable[str] = ()) -> str:
    """Return the message of an error text on one line; `codes` are known to stand before it.

    Where a text has several, the innermost of the first counts. Empty where nothing is left.
    """
    core = one_line(_wrapped(text))[:LONGEST]
    core = _LOGGER.sub("", _LEVEL.sub("", _TIME.sub("", core)))
    heads = [found.end() for found in _HEAD.finditer(core)]
    heads += [core.find(head) + len(head) for code in codes if (head := f"{code}: ") in core]
    for end in sorted(heads, reverse=True):
        rest = _OPENING.sub("", core[end:])
        if len(words(rest)) >= LEAST_WORDS:
            core = rest
            break
    core = _trimmed(_OPENING.sub("", core))
    for tail in (_ID_TAIL, _ID_TAIL, _LINK_TAIL, _ID_TAIL):
        core = _trimmed(core[:-LONGEST_TAIL] + tail.sub("", core[-LONGEST_TAIL:]))
    return core


def one_line(text: str) -> str:
    """Return a text without line ends, frames of terminals and backslashes."""
    return " ".join(_BOXES.sub(" ", text.replace("\\n", " ").replace("\\", "")).split())


def _wrapped(text: str) -> str:
    """Return the innermost message of a text, or the line of it that says most."""
    for found in _MESSAGE.finditer(text):
        message = _innermost(found["text"])
        if len(words(message)) >= LEAST_WORDS:
            return message
    if _PAGE.search(text):
        return _TAG.sub(" ", text)
    if field := _FIELD.search(text):
        return field["text"]
    if causes := _CAUSE.findall(text):
        return str(causes[-1])
    if _FRAMES.search(text) and (lines := _EXCEPTION_LINE.findall(text)):
        return str(lines[-1] if "Traceback" in text else lines[0])
    return text


def _innermost(message: str) -> str:
    for _ in range(MOST_NESTED):
        found = _MESSAGE.search(message)
        if not found:
            break
        message = found["text"]
    return message


def _trimmed(core: str) -> str:
    """Return a message without what closes the quotes and brackets of a wrapper around it."""
    core = core.rstrip(_END)
    while opens := _OPENED_BY.get(core[-1:]):
        last, is_quote = core[-1], opens == core[-1]
        is_own = core.count(last) % 2 == 0 if is_quote else core.count(last) <= core.count(opens)
        if is_own:
            break
        core = core[:-1].rstrip(_END)
    return core
