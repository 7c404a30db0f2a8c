"""Each preset reads its true export to the canonical rows that a person would write down."""

from __future__ import annotations

import pytest

from .conftest import Presets

# Source -> orders: id, day in Makassar, status, shipping; worked by hand from the fixtures.
ORDERS = {
    "shopify": """
        #1001 | 2026-06-02 | fulfilled | 20000.00
        #1002 | 2026-06-03 | fulfilled | 0.00
        #1003 | 2026-06-05 | fulfilled | 0.00
        #1004 | 2026-06-06 | cancelled | 0.00
        #1005 | 2026-06-07 | pending | 0.00
    """,
    "woocommerce": """
        2001 | 2026-06-10 | fulfilled | 9000.00
        2002 | 2026-06-11 | fulfilled | 0.00
        2003 | 2026-06-12 | cancelled | 0.00
        2004 | 2026-06-13 | pending | 0.00
    """,
    "shopee": """
        2606151KQX0A1B | 2026-06-16 | fulfilled | 9000.00
        2606162ABCD | 2026-06-16 | cancelled | 0.00
        2606173EFGH | 2026-06-17 | pending | 0.00
        2606184IJKL | 2026-06-18 | fulfilled | 0.00
    """,
    "tiktok_shop": """
        576461413038785752 | 2026-06-21 | fulfilled | 5000.00
        576461413038785999 | 2026-06-21 | cancelled | 0.00
        576461413038786111 | 2026-06-22 | pending | 0.00
    """,
    "till": """
        A-001 | 2026-06-23 | fulfilled | 0.00
        A-002 | 2026-06-23 | fulfilled | 0.00
        A-003 | 2026-06-24 | fulfilled | 0.00
    """,
    "sales_sheet": """
        0812 9999 0000:2026-06-03 | 2026-06-03 | fulfilled | 0.00
        2026-06-04:1 | 2026-06-04 | fulfilled | 0.00
        bu tini:2026-06-03 | 2026-06-03 | fulfilled | 0.00
        bu tini:2026-06-29 | 2026-06-29 | fulfilled | 0.00
    """,
}
# Source -> lines: order, product, units, price, the seller's discount, the platform's, tax, the line it takes back.
# Shopify's voucher of 30,000 falls on 150,000 : 50,000 : 100,000. Shopee's of 10,000 stands on both lines and counts
# once, on 1,120,000 : 140,000; the platform's 20,000 (voucher and coins) likewise. TikTok's refund is the unit's.
LINES = {
    "shopify": """
        #1001 | CUP-001 | 1 | 100000 | 10000.00 | 0.00 | 0.00 |
        #1001 | KOP-250 | 2 | 75000 | 15000.00 | 0.00 | 0.00 |
        #1001 | TEH-100 | 1 | 50000 | 5000.00 | 0.00 | 0.00 |
        #1002 | KOP-250 | -1 | 75000 | 0.00 | 0.00 | 0.00 | #1002:KOP-250:1
        #1002 | KOP-250 | 1 | 75000 | 0.00 | 0.00 | 0.00 |
        #1002 | TEH-100 | -1 | 50000 | 0.00 | 0.00 | 0.00 | #1002:TEH-100:1
        #1002 | TEH-100 | 1 | 50000 | 0.00 | 0.00 | 0.00 |
        #1003 |  | -1 | 15000 | 0.00 | 0.00 | 0.00 |
        #1003 | CUP-001 | 1 | 100000 | 0.00 | 0.00 | 0.00 |
        #1004 | KOP-250 | 1 | 75000 | 0.00 | 0.00 | 0.00 |
        #1005 | TEH-100 | 1 | 50000 | 0.00 | 0.00 | 0.00 |
    """,
    "woocommerce": """
        2001 | BAT-01 | 1 | 100000 | 7692.31 | 0.00 | 10230.77 |
        2001 | SRG-02 | 1 | 30000 | 2307.69 | 0.00 | 3069.23 |
        2002 | SRG-02 | -2 | 30000 | 0.00 | 0.00 | 0.00 | 2002:SRG-02:1
        2002 | SRG-02 | 2 | 30000 | 0.00 | 0.00 | 0.00 |
        2003 | SRG-02 | 1 | 30000 | 0.00 | 0.00 | 0.00 |
        2004 | SRG-02 | 1 | 30000 | 0.00 | 0.00 | 0.00 |
    """,
    "shopee": """
        2606151KQX0A1B | KOP-250 | -1 | 70000 | 555.55 | 1111.11 | 0.00 | 2606151KQX0A1B:KOP-250:1
        2606151KQX0A1B | KOP-250 | 2 | 70000 | 1111.11 | 2222.22 | 0.00 |
        2606151KQX0A1B | MSN-01 | 1 | 1200000 | 88888.89 | 37777.78 | 0.00 |
        2606162ABCD | KOP-250 | 1 | 70000 | 0.00 | 0.00 | 0.00 |
        2606173EFGH | KOP-250 | 1 | 70000 | 0.00 | 0.00 | 0.00 |
        2606184IJKL | KOP-250 | 1 | 70000 | 0.00 | 0.00 | 0.00 |
    """,
    "tiktok_shop": """
        576461413038785752 | KOP-250 | -1 | 40000 | 10000.00 | 2425.53 | 0.00 | 576461413038785752:KOP-250:1
        576461413038785752 | KOP-250 | 3 | 40000 | 30000.00 | 7276.60 | 0.00 |
        576461413038785752 | TEH-100 | 1 | 51000 | 0.00 | 723.40 | 0.00 |
        576461413038785999 | TEH-100 | 1 | 51000 | 0.00 | 0.00 | 0.00 |
        576461413038786111 | TEH-100 | 1 | 51000 | 0.00 | 0.00 | 0.00 |
    """,
    "till": """
        A-001 | DN | 1.5 | 10000 | 0.00 | 0.00 | 0.00 |
        A-001 | KS | 2 | 18000 | 6000.00 | 0.00 | 0.00 |
        A-002 | KS | 1 | 18000 | 0.00 | 0.00 | 0.00 |
        A-003 | DN | -1 | 10000 | 0.00 | 0.00 | 0.00 |
    """,
    "sales_sheet": """
        0812 9999 0000:2026-06-03 | SOTO | 1 | 25000 | 0.00 | 0.00 | 0.00 |
        2026-06-04:1 | SOTO | 1 | 25000 | 0.00 | 0.00 | 0.00 |
        bu tini:2026-06-03 | NASI PECEL | 1 | 1234567 | 0.00 | 0.00 | 0.00 |
        bu tini:2026-06-29 | RAWON | 1 | 30000 | 0.00 | 0.00 | 0.00 |
    """,
}
# Source -> order, family, means, amount.
PAYMENTS = {
    "shopify": [
        ("#1001", "virtual_account", "Bank Transfer", "290000.00"),
        ("#1002", "wallet", "GoPay", "125000.00"),
        ("#1003", "wallet", "GoPay", "100000.00"),
    ],
    "woocommerce": [
        ("2001", "virtual_account", "Direct bank transfer", "142300.00"),
        ("2002", "qris", "QRIS", "60000.00"),
    ],
    "shopee": [
        ("2606151KQX0A1B", "wallet", "ShopeePay", "1219000.00"),
        ("2606184IJKL", "paylater", "SPayLater", "70000.00"),
    ],
    "tiktok_shop": [("576461413038785752", "wallet", "GoPay", "138000.00")],
    "till": [
        ("A-001", "qris", "QRIS", "45000.00"),
        ("A-002", "cash", "Tunai", "18000.00"),
        ("A-003", "cash", "Tunai", "-10000.00"),
    ],
    "sales_sheet": [
        ("0812 9999 0000:2026-06-03", "qris", "QRIS", "25000.00"),
        ("2026-06-04:1", "cash", "Tunai", "25000.00"),
        ("bu tini:2026-06-03", "cash", "Tunai", "1234567.00"),
        ("bu tini:2026-06-29", "cash", "Cash", "30000.00"),
    ],
}
# Source -> record, name, e-mail, phone, place, postal code.
CUSTOMERS = {
    "shopify": [
        ("account:7001", "Rina Wulandari", "rina@example.com", "+6281211112222", "Malang", "65111"),
        ("account:7002", "Budi", "budi@example.com", "+6281333334444", None, None),
        ("budi@example.com", "Budi Santoso", "budi@example.com", None, None, None),
        ("rina@example.com", "Rina Wulandari", "rina@example.com", "+62 812-1111-2222", "Malang", "65111"),
        ("sari@example.com", "Sari", "sari@example.com", None, None, None),
    ],
    "woocommerce": [
        ("dewi@example.com", "Dewi Lestari", "dewi@example.com", "0813 5555 6666", "Batu", "65314"),
    ],
    "shopee": [
        ("agus_batu", None, None, None, "KOTA MALANG", None),
        ("sitikopi88", None, None, None, "KOTA MALANG", None),
    ],
    "tiktok_shop": [("dian.ngopi", None, None, None, "Kota Surabaya", None)],
    "till": [("0812-7777-8888", "Joko", None, "0812-7777-8888", None, None)],
    "sales_sheet": [
        ("0812 9999 0000", None, None, "0812 9999 0000", None, None),
        ("bu tini", "bu tini", None, None, None, None),
    ],
}


