"""`once_per`: who was written to stays out for its days, by what was sent and by what may still be sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from compiled_models import AS_OF, CompiledModels, insert

from ingestion import written_views
from ledgers import builds, campaign_sends, exports
from ledgers.campaign_sends import CampaignSend
from ledgers.exports import Export
from workspaces.paths import WorkspacePaths

MODELS = ("elg_audience_rules", "elg_writings", "elg_message_counts")
MARCH = {"as_of": "2026-03-01"}
EXPIRED = {"expires_at": "2026-06-30 17:00:00"}
OPEN = {"expires_at": "2026-06-30 17:00:01"}
SENT = {"sent_at": "2026-06-29 03:00:00", **EXPIRED}


@pytest.fixture
def shop(compiled: CompiledModels) -> Iterator[duckdb.DuckDBPyConnection]:
    """Ani, whose former id is ani_before."""
    with compiled.connect() as connection:
        for customer_id in ("ani", "ani_before"):
            insert(connection, "idn_resolutions", {"customer_id": customer_id, "present_customer_id": "ani"})
        insert(connection, "customer_360", {"customer_id": "ani", "last_cart_at": "2026-06-29 12:00:00"})
        yield connection


def reason(connection: duckdb.DuckDBPyConnection, compiled: CompiledModels, audience: str) -> str:
    """Why Ani, whom the audience chose and who agreed to e-mail, is not written to."""
    compiled.build(connection, *MODELS)
    connection.execute(
        "create or replace table warehouse.eligibility.elg_candidates as select ? as audience, customer_id,"
        " last_cart_at as event_at from marts.marts.customer_360",
        [audience],
    )
    if audience != "abandoned_cart":
        connection.execute("update warehouse.eligibility.elg_candidates set event_at = null")
    connection.execute(
        "create or replace table marts.eligibility.elg_contact_routes as select 'ani' as customer_id,"
        " 'email' as channel, 'marketing' as purpose, '' as reason, 'ani@example.com' as contact_point,"
        " false as is_shared"
    )
    compiled.build(connection, "elg_screenings", "elg_decisions")
    found = connection.execute("select reason from marts.eligibility.elg_decisions where channel = 'email'").fetchone()
    assert found is not None
    return str(found[0])


@pytest.mark.parametrize(
    ("audience", "written", "expected"),
    [
        # never again: a file that was sent, whenever; one that expired unsent wrote to nobody.
        ("second_purchase", {**MARCH, **SENT}, "written_before"),
        ("second_purchase", {**MARCH, **EXPIRED}, ""),
        ("second_purchase", {**MARCH, **OPEN}, "written_before"),
        ("second_purchase", {"as_of": "2026-06-29", **OPEN}, "written_before"),
        # the file of this as_of is the one that is being decided on
        ("second_purchase", {"as_of": AS_OF, **OPEN}, ""),
        ("second_purchase", {**MARCH, **SENT, "sent_at": "2026-06-30 17:00:00"}, ""),
        ("second_purchase", {**MARCH, **SENT, "customer_id": "ani_before"}, "written_before"),
        ("second_purchase", {**MARCH, **SENT, "audience": "birthday"}, ""),
        # 90 days, from as_of to as_of
        ("win_back", {"as_of": "2026-04-02", **SENT}, "written_before"),
        ("win_back", {"as_of": "2026-04-01", **SENT}, ""),
        # a year whose date moves with the cadence
        ("birthday", {"as_of": "2025-07-31", **SENT}, "written_before"),
        ("birthday", {"as_of": "2025-07-30", **SENT}, ""),
        # an event: the file of 28 June could not know the cart of the 29th
        ("abandoned_cart", {"as_of": "2026-06-29", **SENT}, "written_before"),
        ("abandoned_cart", {"as_of": "2026-06-28", **SENT}, ""),
    ],
)
def test_who_was_written_to_stays_out(
    shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, audience: str, written: dict[str, Any], expected: str
) -> None:
    assert reason(shop, compiled, audience) == ""
    row = {"export_id": "e1", "audience": audience, "customer_id": "ani", **written}
    insert(shop, "stg_written_people", row)
    assert reason(shop, compiled, audience) == expected


@pytest.mark.parametrize(
    ("sent_at", "purpose", "expected"),
    [
        # The file for 30 June is sent on 1 July, the last of seven dates: the first is 25 June, in Jakarta's time.
        ("2026-06-24 17:00:00", "marketing", [("ani", "email", 1)]),
        ("2026-06-24 16:59:59", "marketing", []),
        ("2026-06-30 16:59:59", "marketing", [("ani", "email", 1)]),
        ("2026-06-30 16:59:59", "service", []),
    ],
)
def test_messages_count_on_the_dates_of_the_cap(
    shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, sent_at: str, purpose: str, expected: list[Any]
) -> None:
    compiled.build(shop, "elg_audience_rules")
    shop.execute("update marts.eligibility.elg_audience_rules set cap_count = 1, cap_days = 7 where channel = 'email'")
    said = {"send_seq": 1, "customer_id": "ani", "channel": "email", "sent_at": sent_at, "purpose": purpose}
    insert(shop, "int_marked_sends", said)
    insert(shop, "int_marked_sends", {**said, "channel": "whatsapp"})
    compiled.build(shop, "elg_message_counts")
    assert shop.execute("select * from marts.eligibility.elg_message_counts").fetchall() == expected


def test_raw_shows_the_people_of_files_that_count(tmp_path: Path) -> None:
    paths = WorkspacePaths(tmp_path)
    paths.create()
    builds.start(paths.state, dt.date.fromisoformat(AS_OF), "f", 0, 1, True)
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        written_views.write(connection, paths)
        assert connection.execute("select * from raw._written_people").fetchall() == []
        for name, until in (("open", "2026-07-02"), ("over", "2026-06-02"), ("sent", "2026-06-02"), ("old", "")):
            file = paths.members / f"{name}.parquet"
            connection.execute(f"copy (select unnest(['ani', 'ani', 'budi']) as customer_id) to '{file}'")
            as_of = "2026-06-01" if until else ""
            expires = f"{until}T17:00:00+00:00" if until else ""
            line = Export(name, 1, "tea", "generic_csv", "written", "f", 2, "", (), as_of, expires)
            exports.record(paths.state, line)
        for name in ("sent", "old"):
            said = CampaignSend(name, "tea", "generic_csv", "email", "2026-06-03T02:00:00+00:00", 2)
            campaign_sends.record(paths.state, said)
        written_views.write(connection, paths)
        found = connection.execute(
            "select export_id, cast(as_of as varchar), sent_at is not null, list(customer_id order by customer_id)"
            " from raw._written_people group by all order by all"
        ).fetchall()
    assert found == [
        ("old", "2026-06-02", True, ["ani", "budi"]),
        ("open", "2026-06-01", False, ["ani", "budi"]),
        ("sent", "2026-06-01", True, ["ani", "budi"]),
    ]
