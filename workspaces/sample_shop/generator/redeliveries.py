"""Files that arrive again whole: under another name with the same date (no load), or with a later date (asserted anew).

Faults of single rows are faults.py's.
"""

from __future__ import annotations

import shutil

from workspaces.sample_shop.generator.generation import Generation

NO_OPS = {
    "web_shop.orders": "web_shop/orders_{date}.csv",
    "messaging.events": "messaging/events_{date}.jsonl.gz",
}
REASSERTED = {
    "web_shop.payments": "web_shop/payments_{date}.csv",
    "web.events": "web/events_{date}.parquet",
    "pos.receipts": "pos/struk_MLG_{date}.csv",
}


def redeliver(generation: Generation) -> None:
    """Copy a busy daily file of each entity, if it has any. No file that is copied holds malformed rows."""
    truth, inbox = generation.truth, generation.deliveries.inbox
    for entity, pattern in NO_OPS.items():
        name, records, _ = _busy_file(generation, pattern)
        if not records:
            continue
        shutil.copyfile(inbox / name, inbox / _renamed(name, "_salinan"))
        what = f"rows of {name}, delivered once more under another name with the same date"
        truth.plant(f"same_file_twice.{entity}", entity, records, "no load", what)
    for entity, pattern in REASSERTED.items():
        name, records, dates = _busy_file(generation, pattern)
        if not records:
            continue
        # On a quiet day the regular file may say the same; two equal files of one date would be one load.
        content = (inbox / name).read_bytes()
        regular = [pattern.format(date=date) for date in dates]
        later = next(file for file in regular if not (inbox / file).exists() or (inbox / file).read_bytes() != content)
        shutil.copyfile(inbox / name, inbox / _renamed(later, "_ulang"))
        what = f"rows of {name}, delivered once more with a later date"
        truth.plant(f"reasserted.{entity}", entity, records, "duplicate", what)
        truth.count(entity, duplicate=records)


def _busy_file(generation: Generation, pattern: str) -> tuple[str, int, tuple[str, str]]:
    """The daily file with the most records, the last two days' left out; its records; dates of the next two days."""
    plan = generation.plan
    records = generation.deliveries.records
    file = max(range(1, plan.days - 1), key=lambda each: (records[pattern.format(date=plan.file_date(each))], -each))
    name = pattern.format(date=plan.file_date(file))
    return name, records[name], (plan.file_date(file + 2), plan.file_date(file + 1))


def _renamed(name: str, suffix: str) -> str:
    """The suffix before the first dot: `orders_20260610_salinan.csv`."""
    stem, _, endings = name.partition(".")
    return f"{stem}{suffix}.{endings}"
