"""Whom a workspace tells when something is wrong, and of what. Sending is `orchestration/alerts`'s.

`${NAME}` in an address stands for a secret (secrets.py); it is never filled in here.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Event = Literal["failure", "refusal", "hold", "missing_delivery"]
EVENTS: tuple[Event, ...] = ("failure", "refusal", "hold", "missing_delivery")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Email(_Strict):
    """A mail server that takes messages, and the addresses of whoever is told."""

    to: tuple[str, ...] = Field(min_length=1)
    sender: str = Field(alias="from")
    server: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: str | None = None

    @model_validator(mode="after")
    def _credentials(self) -> Email:
        if (self.user is None) != (self.password is None):
            raise ValueError("a mail server wants both user and password, or neither")
        return self


class Alert(_Strict):
    """One channel: a Slack webhook, e-mail, or any URL that takes JSON; and the events that it is told of."""

    slack: str | None = None
    email: Email | None = None
    url: str | None = None
    headers: dict[str, str] = Field(default_factory=dict, description="sent with `url`")
    on: tuple[Event, ...] = Field(default=EVENTS, min_length=1)

    @property
    def channel(self) -> str:
        """How the ledger calls it: no address stands in the name."""
        return "slack" if self.slack is not None else "email" if self.email is not None else "url"

    @model_validator(mode="after")
    def _one_channel(self) -> Alert:
        if sum(way is not None for way in (self.slack, self.email, self.url)) != 1:
            raise ValueError("declare one of slack, email and url")
        if self.headers and self.url is None:
            raise ValueError("headers are sent with url")
        return self
