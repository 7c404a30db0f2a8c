"""Carries one message: to a Slack webhook, by e-mail, or as JSON to any URL. What it says is telling.py's."""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.request
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from http.client import HTTPException
from urllib.parse import urlsplit

from workspaces.alerts import Alert, Email
from workspaces.secrets import filled

TIMEOUT_SECONDS = 10


class UnsentError(Exception):
    """The channel did not take the message."""


@dataclass(frozen=True)
class Message:
    """What is told of one workspace: events of one kind, a sentence each."""

    workspace: str
    title: str
    event: str
    sentences: tuple[str, ...]

    @property
    def subject(self) -> str:
        """One line."""
        return f"{self.title}: {self.event.replace('_', ' ')}"

    @property
    def text(self) -> str:
        """Subject and sentences, as people read them."""
        return "\n".join((self.subject, *(f"- {sentence}" for sentence in self.sentences)))


def send(alert: Alert, message: Message) -> None:
    """Give the message to the channel. Raises UnsentError, and ConfigurationError when a secret is not set."""
    try:
        if alert.email is not None:
            _mail(alert.email, message)
        elif alert.slack is not None:
            _post(filled(alert.slack), {"text": message.text}, {})
        else:
            _post(filled(str(alert.url)), asdict(message), filled(alert.headers))
    except (OSError, smtplib.SMTPException, HTTPException, ValueError) as error:
        raise UnsentError(" ".join(str(error).split()) or type(error).__name__) from error


def _post(url: str, payload: dict[str, object], headers: dict[str, str]) -> None:
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("the address is no http or https URL")
    body = json.dumps(payload, ensure_ascii=False).encode()
    asked = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        url, body, {"Content-Type": "application/json; charset=utf-8", **headers}, method="POST"
    )
    with urllib.request.urlopen(asked, timeout=TIMEOUT_SECONDS) as answered:  # noqa: S310
        answered.read()


def _mail(told: Email, message: Message) -> None:
    letter = EmailMessage()
    letter["Subject"] = message.subject
    letter["From"], letter["To"] = told.sender, ", ".join(told.to)
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain="langganan.invalid")
    letter.set_content(message.text)
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if told.security == "tls":
        server = smtplib.SMTP_SSL(filled(told.server), told.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(filled(told.server), told.port, timeout=TIMEOUT_SECONDS)
    with server:
        if told.security == "starttls":
            server.starttls(context=context)
        if told.user is not None:
            server.login(filled(told.user), filled(told.password))
        server.send_message(letter)