def table(text: str) -> list[str]:
    """The lines of a table as they are compared."""
    return [line.strip() for line in text.strip().splitlines()]


def test_every_fixture_is_landed_whole(presets: Presets) -> None:
    assert {(load.delivery, load.reason) for load in presets.loads if load.status != "landed"} == set()


def test_no_column_of_a_true_export_is_news(presets: Presets) -> None:
    assert {load.delivery for load in presets.loads if load.warnings} == {"ga4_parquet/events_20260630.parquet"}


def test_every_model_is_built_and_every_test_of_it_passes(presets: Presets) -> None:
    assert {name: said for name, said in presets.results.items() if said not in {"success", "pass"}} == {}
    assert [name for name in presets.results if "row_fates_hold_stg_shopee__lines_rows" in name] != []


@pytest.mark.parametrize("source", ORDERS)
def test_orders(presets: Presets, source: str) -> None:
    found = presets.ask(
        "select concat_ws(' | ', substr(order_id, length(source) + 2), order_date, status, shipping_amount)"
        f" from staging.stg_{source}__orders order by 1"
    )
    assert [row for (row,) in found] == table(ORDERS[source])


@pytest.mark.parametrize("source", LINES)
def test_lines(presets: Presets, source: str) -> None:
    found = presets.ask(
        "select rtrim(concat_ws(' | ', substr(order_id, length(source) + 2), coalesce(product_id, ''),"
        " printf('%g', quantity::double), unit_price::integer, seller_discount_amount,"
        " platform_discount_amount, tax_amount, coalesce(substr(returned_order_line_id, length(source) + 2), '')))"
        f" from staging.stg_{source}__order_lines order by 1"
    )
    assert [row for (row,) in found] == table(LINES[source])


