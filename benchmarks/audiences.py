"""Thirty audiences over a million customers, and the eligibility of whom they choose.

`python benchmarks/audiences.py [customers]`. Of the shipped audiences, the seven that choose fewest are left out. The
people are invented in DuckDB, with three events and two purchases each, e-mail and phone, consents, withdrawals and
bounces, what was written before, a priority list and caps; each has as many contact points, consents and decisions as a
person of the sample shop has, or more. The models are the project's, as dbt compiles them, in files as in a build and
two at a time. Segments are there before the clock starts. With a million customers it ends with 1 where the claim is
missed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

import duckdb
import yaml

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]
from compiled_models import (  # noqa: E402 - beside the tests
    AS_OF,
    LAYERS,
    CompiledModels,
    Slice,
    create_tables,
    make_slice,
)

from workspaces.settings import DBT_PROJECT  # noqa: E402

CUSTOMERS = 1_000_000
MOST_SECONDS = 60
LEFT_OUT = (
    *("cash_payers_incentive", "credit_payers_upsell", "payday_shoppers", "welcome"),
    *("carted_not_ordered", "viewed_not_bought", "top_ten"),
)
THREADS = 2
RULES = {
    "priority_lists": {"purchase": ["welcome", "second_purchase", "third_purchase", "win_back"]},
    "caps": {"email": {"count": 3, "days": 7}, "whatsapp": {"count": 2, "days": 7}},
}
DAY = f"date '{AS_OF}'"
PEOPLE = f"""
    insert into marts.marts.customer_360 by name
    select
        'c' || left(md5(n::varchar), 24) as customer_id, n % 4 > 0 as is_customer,
        n % 2000 = 0 as is_pseudo, false as is_deleted,
        'Pelanggan ' || n as full_name, 'Pelanggan' as first_name, 'Satu' as last_name, 'Kak' as salutation,
        'Pelanggan' as name_to_call, case when n % 5 > 0 then 'p' || n || '@example.com' end as email,
        case when n % 10 > 0 then '+628' || (1000000000 + n) end as phone, 'ID' as country,
        {DAY} - (mixed(n * 3) % 15000)::integer as birth_date, mixed(n) % 300 = 0 as is_birth_date_suspect,
        18 + (mixed(n * 5) % 50)::integer as age,
        case when n % 3 = 0 then 'male' when n % 3 = 1 then 'female' end as gender,
        ['Kota Malang', 'Kota Makassar', 'Kota Surabaya', 'Kota Jakarta Selatan'][1 + n % 4] as city,
        'Asia/Jakarta' as time_zone, ['event', 'web', 'store', 'referral'][1 + mixed(n * 7) % 4] as acquisition_source,
        ['first_time', 'repeat', 'loyal', 'slipping', 'lapsed', 'won_back'][1 + mixed(n * 11) % 6] as lifecycle,
        n % 3 > 0 as is_history_complete, 1 + mixed(n * 13) % 8 as kept_order_count_lifetime,
        kept_order_count_lifetime as frequency_lifetime, mixed(n * 17) % 6 as frequency_365d,
        mixed(n * 19) % 700 as recency_days, {DAY} - recency_days::integer as last_purchase_date,
        last_purchase_date - (mixed(n * 23) % 900)::integer as first_purchase_date,
        mixed(n * 29) % 5000000 as net_revenue_365d, mixed(n * 31) % 9000000 as net_revenue_lifetime,
        100000 as average_order_value_365d, mixed(n * 37) % 1000000 as amount_to_next_tier, n % 7 = 0 as is_top_80,
        1 + mixed(n * 41) % 10 as revenue_decile_365d, n as revenue_rank_365d,
        ['drives', 'can_grow', 'steady', 'costs_more_than_it_brings'][1 + mixed(n * 43) % 4] as value_class,
        ['Kopi', 'Teh', 'Rumah'][1 + n % 3] as favourite_category, 'Kopi Arabika' as favourite_product,
        ['cash', 'card', 'qris'][1 + mixed(n * 47) % 3] as favourite_payment_family,
        ['due', 'later', 'overdue'][1 + mixed(n * 53) % 3] as next_purchase_status, 'own' as next_purchase_basis,
        mixed(n * 59) % 6 as promotion_count_365d, 0.3 as promotion_purchase_rate_365d, 0.1 as return_rate_365d,
        mixed(n * 61) % 30 as email_delivered_count_365d, mixed(n * 67) % 3 as email_opened_count_365d,
        0 as email_clicked_count_365d, 4.5 as average_satisfaction_365d, n % 90 = 0 as has_open_complaint,
        mixed(n * 71) % 90 as longest_overdue_days, n % 40 = 0 as has_purchase_after_last_cart,
        case when n % 25 = 0 then 150000 else 0 end as overdue_invoice_amount,
        (n % 25 = 0)::integer as overdue_invoice_count,
        case when n % 30 = 0 then {DAY}::timestamp end as last_cart_at, 90000 as last_cart_amount,
        'Perak' as tier, 'Emas' as next_tier, 'Teh Hijau' as recommended_product, 45000 as recommended_price,
        (mixed(n * 73) % 24)::integer as best_contact_hour
    from range($1) as numbers (n)
