"""Puts a published experiment through the estimators of campaigns: every arm against the control, for every outcome.

    .venv/bin/python benchmarks/uplift.py --data emails.csv --arm segment --control "No E-Mail" --outcomes visit,spend

A row of the file (CSV with a header, or Parquet) is a person. Prints per arm and outcome: people, mean, difference to
the control with interval and p, relative lift, the difference after the covariate is taken out (CUPED), whether the
arms are split as meant, and how many people more would find such an effect.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from estimators.uplift import Arm, Comparison, compare, split_p_value  # noqa: E402

DELIMITERS = (",", ";", "\t", "|")


class WrongCallError(Exception):
    """What was asked does not fit the file."""


def main(arguments: list[str] | None = None) -> int:
    """Read, compare, print; 2 when the call does not fit the file."""
    asked = _parser().parse_args(arguments)
    try:
        told = experiment(
            Path(asked.data),
            asked.arm,
            asked.control,
            [name.strip() for name in asked.outcomes.split(",") if name.strip()],
            asked.covariate,
            _shares(asked.shares),
            asked.confidence,
            asked.power,
        )
    except WrongCallError as error:
        sys.stderr.write(f"Error: {error}\n")
        return 2
    sys.stdout.write(json.dumps(told, indent=2) + "\n" if asked.json else _text(told))
    return 0


def experiment(
    file: Path,
    arm: str,
    control: str,
    outcomes: list[str],
    covariate: str | None = None,
    shares: dict[str, float] | None = None,
    confidence: float = 0.95,
    power: float = 0.8,
) -> dict[str, Any]:
    """All comparisons as JSON takes them. Raises WrongCallError naming the column or value that is not there."""
    if not outcomes:
        raise WrongCallError("--outcomes names no column.")
    if not 0 < confidence < 1 or not 0 < power < 1:
        raise WrongCallError("--confidence and --power lie between 0 and 1.")
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")  # so that equal files give equal digits
        _open(connection, file)
        _refuse_unknown(connection, [arm, *outcomes, *([covariate] if covariate else [])])
        people = _people(connection, arm, control)
        moments = {o: _moments(connection, arm, o, covariate) for o in outcomes}
    meant = shares or dict.fromkeys(people, 1.0)
    if set(meant) != set(people):
        raise WrongCallError(f"--shares names {', '.join(meant)}; the arms are {', '.join(people)}.")
    return {
        "data": str(file),
        "control": control,
        "confidence": confidence,
        "power": power,
        "arms": people,
        "sample_ratio": {
            "shares": {a: meant[a] / sum(meant.values()) for a in people},
            "is_meant": shares is not None,
            "p_value": split_p_value(list(people.values()), [meant[a] for a in people]),
        },
        "comparisons": [
            _told(outcome, treated, arms[treated], arms[control], covariate, confidence, power)
            for outcome, arms in moments.items()
            for treated in people
            if treated != control
        ],
    }


def _told(
    outcome: str, name: str, treated: Arm, control: Arm, covariate: str | None, confidence: float, power: float
) -> dict[str, Any]:
    found: Comparison = compare(treated, control, None, confidence, power)
    return {
        "outcome": outcome,
        "arm": name,
        "people": treated.people,
        "mean": treated.mean,
        "control_people": control.people,
        "control_mean": control.mean,
        **asdict(found.plain),
        "cuped": asdict(found.adjusted) if covariate else None,
        "people_needed_more": found.people_needed_more,
    }


def _open(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Make the view `people`, with every column of a CSV as text."""
    if not file.is_file():
        raise WrongCallError(f"{file} is not there.")
    path = str(file).replace("'", "''")
    reader = f"read_parquet('{path}')" if file.suffix.lower() == ".parquet" else _csv(file, path)
    try:
        connection.execute(f"create view people as select * from {reader}")
        connection.execute("select count(*) from people").fetchone()
    except duckdb.Error as error:
        raise WrongCallError(f"{file} cannot be read: {str(error).splitlines()[0]}") from error


def _csv(file: Path, path: str) -> str:
    """How DuckDB is to read it, nothing guessed: the columns of its header, divided by what stands most there."""
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as opened:
            header = opened.readline().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongCallError(f"{file} cannot be read: {error}.") from error
    if not header.strip():
        raise WrongCallError(f"{file} has no header: its first line is empty.")
    sign = max(DELIMITERS, key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=sign))]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise WrongCallError(f"{file} has more than one column {', '.join(map(repr, twice))}.")
    columns = ", ".join("'" + name.replace("'", "''") + "': 'VARCHAR'" for name in names)
    return (
        f"read_csv('{path}', header = true, auto_detect = false, columns = {{{columns}}}, delim = '{sign}',"
        " quote = '\"', escape = '\"', max_line_size = 10000000)"
    )


def _refuse_unknown(connection: duckdb.DuckDBPyConnection, asked: list[str]) -> None:
    known = [row[0] for row in connection.execute("describe people").fetchall()]
    missing = [name for name in asked if name not in known]
    if missing:
        raise WrongCallError(f"There is no column {', '.join(missing)}; there are {', '.join(known)}.")


