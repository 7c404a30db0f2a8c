"""What a workspace may declare of offers and treatments, and how a mistake is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from workspaces.audiences import AudienceChoice, refuse_unknown
from workspaces.configuration import load_workspace
from workspaces.errors import ConfigurationError
from workspaces.offers import BY_TREATMENT, Offer
from workspaces.treatments import Treatment, refuse_treatments

TEN = {"title": "Ten", "kind": "percent", "value": 10, "valid_for": 14, "code_prefix": "TEN"}
SEASON = {"valid_for": None, "valid_from": "2026-07-01", "valid_until": "2026-07-01"}
BASE: dict[str, Any] = {
    "name": "stall",
    "title": "Stall",
    "time_zone": "Asia/Jakarta",
    "currency": "IDR",
    "phone_region": "ID",
    "sources": {},
    "thresholds": {"voucher_salt": "x"},
    "tiers": {"levels": [{"name": "Silver", "threshold": 1}]},
    "offers": {"ten": TEN},
}


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ({}, {"valid_for": None}),
        (SEASON, {**SEASON, "valid_until": "2026-06-30"}),
        (SEASON, {**SEASON, "valid_until": None}),
        (SEASON, {**SEASON, "valid_for": 1}),
        ({"value": 100}, {"value": 101}),
        ({"value": 99, "margin_floor": 0.1}, {"value": 100, "margin_floor": 0.1}),
        (
            {"kind": "amount", "value": 5_000, "minimum_spend": 5_001},
            {"kind": "amount", "value": 5_000, "minimum_spend": 5_000},
        ),
        (
            {"kind": "gift", "value": 900, "minimum_spend": 1_000, "margin_floor": 0.1},
            {"kind": "gift", "value": 901, "minimum_spend": 1_000, "margin_floor": 0.1},
        ),
        ({"once_per": {"days": 14}}, {"once_per": {"days": 13}}),
        ({"once_per": "year", "valid_for": 335}, {"once_per": "year", "valid_for": 336}),
        ({"margin_floor": 0.99}, {"margin_floor": 1}),
        ({"code_prefix": "ABCDEFG8"}, {"code_prefix": "ABCDEFGH9"}),
        ({"code_prefix": "A"}, {"code_prefix": "a"}),
        ({"value": 1}, {"value": 0}),
        ({}, {"category": "tea"}),
    ],
)
def test_terms_that_contradict_each_other_are_refused(good: dict[str, Any], bad: dict[str, Any]) -> None:
    Offer.model_validate({**TEN, **good})
    with pytest.raises(ValidationError):
        Offer.model_validate({**TEN, **bad})


def workspace(folder: Path, rules: Any = None, **changed: Any) -> Any:
    """A workspace file with a treatments file beside it, parsed."""
    told = BASE | changed
    if rules is not None:
        (folder / "given.yml").write_text(yaml.safe_dump(rules), encoding="utf-8")
        told = told | {"treatments": "given.yml"}
    file = folder / "stall.yml"
    file.write_text(yaml.safe_dump(told), encoding="utf-8")
    return load_workspace(str(file))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"thresholds": {}}, "voucher_salt"),
        ({"offers": {"ten": TEN, "again": {**TEN, "code_prefix": "TEN"}}}, "read alike"),
        ({"offers": {"one": {**TEN, "code_prefix": "OIL"}, "two": {**TEN, "code_prefix": "01L"}}}, "read alike"),
        ({"offers": {BY_TREATMENT: TEN}}, BY_TREATMENT),
        ({"offers": {"Ten": TEN}}, "lowercase"),
        ({"treatments": "nowhere.yml"}, "nowhere.yml does not exist"),
    ],
)
def test_a_workspace_tells_what_is_wrong_with_its_offers(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    assert workspace(tmp_path).offers["ten"].variable["value"] == "10"
    with pytest.raises(ConfigurationError, match=told):
        workspace(tmp_path, **changed)


WHATSAPP = {"benefit": "tea", "offer": "ten", "channel": "whatsapp"}
REST = {"benefit": "none"}


def test_the_first_rule_that_fits_counts(tmp_path: Path) -> None:
    rules = workspace(tmp_path, [{"tier": ["Silver"], "value_class": ["drives"], **WHATSAPP}, REST]).treatments
    first = [next(n for n, rule in enumerate(rules) if rule.fits(tier, "drives")) for tier in ("Silver", "none")]
    assert first == [0, 1]


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([{"tier": ["Gold"], **WHATSAPP}, REST], "rule 1: there is no tier 'Gold'; there are Silver, none"),
        ([{"tier": ["Silver"], **WHATSAPP}], "no rule for tier none and value class drives, nor for 5 more"),
        ([{"value_class": ["drives"], **WHATSAPP}], "no rule for tier Silver and value class can_grow"),
        ([{**WHATSAPP, "offer": "gone"}, REST], "no offer 'gone'"),
        ([REST, WHATSAPP], "rule 2 is never reached"),
        ([{"tier": ["Silver"], "benefit": "tea"}, REST], "rule 1: .*needs a channel"),
        ([{"benefit": "none", "channel": "email"}], "rule 1: .*neither offer nor channel"),
        ([{"value_class": ["drives", "cheap"], **WHATSAPP}, REST], "rule 1.value_class.1"),
        ("tea for everybody", "given.yml: is a list of rules"),
    ],
)
def test_a_treatments_file_covers_everybody_and_names_what_exists(tmp_path: Path, rules: Any, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        workspace(tmp_path, rules)


def test_no_treatments_are_none_to_cover() -> None:
    refuse_treatments((), ["Silver"], ())
    refuse_treatments([Treatment(benefit="none")], [], ())


@pytest.mark.parametrize(
    ("choice", "meta", "told"),
    [
        ("ten", {"fields": ["voucher_code"]}, None),
        (BY_TREATMENT, {"fields": ["voucher_code"]}, None),
        (None, {"fields": ["voucher_code"], "offer": "ten"}, None),
        ("ten", {"fields": ["first_name"]}, "no field voucher_code"),
        ("gone", {"fields": ["voucher_code"]}, "there is no offer 'gone'"),
        (None, {"fields": ["voucher_code"], "offer": "gone"}, "there is no offer 'gone'"),
    ],
)
def test_an_audience_names_an_offer_that_exists_and_tells_of_it(
    choice: str | None, meta: dict[str, Any], told: str | None
) -> None:
    choices = {"tea": AudienceChoice(offer=choice)}
    if told is None:
        refuse_unknown(choices, {"tea": meta}, Path("w"), offers=["ten"])
        return
    with pytest.raises(ConfigurationError, match=told):
        refuse_unknown(choices, {"tea": meta}, Path("w"), offers=["ten"])
