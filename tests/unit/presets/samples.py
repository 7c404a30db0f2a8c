"""Files that nobody has declared, as unlike as they come; the people in them are invented."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow as pa
import xlsxwriter

SALES = """\
No Nota;Tanggal;Nama Pelanggan;No HP;Nama Barang;Jumlah;Harga Satuan;Cara Bayar
N-01;05/06/2026;Café Andi;0812-1000-2000;Kopi;2;15.000;Tunai
N-01;05/06/2026;Café Andi;0812-1000-2000;Teh;1;7.500,50;Tunai
N-02;27/06/2026;Sari;0813-1000-2000;Mesin kopi;1;1.250.000;QRIS
N-03;28/06/2026;;;Kopi;1;15.000;Tunai
"""
CASH = [["03/04/2026", "Bu Tini", "Soto", 20000, "Cash"], ["05/06/2026", "Pak Joko", "Rawon", 25000, "QRIS"]]
MEMBERS = [
    {"id": "M1", "name": "Rina", "contact": {"email": "rina@example.com", "phone": "+6281211112222"}, "city": "Malang"},
    {"id": "M2", "name": "Budi", "contact": {"email": "budi@example.com", "phone": "+6281333334444"}, "city": None},
    {"id": "M3", "name": "UMUM", "contact": {"email": None, "phone": None}, "city": None},
]

DANA = {"name": "Dana", "email": "dana@example.com"}
ONLINE = [
    {
        "order_id": "J-1",
        "created_at": "2026-06-13T23:30:00+07:00",
        "customer": DANA,
        "item": "Kopi",
        "qty": 2,
        "price": 1.5,
    },
    {
        "order_id": "J-1",
        "created_at": "2026-06-13T23:30:00+07:00",
        "customer": DANA,
        "item": "Teh",
        "qty": 1,
        "price": 0.75,
    },
]


def write(folder: Path) -> list[Path]:
    """Semicolons in Latin-1, a workbook with a title above its header, JSON lines, Parquet; sorted by name."""
    folder.mkdir()
    (folder / "penjualan_toko.csv").write_bytes(SALES.replace("\n", "\r\n").encode("latin-1"))
    members = "".join(json.dumps(member) + "\n" for member in MEMBERS)
    (folder / "anggota.jsonl.zst").write_bytes(pa.compress(members.encode(), codec="zstd", asbytes=True))
    (folder / "online.jsonl").write_text("".join(json.dumps(o) + "\n" for o in ONLINE), encoding="utf-8")
    duckdb.sql(
        "select 7 as member_id, 'Tono' as nama, 'tono@example.com' as email, date '1990-05-17' as tanggal_lahir"
    ).write_parquet(str(folder / "tamu.parquet"))
    with xlsxwriter.Workbook(folder / "kas.xlsx") as book:
        sheet = book.add_worksheet("Kas")
        sheet.write(0, 0, "Laporan kas")
        for number, row in enumerate([["Date", "Customer", "Item", "Amount", "Payment"], *CASH], start=2):
            sheet.write_row(number, 0, row)
    return sorted(folder.iterdir())