def _people(connection: duckdb.DuckDBPyConnection, arm: str, control: str) -> dict[str, int]:
    """Arm -> people, the control first."""
    counted = dict(
        connection.execute(
            f"select cast({_quoted(arm)} as varchar), count(*) from people group by 1 order by 1"
        ).fetchall()
    )
    if None in counted:
        raise WrongCallError(f"{counted[None]:,} rows have no {arm}.")
    if not counted:
        raise WrongCallError("The file has a header and no person.")
    if control not in counted:
        raise WrongCallError(f"{arm} is never {control!r}; it is {', '.join(map(repr, counted))}.")
    if len(counted) < 2:
        raise WrongCallError(f"{arm} is always {control!r}: there is nothing to compare.")
    few = [name for name, n in counted.items() if n < 2]
    if few:
        raise WrongCallError(f"Arms of one person have no variance: {', '.join(few)}.")
    return {control: counted.pop(control), **counted}


def _moments(connection: duckdb.DuckDBPyConnection, arm: str, outcome: str, covariate: str | None) -> dict[str, Arm]:
    """Arm -> its moments of one outcome. What is no number is refused: leaving it out would bend the answer."""
    before = _number(covariate) if covariate else "cast(0 as double)"
    for name in (outcome, covariate):
        if name:
            count, such_as = connection.execute(
                f"select count(*), min(coalesce(cast({_quoted(name)} as varchar), '')) from people"
                f" where {_number(name)} is null or not isfinite({_number(name)})"
            ).fetchall()[0]
            if count:
                raise WrongCallError(f"{count:,} rows have no number in {name}, such as {such_as!r}.")
    rows = connection.execute(
        "select arm, count(*), avg(y), var_samp(y), avg(x), var_samp(x), covar_samp(y, x) from"
        f" (select cast({_quoted(arm)} as varchar) as arm, {_number(outcome)} as y, {before} as x from people)"
        " group by arm"
    ).fetchall()
    return {name: Arm(*numbers) for name, *numbers in rows}


def _number(column: str) -> str:
    """A column as a number; true and false are 1 and 0."""
    text = f"lower(trim(cast({_quoted(column)} as varchar)))"
    return f"try_cast(case {text} when 'true' then '1' when 'false' then '0' else {text} end as double)"


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _shares(told: str | None) -> dict[str, float] | None:
    if told is None:
        return None
    try:
        shares = {name.strip(): float(share) for name, _, share in (part.rpartition("=") for part in told.split(","))}
    except ValueError as error:
        raise WrongCallError(f"--shares {told!r}: write ARM=SHARE,ARM=SHARE.") from error
    if min(shares.values()) <= 0:
        raise WrongCallError("--shares: every share is above 0.")
    return shares


def _text(told: dict[str, Any]) -> str:
    ratio, level = told["sample_ratio"], f"{told['confidence']:.0%}"
    meant = "as meant by --shares" if ratio["is_meant"] else "if equal shares were meant"
    lines = [
        ", ".join(f"{name}: {people:,} people" for name, people in told["arms"].items()),
        f"sample ratio: p = {ratio['p_value']:.4g} {meant}"
        + ("; below 0.001 the arms are not split so" if ratio["p_value"] < 0.001 else ""),
    ]
    for c in told["comparisons"]:
        relative = "" if c["relative"] is None else f", relative lift {c['relative']:+.2%}"
        lines += [
            f"\n{c['outcome']}: {c['arm']} against {told['control']}",
            f"  mean {c['mean']:.6g} of {c['people']:,}, control {c['control_mean']:.6g} of {c['control_people']:,}",
            f"  difference {c['difference']:+.6g}, {level} interval {c['low']:+.6g} to {c['high']:+.6g},"
            f" p = {c['p_value']:.4g}{relative}",
        ]
        if (less := c["cuped"]) is not None:
            lines.append(
                f"  CUPED {less['difference']:+.6g}, {level} interval {less['low']:+.6g} to {less['high']:+.6g},"
                f" p = {less['p_value']:.4g}"
            )
        more = c["people_needed_more"]
        lines.append(
            "  both arms are alike"
            if more is None
            else f"  power {told['power']:.0%}: " + (f"needs {more:,} more people" if more else "enough people")
        )
    return "\n".join(lines) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", required=True, help="CSV with a header, or Parquet")
    parser.add_argument("--arm", required=True, help="the column that says the arm")
    parser.add_argument("--control", required=True, help="its value for the held out")
    parser.add_argument("--outcomes", required=True, help="columns of numbers, with commas between")
    parser.add_argument("--covariate", help="a column of numbers from before the experiment, for CUPED")
    parser.add_argument("--shares", help="the split that was meant: ARM=SHARE,ARM=SHARE")
    parser.add_argument("--confidence", type=float, default=0.95)
    parser.add_argument("--power", type=float, default=0.8)
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
