"""What a reader decides by: whether to retry, and who has to act."""

from __future__ import annotations

from enum import StrEnum


class Retry(StrEnum):
    """Whether the same request may succeed later."""

    NEVER = "never"
    BACKOFF = "backoff"
    WAIT = "wait"

    @property
    def label(self) -> str:
        """Return the badge's words."""
        return {"never": "Do not retry", "backoff": "Retry with backoff", "wait": "Wait"}[self]

    @property
    def explanation(self) -> str:
        """Return the sentence that tells a reader what the badge means."""
        return {
            "never": "The same request fails again until it is changed.",
            "backoff": "Transient: retry with exponential backoff and jitter.",
            "wait": "A quota or window has to reset or be raised first.",
        }[self]


class Actor(StrEnum):
    """Who can end the error."""

    CALLER = "caller"
    ACCOUNT_OWNER = "account-owner"
    PROVIDER = "provider"

    @property
    def label(self) -> str:
        """Return the badge's words."""
        return {"caller": "Caller", "account-owner": "Account owner", "provider": "Provider"}[self]

    @property
    def explanation(self) -> str:
        """Return the sentence that tells a reader what the badge means."""
        return {
            "caller": "Whoever writes the request can end it.",
            "account-owner": "Whoever holds the account has to act.",
            "provider": "The service has to act; your request may be right.",
        }[self]
