"""Made-up templates of a large service, from a seed, that share many words with a registry."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from errdocs.lookup.index import Index, IndexedCase, IndexedError

THINGS = (  # noqa: SIM905
    "bucket volume snapshot cluster node queue topic stream index table column row schema "
    "database replica shard backup image container registry secret certificate key policy role "
    "user group account invoice budget region zone network subnet gateway route firewall listener "
    "balancer domain record mailbox message attachment template campaign webhook event alarm "
    "metric dashboard log trace job task workflow pipeline stage artifact package version branch "
    "commit review comment board card list calendar meeting room device sensor firmware session "
    "token cookie cache lease lock order cart payment refund shipment coupon customer profile "
    "avatar document page folder archive transcript subtitle video track frame sample voice "
    "speaker embedding dataset checkpoint endpoint deployment instance reservation quota limit "
    "window batch request response header body payload field property attribute label tag filter "
    "sort cursor offset "
).split()
STATES = (  # noqa: SIM905
    "active archived locked suspended expired missing corrupt incomplete pending running deleted "
    "disabled empty full invalid malformed stale unknown unreachable unsupported unverified "
    "duplicate detached frozen inconsistent read_only over_limit out_of_range unhealthy throttled "
).split()
ACTIONS = (  # noqa: SIM905
    "create delete update read list copy move restore attach detach start stop resume cancel "
    "publish subscribe rename verify encrypt decrypt sign rotate merge split import export index "
    "search schedule retry approve reject assign share download upload compress convert render "
    "train "
).split()
PATTERNS = """The {thing} {value} is {state}.
The {thing} of the {other} is {state}, please {action} it first.
Cannot {action} the {thing} {value}: the {other} is {state}.
{Action} failed because the {thing} is {state}.
You have no permission to {action} the {thing} {value}.
Too many {thing}s in the {other}, the limit is {value}.
Parameter {thing}_{other} must be one of [{value}] when the {word} is set.
Parameter {thing}.{word} must not exceed {value} characters.
Required {thing} is missing from the {other} or the {word}.
Range of {thing}_{word} should be [1, {value}]
Failed to {action} {thing}, {word} {other} {state}.
The requested {thing} does not support {action} of {word} in this {other}.
Your {thing} quota for {word} has been exceeded, please {action} later.
Internal error while trying to {action} the {thing}, please contact the {other} owner.
Input {thing} must be a valid {word}, but {value} was given for the {other}.
{Action} of {thing} {value} timed out waiting for the {other}.
A {state} {thing} cannot {action} another {other}.
The {word} {thing} and the {state} {other} must not be given together.
Please {action} the {thing} of your {word} before you {action2} the {other}.
Only {word} {thing}s are allowed to {action} a {state} {other}.""".splitlines()


def with_made_up(index: Index, count: int, seed: int) -> Index:
    """Return an index with so many other cases before and after its own."""
    source = random.Random(seed)
    codes = sorted(_codes(source, count // 5 + 1, {error.code for error in index.errors}))
    before = len(codes) // 2
    errors = (
        *(_error(code) for code in codes[:before]),
        *index.errors,
        *(_error(code) for code in codes[before:]),
    )
    texts = sorted((source.randrange(len(codes)), text) for text in made_up(index, count, source))
    first = [_case(number, text, source) for number, text in texts if number < before]
    shift = len(index.errors)
    last = [_case(number + shift, text, source) for number, text in texts if number >= before]
    first, last = _with_urls(errors, first), _with_urls(errors, last)
    own = [replace(case, error=case.error + before) for case in index.cases]
    templates = [text for _, text in texts]
    return Index(
        errors=errors,
        cases=(*first, *own, *last),
        templates=(
            *enumerate(templates[: len(first)]),
            *((case + len(first), text) for case, text in index.templates),
            *enumerate(templates[len(first) :], start=len(first) + len(own)),
        ),
        own=index.own,
        foreign=index.foreign,
        generic=index.generic,
        forms=index.forms,
        id_shapes=index.id_shapes,
    )


def _error(code: str) -> IndexedError:
    return IndexedError(code, f"The {code.replace('.', ' of the ')}", f"errors/{code}/", (code,))


def _case(error: int, text: str, source: random.Random) -> IndexedCase:
    """Return a case with an identifier and a title from the words of its message."""
    words = [word for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 3]
    name = "-".join(words[-3:])
    title = " ".join(words[-5:]).capitalize()
    status = source.choice([400, 401, 403, 404, 409, 429, 500, 503])
    return IndexedCase(error, name, title, "", status, "never", "caller")


def _with_urls(errors: Sequence[IndexedError], cases: Sequence[IndexedCase]) -> list[IndexedCase]:
    """Return cases with the paths of their pages: an error's only case is on the error's own."""
    count = Counter(case.error for case in cases)
    return [
        replace(case, url=errors[case.error].url + (f"{case.id}/" if count[case.error] > 1 else ""))
        for case in cases
    ]


def made_up(index: Index, count: int, source: random.Random) -> Iterator[str]:
    """Yield distinct templates; every second takes a word of the index, every tenth a sentence."""
    words = sorted(word for word in index.weights if word.isascii() and word.isalpha())
    own = [text for _, text in index.templates if len(text.split()) > 6]
    seen = {text for _, text in index.templates}
    while count:
        text = _changed(source, own) if source.random() < 0.1 else _sentence(source, words)
        if text not in seen:
            seen.add(text)
            count -= 1
            yield text


def _codes(source: random.Random, count: int, taken: set[str]) -> set[str]:
    codes: set[str] = set()
    while len(codes) < count:
        state, thing, other = source.choice(STATES), source.choice(THINGS), source.choice(THINGS)
        code = "".join(part.capitalize() for part in f"{state}_{thing}".split("_"))
        codes |= {f"{code}.{other.capitalize()}"} - taken
    return codes


def _sentence(source: random.Random, words: Sequence[str]) -> str:
    action, thing, other = source.choice(ACTIONS), source.choice(THINGS), source.choice(THINGS)
    return source.choice(PATTERNS).format(
        thing=thing,
        other=other,
        state=source.choice(STATES),
        action=action,
        Action=action.capitalize(),
        action2=source.choice(ACTIONS),
        word=source.choice(words if source.random() < 0.5 else THINGS),
        value="{value}",
    )


def _changed(source: random.Random, own: Sequence[str]) -> str:
    """Return a sentence of the index about something else: a third of its words exchanged."""
    parts = source.choice(own).split()
    plain = [place for place, part in enumerate(parts) if "{" not in part and "}" not in part]
    for place in source.sample(plain, min(len(plain), max(3, len(parts) // 3))):
        parts[place] = source.choice(source.choice([THINGS, STATES, ACTIONS]))
    return " ".join(parts)
