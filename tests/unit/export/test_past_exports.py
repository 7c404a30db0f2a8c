"""The law of past exports: whatever builds follow, each says who was in it, under which id, definition and build.

What was exported is kept a second time, in Python. People leave and come, change their address, are merged into another
id; definitions change; files are withdrawn.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import small_marts
from exporting_shop import Shop
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from export.lookup import files_of
from export.members import definition_of, file_of
from export.write import withdraw_stale
from ledgers import exports
from ledgers.member_files import people
from workspaces.paths import WorkspacePaths

EMAIL = "where audience = 'birthday' and channel = 'email'"
CHANGES = (
    f"delete from eligibility.elg_members {EMAIL} and customer_id = 'c02'",
    "insert into eligibility.elg_members select * replace ('c09' as customer_id, 'niken@example.com' as contact_point,"
    f" 'niken@example.com' as email) from eligibility.elg_members {EMAIL} and customer_id = 'c03'"
    " and not exists (select 1 from eligibility.elg_members where customer_id = 'c09')",
    f"update eligibility.elg_members set contact_point = 'ayu.baru@example.com', email = 'ayu.baru@example.com' {EMAIL}"
    " and contact_point = 'ayu@example.com'",
    f"update eligibility.elg_members set customer_id = 'c00' {EMAIL} and customer_id = 'c01'",
)
NOTHING = "select 1"


@dataclass(frozen=True)
class Kept:
    """One written file: whom it held, under which title, of which build."""

    people: frozenset[tuple[str, str]]
    title: str
    build_seq: int


steps = st.lists(
    st.tuples(st.sampled_from((*CHANGES, NOTHING)), st.sampled_from(("one", "one", "two")), st.booleans()),
    min_size=2,
    max_size=4,
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each example has its own copy of a workspace."""
    return tmp_path_factory.mktemp("past")


def members(shop: Shop) -> frozenset[tuple[str, str]]:
    """Who may be written to now."""
    with duckdb.connect(str(shop.paths.marts), read_only=True) as connection:
        found = connection.execute(f"select customer_id, contact_point from eligibility.elg_members {EMAIL}").fetchall()
    return frozenset(found)


def read_back(shop: Shop, export_id: str) -> Kept:
    """What the system says of an export."""
    file = file_of(shop.paths.members, export_id)
    rows = duckdb.execute(f"select customer_id, contact_point, build_seq from {people(file)}").fetchall()
    told = definition_of(file)
    assert told is not None
    (build_seq,) = {row[2] for row in rows}
    return Kept(frozenset(row[:2] for row in rows), told["title"], build_seq)


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=steps)
def test_every_past_export_is_read_back(place: Path, passed: Path, told: list[tuple[str, str, bool]]) -> None:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(passed, place)
    shop, kept = Shop(WorkspacePaths(place), 1), dict[str, Kept]()
    for change, title, is_withdrawn in told:
        shop.build(change, small_marts.AGREED)
        line = shop.export(title=title)
        if line.status == "written":
            kept[line.export_id] = Kept(members(shop), title, shop.build_seq)
        if is_withdrawn:
            withdraw_stale(shop.paths, {})
    assert kept
    assert {e: read_back(shop, e) for e in kept} == kept
    assert {line.export_id: line.row_count for line, _ in exports.all_written(shop.paths.state)} == {
        e: len(of.people) for e, of in kept.items()
    }
    for customer_id, address in {person for of in kept.values() for person in of.people}:
        by_id = {e for e, of in kept.items() if customer_id in {c for c, _ in of.people}}
        by_address = {e for e, of in kept.items() if address in {a for _, a in of.people}}
        assert {h.export_id for h in files_of(shop.paths, [customer_id], []) if h.kind == "full"} == by_id
        assert {h.export_id for h in files_of(shop.paths, [], [address]) if h.kind == "full"} == by_address
