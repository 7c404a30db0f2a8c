"""A mistake in a definition, or in what a workspace sets of an audience, is told with its file and its key."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from defined_people import words

from orchestration.audiences.definition import definitions
from orchestration.audiences.model import refresh
from orchestration.audiences.personalisation import Personal, field_sql, personalisation
from workspaces.audiences import AudienceChoice, refuse_overlapping, refuse_unknown
from workspaces.errors import ConfigurationError
from workspaces.settings import DBT_PROJECT

GOOD: dict[str, Any] = {
    "title": "Tea people",
    "story": "They drink tea.",
    "channels": ["email"],
    "cadence": "weekly",
    "once_per": "year",
    "expires_after": "7 days",
    "parameters": {"days": 14},
    "who": {"all": [{"field": "recency_days", "at_most": "$days"}]},
    "must_hold": [{"field": "is_customer", "is": True}],
    "fields": ["first_name"],
}
FAULTS: dict[str, dict[str, Any]] = {
    "title": {"title": ""},
    "purpose": {"purpose": "fun"},
    "expires_after": {"expires_after": "soon"},
    "colour": {"colour": "red"},
    "who.all[0].field: customer_360 has no column 'rezency'": {"who": {"all": [{"field": "rezency", "at_most": 3}]}},
    "who.all[0].at_most: '3' is no value of a bigint column": {
        "who": {"all": [{"field": "recency_days", "at_most": "3"}]}
    },
    "who.all[0].at_most: the definition declares no parameter 'weeks'": {
        "who": {"all": [{"field": "recency_days", "at_most": "$weeks"}]}
    },
    "who.all[0].almost: there is no such test": {"who": {"all": [{"field": "city", "almost": "Malang"}]}},
    "who.field: customer_360 has no column": {"who": {"field": "nothing", "is": 1}},
    "who: a condition has one of": {"who": {"field": "city", "segment": "place", "is": "Malang"}},
    "who.any: is a list of conditions": {"who": {"any": []}},
    "who.not.segment: there is no dimension 'mood'": {"who": {"not": {"segment": "mood", "is": "good"}}},
    "who.audience: there is no audience 'nobody'": {"who": {"audience": "nobody"}},
    "who.in_last_days: is a test of dates": {"who": {"field": "city", "in_last_days": 3}},
    "who.event: there is no event 'sneezed'": {"who": {"event": "sneezed", "in_last_days": 3}},
    "who: an event needs one of in_last_days and in_last_hours": {"who": {"event": "viewed"}},
    "who.where: narrows by": {"who": {"event": "viewed", "in_last_days": 3, "where": {"colour": "red"}}},
    "who.sequence: only the last step": {
        "who": {"sequence": [{"event": "viewed", "never": True}, {"event": "bought"}], "in_last_days": 3}
    },
    "must_hold[0]: is a condition of columns of customer_360 by value": {
        "must_hold": [{"field": "last_purchase_date", "in_last_days": 3}]
    },
    "fields[0]: there is no field 'shoe_size'": {"fields": ["shoe_size"]},
    "fields[0]: the fallback is longer than max_length": {
        "fields": [{"field": "first_name", "fallback": "Pelanggan", "max_length": 3}]
    },
}


def project(folder: Path, **files: dict[str, Any]) -> Path:
    """A dbt project with nothing but the contracts that definitions are checked against, and these definitions."""
    for part in ("models/marts/customer_360/_customer_360.yml", "models/segments/_segments.yml"):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DBT_PROJECT / part, folder / part)
    (folder / "audiences").mkdir()
    for name, told in files.items():
        (folder / f"audiences/{name}.yml").write_text(yaml.safe_dump(told), encoding="utf-8")
    return folder


def test_a_good_definition_is_read(tmp_path: Path) -> None:
    assert list(definitions(project(tmp_path, tea=GOOD))) == ["tea"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_file_and_key(tmp_path: Path, fault: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        definitions(project(tmp_path, tea=GOOD | FAULTS[fault]))
    assert told.value.message.startswith(f"audiences/tea.yml: {fault}")
    assert told.value.exit_code == 2


def test_audiences_do_not_stand_on_each_other_in_a_circle(tmp_path: Path) -> None:
    files = {"tea": GOOD | {"who": {"audience": "coffee"}}, "coffee": GOOD | {"who": {"audience": "tea"}}}
    with pytest.raises(ConfigurationError, match="coffee -> tea -> coffee"):
        definitions(project(tmp_path, **files))


def test_a_definition_that_is_gone_takes_its_model_along(tmp_path: Path) -> None:
    made = project(tmp_path, tea=GOOD)
    assert refresh(made) == ["_personalisation.md", "aud_tea.sql", "aud_tea.yml"]
    assert refresh(made) == []
    (made / "audiences/tea.yml").unlink()
    assert refresh(made) == ["aud_tea.sql", "aud_tea.yml"]


def test_another_tree_or_parameter_is_another_version_and_other_words_are_not(tmp_path: Path) -> None:
    files = {
        "one": GOOD,
        "renamed": GOOD | {"title": "Leaf people"},
        "moved": GOOD | {"parameters": {"days": 15}},
        "other": GOOD | {"who": {"field": "is_customer", "is": True}},
    }
    versions = {name: of.definition_hash for name, of in definitions(project(tmp_path, **files)).items()}
    assert versions["one"] == versions["renamed"]
    assert len(set(versions.values())) == 3


PEOPLE = (
    ({"salutation": "Ibu", "country": "ID", "gender": "female"}, "salutation", "Ibu"),
    ({"salutation": "Ibu", "country": "SG", "gender": "female"}, "salutation", "Ms"),
    ({"salutation": "Bapak", "country": "SG", "gender": "male"}, "salutation", "Mr"),
    ({"salutation": "Kak", "country": "SG", "gender": None}, "salutation", "Customer"),
    ({"salutation": "Bapak", "country": None, "gender": "male"}, "salutation", "Bapak"),
    ({"name_to_call": None}, "first_name", "Pelanggan"),
    ({"name_to_call": "  "}, "first_name", "Pelanggan"),
    ({"name_to_call": "A" * 31}, "first_name", "A" * 30),
    ({"recommended_price": 125000}, "recommended_price_text", "Rp125.000"),
    ({"recommended_price": None}, "recommended_price_text", "harga di toko"),
    ({"favourite_store_id": None, "last_store_id": "malang"}, "store", "malang"),
    ({"points_balance": None}, "points", 0),
)


@pytest.mark.parametrize(("person", "name", "expected"), PEOPLE)
def test_a_field_is_never_blank_and_never_too_long(person: dict[str, Any], name: str, expected: Any) -> None:
    columns = ", ".join(f"? as {column}" for column in person)
    sql = f"select {field_sql(personalisation()[name], words({}))} from (select {columns}) as people"
    with duckdb.connect() as connection:
        assert connection.execute(sql, list(person.values())).fetchone() == (expected,)


def test_a_text_without_a_fallback_is_refused() -> None:
    with pytest.raises(ValueError, match="has a fallback and a max_length"):
        Personal(name="nick", sql="people.full_name", type="varchar", description="A name.")


@pytest.mark.parametrize(
    ("name", "choice", "fault"),
    [
        ("tee", {}, "audiences.tee: there is no such audience"),
        ("tea", {"parameters": {"weeks": 2}}, "audiences.tea.parameters.weeks: there is no such parameter"),
        ("tea", {"parameters": {"days": "two"}}, "audiences.tea.parameters.days: 'two' is of another kind than 14"),
    ],
)
def test_what_a_workspace_sets_must_exist(name: str, choice: dict[str, Any], fault: str) -> None:
    choices = {name: AudienceChoice.model_validate(choice)}
    with pytest.raises(ConfigurationError, match=fault):
        refuse_unknown(choices, {"tea": {"parameters": {"days": 14}}}, Path("workspace.yml"))
    refuse_unknown({"tea": AudienceChoice(parameters={"days": 7})}, {"tea": {"parameters": {"days": 14}}}, Path("w"))


def test_a_priority_list_names_audiences_that_exist_once_each() -> None:
    refuse_unknown({}, {"tea": {}, "coffee": {}}, Path("w"), {"drinks": ("tea", "coffee")})
    with pytest.raises(ConfigurationError, match=r"priority_lists\.drinks: there is no audience 'tee'"):
        refuse_unknown({}, {"tea": {}}, Path("w"), {"drinks": ("tea", "tee")})
    refuse_overlapping({"hot": ("tea", "coffee"), "cold": ("water",)})
    with pytest.raises(ValueError, match="tea stands in both hot and cold"):
        refuse_overlapping({"hot": ("tea", "coffee"), "cold": ("tea",)})
    with pytest.raises(ValueError, match="tea stands in hot twice"):
        refuse_overlapping({"hot": ("tea", "tea")})
