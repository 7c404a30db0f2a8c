"""The holdout models with shares declared, run as builds follow each other: arms are remembered between them.

The first build's SQL is dbt's on an empty history, every other's dbt's on one that stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import voucher_layer
from compiled_models import CompiledModels, Slice, make_slice

SHARES = {"holdout_global_share": 0.2, "holdout_audience_share": 0}
STRATIFIED, OWN, EXCLUSION = "top_customers", "win_back", "second_purchase"
HOLDOUTS = {
    STRATIFIED: "{share: 0.25, stratify_by: [lifecycle]}",
    OWN: "{share: 0.5}",
    EXCLUSION: "none",
}
"""What audiences of the slice declare: one stratified, one not, and one that keeps people away from advertising."""

LOG = "history.eligibility.elg_arm_log"
COLUMNS = (
    "scope varchar, period varchar, customer_id varchar, arm varchar, control_share decimal(9, 6), stratum varchar,"
    " as_of date, build_seq bigint"
)


def holding_slice(folder: Path) -> Slice:
    """The slice, with HOLDOUTS declared and a history on disk."""
    made = make_slice(folder)
    for name, declared in HOLDOUTS.items():
        file = folder / f"models/audiences/aud_{name}.yml"
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace("minimum_size:", f"holdout: {declared}\n          minimum_size:"), encoding="utf-8"
        )
    for suffix, text in voucher_layer.AUDIENCE.items():
        (folder / f"models/audiences/aud_tea_party{suffix}").write_text(text, encoding="utf-8")
    with duckdb.connect(str(made.paths.history)) as connection:
        connection.execute("create schema eligibility")
        connection.execute(f"create table eligibility.elg_arm_log ({COLUMNS})")
        connection.execute(f"create table eligibility.elg_voucher_log ({voucher_layer.COLUMNS})")
    return made


@dataclass(frozen=True)
class House:
    """People, who holds which contact points, who became whom, whom audiences chose; and the builds on them."""

    connection: duckdb.DuckDBPyConnection
    compiled: CompiledModels

    def people(self, people: dict[str, str], points: dict[str, list[str]], ids: dict[str, str] | None = None) -> None:
        """Replace everybody: present person -> lifecycle, contact point -> holders, former id -> present id."""
        told = self.connection.execute
        for table in ("customer_360", "dim_customer_ids"):
            told(f"delete from marts.marts.{table}")
        self._insert("marts.marts.customer_360", "customer_id, lifecycle", list(people.items()))
        ids = {p: p for p in people} | (ids or {})
        self._insert("marts.marts.dim_customer_ids", "customer_id, present_customer_id", list(ids.items()))
        told("create or replace table marts.eligibility.elg_contact_points (customer_id varchar, contact_hash varchar)")
        held = [(holder, point) for point, holders in points.items() for holder in holders]
        self._insert("marts.eligibility.elg_contact_points", "customer_id, contact_hash", held)

    def choose(self, chosen: dict[str, list[str]]) -> None:
        """Audience -> whom it chose, each with an e-mail address of their own and all consent."""
        self.connection.execute(
            "create or replace table warehouse.eligibility.elg_candidates (audience varchar, customer_id varchar)"
        )
        pairs = [(audience, person) for audience, people in chosen.items() for person in people]
        self._insert("warehouse.eligibility.elg_candidates", "audience, customer_id", pairs)
        self.connection.execute(
            "create or replace table warehouse.eligibility.elg_screenings as"
            " select audience, 'email' as channel, customer_id, '' as reason from warehouse.eligibility.elg_candidates"
        )
        self.connection.execute(
            "create or replace table marts.eligibility.elg_message_counts"
            " (customer_id varchar, channel varchar, message_count bigint)"
        )

    def _insert(self, table: str, columns: str, pairs: list[tuple[str, str]]) -> None:
        left, right = [p[0] for p in pairs], [p[1] for p in pairs]
        self.connection.execute(f"insert into {table} ({columns}) select unnest(?), unnest(?)", [left, right])

    def build(self) -> None:
        """One build of the layer."""
        self.compiled.build(self.connection, "elg_contact_groups")
        self.connection.execute(f"insert into {LOG} by name {self.compiled.sql['elg_arm_log']}")
        self.compiled.build(self.connection, "elg_arms", "elg_audience_rules", "elg_decisions", "elg_exclusion_counts")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return self.connection.execute(sql).fetchall()

    def arms(self, scope: str) -> dict[str, str]:
        """Person -> arm that holds now."""
        return dict(self.rows(f"select customer_id, arm from marts.eligibility.elg_arms where scope = '{scope}'"))

    def reasons(self, audience: str) -> dict[str, str]:
        """Person -> why not to be written to by e-mail."""
        return dict(
            self.rows(
                "select customer_id, reason from marts.eligibility.elg_decisions"
                f" where audience = '{audience}' and channel = 'email'"
            )
        )
