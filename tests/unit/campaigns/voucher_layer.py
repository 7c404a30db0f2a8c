"""The voucher models with offers declared, run as builds follow each other: codes are remembered between them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import duckdb
from compiled_models import AS_OF, END_OF_AS_OF, CompiledModels, insert

from workspaces.offers import Offer

LOG = "history.eligibility.elg_voucher_log"
COLUMNS = (
    "code varchar, offer varchar, customer_id varchar, issue_number integer, audience varchar, title varchar,"
    " kind varchar, offer_value decimal(18, 2), minimum_spend decimal(18, 2), valid_for_days integer,"
    " valid_from_date date, valid_until_date date, as_of date, build_seq bigint"
)
TERMS: dict[str, dict[str, Any]] = {
    "ten": {
        "title": "Ten",
        "kind": "percent",
        "value": 10,
        "minimum_spend": 100_000,
        "valid_for": 14,
        "margin_floor": "0.25",
        "once_per": {"days": 30},
        "code_prefix": "TEN",
    },
    "off": {
        "title": "Off",
        "kind": "amount",
        "value": 20_000,
        "minimum_spend": 100_000,
        "valid_for": 30,
        "margin_floor": "0.25",
        "code_prefix": "OIL",
    },
    "tea": {
        "title": "Tea",
        "kind": "gift",
        "value": 10_000,
        "valid_from": "2026-07-01",
        "valid_until": "2026-07-15",
        "margin_floor": "0.1",
        "code_prefix": "TEA",
    },
    "free": {"title": "Free", "kind": "gift", "value": 10_000, "valid_for": 30, "code_prefix": "FREE"},
}
OFFERS = {name: Offer.model_validate(terms) for name, terms in TERMS.items()}
BY = {"ten": "win_back", "off": "birthday", "tea": "abandoned_cart", "free": "second_purchase"}
"""Offer -> the audience that names it; `top_customers` gives each person that of their treatment."""

DECLARED = {
    "offers": {name: offer.variable for name, offer in OFFERS.items()},
    "audience_offers": {audience: offer for offer, audience in BY.items()} | {"top_customers": "by_treatment"},
    "voucher_salt": "test",
}


AUDIENCE = {
    ".sql": """\
-- One row per customer_id.
select customer_360.customer_id, customer_360.name_to_call, 'ask us' as voucher_code, '-' as valid_until
from {{ ref("customer_360") }} as customer_360
where true
""",
    ".yml": """\
models:
  - name: aud_tea_party
    description: One row per customer_id. Everybody.
    config:
      meta:
        kind: global
        audience:
          title: Tea party
          purpose: marketing
          channels: [email]
          destinations: [generic_csv]
          offer: free
          holdout: none
          fields: [voucher_code, name_to_call, valid_until]
          minimum_size: 1
""",
}
"""An audience that names its offer itself, and has fields that tell of it."""


@dataclass(frozen=True)
class Till:
    """People, whom audiences may write to, which files told of codes, which orders named one; and the builds."""

    connection: duckdb.DuckDBPyConnection
    compiled: CompiledModels

    def people(self, *ids: str, **profile: Any) -> None:
        """Add people who are themselves."""
        for customer_id in ids:
            insert(self.connection, "customer_360", {"customer_id": customer_id, **profile})
            insert(
                self.connection, "dim_customer_ids", {"customer_id": customer_id, "present_customer_id": customer_id}
            )

    def merge(self, former: str, present: str) -> None:
        """Two people turn out to be one."""
        self.connection.execute("delete from marts.marts.customer_360 where customer_id = ?", [former])
        self.connection.execute(
            "update marts.marts.dim_customer_ids set present_customer_id = ? where present_customer_id = ?",
            [present, former],
        )

    def written(self, audience: str, customer_id: str, as_of: str, sent: str | None = None, until: str = "") -> None:
        """A file for this as_of told the person of their code."""
        row = {"export_id": as_of, "audience": audience, "as_of": as_of, "customer_id": customer_id}
        insert(self.connection, "stg_written_people", {**row, "sent_at": sent, "expires_at": until or as_of})

    def order(self, order_id: str, code: str, customer_id: str | None, date: str, **told: Any) -> None:
        """A fulfilled order that names the code."""
        insert(self.connection, "int_orders", {"order_id": order_id, "voucher_code": code, "order_date": date})
        amounts = {"gross_amount": 150_000, "seller_discount_amount": 15_000, "net_amount": 135_000}
        order = {"order_id": order_id, "customer_id": customer_id, "ordered_at": f"{date} 05:00:00", "order_date": date}
        insert(self.connection, "fct_orders", {**order, "is_fulfilled": True, **amounts, **told})

    def build(self, eligible: dict[str, list[str]], as_of: str = AS_OF, reason: str = "") -> dict[tuple[str, str], str]:
        """One build, in which these people of each audience may be written to; (offer, person) -> code in a file."""
        told = self.connection.execute
        told(
            "create or replace table marts.eligibility.elg_decisions"
            " (audience varchar, channel varchar, customer_id varchar, is_eligible boolean, reason varchar)"
        )
        for audience, people in eligible.items():
            for channel in ("email", "whatsapp"):
                for person in people:
                    told(
                        "insert into marts.eligibility.elg_decisions values (?, ?, ?, ?, ?)",
                        [audience, channel, person, not reason, reason],
                    )
        self._make("elg_offer_people", as_of)
        told(f"insert into {LOG} by name {self._sql('elg_voucher_log', as_of)}")
        self._make("elg_vouchers", as_of)
        self._make("elg_offers", as_of)
        current = self.rows("select offer, customer_id, code from marts.eligibility.elg_vouchers where is_current")
        assert len({(offer, person) for offer, person, _ in current}) == len(current)
        return {(offer, person): code for offer, person, code in current}

    def _make(self, model: str, as_of: str) -> None:
        relation = self.compiled.relation[model]
        self.connection.execute(f"create or replace table {relation} as {self._sql(model, as_of)}")

    def _sql(self, model: str, as_of: str) -> str:
        """The model's SQL on another day."""
        end = dt.datetime.fromisoformat(END_OF_AS_OF) + (dt.date.fromisoformat(as_of) - dt.date.fromisoformat(AS_OF))
        return (
            self.compiled.sql[model]
            .replace(END_OF_AS_OF, f"{end:%Y-%m-%d %H:%M:%S}")
            .replace(f"'{AS_OF}'", f"'{as_of}'")
        )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return self.connection.execute(sql).fetchall()

    def status(self, code: str) -> tuple[Any, ...]:
        """Status, last date and order of a code."""
        (found,) = self.rows(
            "select status, cast(valid_until_date as varchar), redeemed_order_id"
            f" from marts.eligibility.elg_vouchers where code = '{code}'"
        )
        return found

    def offer(self, name: str, *columns: str) -> tuple[Any, ...]:
        """Columns of elg_offers."""
        (found,) = self.rows(f"select {', '.join(columns)} from marts.eligibility.elg_offers where offer = '{name}'")
        return found
