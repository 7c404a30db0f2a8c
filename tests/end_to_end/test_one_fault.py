"""The same good data with one fault each: no file leaves that stands on it, the reason is told, and mended it goes.

A corrupted delivery, and a table that dbt's own tests find wrong.
"""

from __future__ import annotations

import json
from pathlib import Path

from ran_shop import RanShop
from spoiled_run import spoil_run

from ledgers import loads

CORRUPTED = "web_shop/orders_20260701.csv"
EMAIL = "lahir.besok@surel.example.com"
UNDECLARED = (  # somebody who may not be written to, so that only dbt's test of the audience's own promise sees it
    "update marts.marts.customer_360 set is_birth_date_suspect = true where customer_id = (select min(customer_id)"
    " from audiences.aud_birthday where customer_id not in"
    " (select customer_id from eligibility.elg_members where audience = 'birthday'))"
)


def test_a_fault_holds_everything_that_stands_on_it_and_nothing_else(ran_shop: RanShop) -> None:
    """One test, because each step needs the one before: both faults, the same again, the delivery's mended."""
    before = ran_shop.downloads()
    known = loads.last_load_seq(ran_shop.paths.state)
    corrupted = _deliver_orders_with_an_unclosed_quote(ran_shop.paths.inbox)
    _deliver_somebody_who_has_a_birthday(ran_shop.paths.inbox)

    held = spoil_run(ran_shop.home, UNDECLARED)
    assert held.returncode == 1
    assert "Traceback" not in held.stderr
    assert f"Refused: {CORRUPTED}" in held.stdout
    facts = ran_shop.langganan("status", "--json").told
    assert [r["delivery"] for r in facts["refused"]] == [CORRUPTED]
    assert facts["publication"]["verdict"] == "hold"
    assert {a["verdict"] for a in facts["audiences"]} == {"hold"}
    assert all(any(CORRUPTED in reason for reason in a["reasons"]) for a in facts["audiences"])
    assert ran_shop.downloads() == before
    assert loads.last_load_seq(ran_shop.paths.state) > known, "the good delivery landed"

    again = ran_shop.langganan("run", "--json")
    assert (again.exit_code, again.told["outcome"]) == (1, "nothing new")
    assert ran_shop.downloads() == before

    corrupted.unlink()
    mended = ran_shop.langganan("run", "--json")
    assert mended.told["refused"] == []
    assert (mended.told["publication"]["verdict"], mended.told["publication"]["version"]) == ("pass", 2)
    _only_birthday_is_held_by_dbts_test(ran_shop, mended.exit_code, mended.told["audiences"], before)


def _only_birthday_is_held_by_dbts_test(
    shop: RanShop, exit_code: int, audiences: list[dict[str, object]], before: dict[str, str]
) -> None:
    """It promises known birthdays, and one is not: its last files stay, without the new person; the others go."""
    assert exit_code == 1
    held = {str(a["audience"]): a["reasons"] for a in audiences if a["verdict"] != "pass"}
    assert list(held) == ["birthday"]
    assert "audience_holds_aud_birthday" in str(held["birthday"])
    assert {p: h for p, h in shop.downloads().items() if "/birthday/" in p} == {
        p: h for p, h in before.items() if "/birthday/" in p
    }
    assert not [name for name, content in shop.audience_files().items() if EMAIL.encode() in content]


def _deliver_orders_with_an_unclosed_quote(inbox: Path) -> Path:
    """Half of a day's orders, the file cut within a quoted field."""
    day = sorted((inbox / "web_shop").glob("orders_*.csv"))[-1].read_text(encoding="utf-8").splitlines(keepends=True)
    corrupted = inbox / CORRUPTED
    corrupted.write_text("".join(day[: max(2, len(day) // 2)]) + '"O-cut,', encoding="utf-8")
    return corrupted


def _deliver_somebody_who_has_a_birthday(inbox: Path) -> None:
    """A person for the next birthday file, who agreed to be written to, and one who did not."""
    header = (inbox / "web_shop/customers_20260601.csv").read_text(encoding="utf-8").splitlines()[0]
    known = "2026-06-30T10:00:00+07:00,2026-06-30T10:00:00+07:00"
    people = [f"C-born,{known},Lahir Besok,{EMAIL},,1990-07-02,,,,,,"]
    people += [f"C-quiet,{known},Tanpa Izin,tanpa.izin@surel.example.com,,1991-07-03,,,,,,"]
    assert {len(person.split(",")) for person in people} == {len(header.split(","))}
    (inbox / "web_shop/customers_20260702.csv").write_text("\n".join([header, *people, ""]), encoding="utf-8")
    consent = {
        "change_id": "X-born-1",
        "contact": EMAIL,
        "channel": "email",
        "purpose": "marketing",
        "action": "grant",
        "occurred_at": "2026-06-30T20:00:00+07:00",
        "received_at": "2026-06-30T20:00:05+07:00",
    }
    (inbox / "consents/changes_20260702.jsonl").write_text(json.dumps(consent) + "\n", encoding="utf-8")
