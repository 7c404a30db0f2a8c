"""RFM, Pareto and tiers of a million customers and ten million transactions, beside one bare DuckDB script.

Our way builds the tables that a build builds, each by the SQL that dbt compiles; the bare script is what somebody would
write who wants these numbers once (`bare_customers.sql`). Both read the same table, leave tables behind,
and must agree to the last cent, or the measurement raises.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))
from value_models import AS_OF, LIFECYCLES, READ, SEEDS, ValueModels  # noqa: E402 - lies beside the tests

CUSTOMERS, TRANSACTIONS = 1_000_000, 10_000_000
MOST_TIMES = 1.5
RUNS = 2
OURS = (
    *("int_purchase_dates", "lifecycles", "int_customer_windows", "int_customer_ranks", "int_rfm_segments"),
    *("int_tier_levels", "int_tier_movements", "int_tier_events", "fct_tier_changes", "fct_customer_tiers"),
)
TIERS = {
    "basis": "spend",
    "window_days": 365,
    "membership_year": "anniversary",
    "rounded_up_to": 1000,
    "levels": [
        {"rank": 0, "name": "Teman", "threshold": "0.00", "benefits": []},
        {"rank": 1, "name": "Perak", "threshold": "1500000.00", "benefits": []},
        {"rank": 2, "name": "Emas", "threshold": "4000000.00", "benefits": []},
        {"rank": 3, "name": "Platinum", "threshold": "10000000.00", "benefits": []},
    ],
}
INVENT = f"""
    insert into warehouse.intermediate.int_customer_days by name
    select
        left(md5((hash(n * 7) % {CUSTOMERS})::varchar), 16) as customer_id,
        date '{AS_OF}' - (pow((hash(n * 3) % 10000) / 10000.0, 1.5) * 730)::integer as order_date,
        order_date as booked_date,
        1 as placed_order_count, 1 as kept_order_count,
        1 + hash(n * 5) % 4 as sold_quantity, sold_quantity as kept_quantity,
        (1 + hash(n * 11) % 200) * (1 + hash(n * 13) % 10) * 500 as gross_amount,
        case when n % 9 = 0 then 500 else 0 end as seller_discount_amount,
        case when n % 50 = 0 then gross_amount - seller_discount_amount else 0 end as returned_amount,
        gross_amount - seller_discount_amount - returned_amount as net_amount,
        case when n % 50 = 0 then 0 else gross_amount / 500 * 300 end as cost_amount,
        (n % 400 = 0)::integer as uncosted_line_count,
        case when n % 2 = 0 then 'web' else 'store' end as channel,
        case when n % 2 = 0 then '' else 'MLG' end as store_id,
    from (
        select n, row_number() over (
            partition by hash(n * 7) % {CUSTOMERS}, (pow((hash(n * 3) % 10000) / 10000.0, 1.5) * 730)::integer, n % 2
            order by n
        ) as nth
        from range({TRANSACTIONS}) as numbers (n)
    )
    where nth = 1
