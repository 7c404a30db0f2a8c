"""The registry: the tools' exact headers, and mistakes in a destination's file that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from export.columns import file_columns
from export.parts import header_line
from export.registry import DESTINATIONS, destination, destinations
from workspaces.errors import ConfigurationError

QISCUS = (
    "phone_number,customer_name,header_variable,"
    + ",".join(f"body_variable{i}" for i in range(1, 16))
    + ",button_type,button1_variable1\r\n"
)


BULK = "Type,Status,Id,Parent Id,Client Id,Modified Time,Name,Description,Scope,Audience,Action Type,Sub Type,Text\r\n"
CONSENT = "{0} Marketing Consent,{0} Marketing Consent Timestamp,First Name,Last Name,export_id,salutation,spent\r\n"
FREE = "First Name,Last Name,Tags,export_id,salutation,spent\r\n"


@pytest.mark.parametrize(
    ("name", "channel", "header"),
    [
        ("google_ads", "ads", "Email,Phone,First Name,Last Name,Country,Zip\r\n"),
        ("meta", "ads", "email,phone,fn,ln,zip,country\r\n"),
        ("tiktok", "ads", "Email_SHA256,Phone_SHA256\r\n"),
        ("linkedin", "ads", "email,firstname,lastname,jobtitle,employeecompany,country,googleaid\r\n"),
        ("microsoft_ads", "ads", BULK),
        ("whatsapp_qiscus", "whatsapp", QISCUS),
        ("whatsapp_wati", "whatsapp", "Name,CountryCode,Phone,AllowBroadcast,AllowSMS\r\n"),
        ("mailchimp", "email", "Email Address," + FREE),
        ("klaviyo", "email", "Email," + CONSENT.format("Email")),
        ("klaviyo_sms", "sms", "Phone Number," + CONSENT.format("SMS")),
        ("hubspot", "email", "Email,First Name,Last Name,export_id,salutation,spent\r\n"),
        ("brevo", "email", "EMAIL,EXT_ID,FIRSTNAME,LASTNAME,EXPORT_ID,SALUTATION,SPENT\r\n"),
        ("activecampaign", "email", "Email," + FREE),
        ("sms_gateway", "sms", "phone,name,export_id,salutation,spent\r\n"),
        (
            "generic_csv",
            "email",
            "export_id,customer_id,email,full_name,first_name,last_name,consent_id,salutation,spent\r\n",
        ),
    ],
)
def test_headers_are_the_tools_own(name: str, channel: str, header: str) -> None:
    known = destination(name)
    assert known.channel == channel
    assert header_line(file_columns(known, ["salutation", "spent"], "id")) == header


def test_every_file_is_a_destination() -> None:
    assert list(destinations()) == sorted(p.stem for p in DESTINATIONS.glob("*.yml"))


def test_an_unknown_destination_names_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match=r"Name one of .*generic_csv, google_ads, "):
        destination("fax")


def test_too_many_fields_for_the_slots() -> None:
    with pytest.raises(ConfigurationError, match="has 15 variables, the audience declares 16 fields"):
        file_columns(destination("whatsapp_qiscus"), [f"field_{i}" for i in range(16)], "id")


def test_a_field_is_a_plain_name() -> None:
    with pytest.raises(ConfigurationError, match="is no field name"):
        file_columns(destination("generic_csv"), ["x'; drop table y"], "id")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ("{header: a, value: email, normalise: shouted}", "unknown normaliser"),
        ("{header: a, value: email}", "say how its value is normalised"),
        ("{header: a, value: full_name, normalise: text, hash: true}", "free text cannot be hashed"),
        ("{header: a, value: nik, normalise: text}", "Input should be"),
    ],
)
def test_mistakes_are_refused(tmp_path: Path, columns: str, says: str) -> None:
    (tmp_path / "x.yml").write_text(f"name: x\ntitle: X\nchannel: email\ncolumns:\n  - {columns}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says):
        destinations(tmp_path)


def test_a_file_has_the_name_it_declares(tmp_path: Path) -> None:
    (tmp_path / "y.yml").write_text(
        "name: x\ntitle: X\nchannel: email\ncolumns: [{header: e, value: email, normalise: email_lowercase}]\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigurationError, match="declares the name 'x'"):
        destinations(tmp_path)


MAPPED = {
    "title": "MTARGET",
    "channel": "email",
    "columns": [{"header": "Alamat Email", "value": "email", "normalise": "email_as_written"}],
}


def test_a_workspace_maps_a_tool_of_its_own() -> None:
    known = destination("mtarget", {"mtarget": MAPPED})
    assert (known.title, known.columns[0].header, known.identifiers) == ("MTARGET", "Alamat Email", ("email",))


@pytest.mark.parametrize(
    ("name", "declared", "says"),
    [
        ("meta", MAPPED, "the product brings"),
        ("mtarget", {**MAPPED, "channel": "fax"}, "destinations: mtarget: channel"),
        ("mtarget", {**MAPPED, "columns": [{"header": "a"}]}, "no column holds an email"),
        ("mtarget", {**MAPPED, "preamble": [{"B": "1"}]}, "columns that are not there"),
        ("mtarget", {**MAPPED, "columns": [{"header": "a", "value": "consent"}]}, "consent needs them"),
    ],
)
def test_a_wrong_mapping_says_where(name: str, declared: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        destination(name, {name: declared})
