"""Text from strangers -> where its keys, tokens, signatures and addresses are, and a mask for them.

Whatever is shown passes here. The same rules hold in `secrets.js`; shared examples keep the two
alike. Each pattern starts at a place that few positions can be, or has a bound, so that the time
grows with the length of the text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

MASK = "[masked]"
"""What stands in the place of a secret."""
LEAST_PART = 6
"""Characters of the shortest value that is masked because it is part of a secret."""


class Secret(NamedTuple):
    """A part of a text that nobody else may see."""

    start: int
    end: int


Test = Callable[[str], bool]
_PLAIN_MASK = re.compile(r"[*.•x\[\]-]*", re.IGNORECASE)


def _is_masked(value: str) -> bool:
    """Whether there is nothing to see: a mask of ours or of someone before us."""
    return value in MASK or _PLAIN_MASK.fullmatch(value) is not None


def _is_key_like(value: str) -> bool:
    """Whether it is a key rather than words joined by signs, such as `sk-your-key-here`."""
    return bool(re.search(r"[0-9*]", value)) or (
        len(value) >= 20 and not re.search(r"[-_.]", value)
    )


def _is_random(value: str) -> bool:
    """Whether somebody generated a value: long, and no word or plain number."""
    has_letter = re.search(r"[A-Za-z]", value) is not None
    return len(value) >= 8 and has_letter and (bool(re.search(r"[0-9*]", value)) or len(value) > 23)


def _is_mixed(value: str) -> bool:
    digits = len(re.findall(r"[0-9]", value))
    has_letter = re.search(r"[A-Za-z]", value) is not None
    return digits >= 4 and has_letter and len(re.findall(r"[-_]", value)) < 3


def _anything(_: str) -> bool:
    return True


_SEPARATOR = r"[\"'\s\\]{0,8}[:=][\"'\s\\]{0,8}"
_VALUE = r"(?P<secret>[^\s\"'\\,;&<>(){}\[\]]{4,4096})"
_KINDS: tuple[tuple[str, Test], ...] = (
    (r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?P<secret>[\w+/=\\\s]{1,8192})", _anything),
    # Forms that say what they are: the prefix stays, so that people see what kind was masked.
    (r"(?<![A-Za-z0-9])(?:sk|pk|rk|ak)[-_](?P<secret>[\w*.-]{6,512})", _is_key_like),
    (r"(?<![A-Za-z0-9])(?:A3T|AKIA|ASIA|ABIA|AROA)(?P<secret>[A-Z0-9*]{12,40})", _anything),
    (
        r"(?<![A-Za-z0-9])(?:LTAI|STS\.|AIza|ya29\.|glpat-|npm_|hf_|xox[abeprs]-|gh[opsru]_"
        r"|github_pat_)(?P<secret>[\w.*-]{8,512})",
        _anything,
    ),
    (
        r"(?<![\w-])(?P<secret>eyJ[\w-]{6,4096}\.[\w-]{4,8192}(?:\.[\w-]{0,4096})?)",
        _anything,
    ),
    # What follows a word that announces it.
    (
        r"(?i:(?<![A-Za-z])(?:bearer|basic|digest)[ \t]{1,8}(?P<secret>[\w.~+/=*-]{6,8192}))",
        _is_key_like,
    ),
    (rf"(?i:(?:passw(?:or)?d|passphrase|secret|client_secret){_SEPARATOR}{_VALUE})", _anything),
    (
        r"(?i:(?:key|key[_-]?id|token|authorization|credential|signature|cookie|session[_-]?id)"
        rf"{_SEPARATOR}(?:(?:bearer|basic)\s)?{_VALUE})",
        _is_random,
    ),
    (r"(?i:(?:key|token)(?: provided| is)?:? {1,2}(?P<secret>[\w*.-]{16,512}))", _is_random),
    # URLs: whoever has a signed one has the file.
    (
        r"(?i:(?:[?&;]|\\u0026)[\w.%-]{0,48}?(?:signature|sig|token|accesskeyid|credential|secret"
        r"|key|expires|policy|password|auth|code)=(?P<secret>[^\s\"'\\&<>]{1,4096}))",
        _anything,
    ),
    (r"://(?P<secret>[^\s/:@\"'<>]{0,128}:[^\s/:@\"'<>]{1,256})@", _anything),
    (
        r"(?<![\w.+-])(?P<secret>[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})",
        _anything,
    ),
    # Long strings without a name, of letters and digits so mixed that no word is like them.
    (r"(?<![\w/+-])(?P<secret>[\w+-]{40,512})(?![\w+-])", _is_mixed),
)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Test], ...]:
    """Compile the patterns when they are needed: most commands start without a text."""
    # \w means ASCII in the other implementation, \s does not
    return tuple((re.compile(kind.replace(r"\w", "A-Za-z0-9_")), test) for kind, test in _KINDS)


def find_secrets(text: str) -> list[Secret]:
    """Return the secrets of a text, in order and without overlaps."""
    kept: list[Secret] = []
    for secret in sorted(_found(text), key=lambda secret: (secret.start, -secret.end)):
        if kept and secret.start < kept[-1].end:
            kept[-1] = Secret(kept[-1].start, max(kept[-1].end, secret.end))
        else:
            kept.append(secret)
    return kept


def masked(text: str) -> str:
    """Return a text with its secrets masked."""
    return "".join(_shown(text, find_secrets(text)))


def masked_values(values: Mapping[str, str], text: str) -> dict[str, str]:
    """Return values that were read from a text, with what is a secret in that text masked.

    A value alone does not show that it follows `api_key=`: the text around it does.
    """
    if not values:
        return {}
    words = [text[secret.start : secret.end] for secret in find_secrets(text)]
    return {name: _masked_value(value, words) for name, value in values.items()}


def _masked_value(value: str, words: Sequence[str]) -> str:
    if len(value) >= LEAST_PART and any(value in word for word in words):
        return MASK
    for word in words:
        value = value.replace(word, MASK)
    return masked(value)


def _found(text: str) -> Iterator[Secret]:
    for pattern, is_secret in _patterns():
        for match in pattern.finditer(text):
            if not _is_masked(match["secret"]) and is_secret(match["secret"]):
                yield Secret(*match.span("secret"))


def _shown(text: str, secrets: Sequence[Secret]) -> Iterator[str]:
    place = 0
    for secret in secrets:
        yield text[place : secret.start]
        yield MASK
        place = secret.end
    yield text[place:]
