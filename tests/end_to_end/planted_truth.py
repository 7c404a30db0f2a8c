"""What the pipeline found of each fault that the sample shop's generator planted: one query for each kind of fault.

A fault's name is `<kind>.<source>.<entity>`, or a kind alone. A kind without a query is an error, so that nothing that
is planted goes unlooked for.
"""

from __future__ import annotations

import re
from typing import Any

from trial_house import Tables

Fault = dict[str, Any]

BUSINESS_TIME = {
    "web_shop.orders": "updated_at",
    "web_shop.order_lines": "updated_at",
    "web_shop.payments": "paid_at",
    "pos.receipts": "sold_at",
    "messaging.events": "occurred_at",
    "web.events": "occurred_at",
    "membership.points": "occurred_at",
}
QUARANTINED = re.compile(r"(blank|unreadable|future|broken)_")
OF_ENTITY = "source = '{source}' and entity = '{entity}'"
WEB_SHOP_PHONES = "warehouse.identity.idn_identifiers where source = 'web_shop' and kind = 'phone'"
# Daily files only, and in Jakarta: a file is named by the day after its rows', and a late one comes later than that.
LATE = (
    "_delivered_at > (select min(_delivered_at) from {rows})"
    " and cast(_delivered_at + interval 7 hours as date) - cast({time} + interval 7 hours as date) > {days}"
)
MESSAGES = "select count(*) from marts_file.marts.fct_interactions where source = 'messaging' and kind = "

COUNTS = {
    "corrected_receipts": "select count(*) from {rows} where _fate = 'superseded'",
    "invoice_settled": "select count(*) from {rows} where _fate = 'superseded'",
    "sign_up_changed": "select count(*) from {rows} where _fate = 'superseded'",
    "short_line": f"select count(*) from warehouse.raw._rejects where {OF_ENTITY}",
    "message_bounced": f"{MESSAGES} 'bounced'",
    "message_complained": f"{MESSAGES} 'complained'",
    "message_stop": f"{MESSAGES} 'stopped' and channel = 'whatsapp'",
    "message_unsubscribed": f"{MESSAGES} 'stopped' and channel = 'email'",
    "second_account": "select sum(accounts - 1) from (select count(*) as accounts"
    " from warehouse.identity.idn_customers where record_id like 'web_shop:%' group by customer_id)",
    "desk_phone": f"select count(distinct record_id) from (from {WEB_SHOP_PHONES})"
    " join warehouse.identity.idn_values using (kind, value)"
    " where not can_link and largest_source_record_count > 5",
    "placeholder_phone": f"select count(distinct record_id) from {WEB_SHOP_PHONES} and reason = 'phone: a placeholder'",
    "placeholder_email": "select count(distinct record_id) from warehouse.identity.idn_identifiers"
    " where source = 'web_shop' and kind = 'email' and reason = 'email: a placeholder'",
    "two_phones_in_one_cell": f"select count(*) from (select record_id from {WEB_SHOP_PHONES} and is_valid"
    " group by record_id having count(*) = 2)",
    "phone_in_scientific_notation": "select count(*) from {rows} where _fate = 'current' and phone like '%E+%'"
    f" and 'web_shop:' || customer_id not in (select record_id from {WEB_SHOP_PHONES} and is_valid)",
    "consent_withdrawn": "select count(*) from warehouse.intermediate.int_consents"
    " where source = 'consents' and action = 'withdraw'",
    "consent_withdrawn_late": "select count(*) from {rows} where _fate = 'current' and action = 'withdraw' and "
    + LATE.replace("{time}", "occurred_at").replace("{days}", "1"),
}


class Findings:
    """Counts in the tables of one build; `faults` are the planted ones by name."""

    def __init__(self, tables: Tables, faults: dict[str, Fault]) -> None:
        self.tables = tables
        self.faults = faults

    def of(self, name: str) -> int:
        """How often the pipeline found this fault. Raises LookupError for a kind that nothing here looks for."""
        fault, kind = self.faults[name], name.split(".")[0]
        if QUARANTINED.match(kind):
            return self._count(
                f"select count(*) from warehouse.staging.stg_quarantine where {OF_ENTITY}"
                f" and list_contains(reasons, '{fault['reason']}')",
                fault,
            )
        if kind in ("repeated", "reasserted", "sign_up_again"):
            return self._duplicates(name, fault)
        if kind == "same_file_twice":
            return self._landed(fault)
        if kind == "late":
            return self._late(fault)
        if kind not in COUNTS:
            raise LookupError(f"nothing looks for the planted fault {name}")
        return self._count(COUNTS[kind], fault)

    def _count(self, sql: str, fault: Fault) -> int:
        rows = "warehouse.staging.stg_{source}__{entity}_rows".format(**fault)
        return int(self.tables.query(sql.format(**fault, rows=rows))[0][0] or 0)

    def _duplicates(self, name: str, fault: Fault) -> int:
        """Duplicates of the entity that no other fault of it accounts for."""
        of_entity = {n: f for n, f in self.faults.items() if (f["source"], f["entity"]) == _entity(fault)}
        others = sum(int(f["count"]) for n, f in of_entity.items() if n != name and f["reason"] == "duplicate")
        return self._count("select count(*) from {rows} where _fate = 'duplicate'", fault) - others

    def _late(self, fault: Fault) -> int:
        """Rows that came two days late, without those that came again; a corrected receipt comes one day late."""
        entity = ".".join(_entity(fault))
        again = (self.faults.get(f"{kind}.{entity}") for kind in ("repeated", "reasserted"))
        late = LATE.replace("{time}", BUSINESS_TIME[entity]).replace("{days}", "2")
        found = self._count(f"select count(*) from {{rows}} where _fate <> 'quarantined' and {late}", fault)
        return found - sum(int(f["count"]) for f in again if f)

    def _landed(self, fault: Fault) -> int:
        """Rows of all loads of the file and of its copy under another name; the file's own when the copy made none."""
        named = re.match(r"rows of (\S+),", fault["what"])
        assert named is not None
        stem = named.group(1).partition(".")[0]
        return self._count(
            "select sum(row_count) from warehouse.raw._loads"
            f" where delivery = '{named.group(1)}' or starts_with(delivery, '{stem}_')",
            fault,
        )


def _entity(fault: Fault) -> tuple[str, str]:
    return fault["source"], fault["entity"]
