"""A small valid marts.duckdb, as a build leaves it: what the audit, the publication and the export read.

Sixty people of an invented shop; `birthday` has three members by e-mail, two by WhatsApp and three for ads; `win_back`
has nobody. Tests break it by one statement each (`change`). The columns are those of the dbt models' contracts.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from audit.eligible_rows import audience_rows
from audit.memory import DeclaredEntity, refresh, remember
from audit.verdict import decide
from ledgers import builds, loads, verdicts
from ledgers.loads import Load
from publication.contents import Contents
from workspaces.paths import WorkspacePaths

AS_OF = dt.date(2026, 6, 30)
AUDIENCES = {
    "birthday": {
        "title": "Birthdays of the coming week",
        "purpose": "marketing",
        "channels": ["email", "whatsapp", "ads"],
        "destinations": ["generic_csv", "whatsapp_qiscus", "google_ads"],
        "fields": ["name_to_call", "spent", "spent_text"],
        "minimum_size": 2,
        "must_hold": ["is_customer"],
    },
    "win_back": {
        "title": "Come back",
        "purpose": "marketing",
        "channels": ["email"],
        "destinations": ["generic_csv"],
        "fields": ["name_to_call"],
        "minimum_size": 2,
    },
}

# Whoever a test added to the members, or gave another contact, agreed to be written to there.
AGREED = (
    "insert into eligibility.elg_consent_states by name select distinct channel, value as contact_value, 'marketing' as"
    " purpose, 'granted' as state from (select channel, unnest([contact_point, email, phone]) as value"
    " from eligibility.elg_members) where value is not null and (channel, value) not in"
    " (select (channel, contact_value) from eligibility.elg_consent_states)"
)
PUBLISHED = Contents(
    frozenset(
        {
            *(("marts", table) for table in ("customer_360", "fct_orders", "build", "odd")),
            ("segments", "seg_customers"),
            ("eligibility", "elg_members"),
            ("eligibility", "elg_exclusion_counts"),
        }
    ),
    by_audience=frozenset({("eligibility", "elg_members"), ("eligibility", "elg_not_built_here")}),
)
TABLES = Path(__file__).parent / "fixtures" / "small_marts" / "tables.sql"


def make(marts: Path, *changes: str) -> None:
    """Write the file anew, then apply the changes."""
    marts.parent.mkdir(parents=True, exist_ok=True)
    marts.unlink(missing_ok=True)
    change(marts, TABLES.read_text(encoding="utf-8"), *changes)


def change(marts: Path, *statements: str) -> None:
    """Apply statements to the file."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{marts}' as small")
        connection.execute("use small")
        for statement in statements:
            connection.execute(statement)


def remembered(folder: Path, marts: Path) -> Path:
    """What an audit remembers whose last pass were these marts, with the deliveries that they are made of."""
    state, memory = folder / "state.db", folder / "audit.duckdb"
    for load_seq in range(1, 7):
        loads.record(
            state,
            Load(
                load_seq=load_seq,
                source="shop",
                entity="orders",
                delivery=f"orders_{load_seq}.csv",
                delivered_at=f"2026-06-{24 + load_seq}T20:00:00+00:00",
                content_hash=str(load_seq),
                status="landed",
                path=None,
                columns=(("order_id", "VARCHAR"), ("amount", "VARCHAR")),
                row_count=100,
                rejected_count=0,
                byte_count=1,
            ),
        )
    refresh(memory, state, [DeclaredEntity("shop", "orders", dt.timedelta(days=2), ("order_id",))])
    remember(memory, marts, 1, AS_OF, AUDIENCES)
    return memory


def complete_build(paths: WorkspacePaths, as_of: dt.date = AS_OF) -> int:
    """Record a complete build and return its number."""
    build = builds.start(paths.state, as_of, "fingerprint", 0, 1, True)
    builds.finish(paths.state, build.build_seq, "complete")
    return build.build_seq


def pass_all(paths: WorkspacePaths, build_seq: int) -> None:
    """Record passing verdicts for what stands in the marts, as an audit without faults does."""
    rows = audience_rows(paths.marts, paths.state, build_seq, AUDIENCES)
    verdicts.record_verdicts(paths.state, decide(build_seq, True, {}, [], rows))


def audited(root: Path, *changes: str) -> tuple[WorkspacePaths, int]:
    """A workspace folder with a complete, audited, passed build; and the build's number."""
    paths = WorkspacePaths(root)
    paths.create()
    make(paths.marts, *changes)
    build_seq = complete_build(paths)
    pass_all(paths, build_seq)
    return paths, build_seq