"""
EVENTS = f"""
    insert into marts.marts.fct_interactions by name
    select
        n::varchar as interaction_id, 'c' || left(md5((n % $1)::varchar), 24) as customer_id,
        case
            when mixed(n * 79) % 50 = 0 then 'complaint_opened'
            else ['product_view', 'cart_add', 'event_visit', 'delivered'][1 + mixed(n * 3) % 4]
        end as kind,
        'web' as channel, {DAY} - (mixed(n * 5) % 60)::integer as event_date, event_date::timestamp as occurred_at,
        'p' || mixed(n * 7) % 200 as product_id
    from range($1 * 3) as numbers (n)
"""
PRODUCTS = """
    insert into marts.marts.dim_products by name
    select 'p' || n as product_id, ['Kopi', 'Teh', 'Rumah'][1 + n % 3] as category from range(200) as numbers (n)
"""
ORDERS = """
    insert into marts.marts.fct_orders by name
    select n::varchar as order_id, true as is_kept, 'c' || left(md5((n % $1)::varchar), 24) as customer_id
    from range($1 * 2) as numbers (n)
"""
LINES = f"""
    insert into marts.marts.fct_order_lines by name
    select
        n::varchar as order_id, n::varchar as order_line_id, 'c' || left(md5((n % $1)::varchar), 24) as customer_id,
        false as is_return,
        'p' || mixed(n * 7) % 200 as product_id, {DAY} - (mixed(n * 11) % 400)::integer as order_date,
        order_date::timestamp as ordered_at
    from range($1 * 2) as numbers (n)
