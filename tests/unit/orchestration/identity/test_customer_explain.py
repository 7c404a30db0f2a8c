"""`langganan customer explain`: who is found by what, what is shown, and what is said of nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orchestration import command_line
from workspaces.paths import WorkspacePaths

from .conftest import LOST, MERGED, SPOUSE, STAYED

SECRETS = ("siti@", "Siti", "Rahma", "81234567801", "05-17", "65111")


def explain(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The JSON answer of a call that goes well."""
    assert command_line.call(["customer", "explain", "--json", *arguments]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "typed", [STAYED, MERGED, "SITI@surel.example", "0812-3456-7801", "+6281234567801", "pos:081234567801"]
)
def test_whoever_is_meant_is_found(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(capsys, typed)["customer_id"] == STAYED


@pytest.mark.usefixtures("published")
def test_the_explanation_of_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    told = explain(capsys, STAYED, "--show-personal-data")
    assert [(r["record_id"], r["is_anchor"]) for r in told["records"]] == [
        ("web_shop:C1", True),
        ("pos:081234567801", False),
        ("sign_ups:siti@surel.example", False),
    ]
    assert [
        (link["kind"], link["value"], link["links"], link["records"], link["reason"]) for link in told["links"]
    ] == [
        ("email", "siti@surel.example", True, ["sign_ups:siti@surel.example", "web_shop:C1"], ""),
        ("phone", "+62341551234", False, ["web_shop:C1"], "phone: shared by more"),
        ("phone", "+6281234567801", True, ["pos:081234567801", "web_shop:C1"], ""),
    ]
    assert told["conflicts"] == [
        {
            "kind": "birth_date",
            "values": ["1990-05-17", "1990-07-15"],
            "records": ["web_shop:C1", "sign_ups:siti@surel.example"],
        }
    ]
    assert [(row["attribute"], row["record_id"], row["rule"], row["value_count"]) for row in told["provenance"]] == [
        ("birth_date", "web_shop:C1", "newest", 2),
        ("phone", "pos:081234567801", "newest", 1),
    ]
    assert [(row["left_id"], row["match_weight"], row["is_link"]) for row in told["matches"]] == [
        ("pos:081234567801", 14, True)
    ]
    assert [(row["review_id"], row["customer_id"]) for row in told["questions"]] == [
        ("r000000000001", SPOUSE),
        ("r000000000002", LOST),
    ]
    assert [(row["right_id"], row["decided_by"], row["reason"]) for row in told["decisions"]] == [
        ("web_shop:C7", "Rina", "sisters")
    ]
    assert [row["customer_id"] for row in told["former_ids"]] == [MERGED]
    assert [(row["customer_id"], row["kind"], row["build_seq"]) for row in told["changes"]] == [(MERGED, "merged", 2)]
    assert (told["attributes"]["full_name"], told["attributes"]["city"]) == ("Siti Rahma", "Malang")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_personal_values_are_masked_unless_asked_for(form: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.call(["customer", "explain", STAYED, *form]) == 0
    masked = capsys.readouterr().out
    assert command_line.call(["customer", "explain", STAYED, *form, "--show-personal-data"]) == 0
    shown = capsys.readouterr().out
    assert [secret for secret in SECRETS if secret in masked] == []
    assert [secret for secret in SECRETS if secret not in shown] == []
    assert "s***@surel.example" in masked


@pytest.mark.usefixtures("published")
def test_the_terminal_tells_of_former_ids_and_merges(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.call(["customer", "explain", MERGED]) == 0
    told = capsys.readouterr().out
    assert f"{MERGED} is a former id of this customer." in told
    assert f"build 2 (2026-06-30): {MERGED} merged, {MERGED} -> {STAYED}" in told
    assert "birth_date: 1990-**-**, 1990-**-**" in told


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("c" + "f" * 24, "Nobody in the publication has that customer id."),
        ("nobody@surel.example", "Nobody in the publication has that e-mail address."),
        (LOST, "the record that its id was made of is no longer delivered"),
        ("0341-551234", f"2 customers have that telephone number: {STAYED}, {SPOUSE}."),
        ("somebody", "no customer id, record id, e-mail address or telephone number"),
    ],
)
def test_who_is_not_found_is_told_in_a_sentence(typed: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.call(["customer", "explain", typed]) == 1
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error
    assert "surel.example" not in error


def test_before_anything_is_published(published: WorkspacePaths, capsys: pytest.CaptureFixture[str]) -> None:
    current = published.answers
    current.unlink()
    assert command_line.call(["customer", "explain", STAYED]) == 1
    assert "Nothing is published yet" in capsys.readouterr().err


def test_a_publication_of_another_version_says_so(
    published: WorkspacePaths, capsys: pytest.CaptureFixture[str]
) -> None:
    import duckdb

    with duckdb.connect(str(published.answers)) as connection:
        connection.execute("drop table marts.dim_customer_ids")
    assert command_line.call(["customer", "explain", STAYED]) == 1
    assert "made by another version" in capsys.readouterr().err
