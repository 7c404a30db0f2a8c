"""Every file that holds a person is found, by whatever names them, also after it was taken away."""

from __future__ import annotations

import duckdb
import small_marts
from exporting_shop import Shop

from export import members
from export.lookup import files_of
from export.write import withdraw_stale
from ledgers.member_files import people


def test_every_file_of_a_person(shop: Shop) -> None:
    lines = {d: shop.export(d) for d in ("generic_csv", "google_ads", "whatsapp_qiscus")}
    for ids, contacts in ((["c01"], []), ([], ["ayu@example.com", "+6281200000001"])):
        found = files_of(shop.paths, ids, contacts)
        assert {h.destination: h.export_id for h in found} == {d: line.export_id for d, line in lines.items()}
    (email, ads, whatsapp) = sorted(found, key=lambda h: h.destination)
    assert (email.channel, email.customer_id, email.consent_id) == ("email", "c01", "consents:c01-email")
    assert (email.run, email.build_seq, email.is_standing) == ("run00001", 1, True)
    assert email.definition["title"] == small_marts.AUDIENCES["birthday"]["title"]
    assert email.file == lines["generic_csv"].file
    assert [h.destination for h in files_of(shop.paths, [], ["+6281200000001"])] == [
        ads.destination,
        whatsapp.destination,
    ]


def test_a_file_that_was_taken_away_is_found(shop: Shop) -> None:
    shop.export()
    withdraw_stale(shop.paths, {})
    (held,) = files_of(shop.paths, ["c01"], [])
    assert not held.is_standing


def test_nobody_is_in_no_file(shop: Shop) -> None:
    assert files_of(shop.paths, ["c01"], []) == []
    shop.export()
    assert files_of(shop.paths, ["c04"], ["dewi@example.com"]) == []


def test_files_of_before_their_metadata_are_found_and_shrunk(shop: Shop) -> None:
    """What is the same for everybody stood in columns once."""
    line = shop.export()
    file = members.file_of(shop.paths.members, line.export_id)
    with duckdb.connect() as connection:
        connection.execute(f"create table former as select * exclude (export_id) from {people(file)}")
        connection.execute(f"copy former to '{file}' (format parquet)")
        assert connection.execute(f"select * from parquet_kv_metadata('{file}')").fetchall() == []
    (held,) = files_of(shop.paths, ["c01"], [])
    assert (held.audience, held.run, held.build_seq) == ("birthday", "run00001", 1)
    assert held.definition["title"] == small_marts.AUDIENCES["birthday"]["title"]
    shop.build("update eligibility.elg_consent_states set state = 'withdrawn' where contact_value = 'ayu@example.com'")
    (shrunk,) = withdraw_stale(shop.paths, small_marts.AUDIENCES)
    assert (shrunk.status, shrunk.row_count) == ("written", line.row_count - 1)


def test_an_address_that_is_no_contact_point_is_kept_beside_it(shop: Shop) -> None:
    """For WhatsApp the contact point is the telephone number."""
    for tool, email, phone in (("generic_csv", "ayu@example.com", None), ("whatsapp_qiscus", None, "+6281200000001")):
        file = members.file_of(shop.paths.members, shop.export(tool).export_id)
        rows = duckdb.sql(f"select email, phone from {people(file)} where customer_id = 'c01'").fetchall()
        assert (email or rows[0][0], phone or rows[0][1]) == rows[0]