"""
IDENTITY = (
    "insert into warehouse.identity.idn_customers select 'r' || customer_id, customer_id from marts.marts.customer_360",
    "insert into warehouse.identity.idn_resolutions select customer_id, customer_id from marts.marts.customer_360",
    "insert into warehouse.identity.idn_identifiers select 'r' || customer_id, 'email', email, true, false"
    " from marts.marts.customer_360 where email is not null",
    "insert into warehouse.identity.idn_identifiers select 'r' || customer_id, 'phone', phone, true, true"
    " from marts.marts.customer_360 where phone is not null",
    "insert into warehouse.intermediate.int_consents by name"
    " select kind || '.' || channel || '.' || value as consent_id, kind as contact_kind, value as contact_value,"
    " channel, purpose, case when mixed(value || channel) % 10 = 0 then 'withdraw' else 'grant' end as action,"
    " timestamp '2026-01-01' as occurred_at from warehouse.identity.idn_identifiers"
    " cross join (values ('email', 'email'), ('phone', 'whatsapp'), ('email', 'ads')) as asked (of_kind, channel)"
    " cross join (values ('marketing'), ('service')) as purposes (purpose)"
    " where kind = of_kind and mixed(value) % 10 < 7 and (purpose = 'marketing' or mixed(value) % 4 = 0)",
    "insert into warehouse.intermediate.int_interactions select 'i' || value, record_id, 'email', 'bounced',"
    " timestamp '2026-02-01' from warehouse.identity.idn_identifiers where kind = 'email' and mixed(value) % 50 = 1",
    "insert into warehouse.staging.stg_written_people by name select 'e' as export_id, audience,"
    " date '2026-06-20' as as_of, timestamp '2026-06-21' as sent_at, customer_id from marts.marts.customer_360"
    " cross join (values ('win_back'), ('third_purchase'), ('birthday_month')) as written (audience)"
    " where mixed(customer_id) % 8 = 0",
    "insert into warehouse.intermediate.int_marked_sends by name select 1 as send_seq, customer_id, 'e' as export_id,"
    " 'win_back' as audience, 'email' as channel, timestamp '2026-06-29' as sent_at from marts.marts.customer_360"
    " where mixed(customer_id) % 8 = 0",
)


def reads(models: dict[str, str], relation: dict[str, str]) -> dict[str, set[str]]:
    """Of audiences and eligibility, which others each model reads."""
    told = [name for name in models if name.startswith(("aud_", "elg_")) and "arm" not in name]
    quoted = {name: '"' + relation[name].replace(".", '"."') + '"' for name in told}
    return {name: {other for other in told if other != name and quoted[other] in models[name]} for name in told}


def build(connection: duckdb.DuckDBPyConnection, compiled: CompiledModels) -> dict[str, float]:
    """Build each model after what it reads, two at a time as dbt does; the seconds of each."""
    waiting = reads(compiled.sql, compiled.relation)
    began: dict[Future[None], tuple[str, float]] = {}
    seconds: dict[str, float] = {}
    with ThreadPoolExecutor(THREADS) as pool:
        while waiting or began:
            ready = sorted(name for name, read in waiting.items() if read <= seconds.keys())
            for name in ready[: THREADS - len(began)]:
                del waiting[name]
                made = pool.submit(compiled.build, connection.cursor(), name)
                began[made] = (name, time.monotonic())
            for made in wait(began, return_when=FIRST_COMPLETED).done:
                made.result()
                name, since = began.pop(made)
                seconds[name] = time.monotonic() - since
                print(f"  {seconds[name]:6.2f} s  {name}", flush=True)
    return seconds


def invent(connection: duckdb.DuckDBPyConnection, customers: int) -> None:
    """Fill what the models read."""
    create_tables(connection)
    connection.execute("create macro mixed(told) as cast(hash(told) >> 1 as bigint)")
    connection.execute(
        "create table marts.eligibility.elg_arms (scope varchar, customer_id varchar, arm varchar,"
        " control_share decimal(9, 6))"
    )
    for statement in (PEOPLE, EVENTS, ORDERS, LINES):
        connection.execute(statement, [customers])
    for statement in (PRODUCTS, *IDENTITY):
        connection.execute(statement)


def settings() -> dict[str, object]:
    """What a build sets in DuckDB."""
    profile = yaml.safe_load((DBT_PROJECT / "profiles.yml").read_text(encoding="utf-8"))
    declared: dict[str, object] = profile["langganan"]["outputs"]["duckdb"]["settings"]
    return declared


def thirty(folder: Path) -> Slice:
    """The project's audiences and eligibility without LEFT_OUT."""
    made = make_slice(folder, defined=True)
    for name in LEFT_OUT:
        for file in folder.glob(f"models/audiences/**/aud_{name}.*"):
            file.unlink()
    return made


def measure(customers: int) -> float:
    """Seconds from the first model to the last."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        compiled = CompiledModels(thirty(folder / "slice"), **RULES)
        with duckdb.connect(config={"threads": THREADS}) as connection:
            for option, value in settings().items():
                connection.execute(f"set {option} = '{value}'")
            connection.execute(f"set temp_directory = '{folder / 'spill'}'")
            for database in ("warehouse", "marts", "history"):
                connection.execute(f"attach '{folder / database}.duckdb' as {database}")
            for layer in LAYERS:
                connection.execute(f"create schema history.{layer}")
            invent(connection, customers)
            compiled.build(connection, "seg_customers")
            connection.execute("checkpoint marts")
            since = time.monotonic()
            seconds = build(connection, compiled)
            for database in ("warehouse", "marts"):
                connection.execute(f"checkpoint {database}")
            whole = time.monotonic() - since
            told(connection, customers, seconds)
    return whole


def told(connection: duckdb.DuckDBPyConnection, customers: int, seconds: dict[str, float]) -> None:
    """Print what was built and what it cost."""
    chosen = connection.execute("select count(*) from marts.eligibility.elg_decisions").fetchone()
    reasons = connection.execute(
        "select reason, sum(customer_count)::bigint from marts.eligibility.elg_exclusion_counts"
        " group by 1 order by 2 desc"
    ).fetchall()
    print(f"{customers:,} customers, {sum(n.startswith('aud_') for n in seconds)} audiences, {chosen} decisions")
    print(", ".join(f"{reason} {count:,}" for reason, count in reasons))
    for model in ("elg_contact_points", "elg_consent_states", "elg_contact_routes", "elg_decisions", "elg_members"):
        (rows,) = connection.execute(f"select count(*) from marts.eligibility.{model}").fetchone() or (0,)
        print(f"  {rows / customers:5.2f} rows a person in {model}")


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS
    total = measure(asked)
    print(f"{total:.1f} s in all")
    if asked >= CUSTOMERS and total > MOST_SECONDS:
        sys.exit(f"more than {MOST_SECONDS} s")
