"""Training without labels: which comparisons and candidate rules a data set has, what each level of agreement weighs.

How often strangers agree comes from random pairs, by Splink; how often one person's records agree from expectation
maximisation over the candidate pairs of all rules, in estimation.py. The same records and seed give the same artefact,
bit for bit. Scores are in scoring.py.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import duckdb
import pyarrow as pa

from matching.artefact import Artefact
from matching.candidates import RULE_NUMBERS, keys_sql, number_of, too_common, usable
from matching.comparisons import Comparison, chosen, frequency_columns
from matching.estimation import believed, estimated
from matching.records import COLUMNS
from matching.scoring import candidate_pairs, numbered, scored_pairs
from matching.splink_model import RECORD, Workbench, settings_of

RANDOM_PAIRS = 1e6 + 1
# More records than this are sampled by key, so that a person's records stay together.
TRAINING_RECORDS = 200_000
LEARNING_PAIRS = 300_000


def train(connection: duckdb.DuckDBPyConnection, records: str, *, seed: int = 0) -> Artefact:
    """Learn weights from comparison records (the relation `records`, made by `matching.records.prepare`).

    Raises ValueError when there are fewer than two records, or no attribute with two different values.
    """
    record_count, filled, distinct = _profile(connection, records)
    comparisons = chosen(filled, distinct)
    if record_count < 2 or not comparisons:
        raise ValueError(f"{record_count} records with {len(comparisons)} comparable attributes teach nothing")
    frequencies = _frequencies(connection, records, comparisons)
    rules, common_keys = _rules(connection, records, filled, record_count)
    settings = settings_of(comparisons, _first_guess(record_count))
    with quiet_splink():
        bench = Workbench(
            _sample(connection, records, record_count), settings, frequencies, 1 / record_count, threads=1
        )
        try:
            bench.linker.training.estimate_u_using_random_sampling(
                max_pairs=RANDOM_PAIRS, seed=seed + 1, min_count_per_level=None, num_chunks=1
            )
            settings = believed(bench.trained_settings())
        finally:
            bench.close()
    artefact = Artefact(
        settings=settings,
        rules=rules,
        columns=tuple(column for column in COLUMNS[1:] if filled[column] > 0),
        records=record_count,
        seed=seed,
        frequencies=frequencies,
        common_keys=common_keys,
    )
    return _learned(connection, records, artefact)


@contextmanager
def quiet_splink() -> Iterator[None]:
    """Splink's advice on levels that were not seen is answered by `estimation`; errors are raised all the same."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def _profile(connection: duckdb.DuckDBPyConnection, records: str) -> tuple[int, dict[str, float], dict[str, int]]:
    columns = COLUMNS[1:]
    counted = ", ".join(f"count({c}), approx_count_distinct({c})" for c in columns)
    row = connection.execute(f"select count(*), {counted} from {records}").fetchone() or (0,)
    count = int(row[0])
    filled = {c: row[1 + 2 * i] / max(count, 1) for i, c in enumerate(columns)}
    return count, filled, {c: int(row[2 + 2 * i]) for i, c in enumerate(columns)}


def _first_guess(record_count: int) -> float:
    """One other record of the same person for each record: what expectation maximisation starts from."""
    return min(0.5, 1.0 / record_count)


def _frequencies(connection: duckdb.DuckDBPyConnection, records: str, comparisons: Sequence[Comparison]) -> pa.Table:
    """How frequent each value is that at least two records hold, among the records that hold one."""
    parts = [
        f"""select '{column}' as "column", md5_number_lower({column}) as key,
        count(*) / sum(count(*)) over () as frequency, count(*) as held
        from {records} where {column} is not null group by {column}"""
        for column in frequency_columns(comparisons)
    ]
    if not parts:
        parts = ["""select '' as "column", 0::ubigint as key, 0.0::double as frequency, 0 as held"""]
    return connection.execute(
        f"""select "column", key, frequency::double as frequency from ({" union all ".join(parts)})
        where held > 1 order by "column", key"""
    ).to_arrow_table()


def _rules(
    connection: duckdb.DuckDBPyConnection, records: str, filled: dict[str, float], record_count: int
) -> tuple[tuple[str, ...], pa.Table]:
    """The rules that bring pairs, by name, and the keys that bring too many (column key)."""
    possible = [rule.name for rule in usable([column for column in COLUMNS[1:] if filled[column] > 0])]
    connection.execute(f"create or replace temporary table matching_all_keys as {keys_sql(records, possible)}")
    names, queries = [], ["select 0::ubigint as key where false"]
    for name in possible:
        limit, pairs = too_common(connection, "matching_all_keys", name, record_count)
        if not pairs:
            continue
        names.append(name)
        queries.append(
            f"select key from matching_all_keys where key % {RULE_NUMBERS} = {number_of(name)} "
            f"group by key having count(*) > {limit}"
        )
    common = connection.execute(f"select key from ({' union all '.join(queries)}) order by key").to_arrow_table()
    connection.execute("drop table matching_all_keys")
    return tuple(names), common


def _sample(connection: duckdb.DuckDBPyConnection, records: str, record_count: int) -> pa.Table:
    """The records to learn from: all, or those with a sampled name or contact key, in an order of their own."""
    kept = ""
    if record_count > TRAINING_RECORDS:
        share = max(1, round(2 * record_count / TRAINING_RECORDS))
        keyed = " or ".join(
            f"coalesce(md5_number_lower({key}) % {share} = 0, false)" for key in ("name_key", "birth", "email", "phone")
        )
        kept = f"where {keyed}"
    return connection.execute(
        f"""select row_number() over (order by md5(record_id), record_id) as {RECORD}, * exclude (record_id, keys)
        from {records} {kept} order by 1"""
    ).to_arrow_table()


def _learned(connection: duckdb.DuckDBPyConnection, records: str, artefact: Artefact) -> Artefact:
    """The artefact with weights and prior that fit its candidate pairs, or a sample of them."""
    numbers = numbered(connection, records)
    connection.register("matching_common_keys", artefact.common_keys)
    pairs = candidate_pairs(connection, numbers, artefact)
    connection.unregister("matching_common_keys")
    total = int((connection.execute(f"select count(*) from {pairs}").fetchone() or (0,))[0])
    share = max(1, math.ceil(total / LEARNING_PAIRS))
    sampled = connection.execute(
        f"select l, r from {pairs} where hash(l, r) % {share} = 0 order by l, r"
    ).to_arrow_table()
    connection.execute(f"drop table {pairs}")
    if sampled.num_rows:
        scored = scored_pairs(connection, numbers, artefact, sampled, None)
        scored = scored.sort_by([("l", "ascending"), ("r", "ascending")])
        artefact = replace(artefact, settings=estimated(artefact.settings, scored, share, artefact.records))
    connection.execute(f"drop table {numbers}")
    return artefact
