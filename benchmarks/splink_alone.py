"""What Splink reaches by itself: the comparisons, blocking and training of its documentation for the columns there are.

Follows its examples "deduplicate 50k rows of historical persons", "febrl3", "febrl4" and "accuracy analysis from a
labels column" (Splink 5): out-of-the-box comparisons, blocking rules and expectation maximisation as written there,
predictions, connected components. The threshold is then the one at which the truth says that it is best.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import splink.comparison_library as cl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from estimators.linkage_metrics import Linkage, measure

SEED = 5
THRESHOLDS = np.arange(-20.0, 30.5, 0.5)


@dataclass(frozen=True)
class Alone:
    """Splink's linkage at its best threshold, which is a match weight; `of_pairs` is the best F1 of its pairs alone,
    before they are made clusters.
    """

    linkage: Linkage
    threshold: float
    of_pairs: float


def splink_alone(connection: duckdb.DuckDBPyConnection, people: NDArray[Any]) -> Alone:
    """Link the table `labelled` (record_id, person, attributes), whose persons in order of record_id are `people`."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    present = {str(row[0]) for row in connection.execute("describe labelled").fetchall()}
    private = duckdb.connect()
    private.register("arrow", connection.execute("select * from labelled order by record_id").to_arrow_table())
    columns = sorted(present - {"record_id", "person"})
    texts = ", ".join(f"nullif(trim(lower({column}::varchar)), '') as {column}" for column in columns)
    private.execute(
        f"create table plain as select row_number() over (order by record_id) - 1 as unique_id, {texts} from arrow"
    )
    present = _completed(private, present)
    api = DuckDBAPI(private)
    linker = Linker(
        api.register("records"),
        SettingsCreator(
            link_type="dedupe_only",
            blocking_rules_to_generate_predictions=[block_on(*rule) for rule in _blocking(present)],
            comparisons=_comparisons(present),
        ),
        log_level=None,
    )
    _train(linker, private, present)
    predicted = linker.inference.predict(threshold_match_weight=float(THRESHOLDS[0]), warning_mode="never")
    pairs = private.execute(
        f"select unique_id_l as l, unique_id_r as r, match_weight from {predicted.physical_name}"
    ).fetchnumpy()
    private.close()
    return _best(pairs["l"].astype(np.int64), pairs["r"].astype(np.int64), pairs["match_weight"], people)


def _completed(private: duckdb.DuckDBPyConnection, present: set[str]) -> set[str]:
    """The table `records` with what Splink's examples derive: names from a whole name, a birth date from its parts."""
    added = []
    if "full_name" in present and not {"first_name", "last_name"} & present:
        added += [
            "split_part(full_name, ' ', 1) as first_name",
            "nullif(split_part(full_name, ' ', -1), full_name) as last_name",
        ]
        present = present | {"first_name", "last_name"}
    if "birth_date" not in present and {"birth_year", "birth_month", "birth_day"} <= present:
        added.append("birth_year || '-' || lpad(birth_month, 2, '0') || '-' || lpad(birth_day, 2, '0') as birth_date")
        present = present | {"birth_date"}
    if {"first_name", "last_name"} <= present:
        present = present | {"both_names"}
    base = f"select *{''.join(', ' + one for one in added)} from plain"
    both = ", first_name || ' ' || last_name as both_names" if "both_names" in present else ""
    private.execute(f"create table records as select *{both} from ({base})")
    if "birth_date" in present:
        dashed = "regexp_replace(birth_date, '^([0-9]{4})([0-9]{2})([0-9]{2})$', '\\1-\\2-\\3')"
        private.execute(f"update records set birth_date = {dashed}")
    return present


def _comparisons(present: set[str]) -> list[Any]:
    found: list[Any] = []
    if "both_names" in present:
        found.append(
            cl.ForenameSurnameComparison("first_name", "last_name", forename_surname_concat_col_name="both_names")
        )
    else:
        found += [cl.NameComparison(name) for name in ("first_name", "last_name", "full_name") if name in present]
    if "birth_date" in present:
        found.append(cl.DateOfBirthComparison("birth_date", input_is_string=True))
    if "national_id" in present:
        found.append(cl.DamerauLevenshteinAtThresholds("national_id", [1, 2]))
    if "email" in present:
        found.append(cl.EmailComparison("email"))
    if "phone" in present:
        found.append(cl.LevenshteinAtThresholds("phone", [1, 2]).configure(term_frequency_adjustments=True))
    if "postcode" in present:
        found.append(cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True))
    exact = [name for name in ("house_number", "city", "birth_place", "occupation") if name in present]
    if "postcode" in present and "national_id" in present:
        # "We don't consider further location columns as they will be strongly correlated with postcode."
        exact = [name for name in exact if name != "city"]
    found += [cl.ExactMatch(name).configure(term_frequency_adjustments=True) for name in exact]
    if "postcode" not in present and "address" in present:
        found.append(cl.JaroWinklerAtThresholds("address", [0.9, 0.7]))
    return found


