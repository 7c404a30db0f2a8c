"""What doctor finds, and that it finds nothing where nothing is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ledgers import loads
from ledgers.loads import Load
from orchestration.diagnosis import examine
from orchestration.lock import writer_lock
from orchestration.run import Run, prepare
from workspaces.configuration import Workspace, load_workspace
from workspaces.target_market import Target

MOMENT = "2026-06-30T00:00:00+00:00"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The sample shop's stock counts alone, delivered and published: nothing is wrong."""
    monkeypatch.setenv("LANGGANAN_HOME", str(tmp_path))
    shop = prepare("sample_shop", "doctor")
    (shop.paths.inbox / "inventory").mkdir(parents=True)
    (shop.paths.inbox / "inventory/stock_20260630.csv").write_text("sku,store_id,quantity\n", encoding="utf-8")
    with duckdb.connect(str(shop.paths.answers)) as connection:
        connection.execute("create schema eligibility")
        connection.execute(
            "create table eligibility.elg_decisions as"
            " select * from (values ('a', 'email', true), ('b', 'email', false))"
            " as decisions (customer_id, channel, is_eligible)"
        )
    return replace(shop, workspace=sources(shop.workspace, inventory=shop.workspace.sources["inventory"]))


def sources(workspace: Workspace, **declared: Any) -> Workspace:
    """The workspace with these sources alone, aiming at nobody."""
    return workspace.model_copy(update={"sources": declared, "target_market": ()})


def found(run: Run, severity: str) -> list[str]:
    """What it says of this severity."""
    return [f"{f.what} {f.mend}" for f in examine(run) if f.severity == severity]


def test_a_healthy_workspace_has_neither_faults_nor_warnings(run: Run) -> None:
    assert (found(run, "fault"), found(run, "warning")) == ([], [])
    assert any("email: 50 % of the people in audiences may be written to" in good for good in found(run, "good"))
    assert any("1 deliveries wait for the next run" in good for good in found(run, "good"))


def test_a_file_that_no_entity_declares_is_a_warning(run: Run) -> None:
    for name in ("inventory/stok.csv", "inventory/stock_20260629.csv.delivered_at", ".hidden", "inventory/.tmp"):
        (run.paths.inbox / name).write_text("sku,store_id,quantity\n", encoding="utf-8")
    (run.paths.inbox / "inventory/stock_20260629.csv").write_text("sku,store_id,quantity\n", encoding="utf-8")
    (told,) = found(run, "warning")
    assert told == (
        "No entity's files match 1 in the inbox: inventory/stok.csv."
        " Correct the pattern in the workspace file, or take them out."
    )


def test_a_source_without_models_is_a_fault(run: Run) -> None:
    unread = replace(run, workspace=sources(run.workspace, new_till=run.workspace.sources["inventory"]))
    assert [f for f in found(unread, "fault") if f.startswith("Source new_till has no staging models. Write them in")]


def test_a_second_sales_log_is_told_what_to_copy(run: Run) -> None:
    log = load_workspace("cdnow").sources["sales_log"]
    (fault,) = [
        f for f in found(replace(run, workspace=sources(run.workspace, till=log)), "fault") if "Source till" in f
    ]
    assert "Copy" in fault
    assert "sales_log (docs/transaction_logs.md)" in fault


def test_an_entity_without_a_model_is_a_fault(run: Run) -> None:
    stock = run.workspace.sources["inventory"].entities["stock"]
    more = run.workspace.sources["inventory"].model_copy(update={"entities": {"stock": stock, "counts": stock}})
    unread = replace(run, workspace=sources(run.workspace, inventory=more))
    assert [f.split(" Write")[0] for f in found(unread, "fault")] == ["No staging model reads inventory.counts."]


def test_names_of_the_target_market_that_nobody_knows_are_faults(run: Run) -> None:
    """A bare name is told the place list's; a place of the data, a province and a country's code are known."""
    with duckdb.connect(str(run.paths.answers)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.dim_products as select 'KOPI-1' as product_id, 'Kopi' as category")
        connection.execute(
            "create table marts.dim_customers as select 'Woking' as city, 'Surrey' as province, 'GB' as country"
        )
    places = ["Malang", "Kota Malang", "Jawa Timur", "Woking", "SG", "XX", "Wokin", "Ujung Pandang", "Atlantis"]
    cells = [{"place": place, "share": 0.1} for place in places]
    aimed = [Target.model_validate({"category": category, "mix": cells}) for category in ("Kopi", "Kop")]
    aimed.append(Target.model_validate({"product": "KOPI-2", "mix": cells[:1]}))
    aiming = replace(run, workspace=run.workspace.model_copy(update={"target_market": tuple(aimed)}))
    told = [
        f.split("nobody knows the ")[1].replace(", so that its cell stays empty.", ":") for f in found(aiming, "fault")
    ]
    assert [f.replace(" (docs/products.md).", "") for f in told] == [
        "category Kop: Write Kopi",
        "product KOPI-2: Write KOPI-1",
        "place Atlantis: Write it as the marts do",
        "place Malang: Write Kabupaten Malang or Kota Malang",
        "place Ujung Pandang: Write Kota Makassar",
        "place Wokin: Write Woking",
        "place XX: Write it as the marts do",
    ]
    (run.paths.answers).unlink()
    assert found(aiming, "fault") == []
    warned = [f.split(",")[0] for f in found(aiming, "warning") if "nobody knows" in f]
    assert "target_market: nobody knows the place Woking" in warned
    assert [f for f in warned if "category" in f] == []


def test_an_upsert_without_a_clock_is_a_warning(run: Run) -> None:
    stock = run.workspace.sources["inventory"].entities["stock"].model_copy(update={"delivery": "upserts"})
    source = run.workspace.sources["inventory"].model_copy(update={"entities": {"stock": stock}})
    (warning,) = found(replace(run, workspace=sources(run.workspace, inventory=source)), "warning")
    assert warning.startswith("inventory.stock has no version clock")


def test_no_delivery_is_a_warning(run: Run) -> None:
    (run.paths.inbox / "inventory/stock_20260630.csv").unlink()
    (warning,) = found(run, "warning")
    assert warning.startswith("inventory.stock has no delivery (inventory/stock_*.csv).")


def test_a_refusal_is_a_fault_with_its_mend(run: Run) -> None:
    refused = Load(
        1, "inventory", "stock", "stock_1.csv", MOMENT, "", "refused", None, (), 0, 0, 0, "It is cut.", "Mend."
    )
    loads.record(run.paths.state, refused)
    assert found(run, "fault") == ["stock_1.csv stands refused: It is cut. Mend."]


def test_nobody_to_write_to_and_nothing_published_are_warnings(run: Run) -> None:
    with duckdb.connect(str(run.paths.answers)) as connection:
        connection.execute("update eligibility.elg_decisions set is_eligible = false")
    (warning,) = found(run, "warning")
    assert warning.startswith("email: 0 % of the people")
    (run.paths.answers).unlink()
    assert found(run, "warning") == ["Nothing is published yet. Run `langganan run`."]


def test_who_is_writing_is_a_warning(run: Run) -> None:
    with writer_lock(run.paths.lock, "a test", 0):
        (warning,) = found(run, "warning")
    assert "`a test`" in warning
