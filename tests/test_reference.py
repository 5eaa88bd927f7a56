"""What this reference promises of its entries, besides the rules that every registry obeys."""

from __future__ import annotations

import datetime
import re
from functools import cache

from errdocs.exports.errors_json import registry_data
from errdocs.registry.model import Case, Error, Registry, Retry
from sites import this_repository

OLDEST_COMPARISON = datetime.date(2026, 11, 29)
"""Nothing was compared before the newest document was published."""
CHANGED_REQUESTS = frozenset({"request", "parameter", "media", "model"})
"""Categories of errors that end when the request changes."""
NO_END = re.compile(r"^(Please|Try to|You (should|must|can)|There is|This (is|error))\b")
"""Starts of sentences that do not say what to do."""


@cache
def registry() -> Registry:
    return this_repository().registry


def cases() -> list[tuple[Error, Case]]:
    return [*registry().cases()]


def test_every_case_says_what_to_do_whether_to_retry_and_who_acts() -> None:
    lacking = [
        error.name_of(case)
        for error, case in cases()
        if not (case.fix and case.cause and case.retry and case.actor and case.title)
    ]
    assert lacking == []


def test_a_fix_starts_with_what_to_do() -> None:
    starts = [error.name_of(case) for error, case in cases() if NO_END.match(case.fix or "")]
    assert starts == []


def test_two_thirds_of_the_cases_that_a_request_causes_show_it_changed() -> None:
    caused = [case for error, case in cases() if error.category_of(case) in CHANGED_REQUESTS]
    shown = [case for case in caused if case.requests or any(e.outcome for e in case.examples)]
    assert len(shown) >= len(caused) * 2 / 3


def test_what_succeeds_after_an_action_is_not_for_the_caller_to_repeat_at_once() -> None:
    """A pause is known only for what ends by itself."""
    paced = [error.name_of(case) for error, case in cases() if case.retry_after]
    by_itself = {
        error.name_of(case) for error, case in cases() if case.retry in {Retry.WAIT, Retry.BACKOFF}
    }
    assert by_itself.issuperset(paced)


def test_the_overdue_bills_and_missing_rights_ask_for_an_action() -> None:
    """Agents stalled on these, or switched accounts off: the words decide what programs do."""
    words = {error.name_of(case): case.retry for error, case in cases()}
    for name in ("Arrearage", "PostpaidBillOverdue", "PrepaidBillOverdue", "BudgetLimitExceeded"):
        found = [retry for entry, retry in words.items() if entry.split("/")[0] == name]
        assert found, name
        assert {*found} == {Retry.AFTER_ACTION}, name
    assert words["Throttling.AllocationQuota/quota-exceeded"] is Retry.WAIT
    assert words["Throttling.RateQuota/rate-limit-exceeded"] is Retry.WAIT


def test_every_case_was_compared_with_the_documents_of_today() -> None:
    old = [
        error.name_of(case)
        for error, case in cases()
        if not case.verified or case.verified < OLDEST_COMPARISON
    ]
    assert old == []


def test_old_readers_of_the_data_find_all_that_the_first_version_promised_them() -> None:
    """Of a case that comes with its code alone, the code stands in the place of the message."""
    data = registry_data(registry())
    assert data["schema_version"] == 1
    lacking = [
        (error["code"], case["id"])
        for error in data["errors"]
        for case in error["cases"]
        if not case["message"] or case["retry"] not in {"never", "backoff", "wait"}
    ]
    assert lacking == []
