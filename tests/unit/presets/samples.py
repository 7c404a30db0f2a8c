"""Three files that nobody has declared, as unlike as they come; the people in them are invented."""

from __future__ import annotations

import json
from pathlib import Path

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


def write(folder: Path) -> list[Path]:
    """A semicolon file in Latin-1, a workbook with a title above its header, and JSON lines; sorted by name."""
    folder.mkdir()
    (folder / "penjualan_toko.csv").write_bytes(SALES.replace("\n", "\r\n").encode("latin-1"))
    (folder / "anggota.jsonl").write_text("".join(json.dumps(m) + "\n" for m in MEMBERS), encoding="utf-8")
    with xlsxwriter.Workbook(folder / "kas.xlsx") as book:
        sheet = book.add_worksheet("Kas")
        sheet.write(0, 0, "Laporan kas")
        for number, row in enumerate([["Date", "Customer", "Item", "Amount", "Payment"], *CASH], start=2):
            sheet.write_row(number, 0, row)
    return sorted(folder.iterdir())
