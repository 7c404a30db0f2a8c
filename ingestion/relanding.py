"""Lands a load's delivery once more under its own number: for files that were read by a wrong declaration, or damaged.

The rows change, the number does not: what stands on the load is built again by the next build, which the ledger of
relands tells of it. A delivery with new content is no matter of this module: it is a load of its own.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import duckdb

from ingestion import deliveries
from ingestion.contents import REJECTS, ROWS
from ingestion.contract_check import settle_contract
from ingestion.deliveries import Delivery
from ingestion.drift import settle_drift
from ingestion.erased_rows import settle_erased
from ingestion.history import declaration_of
from ingestion.json_members import settle_members
from ingestion.landing import as_landed, empty_scratch, folder_of, machine_error
from ingestion.reading import read_delivery
from ingestion.refusal import Refusal
from ledgers import loads, relands
from ledgers.loads import Load
from workspaces.configuration import Workspace
from workspaces.durable import move_folder, remove_folder
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.paths import WorkspacePaths

AGAIN = "again_"


def asked_loads(workspace: Workspace, paths: WorkspacePaths, asked: list[str]) -> list[Load]:
    """The visible loads that numbers (`12`), ranges (`12-15`) and entities (`pos.receipts`) name, in order.

    Raises ConfigurationError for a name of no load.
    """
    visible = loads.loads(paths.state)
    chosen: dict[int, Load] = {}
    for name in asked:
        first, _, last = name.partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            found = [load for load in visible if int(first) <= load.load_seq <= int(last or first)]
        else:
            found = [load for load in visible if f"{load.source}.{load.entity}" == name]
        if not found:
            raise ConfigurationError(
                f"{name!r} is no load that was landed.",
                "`langganan backfill --list pos.receipts` lists an entity's loads.",
            )
        chosen.update((load.load_seq, load) for load in found)
    for load in chosen.values():
        if load.source not in workspace.sources or load.entity not in workspace.sources[load.source].entities:
            raise ConfigurationError(
                f"Load {load.load_seq} is of {load.source}.{load.entity}, which is not declared.", "Declare it."
            )
    return [chosen[load_seq] for load_seq in sorted(chosen)]


def reland(workspace: Workspace, paths: WorkspacePaths, load: Load, erased: Collection[str]) -> Load:
    """Read a visible load's delivery by the declaration of now, and show that under its number.

    The new files lie beside the old ones until the ledger's line commits. Who was erased since (`erased`, as for
    `landing.land`) is in them no more. The caller holds the writer lock. Raises LanggananError when the delivery is
    not there as it was, or cannot be trusted; then the load stays as it is.
    """
    started = time.monotonic()
    declared = workspace.sources[load.source].entities[load.entity]
    delivery = delivery_of(workspace, paths, load)
    scratch = empty_scratch(paths)
    former = (paths.raw / str(load.path)).parent
    folder = paths.raw / folder_of(load) / _next_name(former)
    written = scratch / folder.name
    written.mkdir()
    try:
        contents = read_delivery(delivery, declared, scratch, written)
        contents = settle_erased(contents, erased, workspace.phone_region, declared.format, written)
        visible = loads.of_entity(paths.state, load.source, load.entity)
        before = [other for other in visible if other.load_seq < load.load_seq]
        contents = settle_drift(contents, declared, before, written)
        contents = settle_members(contents, declared, written)
        contents = settle_contract(contents, declared, workspace.currency, written)
        remove_folder(folder)
        move_folder(written, folder)
    except Refusal as refusal:
        raise LanggananError(
            f"Load {load.load_seq} stays as it is: {refusal.sentence(delivery.name)}", refusal.mend
        ) from refusal
    except (OSError, duckdb.Error) as error:
        raise machine_error(error, delivery) from error
    again = replace(
        as_landed(replace(load, declaration=declaration_of(declared)), contents),
        status=load.status,
        path=str((folder / ROWS).relative_to(paths.raw)),
        seconds=round(time.monotonic() - started, 3),
    )
    relands.record(paths.state, again)
    for name in (ROWS, REJECTS):
        (former / name).unlink(missing_ok=True)
    remove_folder(scratch)
    return again


def delivery_of(workspace: Workspace, paths: WorkspacePaths, load: Load) -> Delivery:
    """The delivery that the load came from, found by its name and content. Raises LanggananError."""
    mend = f"Put the file of load {load.load_seq} back into the inbox, as it was."
    if workspace.sources[load.source].is_pulled:
        raise ConfigurationError(
            f"Load {load.load_seq} was drawn from {load.source}, and no file of it is kept.", "Let it be drawn anew."
        )
    found = [
        look for look in deliveries.looks(workspace, paths, load.source, load.entity) if look.name == load.delivery
    ]
    if not found:
        raise LanggananError(f"{load.delivery} of load {load.load_seq} is not in the inbox.", mend)
    delivery = deliveries.delivered(workspace, found[0], load.delivered_at)
    if delivery.content_hash != load.content_hash:
        raise LanggananError(f"{load.delivery} holds something else than when load {load.load_seq} was landed.", mend)
    return delivery


def _next_name(former: Path) -> str:
    """Files that were landed again lie in a folder of their own, numbered, below the load's."""
    count = int(former.name.removeprefix(AGAIN)) if former.name.startswith(AGAIN) else 0
    return f"{AGAIN}{count + 1}"
