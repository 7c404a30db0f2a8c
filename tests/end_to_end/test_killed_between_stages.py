"""A run killed or interrupted between and within its stages, again and again, ends as the run that never was.

Kills while landing, building, publishing and exporting have tests of their own, beside those rooms' tests and the laws.
"""

from __future__ import annotations

import csv
import io
import json

from killed_run import interrupt_run, kill_run
from ran_shop import RanShop

KILLED = ("after", "ledgers.loads:record", 1)
INTERRUPTED = ("before", "ledgers.verdicts:record_verdicts", 1)
KILLED_LATE = ("after", "export.write:settle", 1)


def test_a_run_killed_in_each_stage_ends_as_a_clean_one(ran_shop: RanShop) -> None:
    """The new delivery withdraws a person's consent: in no file but one that takes people out, whatever was killed."""
    email = _someone_in_a_file(ran_shop)
    _deliver_withdrawal(ran_shop, email)
    _an_export_by_itself_waits_for_the_withdrawal(ran_shop)
    ran_shop.restore()
    _deliver_withdrawal(ran_shop, email)
    clean = ran_shop.langganan("run", "--json")
    assert clean.exit_code == 0, clean.out + clean.error
    expected = ran_shop.audience_files()
    holding = {name for name, content in expected.items() if email.encode() in content}
    assert holding
    assert all("_removed_" in name for name in holding)

    ran_shop.restore()
    before = ran_shop.audience_files()
    _deliver_withdrawal(ran_shop, email)
    kill_run(ran_shop.home, *KILLED)
    assert ran_shop.audience_files() == before, "a file changed before anything was built"
    told = interrupt_run(ran_shop.home, *INTERRUPTED)
    assert "Interrupted (SIGTERM). It was in the stage audit: nothing was published, and no file was written." in told
    assert ran_shop.audience_files() == before, "a file changed before it was audited"
    kill_run(ran_shop.home, *KILLED_LATE)
    mended = ran_shop.langganan("run", "--json")
    assert mended.exit_code == 0, mended.out + mended.error
    assert ran_shop.audience_files() == expected
    assert mended.told["audiences"] == clean.told["audiences"]
    assert mended.told["rows"] == clean.told["rows"]


def _an_export_by_itself_waits_for_the_withdrawal(shop: RanShop) -> None:
    """Withdrawn between build and export: no file is written of tables that do not know it, though one is lost."""
    before = shop.audience_files()
    lost = next(shop.paths.exports.rglob("second_purchase_generic_csv_full*.csv"))
    lost.unlink()
    asked = shop.langganan("export", "second_purchase")
    assert asked.exit_code == 1
    assert "No file was written: consents/changes_20260702.jsonl came after build 1" in asked.error
    assert "Run `langganan run`" in asked.error
    assert shop.audience_files() == {name: content for name, content in before.items() if name != lost.name}


def _someone_in_a_file(shop: RanShop) -> str:
    """The first e-mail address in the file that asks for a second purchase."""
    content = next(c for name, c in shop.audience_files().items() if name.startswith("second_purchase_generic_csv"))
    return next(csv.DictReader(io.StringIO(content.decode("utf-8"))))["email"]


def _deliver_withdrawal(shop: RanShop, email: str) -> None:
    change = {
        "change_id": "X-killed-1",
        "contact": email,
        "channel": "email",
        "purpose": "marketing",
        "action": "withdraw",
        "occurred_at": "2026-06-30T20:00:00+07:00",
        "received_at": "2026-06-30T20:00:05+07:00",
    }
    (shop.paths.inbox / "consents/changes_20260702.jsonl").write_text(json.dumps(change) + "\n", encoding="utf-8")
