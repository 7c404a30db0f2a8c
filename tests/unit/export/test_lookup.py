"""Every file that holds a person is found, by whatever names them, also after it was taken away."""

from __future__ import annotations

import small_marts
from exporting_shop import Shop

from export.lookup import files_of
from export.write import withdraw_stale


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
