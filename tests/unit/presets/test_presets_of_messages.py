"""The presets of what people were sent and did, and of invoices; test_presets.py has the shops and tills."""

from __future__ import annotations

import hashlib

import pytest

from .conftest import Presets


def key(contact: str) -> str:
    """The source key of a record that is known by a contact."""
    return hashlib.md5(contact.encode(), usedforsecurity=False).hexdigest()[:24]


def test_what_recipients_of_mailchimp_did(presets: Presets) -> None:
    found = presets.ask(
        "select kind, occurred_at::varchar, record_id, campaign_id"
        " from staging.stg_mailchimp__interactions order by 1, 2"
    )
    rina, sari = f"mailchimp:{key('rina@example.com')}", f"mailchimp:{key('sari@example.com')}"
    assert found == [
        ("bounced", "2026-06-10 02:00:05", sari, "mailchimp:42694e9e57"),
        ("clicked", "2026-06-10 02:31:00", rina, "mailchimp:42694e9e57"),
        ("opened", "2026-06-10 02:30:00", rina, "mailchimp:42694e9e57"),
        ("opened", "2026-06-11 01:00:00", rina, "mailchimp:42694e9e57"),
    ]


def test_whom_mailchimp_wrote_to(presets: Presets) -> None:
    """Budi did nothing with it, and was sent it all the same."""
    sends = presets.ask("select record_id, sent_at::varchar, arm from staging.stg_mailchimp__sends order by 1")
    people = [f"mailchimp:{key(f'{name}@example.com')}" for name in ("budi", "rina", "sari")]
    assert sends == [(person, "2026-06-10 02:00:00", "treated") for person in sorted(people)]
    campaigns = presets.ask("select campaign_id, name, channel from staging.stg_mailchimp__campaigns")
    assert campaigns == [("mailchimp:42694e9e57", "Promo Juni", "email")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "mailchimp",
            [
                ("Budi@example.com", "email", "grant", "2026-02-01 03:00:00"),
                ("Budi@example.com", "email", "withdraw", "2026-06-11 04:00:00"),
                ("rina@example.com", "email", "grant", "2026-01-05 02:10:00"),
            ],
        ),
        (
            "klaviyo",
            [
                ("+6281333334444", "sms", "grant", "2026-03-02 01:00:00"),
                ("+6281777778888", "whatsapp", "grant", "2026-03-03 01:00:00"),
                ("budi@example.com", "email", "withdraw", "2026-06-15 05:00:00"),
                ("dewi@example.com", "email", "withdraw", "2026-06-16 04:00:00.5"),
                ("rina@example.com", "email", "grant", "2026-03-01 01:00:00"),
            ],
        ),
    ],
)
def test_consents(presets: Presets, source: str, expected: list[tuple[str, ...]]) -> None:
    """Sari, who was never subscribed at Klaviyo, has said nothing; Dewi's address, subscribed, is suppressed since."""
    found = presets.ask(
        f"select contact, channel, action, occurred_at::varchar from staging.stg_{source}__consents order by all"
    )
    assert found == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "mailchimp",
            [
                ("Budi", "Budi@example.com", None),
                ("Rina Wulandari", "rina@example.com", "0812 1111 2222"),
                (None, "sari@example.com", None),
            ],
        ),
        (
            "klaviyo",
            [
                ("Budi", "budi@example.com", "+6281333334444"),
                ("Dewi", "dewi@example.com", "+6281555556666"),
                ("Rina Wulandari", "rina@example.com", "+6281211112222"),
                ("Sari", "sari@example.com", None),
            ],
        ),
        ("invoices", [("Toko Maju", None, "0341-555111"), ("Warung Bu Tini", None, None)]),
        ("ga4", [(None, None, None)]),
    ],
)
def test_customers(presets: Presets, source: str, expected: list[tuple[str | None, ...]]) -> None:
    found = presets.ask(f"select full_name, email, phone from staging.stg_{source}__customers order by 1, 2")
    assert found == expected


def test_what_profiles_of_klaviyo_did(presets: Presets) -> None:
    """An order is the shop's to tell."""
    found = presets.ask(
        "select record_id, channel, kind, occurred_at::varchar, campaign_id"
        " from staging.stg_klaviyo__interactions order by 4"
    )
    assert found == [
        ("klaviyo:01GA", "email", "delivered", "2026-06-14 23:30:00", "klaviyo:CAMP1"),
        ("klaviyo:01GA", "email", "opened", "2026-06-15 00:10:00", "klaviyo:CAMP1"),
        ("klaviyo:01GB", "email", "stopped", "2026-06-15 05:00:00", "klaviyo:CAMP1"),
        ("klaviyo:01GC", "web", "product_view", "2026-06-16 05:00:00", None),
    ]


@pytest.mark.parametrize("source", ["ga4", "ga4_parquet"])
def test_what_visitors_did(presets: Presets, source: str) -> None:
    """JSON lines and Parquet alike; the start of a session is no interaction, and only who signed in is known."""
    found = presets.ask(
        "select record_id, device_id, kind, occurred_at::varchar, product_id, amount::varchar"
        f" from staging.stg_{source}__interactions order by 4"
    )
    assert found == [
        (None, "111.222", "page_view", "2026-06-29 08:00:00", None, None),
        (f"{source}:7001", "111.222", "product_view", "2026-06-29 08:01:00", "KOP-250", None),
        (f"{source}:7001", "111.222", "cart_add", "2026-06-29 08:02:00", "KOP-250", "150000.00"),
        (f"{source}:7001", "111.222", "purchase", "2026-06-29 08:10:00", "KOP-250", "290000.00"),
    ]
    pages = presets.ask(
        f"select distinct page from staging.stg_{source}__events_rows where page like '%kopi' or page like '%@%'"
    )
    assert pages == [("https://shop.example/kopi",)]


def test_invoices_and_what_was_paid_of_them(presets: Presets) -> None:
    invoices = presets.ask(
        "select invoice_id, record_id, issued_date::varchar, due_date::varchar, amount::varchar, status"
        " from staging.stg_invoices__invoices order by 1"
    )
    assert invoices == [
        ("invoices:F-01", f"invoices:{key('0341-555111')}", "2026-06-01", "2026-06-30", "2500000.00", "paid"),
        ("invoices:F-02", f"invoices:{key('warung bu tini')}", "2026-06-05", "2026-07-05", "750000.50", "open"),
    ]
    payments = presets.ask(
        "select invoice_payment_id, invoice_id, paid_date::varchar, amount::varchar, method"
        " from staging.stg_invoices__invoice_payments order by 1"
    )
    assert payments == [
        ("invoices:B-01", "invoices:F-01", "2026-06-10", "1500000.00", "transfer"),
        ("invoices:B-02", "invoices:F-01", "2026-06-20", "1000000.00", "tunai"),
    ]
