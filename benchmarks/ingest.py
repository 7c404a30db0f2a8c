"""How fast deliveries land, against bare DuckDB and dlt on the same files: `python benchmarks/ingest.py 10000000`.

For CSV, JSON lines and Parquet in turn: the time from a file in the inbox to a committed load (content hash, line
accounting, fsync and ledger included), and that of `copy (select * from read_...) to x.parquet` with the same column
types. Both run in processes of their own, in turns; the ratio is that of the medians. dlt's filesystem source reads the
CSV to Parquet once.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COLUMNS = ("line_id", "order_id", "customer_id", "ordered_at", "product", "quantity", "unit_price", "note")
SUFFIXES = {"csv": "csv", "json_lines": "jsonl", "parquet": "parquet"}
LIMITS = {"csv": 1.4, "json_lines": 1.5, "parquet": 1.5}
MEGABYTES = 1024**2 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in kilobytes elsewhere


def make_files(folder: Path, rows: int) -> None:
    """The same invented order lines in each format, below `folder`/inbox."""
    import duckdb

    (folder / "inbox").mkdir(parents=True)
    lines = f"""
        select
            'L' || range as line_id, 'O' || range // 3 as order_id, 'C' || hash(range // 3) % 300000 as customer_id,
            strftime(timestamp '2026-01-01' + to_seconds(range // 3), '%Y-%m-%d %H:%M:%S') as ordered_at,
            'SKU-' || hash(range) % 2000 as product, (1 + hash(range * 7) % 5)::varchar as quantity,
            ((1 + hash(range * 3) % 400) * 500)::varchar as unit_price,
            case when range % 10 = 0 then 'wrapped, as a gift' end as note
        from range({rows})
    """
    with duckdb.connect() as duck:
        for name, options in (
            ("csv", "format csv, header"),
            ("json_lines", "format json"),
            ("parquet", "format parquet"),
        ):
            duck.execute(f"copy ({lines}) to '{file_of(folder, name)}' ({options})")


def file_of(folder: Path, name: str) -> Path:
    """The delivery of one format."""
    return folder / "inbox" / f"lines_20260601.{SUFFIXES[name]}"


def ours(folder: Path, name: str) -> float:
    """Seconds to land the file by this project, in a ledger of its own."""
    from ingestion.deliveries import discover
    from ingestion.landing import land
    from workspaces.configuration import Workspace
    from workspaces.paths import WorkspacePaths

    entity = {"files": f"lines_*.{SUFFIXES[name]}", "format": name, "key": ["line_id"], "required": list(COLUMNS)}
    if name == "json_lines":
        entity["required"] = []
    delivered_at = {"from": "name", "pattern": r"(\d{8})", "format": "%Y%m%d"}
    workspace = Workspace.model_validate(
        {
            "name": "speed",
            "title": "Speed",
            "phone_region": "ID",
            "time_zone": "Asia/Jakarta",
            "currency": "IDR",
            "sources": {"shop": {"entities": {name: {**entity, "delivered_at": delivered_at}}}},
        }
    )
    paths = WorkspacePaths(folder)
    started = time.perf_counter()
    (delivery,) = discover(workspace, paths, "shop", name, paths.state)
    load = land(workspace, paths, delivery, frozenset())
    seconds = time.perf_counter() - started
    if load.status != "landed":
        raise SystemExit(f"{name} did not land: {load.reason}")
    return seconds


def bare(folder: Path, name: str) -> float:
    """Seconds of DuckDB alone on the file."""
    import duckdb

    file, types = file_of(folder, name), "{" + ", ".join(f"'{column}': 'VARCHAR'" for column in COLUMNS) + "}"
    read = {
        "csv": f"read_csv('{file}', auto_detect = false, header = true, delim = ',', quote = '\"', columns = {types})",
        "json_lines": f"read_json('{file}', format = 'newline_delimited', columns = {types})",
        "parquet": f"read_parquet('{file}')",
    }[name]
    started = time.perf_counter()
    with duckdb.connect() as duck:
        duck.execute(f"copy (select * from {read}) to '{folder / 'bare.parquet'}' (format parquet)")
    return time.perf_counter() - started


def dlt_alone(folder: Path, name: str) -> float:
    """Seconds of dlt's filesystem source to Parquet files, with its reader through DuckDB."""
    import dlt
    from dlt.sources.filesystem import filesystem, read_csv_duckdb

    started = time.perf_counter()
    pipeline = dlt.pipeline(
        "speed", destination=dlt.destinations.filesystem(str(folder / "dlt")), pipelines_dir=str(folder / "dlt_state")
    )
    found = filesystem(bucket_url=str(file_of(folder, name).parent), file_glob=file_of(folder, name).name)
    pipeline.run((found | read_csv_duckdb(all_varchar=True)).with_name("lines"), loader_file_format="parquet")
    return time.perf_counter() - started


WAYS = {"ours": ours, "bare": bare, "dlt": dlt_alone}


def apart(way: str, files: Path, name: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one way in a process of its own, on the same files."""
    with tempfile.TemporaryDirectory(dir=files.parent) as folder:
        Path(folder, "inbox").symlink_to(files / "inbox")
        done = subprocess.run(
            [sys.executable, __file__, "--way", way, "--format", name, "--folder", folder],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{way} failed on {name}:\n{done.stderr}")
    seconds, peak = done.stdout.split()[-2:]
    return float(seconds), float(peak)


def compare(rows: int, rounds: int, with_dlt: bool) -> None:
    """Measure all formats, and print what came of it."""
    with tempfile.TemporaryDirectory() as temporary:
        files = Path(temporary, "files")
        make_files(files, rows)
        print(f"{rows:,} rows        seconds   bare DuckDB   ratio   at most   peak MB")
        for name, limit in LIMITS.items():
            measured = [(apart("ours", files, name), apart("bare", files, name)) for _ in range(rounds)]
            own = statistics.median(o[0] for o, _ in measured)
            engine = statistics.median(b[0] for _, b in measured)
            peak = max(o[1] for o, _ in measured)
            print(f"{name:<14} {own:>13.2f} {engine:>13.2f} {own / engine:>7.2f} {limit:>9} {peak:>9,.0f}")
            if name == "csv" and with_dlt:
                alone, _ = apart("dlt", files, name)
                print(f"{'  dlt alone':<14} {alone:>13.2f}  {alone / own:.1f} times ours; at least 3 is claimed")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-dlt", action="store_true")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--format", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        seconds = WAYS[arguments.way](arguments.folder, arguments.format)
        print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTES)
    else:
        compare(arguments.rows, arguments.rounds, not arguments.without_dlt)
