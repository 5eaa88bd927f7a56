"""Whether a record of a log speaks of an error: JSON with error keys, tracebacks, levels, words.

What only mentions errors is left out: `0 errors`, `error: null`, the path of a page on errors.
"""

from __future__ import annotations

import re

from errdocs.lookup.codes import candidate_codes

# One of these is in every error text; looking for them is much faster than the patterns below.
_HINTS = (
    *("err", "exception", "fail", "denied", "refused", "reject", "panic", "fatal", "critical"),
    *("severe", "traceback", "code", "invalid", "timed out", "timedout", "throttl", "exceed"),
    *("unauthorized", "forbidden", "unable", "错误", "异常", "失败", "报错"),
)
_PLACES = re.compile(r"https?://[^\s\"'<>]+|(?<![\w\"'])/[\w./-]*", re.I)
_NOTHING = re.compile(
    r"[\"']?\b(?:errors?|exceptions?|failures?|failed|err)[\"']?\s*[:=]\s*"
    r"(?:null|none|nil|false|undefined|0(?![.\d])|\"\"|''|\[\]|\{\})"
    r"|\b(?:no|0|zero|without(?:\s+any)?)\s+(?:errors?|failures?|exceptions?|failed)\b"
    r"|\berror[_ -](?:count|rate)\b\S*",
    re.I,
)
_LOUD = re.compile(
    r"\b(?:ERROR|ERR|FATAL|CRITICAL|SEVERE|PANIC)\b"
    r"|\b(?:level|lvl|severity)[\"']?\s*[:=]\s*[\"']?(?i:err|fatal|crit|panic|severe)"
    r"|^[EF]\d{4} \d\d:"
)
_LETTER = re.compile(r"[EF]\d{4} \d\d:")  # a level that is the first letter of a line
_QUIET = re.compile(
    r"\b(?:INFO|DEBUG|TRACE|VERBOSE|NOTICE)\b"
    r"|\b(?:level|lvl|severity)[\"']?\s*[:=]\s*[\"']?(?i:info|debug|trace|notice)"
)
_CLEAR = re.compile(
    r"Traceback \(most recent call last\)"
    r"|[\"'](?:errors?|err|exception|err(?:or)?[_-]?(?:code|msg|message|type))\\*[\"']\s*:"
    r"|(?<![\w.$])[A-Za-z_$][\w.$]{0,120}(?:Error|Exception)\b\s*(?:[:(\[{—]|-\s|$)"
    r"|\b(?:error|panic|fatal|failure|failed|exception)\b[^\n:：]{0,40}[:：]\s*\S"
    r"|^event:\s*error"
    r"|(?:错误|异常|失败|报错)[^\n:：]{0,12}[:：]",
    re.I | re.M,
)
_WORDS = re.compile(
    r"\b(?:error|exception|fail(?:ed|s|ure|ing)?|denied|refused|reject(?:ed)?|panic|fatal"
    r"|unauthorized|forbidden|invalid|timed? ?out|exceeded|throttl(?:ed|ing)|unable to)\b"
    r"|错误|异常|失败|报错",
    re.I,
)
_MESSAGE_KEY = re.compile(r"[\"'](?:message|msg|detail|reason)\\*[\"']\s*:", re.I)
_SUCCESS = re.compile(r"0+|2\d\d|ok|succe\w*|true|done|finished|completed", re.I)


def is_error_text(text: str) -> bool:
    """Whether a text speaks of an error."""
    lowered = text.lower()
    if not (any(hint in lowered for hint in _HINTS) or _LETTER.match(text)):
        return False
    bare = _NOTHING.sub(" ", _PLACES.sub(" ", text))
    if _CLEAR.search(bare) or _has_code(bare):
        return True
    loud, quiet = _LOUD.search(bare), _QUIET.search(bare)
    if quiet and not (loud and loud.start() < quiet.start()):
        return False
    return bool(loud or _WORDS.search(bare))


def _has_code(text: str) -> bool:
    """Whether a body names a code that is no word for success, beside a message."""
    if not _MESSAGE_KEY.search(text):
        return False
    return any(not _SUCCESS.fullmatch(name) for name in candidate_codes(text))
