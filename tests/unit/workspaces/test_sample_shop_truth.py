"""The truth's counts, counted again from the files alone."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from deliveries_read import Record, fates, is_malformed, records

from workspaces.configuration import Workspace, load_workspace
from workspaces.paths import WorkspacePaths
from workspaces.sample_shop.generator import make

ENTITIES = [(s, e) for s, of in load_workspace("sample_shop").sources.items() for e in of.entities]
FATES = ("raw", "current", "superseded", "duplicate", "quarantined", "unsplittable")


def truth_of(paths: WorkspacePaths) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((paths.truth / "truth.json").read_text(encoding="utf-8"))
    return document


def keyed(workspace: Workspace, source: str, name: str) -> Any:
    """The entity; JSON lines declare no key columns beyond `key`."""
    return workspace.sources[source].entities[name]


@pytest.mark.parametrize("which", ["shop", "small_shop"])
@pytest.mark.parametrize(("source", "name"), ENTITIES)
def test_fates_are_as_the_files_say(
    source: str, name: str, which: str, sample_shop: Workspace, request: pytest.FixtureRequest
) -> None:
    paths = request.getfixturevalue(which)
    found = records(sample_shop, paths.inbox, source, name)
    counted = fates(found, keyed(sample_shop, source, name))
    assert {fate: counted[fate] for fate in FATES} == truth_of(paths)["rows"][f"{source}.{name}"]


@pytest.mark.parametrize("which", ["shop", "small_shop"])
@pytest.mark.parametrize(("source", "name"), ENTITIES)
def test_no_file_is_refused_for_its_malformed_rows(
    source: str, name: str, which: str, sample_shop: Workspace, request: pytest.FixtureRequest
) -> None:
    paths = request.getfixturevalue(which)
    entity = keyed(sample_shop, source, name)
    key = entity.key or entity.group
    total: Counter[str] = Counter()
    malformed: Counter[str] = Counter()
    for record in records(sample_shop, paths.inbox, source, name):
        total[record.file] += 1
        malformed[record.file] += is_malformed(record, entity, key)
    assert total
    assert {
        file: n / total[file] for file, n in malformed.items() if n >= entity.rejected_share_max * total[file]
    } == {}


@pytest.mark.parametrize("which", ["shop", "small_shop"])
def test_every_kind_of_fault_is_planted_at_every_size(which: str, request: pytest.FixtureRequest) -> None:
    planted = truth_of(request.getfixturevalue(which))["faults"]
    assert {name: fault["count"] for name, fault in planted.items() if fault["count"] < 1} == {}
    kinds = {name.split(".")[0] for name in planted}
    assert kinds >= {"late", "repeated", "same_file_twice", "reasserted", "short_line", "broken_json", "desk_phone"}


def count(found: list[Record], column: str, text: str) -> int:
    return sum((r.cells or {}).get(column) == text for r in found)


@pytest.mark.parametrize(
    ("fault", "column", "text"),
    [
        ("unreadable_quantity.web_shop.order_lines", "quantity", "dua"),
        ("blank_line_id.web_shop.order_lines", "line_id", ""),
        ("unreadable_tanggal.pos.receipts", "tanggal", "31/02/2026"),
        ("future_paid_at.web_shop.payments", "paid_at", "2027-01-15T10:00:00+07:00"),
        ("unreadable_jumlah.accounting.invoices", "jumlah", "belum dihitung"),
        ("unreadable_waktu_daftar", "waktu_daftar", "kemarin sore"),
        ("message_stop", "type", "stop"),
        ("message_bounced", "type", "bounced"),
        ("consent_withdrawn", "action", "withdraw"),
        ("placeholder_email", "email", "noemail@noemail.com"),
        ("placeholder_phone", "phone", "0000000000"),
        ("desk_phone", "phone", "085930000001"),
    ],
)
def test_faults_are_in_the_files(
    fault: str, column: str, text: str, small_shop: WorkspacePaths, sample_shop: Workspace
) -> None:
    planted = truth_of(small_shop)["faults"][fault]
    found = records(sample_shop, small_shop.inbox, planted["source"], planted["entity"])
    key = {"email": "customer_id", "phone": "customer_id"}.get(column)
    if key:  # accounts, not their versions
        found = list({(r.cells or {}).get(key): r for r in found if (r.cells or {}).get(column) == text}.values())
    elif planted["entity"] in ("events", "changes"):
        malformed_key = {"events": "event_id", "changes": "change_id"}[planted["entity"]]
        entity = sample_shop.sources[planted["source"]].entities[planted["entity"]]
        found = list({r.content: r for r in found if not is_malformed(r, entity, (malformed_key,))}.values())
    assert count(found, column, text) == planted["count"]


def test_people_are_told_for_every_account(small_shop: WorkspacePaths, sample_shop: Workspace) -> None:
    people = pq.read_table(small_shop.truth / "people.parquet").to_pylist()
    told = {row["record_key"]: row["person"] for row in people if row["source"] == "web_shop"}
    entity = sample_shop.sources["web_shop"].entities["customers"]
    found = records(sample_shop, small_shop.inbox, "web_shop", "customers")
    accounts = {r.cells["customer_id"] for r in found if r.cells and not is_malformed(r, entity, entity.key)}
    assert told.keys() == accounts
    assert len(told) - len(set(told.values())) == truth_of(small_shop)["faults"]["second_account"]["count"]


def test_an_email_belongs_to_one_person(shop: WorkspacePaths) -> None:
    owners: dict[str, set[int]] = {}
    for row in pq.read_table(shop.truth / "people.parquet").to_pylist():
        for contact in row["record_key"].split("|"):
            if "@" in contact:
                owners.setdefault(contact.lower(), set()).add(row["person"])
    assert owners
    assert {contact: people for contact, people in owners.items() if len(people) > 1} == {}


def test_money_of_the_web_shop(shop: WorkspacePaths, sample_shop: Workspace) -> None:
    """Gross revenue of fulfilled orders from the newest good row of each order and line."""
    newest: dict[str, dict[str, dict[str, Any]]] = {"orders": {}, "order_lines": {}}
    for name, rows in newest.items():
        entity = sample_shop.sources["web_shop"].entities[name]
        for record in records(sample_shop, shop.inbox, "web_shop", name):
            if record.cells and not is_malformed(record, entity, entity.key):
                key = record.cells[entity.key[0]]
                if key not in rows or rows[key]["updated_at"] <= record.cells["updated_at"]:
                    rows[key] = record.cells
    fulfilled = {key for key, row in newest["orders"].items() if row["status"] in ("paid", "completed")}
    lines = [row for row in newest["order_lines"].values() if row["order_id"] in fulfilled]
    sold = [row for row in lines if not row["returned_line_id"]]
    back = [row for row in lines if row["returned_line_id"]]
    told = truth_of(shop)
    assert len(fulfilled) == told["web_fulfilled_orders"]
    assert sum(int(r["quantity"]) * float(r["unit_price"]) for r in sold) == told["web_gross_revenue"]
    assert sum(float(r["seller_discount"]) for r in sold) == told["web_seller_discount"]
    assert len(back) == told["web_returned_lines"]
    returned = sum(-int(r["quantity"]) * float(r["unit_price"]) + float(r["seller_discount"]) for r in back)
    assert returned == told["web_returned"]


def test_no_faults_without_faults(tmp_path: Path, sample_shop: Workspace) -> None:
    paths = WorkspacePaths(tmp_path)
    make(paths, size=300, days=3, faults=False)
    rows = truth_of(paths)["rows"]
    snapshots = {"web_shop.products", "inventory.stock", "messaging.campaigns"}
    assert {e for e, of in rows.items() if of["quarantined"] or (of["duplicate"] and e not in snapshots)} == set()
    assert not [name for name in truth_of(paths)["faults"] if name.startswith(("late", "repeated", "short_line"))]
