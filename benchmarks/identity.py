"""How well, and how fast, records are divided into people, beside what Splink reaches by itself.

    python benchmarks/identity.py --people 20000

delivers the sample shop and resolves it as the pipeline does, by exact rules and with trained weights, against the
truth that the shop was made with.

    python benchmarks/identity.py --records people.csv --truth person --unique-id id --map first_name=given_name

prints pairwise and cluster precision, recall and F1 of our matcher, whose thresholds never see the truth, and of Splink
alone with its documented settings at the threshold that the truth says is best. Headers that are not recognised are
named with --map attribute=column; attribute= leaves a column out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
from labelled_records import BadInputError, read
from planted_people import linkages
from splink.internals.exceptions import SplinkException
from splink_alone import splink_alone

from estimators.cluster_agglomeration import LEAST_COMPARED, agglomerate
from estimators.linkage_metrics import Linkage, measure
from matching.records import prepare
from matching.scoring import score
from matching.training import train

LINE = "{name:<22}{pairs}{clusters}{ratio:>9}{seconds:>9}"


def ours(connection: duckdb.DuckDBPyConnection, people: np.ndarray, seed: int) -> tuple[Linkage, float, int]:
    """Our linkage of the table `labelled`, the seconds it took, and how many pairs were compared."""
    started = time.perf_counter()
    prepare(connection, "labelled", "compared")
    artefact = train(connection, "compared", seed=seed)
    compared = score(connection, "compared", artefact, "scores", least_weight=LEAST_COMPARED)
    pairs = connection.execute(
        """with numbers as (select row_number() over (order by record_id) - 1 as number, record_id from compared)
        select one.number as l, other.number as r, scores.match_weight as weight
        from scores
        inner join numbers as one on scores.left_id = one.record_id
        inner join numbers as other on scores.right_id = other.record_id"""
    ).fetchnumpy()
    cut = agglomerate(len(people), pairs["l"].astype(np.int64), pairs["r"].astype(np.int64), np.array(pairs["weight"]))
    return measure(cut.labels, people), time.perf_counter() - started, compared


def told(name: str, linkage: Linkage, seconds: float | None = None) -> str:
    """One line of the table."""
    pairs = (linkage.pairwise_precision, linkage.pairwise_recall, linkage.pairwise_f1)
    clusters = (linkage.cluster_precision, linkage.cluster_recall, linkage.cluster_f1)
    return LINE.format(
        name=name,
        pairs="".join(f"{value:>8.4f}" for value in pairs),
        clusters="   " + "".join(f"{value:>8.4f}" for value in clusters),
        ratio=f"{linkage.clusters_per_person:.3f}",
        seconds="" if seconds is None else f"{seconds:.1f}",
    )


def show_heads() -> None:
    """What the columns of `told` are."""
    heads = f"{'precision':>9}{'recall':>7}{'F1':>8}"
    print(f"{'':<22}{'pairs':>16}{'':>11}{'clusters':>19}")
    print(f"{'':<21}{heads}   {heads}{'clusters':>9}{'seconds':>9}")


def of_the_shop(people: int) -> None:
    """Print what the pipeline finds in the sample shop, of the people who were planted in it."""
    with tempfile.TemporaryDirectory() as home:
        exact, trained = linkages(Path(home), people)
    print(f"sample shop: {exact.records:,} records of {exact.people:,} people\n")
    show_heads()
    print(told("exact rules", exact))
    print(told("with trained weights", trained))


def compare(options: argparse.Namespace) -> None:
    """Print both linkages of a labelled file."""
    connection = duckdb.connect()
    mapping = dict(pair.split("=", 1) for pair in options.map)
    columns = read(connection, options.records, options.truth, options.unique_id, mapping)
    people = np.array(
        [row[0] for row in connection.execute("select person from labelled order by record_id").fetchall()], dtype=str
    )
    print(f"{options.records}: {len(people):,} records of {len(np.unique(people)):,} people")
    print("compared: " + ", ".join(f"{attribute} = {column}" for attribute, column in columns.items()))
    mine, my_seconds, compared = ours(connection, people, options.seed)
    print(f"pairs compared: {compared:,} of {len(people) * (len(people) - 1) // 2:,}\n")
    show_heads()
    print(told("langganan", mine, my_seconds))
    if options.alone:
        started = time.perf_counter()
        try:
            alone = splink_alone(connection, people)
        except (SplinkException, ValueError) as error:
            sys.exit(f"splink alone could not be trained on this file: {str(error).splitlines()[0]}")
        seconds = time.perf_counter() - started
        print(told(f"splink, best at {alone.threshold:g}", alone.linkage, seconds))
        best = max(alone.linkage.pairwise_f1, alone.of_pairs)
        print(f"\nsplink's pairs before they are clusters, at their best: F1 {alone.of_pairs:.4f}")
        left = (1 - mine.pairwise_f1) / max(1 - best, 1e-9)
        print(f"pairwise F1 {mine.pairwise_f1:.4f} against {best:.4f}: {left:.2f} of splink's error", end="")
        print(f" in {my_seconds / seconds:.2f} of its time")
    connection.close()


def pair(text: str) -> str:
    """A mapping as typed."""
    if "=" not in text:
        raise argparse.ArgumentTypeError(f"{text!r} is not attribute=column")
    return text


def options(arguments: list[str]) -> argparse.Namespace:
    """What was asked for; exits with a sentence when it makes no sense."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20_000, help="how many the sample shop has, without --records")
    parser.add_argument("--records", type=Path, help="CSV or Parquet file of labelled records")
    parser.add_argument("--truth", help="the column that names the true person")
    parser.add_argument("--unique-id", help="the column that identifies a record; without it, its place in the file")
    parser.add_argument("--map", action="append", default=[], type=pair, metavar="ATTRIBUTE=COLUMN", help="see above")
    parser.add_argument("--seed", type=int, default=0, help="of the sample of random pairs")
    parser.add_argument("--no-splink", dest="alone", action="store_false", help="leave out Splink alone")
    asked = parser.parse_args(arguments)
    if asked.records and not asked.truth:
        parser.error("--records needs --truth, the column that names the true person")
    return asked


if __name__ == "__main__":
    # Some files here bear the name of a room: rooms come first.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    given = options(sys.argv[1:])
    try:
        compare(given) if given.records else of_the_shop(given.people)
    except BadInputError as error:
        sys.exit(f"error: {error}")