def _blocking(present: set[str]) -> list[tuple[str, ...]]:
    wanted = [
        ("national_id",), ("email",), ("phone",), ("first_name", "last_name"),
        ("substr(first_name,1,3)", "substr(last_name,1,4)"),
        ("last_name", "birth_date"), ("first_name", "birth_date"),
        ("postcode", "first_name"), ("postcode", "last_name"),
        ("birth_date", "birth_place"), ("birth_date", "city"), ("substr(postcode,1,3)", "birth_date"),
        ("substr(postcode,1,3)", "first_name"), ("substr(postcode,1,3)", "last_name"),
        ("substr(first_name,1,2)", "substr(last_name,1,2)", "substr(birth_date,1,4)"),
        ("full_name",), ("city", "last_name"),
    ]  # fmt: skip
    if not {"postcode", "birth_place"} <= present:
        # The examples on a few thousand records block on single columns.
        wanted += [("first_name",), ("last_name",), ("birth_date",), ("postcode",)]
    return [rule for rule in wanted if all(any(name in part for name in present) for part in rule)]


def _train(linker: Linker, private: duckdb.DuckDBPyConnection, present: set[str]) -> None:
    strict = [
        rule
        for rule in (
            ("national_id",), ("email",), ("phone",),
            ("first_name", "last_name", "birth_date"), ("birth_date", "postcode"),
            ("substr(first_name,1,2)", "last_name", "substr(postcode,1,2)"), ("full_name", "city"),
        )
        if all(any(name in part for name in present) for part in rule)
    ]  # fmt: skip
    # Splink takes rules without a single pair for a chance of nought, and then cannot predict.
    strict = [rule for rule in strict if _brings_pairs(private, rule)]
    if strict:
        linker.training.estimate_probability_two_random_records_match(
            [block_on(*rule) for rule in strict[:4]], recall=0.7
        )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6 + 1, seed=SEED)
    for rule in (("first_name", "last_name"), ("birth_date",), ("email",), ("postcode",)):
        if set(rule) <= present:
            try:
                linker.training.estimate_parameters_using_expectation_maximisation(
                    block_on(*rule), estimate_without_term_frequencies=True
                )
            except Exception as error:  # noqa: BLE001
                # A blocking without pairs teaches nothing, and Splink says so with errors of several kinds.
                logging.getLogger(__name__).info("no training on %s: %s", rule, error)


def _brings_pairs(private: duckdb.DuckDBPyConnection, rule: tuple[str, ...]) -> bool:
    known = " and ".join(f"{part} is not null" for part in rule)
    shared = f"select 1 from records where {known} group by {', '.join(rule)} having count(*) > 1 limit 1"
    return private.execute(shared).fetchone() is not None


def _best(
    left: NDArray[np.int64], right: NDArray[np.int64], weight: NDArray[np.float64], people: NDArray[Any]
) -> Alone:
    """The linkage at the threshold where the pairwise F1 of its clusters is greatest."""
    same = people[left] == people[right]
    best: tuple[float, float, Linkage] | None = None
    of_pairs = 0.0
    for threshold in THRESHOLDS:
        kept = weight >= threshold
        graph = coo_array((np.ones(kept.sum()), (left[kept], right[kept])), shape=(len(people), len(people)))
        linkage = measure(connected_components(graph, directed=False)[1], people)
        of_pairs = max(of_pairs, 2 * int(same[kept].sum()) / max(int(kept.sum()) + linkage.true_pairs, 1))
        if best is None or linkage.pairwise_f1 > best[0]:
            best = (linkage.pairwise_f1, float(threshold), linkage)
    assert best is not None  # noqa: S101
    return Alone(best[2], best[1], of_pairs)
