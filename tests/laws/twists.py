"""Deliveries that the sample shop seldom makes and that are hard to build in by parts: people who merge and part again,
orders that change hands, late older versions, keys that vanish from a snapshot, receipts that lose a line.

Each is dated by its name and differs from the generator's deliveries; the people are the shop's own invented ones.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

BACKFILL = "20260627"
BEFORE = "20260625"
AFTER, LATER = "20260702", "20260703"
Row = dict[str, str]


def twist(inbox: Path) -> None:
    """Write the difficult deliveries beside the generated ones."""
    _people(inbox / "web_shop")
    _orders(inbox / "web_shop")
    _snapshots(inbox)
    _receipts(inbox / "pos")
    _consents(inbox / "consents")


def _people(folder: Path) -> None:
    """Two accounts become one person by e-mail; two by telephone, and part again; one was seen a year earlier."""
    rows = [r for r in _read(folder, "customers") if r["email"] and r["phone"]]
    first, second, third, fourth, fifth = rows[:5]
    at = {"updated_at": "2026-07-01T09:00:00+07:00"}
    _write(
        folder,
        "customers",
        AFTER,
        [{**second, **at, "email": first["email"]}, {**fourth, **at, "phone": third["phone"]}],
    )
    _write(folder, "customers", LATER, [{**fourth, "updated_at": "2026-07-02T09:00:00+07:00"}])
    earlier = {"created_at": "2023-01-05T09:00:00+07:00", "updated_at": "2023-01-05T09:00:00+07:00"}
    _write(folder, "customers", BEFORE, [{**second, **earlier, "full_name": "Nama Lama"}, {**fifth, **earlier}])


def _orders(folder: Path) -> None:
    """One order is given to another account, one is cancelled, one line gets another quantity; all after the fact."""
    orders = [r for r in _read(folder, "orders") if r["status"] == "completed" and r["order_id"] and r["customer_id"]]
    at = {"updated_at": "2026-07-01T10:00:00+07:00"}
    other = next(r["customer_id"] for r in orders if r["customer_id"] != orders[0]["customer_id"])
    _write(
        folder,
        "orders",
        AFTER,
        [{**orders[0], **at, "customer_id": other}, {**orders[1], **at, "status": "cancelled"}],
    )
    lines = [r for r in _read(folder, "order_lines") if r["order_id"] == orders[2]["order_id"]]
    _write(folder, "order_lines", AFTER, [{**lines[0], **at, "quantity": "7"}])


def _snapshots(inbox: Path) -> None:
    """Two newer snapshots lack keys, and an older one lacks others that the newer ones have."""
    for folder, name in ((inbox / "web_shop", "products"), (inbox / "inventory", "stock")):
        rows = _read(folder, name)
        _write(folder, name, AFTER, rows[4:])
        _write(folder, name, BEFORE, rows[:-6])


def _receipts(folder: Path) -> None:
    """A receipt is delivered again without its last line; an older delivery of another one had a different total."""
    rows = _read(folder, "struk_MLG", ";")
    long = [r["no_struk"] for r in rows if sum(o["no_struk"] == r["no_struk"] for o in rows) > 2 and r["telepon"]]
    numbers = list(dict.fromkeys(long))
    corrected, older = ([r for r in rows if r["no_struk"] == number] for number in numbers[:2])
    _write(folder, "struk_MLG", AFTER, corrected[:-1], ";")
    _write(folder, "struk_MLG", BEFORE, [{**r, "jumlah": "9"} for r in older], ";")


def _consents(folder: Path) -> None:
    """Answers that arrive late: a withdrawal older than a grant that is known, and a grant older than a withdrawal."""
    lines = (folder / f"changes_{BACKFILL}.jsonl").read_text(encoding="utf-8").splitlines()
    known = [json.loads(line) for line in lines[:400:50] if line.startswith("{") and line.endswith("}")]
    turned = [
        {
            **change,
            "change_id": f"late-{number}",
            "action": "withdraw" if change["action"] == "grant" else "grant",
            "occurred_at": "2023-02-01T08:00:00+07:00",
        }
        for number, change in enumerate(known)
    ]
    text = "".join(json.dumps(change) + "\n" for change in turned)
    (folder / f"changes_{AFTER}.jsonl").write_text(text, encoding="utf-8")


def _read(folder: Path, name: str, delimiter: str = ",") -> list[Row]:
    """Whole rows of the backfill."""
    with (folder / f"{name}_{BACKFILL}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=delimiter))
    whole: Callable[[Row], bool] = lambda row: None not in row and None not in row.values()  # noqa: E731
    return [row for row in rows if whole(row)]


def _write(folder: Path, name: str, date: str, rows: list[Row], delimiter: str = ",") -> None:
    file = folder / f"{name}_{date}.csv"
    assert not file.exists(), f"the generator made {file.name} too"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
