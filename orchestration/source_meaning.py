"""What a sample's columns probably mean, by their headers in Indonesian and English: sales, customers, or neither.

A guess is a proposal that a person corrects; where two columns may mean one thing, neither is taken and both are named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.sample_texts import Column

WORDS: dict[str, tuple[str, ...]] = {
    "order": (
        *("no pesanan", "nomor pesanan", "no order", "order id", "order number", "order no", "no nota", "nota"),
        *(
            "no struk",
            "struk",
            "no invoice",
            "invoice no",
            "invoice",
            "invoiceno",
            "no faktur",
            "receipt",
            "receipt no",
        ),
        *("id pesanan", "id transaksi", "no transaksi", "transaction id", "order name", "order", "kode transaksi"),
    ),
    "date": (
        *("tanggal", "tgl", "tanggal transaksi", "tgl transaksi", "tanggal pesanan", "tanggal jual", "waktu", "hari"),
        *("date", "order date", "sale date", "created at", "ordered at", "sold at", "transaction date", "datetime"),
        *("waktu pesanan", "waktu transaksi", "invoicedate", "invoice date", "time", "timestamp", "created"),
    ),
    "time": ("jam", "waktu", "time", "pukul", "hour"),
    "status": ("status", "status pesanan", "order status", "status transaksi", "payment status", "status bayar"),
    "product": ("sku", "kode barang", "kode produk", "kode", "product code", "item code", "stock code", "stockcode"),
    "description": (
        *("barang", "nama barang", "produk", "nama produk", "item", "item name", "product", "product name"),
        *("description", "deskripsi", "menu", "keterangan barang", "items"),
    ),
    "category": ("kategori", "category", "jenis", "golongan"),
    "quantity": ("qty", "quantity", "kuantitas", "banyaknya", "jml", "jumlah barang", "unit", "units", "banyak"),
    "price": ("harga", "harga satuan", "unit price", "price", "unitprice", "harga jual", "@harga"),
    "amount": (
        *(
            "total",
            "total harga",
            "subtotal",
            "nominal",
            "amount",
            "total bayar",
            "total amount",
            "nilai",
            "line total",
        ),
        *("rupiah", "omzet", "total price"),
    ),
    "discount": ("diskon", "potongan", "discount", "rabat"),
    "tax": ("pajak", "ppn", "tax", "vat"),
    "payment": (
        *("bayar", "pembayaran", "metode pembayaran", "cara bayar", "metode bayar", "payment", "payment method"),
        *("paid by", "payment type"),
    ),
    "store": ("toko", "cabang", "outlet", "store", "gerai", "branch", "lokasi"),
    "cashier": ("kasir", "cashier", "pelayan", "served by"),
    "customer": (
        *("id pelanggan", "kode pelanggan", "customer id", "customerid", "member id", "no member", "username", "id"),
    ),
    "name": (
        *("nama", "nama pelanggan", "pelanggan", "nama lengkap", "customer", "customer name", "name", "full name"),
        *("konsumen", "pembeli", "buyer", "nama pembeli", "customer.name"),
    ),
    "email": ("email", "e mail", "surel", "email address", "alamat email", "customer.email", "buyer.email"),
    "phone": (
        *(
            "hp",
            "no hp",
            "nomor hp",
            "telepon",
            "no telepon",
            "no telp",
            "telp",
            "phone",
            "phone number",
            "wa",
            "no wa",
        ),
        *("whatsapp", "mobile", "handphone", "customer.phone", "nomor telepon", "nomor wa"),
    ),
    "gender": ("jenis kelamin", "gender", "sex", "kelamin", "jk"),
    "birth_date": ("tanggal lahir", "tgl lahir", "birth date", "date of birth", "dob", "birthday", "ulang tahun"),
    "place": ("kota", "kabupaten", "city", "kota kabupaten", "domisili"),
    "postal_code": ("kode pos", "postal code", "zip", "zip code", "postcode", "kodepos"),
    "country": ("negara", "country"),
    "currency": ("mata uang", "currency"),
}
"""Meaning -> headers, in small letters, words parted by a space. `jumlah` may be units or money: no number tells."""

STATUSES = {
    "fulfilled": (
        "selesai",
        "lunas",
        "completed",
        "complete",
        "paid",
        "delivered",
        "terkirim",
        "done",
        "dibayar",
        "success",
    ),
    "shipped": ("dikirim", "sedang dikirim", "perlu dikirim", "diproses", "shipped", "processing", "to ship"),
    "pending": ("pending", "belum bayar", "belum dibayar", "belum lunas", "menunggu pembayaran", "unpaid", "on hold"),
    "cancelled": ("batal", "dibatalkan", "cancelled", "canceled", "void", "voided", "gagal", "failed", "expired"),
    "returned": ("retur", "dikembalikan", "returned", "pengembalian", "refund", "refunded"),
}
"""What the words of a status mean in sales; another word is a person's to explain, and its rows are set aside."""

