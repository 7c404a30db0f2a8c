"""docs/adding_a_source.md, done as it says: the page's own files, one block and one folder, bring a new source in.

The files lie in tests/fixtures/adding_a_source/; the page shows them whole, under the names by which they go there. Two
deliveries are built one after the other, so that the incremental halves of the new models run too.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conventions import test_models as texts
from conventions import test_properties as properties
from conventions.tree import File
from trial_house import Tables, TrialHouse

from ledgers import builds
from orchestration import run as run_module
from orchestration import stages
from workspaces.settings import DBT_PROJECT, REPOSITORY

PAGE = REPOSITORY / "docs/adding_a_source.md"
FIXTURES = REPOSITORY / "tests/fixtures/adding_a_source"
STAGING = Path("models/staging/pop_up")
SHEETS = ["pop_up/jualan_20260627.csv", "pop_up/jualan_20260628.csv"]
SARI, BUDI = "+6281230004000", "+6281390005000"
SALES = (
    "select order_id, fct_orders.order_date::varchar, phone, product_id, quantity::varchar,"
    " unit_price::decimal(18, 2)::varchar,"
    " fct_order_lines.net_amount::varchar, fct_orders.net_amount::varchar"
    " from marts_file.marts.fct_orders join marts_file.marts.fct_order_lines using (order_id)"
    " left join marts_file.marts.dim_customers on dim_customers.customer_id = fct_orders.customer_id"
    " order by order_id"
)
NAMED_BLOCK = re.compile(r"`([^`\n]+)`:\n\n```\w*\n(.*?)```", re.DOTALL)


def shown_files(page: str) -> dict[str, str]:
    """What the page shows between fences, by the name in backticks that introduces it."""
    return dict(NAMED_BLOCK.findall(page))


def given_files() -> dict[str, str]:
    """The fixtures that a reader types or copies, by the names that the page gives them."""
    folder = FIXTURES / "dbt_project"
    models = {p.relative_to(FIXTURES).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    files = {SHEETS[0]: FIXTURES / "inbox" / SHEETS[0], "sources:": FIXTURES / "pop_up.yml", **models}
    return {name: file.read_text(encoding="utf-8") for name, file in files.items()}


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file by its path; Python's caches are none."""
    found = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


