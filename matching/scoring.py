"""Scores of pairs of comparison records by a frozen artefact: all of them, or those with a changed record.

A pair's score, and whether it is a candidate at all, depend on its two records and the artefact alone, so changed
records scored against all give the same table as everything scored anew.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from matching.artefact import Artefact
from matching.candidates import RULE_NUMBERS, keys_sql, number_of, pairs_sql
from matching.splink_model import RECORD, Workbench

# Pairs scored at a time: bounds memory.
BATCH = 4_000_000


def score(
    connection: duckdb.DuckDBPyConnection,
    records: str,
    artefact: Artefact,
    target: str,
    *,
    changed: str | None = None,
    least_weight: float | None = 0.0,
    temporary: bool = False,
) -> int:
    """Create (or replace) the table `target` of scored candidate pairs of comparison records; how many were compared.

    `records` is a relation made by `matching.records.prepare`; `changed`, if given, a relation whose record_id column
    names the records of which at least one must be in a pair. Only pairs of at least `least_weight` are kept (None:
    all). `target` has one row per pair: left_id < right_id; match_weight (log2 of the odds); match_probability; and
    evidence, a list of (comparison, level, weight), strongest first, whose weights and the prior's sum to match_weight.
    """
    connection.register("matching_common_keys", artefact.common_keys)
    moved = None
    if changed is None:
        numbers = numbered(connection, records)
    else:
        numbers = numbered(connection, f"({neighbours_sql(records, artefact, changed)})")
        moved = "matching_changed"
        connection.execute(
            f"create or replace temporary table {moved} as select record from {numbers} "
            f"where record_id in (select record_id from {changed})"
        )
    pairs = candidate_pairs(connection, numbers, artefact, moved)
    kind = "temporary table" if temporary else "table"
    connection.execute(
        f"""create or replace {kind} {target} (
            left_id varchar, right_id varchar, match_weight double, match_probability double,
            evidence struct(comparison varchar, level varchar, weight double)[])"""
    )
    count = int((connection.execute(f"select count(*) from {pairs}").fetchone() or (0,))[0])
    for start in range(0, count, BATCH):
        batch = connection.execute(
            f"select l, r from {pairs} where rowid >= {start} and rowid < {start + BATCH}"
        ).to_arrow_table()
        scored = scored_pairs(connection, numbers, artefact, batch, least_weight)
        connection.register("matching_scored", scored)
        connection.execute(
            f"""insert into {target}
            select one.record_id, other.record_id, match_weight, match_probability, {_evidence_sql(artefact)}
            from matching_scored as scored
            inner join {numbers} as one on scored.l = one.record
            inner join {numbers} as other on scored.r = other.record
            order by one.record_id, other.record_id"""
        )
        connection.unregister("matching_scored")
    connection.unregister("matching_common_keys")
    connection.execute(f"drop table {pairs}")
    connection.execute(f"drop table {numbers}")
    if moved:
        connection.execute(f"drop table {moved}")
    return count


def numbered(connection: duckdb.DuckDBPyConnection, records: str) -> str:
    """A temporary table of the records, numbered as `record` in the order of their ids; its name."""
    connection.execute(
        f"""create or replace temporary table matching_numbers as
        select row_number() over (order by record_id) as record, * from {records}"""
    )
    return "matching_numbers"


def neighbours_sql(records: str, artefact: Artefact, changed: str) -> str:
    """A query of the changed records and of all that share a key with one of them; asks for matching_common_keys."""
    moved = f"(select * from {records} where record_id in (select record_id from {changed}))"
    mine = keys_sql(moved, artefact.rules, "matching_common_keys")
    return f"""select * from {records} where record_id in (
        select record_id from {changed}
        union all
        select record_id from (select record_id, unnest(keys) as key from {records}) as keyed
        where key in (select key from ({mine}))
    )"""


def candidate_pairs(
    connection: duckdb.DuckDBPyConnection, numbers: str, artefact: Artefact, changed: str | None = None
) -> str:
    """A temporary table (l, r) of the artefact's candidate pairs, each once, as record numbers; its name.

    Asks for the relation matching_common_keys. Rule by rule, which bounds memory.
    """
    connection.execute(
        "create or replace temporary table matching_keys as "
        f"{keys_sql(numbers, artefact.rules, 'matching_common_keys', record='record')}"
    )
    connection.execute("create or replace temporary table matching_pairs (l bigint, r bigint)")
    for name in artefact.rules:
        connection.execute(
            "create or replace temporary table matching_keys_of_rule as "
            f"select record, key from matching_keys where key % {RULE_NUMBERS} = {number_of(name)}"
        )
        connection.execute(f"insert into matching_pairs {pairs_sql('matching_keys_of_rule', changed)}")
    connection.execute(
        "create or replace temporary table matching_candidates as select distinct l, r from matching_pairs"
    )
    for table in ("matching_pairs", "matching_keys", "matching_keys_of_rule"):
        connection.execute(f"drop table if exists {table}")
    return "matching_candidates"


def scored_pairs(
    connection: duckdb.DuckDBPyConnection, numbers: str, artefact: Artefact, pairs: pa.Table, least_weight: float | None
) -> pa.Table:
    """Score (l, r) pairs of the records of `numbered`: l, r, match_weight, match_probability, gamma_*, weight_*."""
    connection.register("matching_batch", pairs)
    held = connection.execute(
        f"""select * exclude (record_id, keys) from {numbers}
        where {RECORD} in (select l from matching_batch union all select r from matching_batch)"""
    ).to_arrow_table()
    connection.unregister("matching_batch")
    bench = Workbench(held, artefact.settings, artefact.frequencies, artefact.rarest)
    try:
        return bench.scored(pairs, least_weight)
    finally:
        bench.close()


def _evidence_sql(artefact: Artefact) -> str:
    """What each comparison said, as a list of structs, the heaviest first; unknown ones are left out."""
    parts = []
    for comparison in artefact.settings["comparisons"]:
        name = comparison["output_column_name"]
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        cases = " ".join(
            f"when {len(levels) - 1 - place} then '{str(level['label_for_charts']).replace(chr(39), chr(39) * 2)}'"
            for place, level in enumerate(levels)
        )
        parts.append(
            f"case when gamma_{name} >= 0 then {{'comparison': '{name}', 'level': case gamma_{name} {cases} end, "
            f"'weight': weight_{name}}} end"
        )
    listed = f"[{', '.join(parts)}]"
    return (
        f"list_transform(list_reverse_sort(list_transform(list_filter({listed}, lambda e: e is not null), "
        "lambda e: {'size': abs(e.weight), 'e': e})), lambda s: s.e)"
    )