"""
DIFFERENCES = {
    "scores and shares": """
        select count(*) from bare.customers
        full join warehouse.intermediate.int_customer_ranks as ours using (customer_id)
        left join warehouse.intermediate.int_rfm_segments as segments
            on (ours.rfm_recency_score, ours.rfm_frequency_score, ours.rfm_monetary_score)
            = (segments.recency_score, segments.frequency_score, segments.monetary_score)
        where (customers.r, customers.f, customers.m, customers.segment, customers.place, customers.tenth,
                customers.share, customers.so_far, customers.is_top)
            is distinct from (ours.rfm_recency_score, ours.rfm_frequency_score, ours.rfm_monetary_score,
                segments.segment, ours.revenue_rank_365d, ours.revenue_decile_365d, ours.revenue_share_365d,
                ours.cumulative_revenue_share_365d, ours.is_top_80)
    """,
    "windows": """
        select count(*) from bare.customers
        full join warehouse.intermediate.int_customer_windows as ours using (customer_id)
        where (customers.net_30, customers.net_365, customers.margin_365, customers.frequency_90,
                customers.return_rate_ever)
            is distinct from (ours.net_revenue_30d, ours.net_revenue_365d, ours.margin_365d, ours.frequency_90d,
                ours.return_rate_lifetime)
    """,
    "tiers": """
        select count(*) from bare.tiers full join marts.marts.fct_customer_tiers as ours using (customer_id)
        where (tiers.tier, tiers.since, tiers.valid_until, tiers.to_next)
            is distinct from (ours.tier, ours.tier_since_date, ours.tier_valid_until_date, ours.amount_to_next_tier)
    """,
    "changes of tier": """
        select count(*) from bare.tier_changes as bare full join marts.marts.fct_tier_changes as ours
            using (customer_id, changed_date)
        where (bare.former, bare.rank) is distinct from (ours.from_tier_rank, ours.to_tier_rank)
    """,
}


def measure() -> None:
    """Invent the transactions, run both ways in turn, compare what they found, and print seconds and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        models = ValueModels(Path(folder) / "dbt", tiers=TIERS)
        with _warehouse(Path(folder)) as connection:
            connection.execute(INVENT)
            connection.execute(
                "insert into warehouse.intermediate.int_customer_attributes (customer_id)"
                " select distinct customer_id from warehouse.intermediate.int_customer_days"
            )
            connection.execute("checkpoint warehouse")
            seconds = [(_ours(connection, models), _bare(connection)) for _ in range(RUNS)]
            for what, sql in DIFFERENCES.items():
                (different,) = connection.execute(sql).fetchone() or (None,)
                if different != 0:
                    raise AssertionError(f"{what}: {different} customers differ between the two ways")
    ours, bare = (min(s[way] for s in seconds) for way in (0, 1))
    print(f"{CUSTOMERS:,} customers, {TRANSACTIONS:,} transactions, best of {RUNS}")
    print(f"our models {ours:.2f} s, one bare script {bare:.2f} s: {ours / bare:.2f} times")
    if ours > MOST_TIMES * bare:
        raise AssertionError(f"claimed at most {MOST_TIMES} times, found {ours / bare:.2f}")


def _warehouse(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 2})
    for database in ("warehouse", "marts", "bare"):
        connection.execute(f"attach '{folder / database}.duckdb' as {database}")
    for schema in ("warehouse.intermediate", "warehouse.identity", "warehouse.seeds", "marts.marts"):
        connection.execute(f"create schema {schema}")
    for relation, columns in READ.items():
        connection.execute(f"create table {relation} ({columns})")
    for seed in SEEDS:
        file = HERE.parent / "dbt_project" / "seeds" / f"{seed}.csv"
        connection.execute(f"create table warehouse.seeds.{seed} as from read_csv('{file}')")
    return connection


def _ours(connection: duckdb.DuckDBPyConnection, models: ValueModels) -> float:
    parts = []
    for name in OURS:
        begun = time.perf_counter()
        if name == "lifecycles":
            connection.execute("truncate warehouse.intermediate.int_customer_lifecycles")
            connection.execute(LIFECYCLES.format(as_of=AS_OF))
        elif name == "int_tier_movements":
            connection.execute(f"create or replace view {models.relation[name]} as {models.sql[name]}")
        else:
            models.build(connection, name)
        parts.append((name, time.perf_counter() - begun))
    print("  " + ", ".join(f"{name} {seconds:.2f}" for name, seconds in parts))
    return sum(seconds for _, seconds in parts)


def _bare(connection: duckdb.DuckDBPyConnection) -> float:
    script = (HERE / "bare_customers.sql").read_text(encoding="utf-8").replace("{as_of}", AS_OF)
    begun = time.perf_counter()
    connection.execute(script)
    return time.perf_counter() - begun
