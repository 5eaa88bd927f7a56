"""The words that made-up registries are put together from: a cloud service that nobody runs.

`$noun`, `$field`, `$link` and the examples of placeholders are filled while a registry is made;
`{name}` is a placeholder of the message template and stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from errdocs.registry.model import Retry

NOUNS = (
    "backup", "balancer", "bucket", "certificate", "cluster", "container", "dashboard",
    "database", "deployment", "disk", "domain", "firewall", "function", "gateway", "job", "key",
    "listener", "machine", "mailbox", "metric", "network", "pipeline", "policy", "pool", "portal",
    "project", "queue", "record", "replica", "role", "route", "schedule", "secret", "session",
    "snapshot", "stream", "subnet", "table", "template", "ticket", "topic", "volume", "workspace",
)  # fmt: skip
"""What the service keeps."""
OPERATIONS = (
    "", "Attach", "Copy", "Create", "Delete", "Export", "Import", "List", "Restore", "Start",
    "Stop", "Update",
)  # fmt: skip
"""What can be done to it; codes of the first kind name no operation."""
FIELDS = (
    "access_level", "batch_size", "callback_url", "content_type", "description", "display_name",
    "end_time", "filter", "idle_timeout", "instance_type", "label_selector", "max_attempts",
    "max_tokens", "name", "owner_id", "page_size", "page_token", "parent_id", "priority", "region",
    "request_body", "retention_days", "schedule_expression", "start_time", "storage_class",
    "tags", "temperature", "visibility_timeout",
)  # fmt: skip
"""Parameters of requests."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a placeholder stands for."""

    description: str
    kind: str
    """How an example is made: `number`, `id`, `word` or `time`."""
    pattern: str | None = None


VALUES = {
    "actual": Value("Value that the request holds", "number", r"-?[0-9]+"),
    "id": Value("Name of the $noun", "id", r"[a-z]+-[0-9a-f]+"),
    "least": Value("Smallest value allowed", "number", r"[0-9]+"),
    "limit": Value("Most requests in the window", "number", r"[0-9]+"),
    "most": Value("Largest value allowed", "number", r"[0-9]+"),
    "state": Value("State that the $noun is in", "word"),
    "until": Value("Time at which the window ends", "time"),
    "user": Value("Name of the caller", "id", r"[a-z]+-[0-9a-f]+"),
}
"""The placeholders that messages hold."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One message and what is wrong where it appears."""

    id: str
    title: str
    message: str
    cause: str
    fix: str
    example: str = ""
    """JSON body that shows the fix, if any."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A kind of error: what its codes look like and what can be wrong."""

    category: str
    suffixes: tuple[str, ...]
    """Ends of its codes."""
    statuses: tuple[int | None, ...]
    retry: Retry
    actor: str
    title: str
    summary: str
    mistakes: tuple[Mistake, ...]
    weight: int
    """How often it occurs among the errors of a registry."""