EITHER = {"jumlah": ("quantity", "amount")}
OF_PEOPLE = ("name", "email", "phone", "gender", "birth_date", "place", "postal_code")


@dataclass(frozen=True)
class Meaning:
    """`entity` is lines (of sales), customers or rows; `columns` meaning -> column; `undecided` is a person's."""

    entity: str
    columns: dict[str, str]
    undecided: list[str]


def meaning_of(columns: dict[str, Column]) -> Meaning:
    """The most probable meaning of a sample's columns."""
    found: dict[str, str] = {}
    undecided: list[str] = []
    for meaning, words in WORDS.items():
        named = {
            name: words.index(said[0])
            for name in columns
            if (said := [each for each in _said(name) if each in words]) and _fits(meaning, columns[name])
        }
        best = sorted(named, key=lambda name: named[name])
        if len(best) > 1 and meaning in {"date", "amount", "name"}:
            undecided.append(f"{meaning}: {', '.join(best)} may all be it; {best[0]} was taken")
        if best:
            found[meaning] = best[0]
    _either(columns, found, undecided)
    if columns.get(found.get("date", "")) is None or columns[found["date"]].kind == "moment":
        found.pop("time", None)
    if "date" in found and ("amount" in found or "price" in found):
        if "amount" in found and "price" in found:
            undecided.append(f"amount: {found.pop('amount')} is left out, for {found['price']} and the units give it")
        return Meaning("lines", found, undecided)
    people = {meaning: found[meaning] for meaning in (*OF_PEOPLE, "customer", "country") if meaning in found}
    if "name" in people and {"email", "phone", "customer"} & people.keys():
        return Meaning("customers", people, undecided)
    if {"email", "phone"} & people.keys() and not {"order", "product"} & found.keys():
        return Meaning("customers", people, undecided)
    undecided.append(
        "entity: neither sales nor customers by its headers; the rows are landed and judged, and go nowhere"
    )
    return Meaning("rows", {}, undecided)


def _either(columns: dict[str, Column], found: dict[str, str], undecided: list[str]) -> None:
    """A header that may mean units or money means what no other column does; with both free a person decides."""
    for name in columns:
        meanings = EITHER.get(_plain(name), ())
        free = [meaning for meaning in meanings if meaning not in found and columns[name].kind == "number"]
        if not free:
            continue
        if "price" in found and "quantity" in free:
            found["quantity"] = name
        elif "quantity" in found and "price" not in found and "amount" in free:
            found["amount"] = name
        else:
            undecided.append(f"{name}: units or money? Put it under quantity or amount of sale_lines")


def _fits(meaning: str, column: Column) -> bool:
    """Whether the column's texts are of the kind that the meaning asks for."""
    if meaning in {"quantity", "price", "amount", "discount", "tax"}:
        return column.kind == "number"
    if meaning == "date":
        return column.kind in {"day", "moment"}
    if meaning == "email":
        return column.kind == "email"
    if meaning == "time":
        return column.kind == "time"
    return meaning != "phone" or column.kind in {"phone", "number"}


def status_words(texts: list[str]) -> tuple[dict[str, str], list[str]]:
    """The words of a sale's status that are known, each with its meaning, and those that are not."""
    known = {word: meaning for meaning, words in STATUSES.items() for word in words}
    said = sorted({text.strip() for text in texts})
    return (
        {word: known[word.lower()] for word in said if word.lower() in known},
        [word for word in said if word.lower() not in known],
    )


def is_personal(column: Column, meaning: Meaning) -> bool:
    """Whether a column holds data of a person, by its texts, its name or its meaning; a product's name is none."""
    of_people = {meaning.columns.get(each) for each in ("name", "email", "phone", "birth_date", "gender", "customer")}
    of_products = {meaning.columns.get(each) for each in ("description", "product", "category", "store")}
    return column.name in of_people or (column.is_personal and column.name not in of_products)


def _said(name: str) -> tuple[str, ...]:
    """What a header says, whole and without the path to it in a JSON object."""
    return (_plain(name), _plain(name.rpartition(".")[2]) if "." in name else "")


def _plain(name: str) -> str:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.split(r"[^a-z0-9.@]+", parted.lower().replace(". ", " ").rstrip("."))).strip()
