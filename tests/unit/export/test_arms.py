"""What an export remembers of its control: everybody who was eligible, held out or not, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import duckdb
import small_marts
from exporting_shop import Shop

from export import arms
from export.withdraw import withdraw_stale
from ledgers.exports import Export

# c04 and c05 agreed to nothing; c02 is held out of everything, c03 of this audience, or nobody knows.
HELD = (
    "insert into eligibility.elg_arms values ('*', 'c01', 'treated', 0.1), ('*', 'c02', 'control', 0.1),"
    " ('*', 'c03', 'treated', 0.1), ('birthday', 'c01', 'treated', 0.5), ('birthday', 'c02', 'treated', 0.5),"
    " ('birthday', 'c03', 'mixed', 0.5), ('win_back', 'c01', 'control', 0.9)"
)
DECIDED = (
    "update eligibility.elg_decisions set is_eligible = false, reason = 'held_out'"
    " where audience = 'birthday' and customer_id in ('c02', 'c03') and reason = ''"
)
GONE = "delete from eligibility.elg_members where customer_id in ('c02', 'c03')"
COUNTED = (
    "create or replace table eligibility.elg_exclusion_counts as select audience, channel,"
    " case when is_eligible then 'eligible' else reason end as reason, count(*) as customer_count"
    " from eligibility.elg_decisions group by all"
)


def kept(shop: Shop, line: Export) -> list[tuple[object, ...]]:
    """Person, arm and share of the control."""
    file = arms.file_of(shop.paths.arms, line.export_id)
    return duckdb.sql(f"select customer_id, arm, control_share from read_parquet('{file}') order by all").fetchall()


def test_an_export_knows_its_exposed_and_its_control(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with(HELD, DECIDED, GONE, COUNTED)
    line = shop.export(minimum_size=1)
    assert (line.status, line.row_count) == ("written", 1)
    share = Decimal("0.55")
    assert kept(shop, line) == [("c01", "treated", share), ("c02", "control", share), ("c03", "mixed", share)]
    file = arms.file_of(shop.paths.arms, line.export_id)
    columns = [row[0] for row in duckdb.sql(f"describe select * from read_parquet('{file}')").fetchall()]
    assert columns == ["customer_id", "purpose", "arm", "control_share", "lifecycle", "rfm_segment", "value_class"]


def test_without_a_holdout_all_who_were_eligible_are_treated(shop: Shop) -> None:
    assert kept(shop, shop.export()) == [(p, "treated", 0) for p in ("c01", "c02", "c03")]


def test_files_of_one_run_for_one_channel_know_the_same_arms(shop: Shop) -> None:
    first, second = shop.export(), shop.export("google_ads")
    assert first.export_id != second.export_id
    assert kept(shop, first) == kept(shop, second)


def test_a_file_that_nobody_is_held_out_of_counts_no_share(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with(HELD)
    assert {row[2] for row in kept(shop, shop.export(holdout="none"))} == {0}
    assert {row[2] for row in kept(shop, shop.export("google_ads"))} == {Decimal("0.55")}


def test_another_control_is_another_export(shop: Shop) -> None:
    first = shop.export()
    shop.build("insert into eligibility.elg_decisions values ('birthday', 'email', 'c09', false, 'held_out')", COUNTED)
    second = shop.export()
    assert (second.status, second.export_id == first.export_id) == ("written", False)
    assert ("c09", "control", 0) in kept(shop, second)
    assert shop.export().export_id == second.export_id


def test_a_standing_file_loses_who_is_held_out_since_and_keeps_its_arms(shop: Shop) -> None:
    first = shop.export()
    shop.build(DECIDED, "delete from eligibility.elg_members where customer_id = 'c02'", audited=False)
    (shrunk,) = withdraw_stale(shop.paths, small_marts.AUDIENCES)
    assert shrunk.row_count == 1
    assert b"budi" not in shop.bytes_of(shrunk)
    assert kept(shop, shrunk) == kept(shop, first)
