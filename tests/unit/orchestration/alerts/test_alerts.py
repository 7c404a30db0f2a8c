"""What is wrong is told once a channel, without personal data or secrets; a channel that is down fails nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_inbox import SmallInbox, small_inbox

from ledgers import alerts, builds, runs, verdicts
from ledgers.database import ledger
from ledgers.verdicts import Verdict
from orchestration import house_run
from orchestration.alerts.telling import occasions, tell
from orchestration.run import Run
from workspaces.alerts import Alert
from workspaces.errors import BusyError, ConfigurationError, LanggananError
from workspaces.settings import Settings

from .conftest import Taken

LATE = "shop.things: the newest delivery is of 2026-05-31 17:00 UTC, and one is expected daily."
REFUSED = "c_20260602.csv: the file is empty, without even a header. Deliver it again."


def run_with(inbox: SmallInbox, *declared: dict[str, Any]) -> Run:
    """A run of the inbox's workspace with these channels."""
    channels = tuple(Alert.model_validate(alert) for alert in declared)
    workspace = inbox.workspace.model_copy(update={"alerts": channels})
    settings = Settings("small", inbox.paths.root.parent, 1, 0, "inside")
    return Run(workspace, inbox.paths, settings, dt.date(2026, 6, 30), "run")


@pytest.fixture
def inbox(tmp_path: Path) -> SmallInbox:
    """Nothing came for long, and something was refused."""
    made = small_inbox(tmp_path)
    made.land_one("c_20260601.csv", "a,b\n1,x\n")
    made.land_one("c_20260602.csv", "")
    return made


def hold(inbox: SmallInbox, reason: str) -> None:
    build = builds.start(inbox.paths.state, dt.date(2026, 6, 30), "code", 0, 1, True)
    builds.finish(inbox.paths.state, build.build_seq, "complete")
    verdicts.record_verdicts(inbox.paths.state, [Verdict(build.build_seq, "birthday", "hold", (reason,), "", 0)])


def fail(inbox: SmallInbox, problem: str) -> None:
    run_seq = runs.start(inbox.paths.state, "run")
    runs.add_summary(inbox.paths.state, run_seq, {"problem": problem})
    runs.finish(inbox.paths.state, run_seq, "failed", None)


