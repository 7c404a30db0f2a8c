"""Good data gives the expected files; the same data again gives nothing to do."""

from __future__ import annotations

import sqlite3

from ran_shop import RanShop

from workspaces.settings import REPOSITORY

EXPECTED = REPOSITORY / "tests/fixtures/expected_files"


def test_the_demo_writes_the_expected_files_byte_for_byte(ran_shop: RanShop) -> None:
    """After a change that is meant to change them: `python tests/expect_files.py`, and read the difference."""
    expected = {f.name: f.read_bytes() for f in sorted(EXPECTED.glob("*.csv"))}
    found = ran_shop.audience_files()
    assert sorted(found) == sorted(expected)
    assert [name for name in found if found[name] != expected[name]] == []


def test_the_demo_tells_what_it_did(one_ran_shop: RanShop) -> None:
    told = one_ran_shop.demo.told
    rows = told["rows"]
    assert rows["raw"] == rows["current"] + rows["superseded"] + rows["duplicate"] + rows["quarantined"]
    assert min(rows.values()) > 0
    assert sum(line["rows"] for line in told["quarantine"]) >= rows["quarantined"]
    assert told["customers"] > 200
    assert told["outcome"] == "published"
    assert told["publication"] == {"verdict": "pass", "reasons": [], "version": told["build"]["build_seq"]}
    assert set(told["stage_seconds"]) == {"ingest", "build", "audit", "export", "publish"}
    assert [a["audience"] for a in told["audiences"]] == [
        "abandoned_cart",
        "birthday",
        "second_purchase",
        "top_customers",
        "win_back",
    ]
    assert {f["status"] for a in told["audiences"] for f in a["files"]} == {"written"}
    assert {len(a["files"]) for a in told["audiences"]} == {3}


def test_nothing_new_runs_no_dbt_and_changes_nothing_but_the_run_log(ran_shop: RanShop) -> None:
    before = (ran_shop.tables(), ran_shop.downloads(), _counts(ran_shop))
    dbt_log = (ran_shop.paths.dbt / "logs/dbt.log").read_bytes()
    again = ran_shop.langganan("run", "--json")
    assert (again.exit_code, again.told["outcome"]) == (0, "nothing new")
    assert (ran_shop.tables(), ran_shop.downloads()) == before[:2]
    assert (ran_shop.paths.dbt / "logs/dbt.log").read_bytes() == dbt_log
    assert _counts(ran_shop) == {**before[2], "runs": before[2]["runs"] + 1}
    assert again.told["rows"] == ran_shop.demo.told["rows"]


def test_a_lost_file_is_something_to_do(ran_shop: RanShop) -> None:
    before = ran_shop.downloads()
    lost = next(ran_shop.paths.exports.rglob("birthday_generic_csv*.csv"))
    lost.unlink()
    again = ran_shop.langganan("export", "birthday", "--destination", "generic_csv", "--json")
    assert (again.exit_code, [line["status"] for line in again.told]) == (0, ["written"])
    assert {p: h for p, h in ran_shop.downloads().items() if "manifest" not in p} == {
        p: h for p, h in before.items() if "manifest" not in p
    }


def _counts(shop: RanShop) -> dict[str, int]:
    """Rows of each ledger."""
    with sqlite3.connect(shop.paths.state) as connection:
        tables = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        counts = {t: connection.execute(f"select count(*) from {t}").fetchone()[0] for t in tables}
    connection.close()
    return counts
