"""The workspace file: what is refused, with which words, and what is worked out from it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from workspaces.configuration import Entity, Workspace, load_workspace, paths_of
from workspaces.errors import BusyError, ConfigurationError, LanggananError
from workspaces.settings import Settings

MINIMAL: dict[str, Any] = {
    "name": "corner_shop",
    "title": "Corner shop",
    "time_zone": "Asia/Jakarta",
    "currency": "IDR",
    "phone_region": "ID",
    "sources": {"till": {"entities": {"sales": {"files": "till/*.csv", "key": ["id"], "required": ["id", "amount"]}}}},
}


def written(folder: Path, declared: Any) -> str:
    file = folder / "workspace.yml"
    file.write_text(declared if isinstance(declared, str) else yaml.safe_dump(declared), encoding="utf-8")
    return str(file)


def with_entity(**changes: Any) -> dict[str, Any]:
    entity = MINIMAL["sources"]["till"]["entities"]["sales"] | changes
    declared = {key: value for key, value in entity.items() if value is not None}
    return MINIMAL | {"sources": {"till": {"entities": {"sales": declared}}}}


def test_a_workspace_is_read_from_any_file(tmp_path: Path) -> None:
    workspace = load_workspace(written(tmp_path, MINIMAL))
    sales = workspace.sources["till"].entities["sales"]
    assert workspace.file == tmp_path / "workspace.yml"
    assert (sales.columns, sales.delivery, sales.rejected_share_max) == (("id", "amount"), "upserts", 0.05)


@pytest.mark.parametrize("name", ["sample_shop", "complete_journey", "cdnow"])
def test_shipped_workspaces_are_valid(name: str) -> None:
    assert load_workspace(name).name == name


def test_the_sample_shop_declares_its_conventions() -> None:
    shop = load_workspace("sample_shop")
    receipts = shop.sources["pos"].entities["receipts"]
    assert (receipts.delimiter, receipts.decimal, receipts.thousands) == (";", ",", ".")
    assert receipts.group == ("toko", "no_struk")
    assert shop.sources["messaging"].entities["events"].columns == ("line",)
    assert shop.as_of == dt.date(2026, 6, 30)


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        (with_entity(colour="red"), "sources.till.entities.sales.colour: Extra inputs are not permitted"),
        (with_entity(files=None), "declare one of files, table and endpoint"),
        (with_entity(table="sales"), "declare one of files, table and endpoint"),
        (with_entity(key=None), "declare either key or group"),
        (with_entity(group=["amount"]), "declare either key or group"),
        (with_entity(required=None), "declare the required columns"),
        (with_entity(optional=["amount"]), "columns declared twice: ['amount']"),
        (with_entity(key=["receipt"]), "used but not declared: ['receipt']"),
        (with_entity(version="updated_at"), "used but not declared: ['updated_at']"),
        (with_entity(personal={"phone": "matching"}), "used but not declared: ['phone']"),
        (with_entity(rejected_share_max=1.5), "less than or equal to 1"),
        (with_entity(decimal="x"), "sources.till.entities.sales.decimal"),
        (with_entity(delivered_at={"pattern": r"\d{8}"}), "needs exactly one group"),
        (MINIMAL | {"name": "Corner Shop"}, "name: String should match pattern"),
        (MINIMAL | {"currency": "Rp"}, "currency: String should match pattern"),
        (MINIMAL | {"sources": {"Till": MINIMAL["sources"]["till"]}}, "lowercase words: 'Till'"),
        ({k: v for k, v in MINIMAL.items() if k != "time_zone"}, "time_zone: Field required"),
        ({**MINIMAL, "time_zone": "Asia/Jakrta"}, "name one such as Asia/Jakarta"),
        ("", "name: Field required"),
    ],
)
def test_a_wrong_declaration_is_named_by_file_and_field(declared: Any, told: str, tmp_path: Path) -> None:
    file = written(tmp_path, declared)
    with pytest.raises(ConfigurationError) as error:
        load_workspace(file)
    assert told in error.value.message
    assert error.value.message.startswith(file)
    assert error.value.mend


def test_broken_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is not valid YAML") as error:
        load_workspace(written(tmp_path, "name: [shop"))
    assert "line 1" in error.value.message


@pytest.mark.parametrize("name", ["no_such_shop", "no_such_file.yml"])
def test_an_unknown_workspace_is_refused_with_those_that_exist(name: str) -> None:
    with pytest.raises(ConfigurationError, match="does not exist") as error:
        load_workspace(name)
    assert "sample_shop" in error.value.mend


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-10T16:59:59+00:00", dt.date(2026, 3, 9)),  # 23:59 in Jakarta: the 10th is not complete
        ("2026-03-10T17:00:00+00:00", dt.date(2026, 3, 10)),
    ],
)
def test_the_business_date_is_the_last_complete_local_date(now: str, expected: dt.date) -> None:
    assert Workspace.model_validate(MINIMAL).business_date(dt.datetime.fromisoformat(now)) == expected


def test_a_declared_as_of_wins() -> None:
    workspace = Workspace.model_validate(MINIMAL | {"as_of": "2025-01-31"})
    assert workspace.business_date(dt.datetime(2026, 3, 10, tzinfo=dt.UTC)) == dt.date(2025, 1, 31)


def test_a_declaration_cannot_be_changed() -> None:
    entity = Entity(files="x.csv", key=("id",), required=("id",))
    with pytest.raises(ValueError, match="frozen"):
        entity.delimiter = ";"


def test_data_lie_below_home_by_the_workspace_name(tmp_path: Path) -> None:
    settings = Settings("corner_shop", tmp_path, 2, 60.0, "inside")
    assert paths_of(Workspace.model_validate(MINIMAL), settings).root == tmp_path / "corner_shop"


def test_errors_have_their_exit_codes_and_mends() -> None:
    assert [kind("it is so").exit_code for kind in (LanggananError, ConfigurationError, BusyError)] == [1, 2, 3]
    assert str(LanggananError("The file is empty.", "Deliver it again.")) == "The file is empty. Deliver it again."
    assert str(LanggananError("The file is empty.")) == "The file is empty."