@dataclass(frozen=True)
class Newcomer:
    """What a reader of the page has in the end."""

    dbt_project: Path
    first: Tables
    tables: Tables
    was_full_rebuild: list[bool]
    manifest: dict[str, Any]
    test_results: list[dict[str, Any]]


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    """The page followed in a copy of the dbt project: two sheets built in, one after the other, and dbt's tests."""
    root = tmp_path_factory.mktemp("newcomer")
    project = root / "dbt_project"
    shutil.copytree(DBT_PROJECT, project)
    shutil.copytree(FIXTURES / "dbt_project", project, dirs_exist_ok=True)
    given = given_files()
    workspace = root / "workspace.yml"
    workspace.write_text((FIXTURES / "workspace.yml").read_text(encoding="utf-8") + given["sources:"], encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(run_module, "DBT_PROJECT", project)
        house = TrialHouse.make(root / "data", str(workspace))
        house.deliver(FIXTURES / "inbox", SHEETS[:1])
        house.ingest_and_build()
        first, first_build = house.keep_tables(root / "first"), builds.last_complete(house.paths.state)
        house.deliver(FIXTURES / "inbox", SHEETS[1:])
        house.ingest_and_build()
        second_build = builds.last_complete(house.paths.state)
        told = list(stages.test(house.run))
    rebuilt = [build.is_full_rebuild for build in (first_build, second_build) if build]
    return Newcomer(project, first, house.tables, rebuilt, house.run.project.manifest, told)


def test_the_page_shows_the_files_that_are_tested() -> None:
    assert shown_files(PAGE.read_text(encoding="utf-8")) == given_files()


def test_a_file_that_the_page_shows_otherwise_is_seen() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert shown_files(page.replace("'fulfilled' as status", "'pending' as status")) != given_files()
    assert shown_files(page.replace("`sources:`:", "the sources:")) != given_files()


def test_the_folder_keeps_the_conventions_of_models() -> None:
    given = given_files().items()
    models = [File(name, text) for name, text in given if name.endswith(".sql")]
    layers = {Path(file.path).stem: "staging" for file in models}
    assert len(models) == 4
    assert [file.path for file in models if texts.misnamed(file) or texts.without_grain(file)] == []
    assert [fault for file in models for fault in texts.forbidden_edges(file, layers)] == []
    assert [fault for file in models for fault in texts.unstable_functions(file)] == []


def test_the_folder_keeps_the_conventions_of_properties(newcomer: Newcomer) -> None:
    nodes = newcomer.manifest["nodes"].values()
    models = [n for n in nodes if n["resource_type"] == "model" and n["name"].startswith("stg_pop_up__")]
    tests = {m["unique_id"]: [n for n in nodes if n.get("attached_node") == m["unique_id"]] for m in models}
    assert len(models) == 4
    assert [f for m in models for f in (properties.kind_fault(m), properties.grain_fault(m)) if f] == []
    assert [f for m in models for f in (*properties.undescribed(m), *properties.untagged(m))] == []
    assert [f for m in models if (f := properties.key_fault(m, tests[m["unique_id"]]))] == []


def test_nothing_else_in_the_project_changed(newcomer: Newcomer) -> None:
    before, after = files_below(DBT_PROJECT), files_below(newcomer.dbt_project)
    added = {path for path in after if path not in before}
    assert added == {(STAGING / p.name).as_posix() for p in (FIXTURES / "dbt_project" / STAGING).iterdir()}
    assert {path: after[path] for path in before} == before


def test_the_second_sheet_was_built_into_the_standing_tables(newcomer: Newcomer) -> None:
    assert newcomer.was_full_rebuild == [True, False]


def test_every_dbt_test_passes(newcomer: Newcomer) -> None:
    results = {e["data"]["node_info"]["node_name"]: e["data"]["status"] for e in newcomer.test_results}
    assert {name: status for name, status in results.items() if status != "pass"} == {}
    assert [name for name in results if "stg_pop_up__sales_rows" in name] != []


def test_sales_are_orders_of_one_line(newcomer: Newcomer) -> None:
    """The second sheet told the 27th again: one sale is gone with its copy, one is new, and the 28th came."""
    first_sheet = [
        ("pop_up:27/06/2026:1", "2026-06-27", None, "KOP-001", "1.000", "15000.00", "15000.00", "15000.00"),
        ("pop_up:27/06/2026:2", "2026-06-27", None, "KOP-001", "1.000", "15000.00", "15000.00", "15000.00"),
        ("pop_up:27/06/2026:3", "2026-06-27", SARI, "KOP-001", "2.000", "15000.00", "30000.00", "30000.00"),
    ]
    both_sheets = [
        ("pop_up:27/06/2026:1", "2026-06-27", SARI, "KOP-001", "2.000", "15000.00", "30000.00", "30000.00"),
        ("pop_up:27/06/2026:2", "2026-06-27", BUDI, "TEH-002", "2.000", "12500.00", "25000.00", "25000.00"),
        ("pop_up:28/06/2026:1", "2026-06-28", SARI, "KOP-001", "1.000", "15250.50", "15250.50", "15250.50"),
    ]
    assert newcomer.first.query(SALES) == first_sheet
    assert newcomer.tables.query(SALES) == both_sheets


def test_phones_are_customers(newcomer: Newcomer) -> None:
    """Two spellings of one phone are one person, by the fuller name."""
    of_people = (
        "select phone, full_name, record_count, is_customer, acquisition_source from marts_file.marts.dim_customers"
    )
    people = f"{of_people} order by phone"
    assert newcomer.first.query(people) == [(SARI, "Ibu Sari", 1, True, "pop_up")]
    assert newcomer.tables.query(people) == [
        (SARI, "Ibu Sari", 2, True, "pop_up"),
        (BUDI, "Pak Budi", 1, True, "pop_up"),
    ]


def test_bad_rows_are_quarantined_with_their_reason(newcomer: Newcomer) -> None:
    quarantined = newcomer.tables.query(
        "select source, entity, delivery, _line, reasons from warehouse.staging.stg_quarantine"
        " join warehouse.raw._loads using (source, entity) where load_seq = _load_seq order by load_seq"
    )
    assert quarantined == [
        ("pop_up", "sales", SHEETS[0], 5, ["jumlah: not a number"]),
        ("pop_up", "sales", SHEETS[1], 5, ["tanggal: not a date"]),
    ]


def test_every_row_of_the_sheets_has_a_fate(newcomer: Newcomer) -> None:
    fates = newcomer.tables.query(
        "select load_seq, fate, row_count from marts_file.marts.fct_row_fates"
        " where source = 'pop_up' and entity = 'sales' order by all"
    )
    assert fates == [(1, "quarantined", 1), (1, "superseded", 3), (2, "current", 3), (2, "quarantined", 1)]
