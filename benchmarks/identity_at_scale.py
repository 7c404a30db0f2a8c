"""How fast a million people records become customers, and then a day's 5,000: `python benchmarks/identity_at_scale.py`.

Staging is filled with invented records; dbt then builds the identity layer, first all of it, then as a day's build
does: with exact rules, and again with the weights of Splink that were trained on these records. Prints seconds in all,
those of the slowest models, and who was found.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
from invented_people import RECORDS_PER_PERSON, invent

AS_OF = dt.date(2026, 6, 30)
SLOWEST = 12
LAYER = ("stg_decided_links", "stg_trained_weights", "path:models/identity")


def prepared(home: Path) -> Any:
    """A run of the sample shop in `home`, with empty staging tables of people and consents, and seeds."""
    os.environ["LANGGANAN_HOME"] = str(home)
    run = opened()
    conformed = run.project.static_variables["conformed"]
    with duckdb.connect(str(run.paths.warehouse)) as connection:
        connection.execute("create schema staging")
        for model in conformed["customers"]:
            connection.execute(f"create table staging.{model} ({columns_of('customers')})")
        for model in conformed["consents"]:
            connection.execute(f"create table staging.{model} ({columns_of('consents')})")
    return run


def opened() -> Any:
    """The run as the files on disk say, trained weights among them."""
    from ingestion import raw_views
    from orchestration.run import prepare

    run = prepare("sample_shop", "benchmark", AS_OF)
    raw_views.refresh(run.paths.warehouse, run.workspace, run.paths)
    return run


def columns_of(entity: str) -> str:
    """The canonical columns with their types, read from the macro that declares them."""
    import re

    from workspaces.settings import DBT_PROJECT

    text = (DBT_PROJECT / "macros/canonical/canonical_columns.sql").read_text(encoding="utf-8")
    block = text[text.index(f'"{entity}": {{') :]
    block = block[block.index("{") : block.index("}")].replace("money", '"decimal(18, 2)"')
    return ", ".join(f"{name} {kind}" for name, kind in re.findall(r'"(\w+)": "([^"]+)"', block))


def fill(run: Any, first: int, last: int, load_seq: int) -> int:
    """Append invented records; how many there are now."""
    with duckdb.connect(str(run.paths.warehouse)) as connection:
        invent(connection, first, last, load_seq)
        counts = [
            connection.execute(f"select count(*) from staging.{model}").fetchone()
            for model in run.project.static_variables["conformed"]["customers"]
        ]
    return sum(count[0] for count in counts if count)


def build(run: Any, build_seq: int, command: list[str]) -> tuple[float, list[tuple[float, str]]]:
    """Seconds that dbt takes for the identity layer, and those of each model, slowest first."""
    from orchestration import dbt_process

    variables = {
        "as_of": AS_OF.isoformat(),
        "loads_above": build_seq - 1,
        "build_seq": build_seq,
        "last_complete_build": build_seq - 1,
    }
    started = time.perf_counter()
    told = list(dbt_process.events(run.project, [*command, "--select", *LAYER], variables))
    seconds = time.perf_counter() - started
    models = sorted(
        ((event["data"]["execution_time"], event["data"]["node_info"]["node_name"]) for event in told), reverse=True
    )
    return seconds, models


def found(run: Any) -> dict[str, int]:
    """Records, customers, and the largest customer."""
    with duckdb.connect(str(run.paths.warehouse), read_only=True) as connection:
        row = connection.execute(
            "select sum(records), count(*), max(records) from"
            " (select count(*) as records from identity.idn_customers group by customer_id)"
        ).fetchone()
    return dict(zip(("records", "customers", "largest"), map(int, row or ()), strict=True))


def measure(records: int, batch: int, home: Path) -> None:
    """Build everything, then a batch, and print both; then the same with trained weights."""
    from orchestration import dbt_process
    from orchestration.identity.training import learn

    run = prepared(home)
    people = int(records / RECORDS_PER_PERSON)
    batch_people = int(batch / RECORDS_PER_PERSON)
    print(f"records             {fill(run, 0, people, 1):>12,}")
    list(dbt_process.events(run.project, ["seed"], {"as_of": AS_OF.isoformat()}))
    show("exact rules", *build(run, 1, ["run", "--full-refresh"]), found(run))
    print(f"records             {fill(run, people, people + batch_people, 2):>12,}")
    show("the batch", *build(run, 2, ["run"]), found(run))
    started = time.perf_counter()
    learn(run)
    print(f"training            {time.perf_counter() - started:>12.1f}  seconds")
    run = opened()
    show("with Splink", *build(run, 3, ["run", "--full-refresh"]), found(run))
    print(f"records             {fill(run, people + batch_people, people + 2 * batch_people, 4):>12,}")
    show("the batch", *build(run, 4, ["run"]), found(run))
    # Kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    print(f"peak memory         {peak:>12,.0f}  MB")


def show(what: str, seconds: float, models: list[tuple[float, str]], people: dict[str, int]) -> None:
    """One build's seconds, its slowest models, and whom it found."""
    print(f"{what:<19} {seconds:>12.1f}  seconds")
    for taken, name in models[:SLOWEST]:
        print(f"  {name:<17} {taken:>12.1f}")
    print("  " + ", ".join(f"{count:,} {name}" for name, count in people.items()))


if __name__ == "__main__":
    # Some files here bear the name of a room: rooms come first.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", nargs="?", type=int, default=1_000_000)
    parser.add_argument("batch", nargs="?", type=int, default=5_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        measure(asked.records, asked.batch, Path(temporary))
