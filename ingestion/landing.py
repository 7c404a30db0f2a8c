"""Lands one delivery: one immutable Parquet file per load, visible when its line in the load ledger commits.

The steps, each safe to be the last one before a kill: write in scratch, put on disk, rename to the final name, commit.
A rerun takes the same number, because the number is the ledger's, and removes what a killed one left under it.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import duckdb

from ingestion.contents import Contents
from ingestion.contract_check import settle_contract
from ingestion.delivered_at import as_text
from ingestion.deliveries import Delivery, stable
from ingestion.drift import settle_drift
from ingestion.erased_rows import settle_erased
from ingestion.history import declaration_of
from ingestion.json_members import settle_members
from ingestion.reading import read_delivery
from ingestion.refusal import Refusal
from ingestion.scratch_duckdb import is_machine_fault
from ledgers import loads
from ledgers.clock import now_utc
from ledgers.loads import Load
from workspaces.configuration import Workspace
from workspaces.durable import link_or_copy, move_folder, remove_folder
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.paths import WorkspacePaths


def land(workspace: Workspace, paths: WorkspacePaths, delivery: Delivery, erased: Collection[str]) -> Load:
    """Land one delivery, or refuse it, and record which. The caller holds the writer lock.

    `erased`: hashes of contact points (workspaces/erased.py) whose records are not landed but counted.

    A refusal does not raise: its load has status 'refused', a reason that names the file, and a mend. Raises
    LanggananError when the machine fails (a full disk, too little memory); then nothing is recorded.
    """
    started = time.monotonic()
    declared = workspace.sources[delivery.source].entities[delivery.entity]
    load_seq, known = loads.before_landing(paths.state, delivery.source, delivery.entity, delivery.content_hash)
    if same := next((load for load in known if load.delivered_at == as_text(delivery.delivered_at)), None):
        return same
    scratch = _clean(paths, load_seq)
    load = Load(
        load_seq=load_seq,
        source=delivery.source,
        entity=delivery.entity,
        delivery=delivery.name,
        delivered_at=as_text(delivery.delivered_at),
        content_hash=delivery.content_hash,
        status="refused",
        path=None,
        columns=(),
        row_count=0,
        rejected_count=0,
        byte_count=delivery.byte_count,
        declaration=declaration_of(declared),
    )
    try:
        if delivery.fault is not None:
            raise delivery.fault
        rows = folder_of(load)
        folder = scratch / Path(*rows.parts[2:])
        folder.mkdir(parents=True)
        if known:
            contents = _reassert(known[0], folder, paths)
            form = str(json.loads(known[0].declaration)["format"])
            contents = settle_erased(contents, erased, workspace.phone_region, form, folder)
            load = replace(as_landed(load, contents), status="reasserted", declaration=known[0].declaration)
        else:
            contents = read_delivery(delivery, declared, scratch, folder)
            if not stable(delivery, now_utc(), age_seconds=0):
                raise Refusal("it changed while it was read", "Run again when it has been written whole.")
            contents = settle_erased(contents, erased, workspace.phone_region, declared.format, folder)
            visible = loads.of_entity(paths.state, delivery.source, delivery.entity)
            contents = settle_drift(contents, declared, visible, folder)
            contents = settle_members(contents, declared, folder)
            contents = settle_contract(contents, declared, workspace.currency, folder)
            load = as_landed(load, contents)
        move_folder(scratch / rows.parts[2], paths.raw / Path(*rows.parts[:3]))
    except Refusal as refusal:
        load = replace(load, reason=refusal.sentence(delivery.name), mend=refusal.mend)
    except (OSError, duckdb.Error) as error:
        remove_folder(scratch)
        if delivery.file.exists():
            raise machine_error(error, delivery) from error
        gone = Refusal("it was taken away before it was read", "Deliver it again.")
        load = replace(load, reason=gone.sentence(delivery.name), mend=gone.mend)
    remove_folder(scratch)
    load = replace(load, seconds=round(time.monotonic() - started, 3))
    loads.record(paths.state, load)
    return load


def _clean(paths: WorkspacePaths, load_seq: int) -> Path:
    """An empty scratch folder. What stands in raw under a number that the ledger has not given is a killed run's."""
    if any(character in str(paths.root) for character in "*?["):
        raise ConfigurationError(
            f"The data folder's path {str(paths.root)!r} holds * or ? or [, which DuckDB takes as a pattern.",
            "Choose another LANGGANAN_HOME.",
        )
    for orphan in paths.raw.glob(f"*/*/_load_seq={load_seq}"):
        remove_folder(orphan)
    return empty_scratch(paths)


def empty_scratch(paths: WorkspacePaths) -> Path:
    """The folder in which one delivery is written before it gets its final name."""
    scratch = paths.scratch / "landing"
    remove_folder(scratch)
    scratch.mkdir(parents=True)
    return scratch


def folder_of(load: Load) -> Path:
    """Below raw/. Made of declared names and the ledger's numbers; nothing of the delivery's own name is in it."""
    moment = dt.datetime.fromisoformat(load.delivered_at).strftime("%Y%m%dT%H%M%S%fZ")
    return Path(load.source, load.entity, f"_load_seq={load.load_seq}", f"_delivered_at={moment}")


def as_landed(load: Load, contents: Contents) -> Load:
    """The load with what was read of it."""
    warnings = contents.warnings
    if contents.record_count == 0 and contents.rejected_count == 0 and contents.erased_count == 0:
        warnings = (*warnings, "it holds no rows")
    return replace(
        load,
        status="landed",
        path=str(folder_of(load) / "rows.parquet"),
        columns=contents.columns,
        row_count=contents.record_count + contents.rejected_count,
        rejected_count=contents.rejected_count,
        warnings=warnings,
        erased_count=contents.erased_count,
    )


def _reassert(known: Load, folder: Path, paths: WorkspacePaths) -> Contents:
    """The known load's files once more. They were read by the known load's declaration, and the new load says so."""
    standing = paths.raw / str(known.path)
    if not standing.is_file():
        raise LanggananError(f"{standing} of load {known.load_seq} is missing.", "Restore it from a backup of raw/.")
    for file in sorted(p for p in standing.parent.iterdir() if p.is_file()):
        link_or_copy(file, folder / file.name)
    records = known.row_count - known.rejected_count
    return Contents(known.columns, records, known.rejected_count, known.warnings, known.erased_count)


def machine_error(error: OSError | duckdb.Error, delivery: Delivery) -> Exception:
    """A full disk or too little memory as a sentence; any other error as it is."""
    if isinstance(error, OSError) and error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}:
        return error
    if isinstance(error, duckdb.Error) and not is_machine_fault(error):
        return error
    return LanggananError(
        f"{delivery.name} could not be landed: {str(error).splitlines()[0]}.",
        "Mend the disk or the memory and run again; what was landed before is intact.",
    )