@pytest.mark.parametrize("source", PAYMENTS)
def test_payments(presets: Presets, source: str) -> None:
    found = presets.ask(
        "select substr(order_id, length(source) + 2), family, provider, amount::varchar"
        f" from staging.stg_{source}__payments order by 1"
    )
    assert found == PAYMENTS[source]


@pytest.mark.parametrize("source", CUSTOMERS)
def test_customers(presets: Presets, source: str) -> None:
    """A marketplace's masked name and phone are nobody's: its customers have a username and a city."""
    found = presets.ask(
        "select source_key, full_name, email, phone, place, postal_code"
        f" from staging.stg_{source}__customers order by 1"
    )
    assert found == CUSTOMERS[source]


def test_what_cannot_be_read_is_quarantined_with_its_reason(presets: Presets) -> None:
    found = presets.ask(
        "select source, entity, _line, reasons from staging.stg_quarantine where source <> 'kas' order by all"
    )
    assert found == [
        ("ga4", "events", 6, ["user_pseudo_id: missing"]),
        ("ga4_parquet", "events", 6, ["user_pseudo_id: missing"]),
        ("invoices", "invoices", 4, ["invoice_date: not a date"]),
        ("invoices", "invoices", 5, ["amount: not an amount in IDR", "status: not a known value"]),
        ("mailchimp", "members", 4, ["Email Address: missing"]),
        ("sales_sheet", "lines", 5, ["Total: not a number"]),
        ("shopee", "lines", 7, ["Returned quantity: more than was sold"]),
        ("shopify", "lines", 10, ["Lineitem price: not a number"]),
        ("till", "lines", 6, ["sold_at: not a time"]),
        ("till", "lines", 7, ["quantity: zero"]),
        ("woocommerce", "lines", 7, ["Order Status: not a known value"]),
    ]


def test_a_row_that_describes_the_columns_is_in_no_order(presets: Presets) -> None:
    found = presets.ask("select _line, kind, _fate from staging.stg_tiktok_shop__lines_rows where kind <> 'sale'")
    assert found == [(2, "no_sale", "current")]


def test_masked_contacts_are_never_landed(presets: Presets) -> None:
    columns = {
        name
        for (name,) in presets.ask(
            "select column_name from duckdb_columns() where table_name in ('shopee__lines', 'tiktok_shop__lines')"
        )
    }
    assert "Username (Pembeli)" in columns
    assert (
        columns & {"Nama Penerima", "No. Telepon", "Alamat Pengiriman", "Recipient", "Phone #", "Detail Address"}
        == set()
    )


def test_an_export_that_repeats_an_answer_is_no_new_consent(presets: Presets) -> None:
    """Rina said yes in the first export and still does in the second; Budi's e-mail was taken back between them."""
    found = presets.ask(
        "select contact, channel, action, occurred_at::date::varchar from staging.stg_shopify__consents order by all"
    )
    assert found == [
        ("+6281333334444", "sms", "grant", "2026-05-31"),
        ("budi@example.com", "email", "grant", "2026-05-31"),
        ("budi@example.com", "email", "withdraw", "2026-06-29"),
        ("rina@example.com", "email", "grant", "2026-05-31"),
    ]