def test_slack_is_told_each_thing_once(inbox: SmallInbox, web: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", f"http://127.0.0.1:{web.port}/services/T0/secret")
    run = run_with(inbox, {"slack": "${HOOK}"})
    tell(run)
    assert web.bodies == [{"text": f"Small: refusal\n- {REFUSED}"}, {"text": f"Small: missing delivery\n- {LATE}"}]
    tell(run)
    assert len(web.bodies) == 2
    hold(inbox, "A check failed: a.")
    tell(run)
    assert web.bodies[2:] == [{"text": "Small: hold\n- birthday is held: A check failed: a."}]


def test_any_url_gets_json_and_its_headers(inbox: SmallInbox, web: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "t0ken-of-ours")
    url = f"http://127.0.0.1:{web.port}/alerts"
    tell(run_with(inbox, {"url": url, "headers": {"Authorization": "Bearer ${TOKEN}"}, "on": ["missing_delivery"]}))
    assert web.bodies == [{"workspace": "small", "title": "Small", "event": "missing_delivery", "sentences": [LATE]}]
    assert web.headers[0]["Authorization"] == "Bearer t0ken-of-ours"


def test_mail_goes_to_everybody_with_a_login(inbox: SmallInbox, mail: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "p4ssword")
    email = {
        "to": ["data@shop.example", "owner@shop.example"],
        "from": "langganan@shop.example",
        "server": "127.0.0.1",
        "port": mail.port,
        "security": "none",
        "user": "langganan",
        "password": "${MAIL_PASSWORD}",
    }
    tell(run_with(inbox, {"email": email, "on": ["refusal"]}))
    (letter,) = mail.bodies
    assert "Subject: Small: refusal" in letter
    assert "To: data@shop.example, owner@shop.example" in letter
    assert REFUSED in letter
    assert [c for c in mail.commands if c.upper().startswith(("AUTH", "RCPT"))] == [
        "AUTH PLAIN AGxhbmdnYW5hbgBwNHNzd29yZA==",
        "rcpt TO:<data@shop.example>",
        "rcpt TO:<owner@shop.example>",
    ]


def test_a_channel_that_is_down_fails_nothing_and_is_tried_again(
    inbox: SmallInbox, web: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK", f"http://127.0.0.1:{web.port}/s3cret")
    run = run_with(inbox, {"url": "${HOOK}", "on": ["refusal"]}, {"slack": "${UNSET_HOOK}"}, {"slack": "ftp://x"})
    web.status = 500
    tell(run)
    assert alerts.faults(inbox.paths.state) == {
        "url 1": "HTTP Error 500: Internal Server Error",
        "slack 2": "The workspace file asks for the secret UNSET_HOOK, which is not set. Set the environment variable"
        " UNSET_HOOK, or UNSET_HOOK_FILE to the path of a file that holds it.",
        "slack 3": "the address is no http or https URL",
    }
    web.status = 200
    tell(run)
    assert len(web.bodies) == 2
    assert "url 1" not in alerts.faults(inbox.paths.state)


def test_what_an_engine_quotes_addresses_and_secrets_are_left_out(
    inbox: SmallInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workspaces.secrets import filled

    monkeypatch.setenv("DB_PASSWORD", "hunter-22")
    filled("${DB_PASSWORD}")
    run = run_with(inbox)
    fail(inbox, "dbt run failed at stg_shop__things: Conversion Error: Could not convert 'Sari Dewi' to INT64. See it.")
    hold(inbox, "A check failed: sari@surel.example was there, hunter-22.")
    told = {o.event: o.sentence for o in occasions(run)}
    assert told["failure"] == "run failed: dbt run failed at stg_shop__things; `langganan status` says more"
    assert told["hold"] == "birthday is held: A check failed: *** was there, ***."


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ConfigurationError("as_of is wrong.", "Correct it."), "run failed: as_of is wrong. Correct it."),
        (ZeroDivisionError("Sari Dewi"), "run failed: ZeroDivisionError"),
        (None, None),
        (BusyError("somebody writes"), None),
    ],
)
def test_a_run_tells_whatever_becomes_of_it(
    inbox: SmallInbox, web: Taken, monkeypatch: pytest.MonkeyPatch, error: Exception | None, sentence: str | None
) -> None:
    def end(*_: object) -> house_run.Outcome:
        if error is not None:
            raise error
        return house_run.Outcome("published", 0)

    monkeypatch.setattr(house_run, "_run_or_stand", end)
    run = run_with(inbox, {"url": f"http://127.0.0.1:{web.port}/", "on": ["failure", "missing_delivery"]})
    if error is None:
        assert house_run.run_or_stand(run).exit_code == 0
    else:
        with pytest.raises(type(error)):
            house_run.run_or_stand(run)
    told = [body["sentences"] for body in web.bodies]
    assert told == ([] if isinstance(error, BusyError) else [[sentence], [LATE]] if sentence else [[LATE]])


def test_a_silence_of_days_is_told_by_the_one_run_after_it(inbox: SmallInbox) -> None:
    run = run_with(inbox, {"url": "https://example.com"})

    def told() -> list[str]:
        return [o.sentence for o in occasions(run) if o.key.startswith("silence")]

    def began(moment: str) -> None:
        with ledger(inbox.paths.state) as connection:
            connection.execute("insert into runs (command, started_at) values ('run', ?)", (moment,))

    began("2026-06-01T21:00:00+00:00")
    began("2026-06-02T21:00:05+00:00")
    assert told() == []
    began("2026-06-05T23:00:00+00:00")
    assert told() == [
        "No run began for 3 days, from 2026-06-02 21:00 to 2026-06-05 23:00 UTC. See why nothing started one."
    ]
    began("2026-06-06T21:00:00+00:00")
    assert told() == []


def test_without_channels_nothing_is_asked(inbox: SmallInbox) -> None:
    tell(replace(run_with(inbox), paths=None))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "declared",
    [{}, {"slack": "x", "url": "y"}, {"slack": "x", "headers": {"a": "b"}}, {"url": "y", "on": ["nothing"]}],
)
def test_a_wrong_declaration_is_refused(declared: dict[str, Any]) -> None:
    with pytest.raises((ValueError, LanggananError)):
        Alert.model_validate(declared)