TROUBLES = (
    Trouble(
        category="parameter",
        suffixes=("InvalidParameter", "InvalidValue", "BadRequest", "ValidationFailed"),
        statuses=(400,),
        retry=Retry.NEVER,
        actor="caller",
        title="A value for the $noun is refused",
        summary="A value in the request for the $noun is outside what the service accepts.",
        mistakes=(
            Mistake(
                id="range",
                title="The value of $field is out of range",
                message="Range of $field should be [{least}, {most}]",
                cause="The value of `$field` is below the smallest or above the largest value "
                "that a $noun may have. Both bounds are part of the range.",
                fix="Set `$field` to a whole number from $least to $most.\n\n"
                "- Convert values that come from a form or a configuration file to a number.\n"
                "- Leave `$field` out to get the default of the $noun.\n"
                "- Ask for the bounds once, and keep them with your client.",
                example='{"$field": 10}',
            ),
            Mistake(
                id="type",
                title="The value of $field has the wrong type",
                message="{actual} is not of the type that '$field' takes",
                cause="The request holds a value for `$field`, but of another type: a number in "
                "quotation marks, for example, is text and not a number.",
                fix="Send `$field` without quotation marks. A list of one value needs its "
                'brackets as well:\n\n```json\n{"$noun": {"$field": [1]}}\n```',
            ),
            Mistake(
                id="missing",
                title="The parameter $field is missing",
                message="Missing required parameter: '$field'",
                cause="A $noun cannot be made without `$field`, and the request does not hold it. "
                "An empty text counts as missing.",
                fix="Add `$field` to the body of the request, not to its query. See $link for "
                "what else the body has to hold.",
                example='{"$field": "example", "kind": "$noun"}',
            ),
            Mistake(
                id="form",
                title="The form of $field is not accepted",
                message='Expected {{"$field": ...}} but found {actual} in the body',
                cause="The body is valid JSON, but `$field` does not stand where the service "
                "looks for it, or holds characters that the name of a $noun may not have.",
                fix="Write `$field` at the top level of the body, in *lower case* letters, digits "
                "and hyphens.\n\n1. Print the body that your client sends.\n2. Compare it with "
                "the example below.\n3. Send it again, corrected.",
                example='{\n  "$field": "my-$noun",\n  "dry_run": true\n}',
            ),
        ),
        weight=8,
    ),
    Trouble(
        category="missing",
        suffixes=("NotFound", "DoesNotExist", "NoSuchEntity"),
        statuses=(404, 410),
        retry=Retry.NEVER,
        actor="caller",
        title="The $noun does not exist",
        summary="The request names a $noun that is not there, or not there any more.",
        mistakes=(
            Mistake(
                id="unknown",
                title="No $noun has the given name",
                message="The $noun '{id}' given by $field does not exist.",
                cause="No $noun of your account has this name. It may be in another region, or "
                "its name may be spelled differently: names are compared letter for letter.",
                fix="List what you have, and copy the name from there into `$field`. Names are "
                "**case-sensitive**.",
            ),
            Mistake(
                id="gone",
                title="The $noun has been deleted",
                message="$field refers to a $noun that was deleted: {id}",
                cause="The $noun existed and has been deleted, by you or by a rule that cleans "
                "up. Its name stays reserved for thirty days.",
                fix="Create the $noun anew under another name, or restore it within thirty days. "
                "Clients that keep names of a deleted $noun have to be told; $link says how.",
            ),
        ),
        weight=6,
    ),
    Trouble(
        category="access",
        suffixes=("AccessDenied", "Forbidden", "Unauthorized"),
        statuses=(401, 403),
        retry=Retry.NEVER,
        actor="account-owner",
        title="Access to the $noun is denied",
        summary="The caller may not do this to the $noun.",
        mistakes=(
            Mistake(
                id="denied",
                title="The role lacks a permission",
                message="User {user} is not authorized to change $field of $noun {id}",
                cause="The role that signed the request has no permission for `$field`. "
                "Permissions of a project do not extend to a $noun that is shared with it.",
                fix="Have the owner of the account add the permission to your role, then send the "
                "same request again. New permissions take effect within a minute.",
            ),
            Mistake(
                id="read-only",
                title="The $noun is open for reading only",
                message="Access denied: $field of this $noun is read-only for you",
                cause="The $noun is shared with your project for reading. Whoever shares it "
                "decides about `$field`.",
                fix="Make a copy of the $noun in your own project and change the copy. If it has "
                "to be this one, ask its owner to share it for writing, as $link describes.",
            ),
        ),
        weight=4,
    ),
    Trouble(
        category="quota",
        suffixes=("Throttling", "QuotaExceeded", "LimitExceeded"),
        statuses=(429,),
        retry=Retry.WAIT,
        actor="caller",
        title="Too many requests for the $noun",
        summary="The limit for the $noun is used up for this window.",
        mistakes=(
            Mistake(
                id="rate",
                title="The rate limit is exceeded",
                message="Rate of $field exceeded: at most {limit} requests until {until}",
                cause="You sent more requests in the window than the limit of the $noun allows. "
                "Requests that fail count as well.",
                fix="Wait until the window ends, then go on at a slower pace.\n\n- Spread the "
                "requests evenly instead of sending them at the full minute.\n- Cache what you "
                "read more than once.\n- Have the limit raised if your normal load needs more: "
                "[limits](https://cloud.example/limits).",
            ),
            Mistake(
                id="allocation",
                title="The allocated quota is used up",
                message="Allocated $field quota of the $noun exceeded, please increase your limit.",
                cause="The quota counts what exists, not requests: the account has as many as it "
                "may have. A $noun that is being deleted counts until it is gone.",
                fix="Delete what you no longer need, or have the quota raised. Waiting alone does "
                "not help.",
            ),
        ),
        weight=4,
    ),
    Trouble(
        category="conflict",
        suffixes=("Conflict", "AlreadyExists", "InvalidState"),
        statuses=(409,),
        retry=Retry.BACKOFF,
        actor="caller",
        title="The $noun is in another state",
        summary="The $noun is in a state in which the request cannot be carried out.",
        mistakes=(
            Mistake(
                id="busy",
                title="Another change is under way",
                message="Cannot set $field while the $noun is {state}",
                cause="Another request changes the same $noun at this moment. Changes are carried "
                "out one after the other, and none waits for the one before it.",
                fix="Read the state of the $noun until it is `ready`, then send the request again "
                "with exponential backoff.",
            ),
            Mistake(
                id="taken",
                title="The name is already taken",
                message="A $noun with the same $field already exists: {id}",
                cause="Names are unique in an account, and those of deleted ones stay reserved.",
                fix="Choose another value for `$field`. If your client repeats a request that may "
                "have succeeded, read the $noun first; $link explains safe repetition.",
            ),
        ),
        weight=3,
    ),
    Trouble(
        category="server",
        suffixes=("InternalError", "ServiceUnavailable", "Timeout"),
        statuses=(500, 503, 504),
        retry=Retry.BACKOFF,
        actor="provider",
        title="The service failed at the $noun",
        summary="Something failed inside the service while it worked on the $noun.",
        mistakes=(
            Mistake(
                id="failed",
                title="An inner part of the service failed",
                message="Internal error while processing $field of {id}, please try again.",
                cause="A part of the service that the $noun depends on failed or was replaced. "
                "Your request may be right.",
                fix="Send the same request again with exponential backoff and jitter. Report the "
                "`request_id` if it still fails after ten minutes.",
            ),
            Mistake(
                id="slow",
                title="The work took too long",
                message="Processing of $field took longer than {limit} ms.",
                cause="The $noun is under load, or the request asks for more than can be done in "
                "time.",
                fix="Ask for less at once: lower `page_size`, or narrow the filter. Then retry "
                "with backoff.",
            ),
        ),
        weight=3,
    ),
    Trouble(
        category="client",
        suffixes=("ConnectionError", "ClientError"),
        statuses=(None,),
        retry=Retry.BACKOFF,
        actor="caller",
        title="The client could not use the $noun",
        summary="The client library gave up before the service answered about the $noun.",
        mistakes=(
            Mistake(
                id="connection",
                title="The connection was closed early",
                message="Connection closed while reading $field from {id}",
                cause="A proxy or firewall on the way closed the connection, often because it was "
                "idle for too long.",
                fix="Check the proxy between you and the service, and raise its idle timeout above "
                "that of the client.",
            ),
        ),
        weight=1,
    ),
)
"""Every kind of error."""
