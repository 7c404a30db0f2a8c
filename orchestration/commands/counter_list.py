"""`langganan counter-list`: a workbook to print for each store, of whom to expect on a day and what to say."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from orchestration.commands import options
from orchestration.commands.options import Options


@options.common
def counter_list(
    asked: Options,
    store: Annotated[str | None, typer.Option("--store", help="One store; all of them when left out.")] = None,
    date: Annotated[
        str | None, typer.Option("--date", help="The day; the one after as_of when left out.", metavar="DATE")
    ] = None,
) -> None:
    """Write who may come on a day, by name: the usual order, what is due, birthdays, open complaints."""
    from export.counter_list import write
    from ledgers import builds
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json
    from workspaces.errors import LanggananError

    run = prepare(asked.workspace, "counter-list")
    with run.lock():
        newest = builds.newest(run.paths.state)
        if newest is None:
            raise LanggananError("Nothing was built yet.", "Run `langganan run` first.")
        day = options.date_of(date) or newest.as_of + dt.timedelta(days=1)
        lists = write(run.paths, newest.build_seq, day, store)
    if asked.as_json:
        print_json([{"store": one.store_id, "day": one.day, "people": one.people, "file": one.file} for one in lists])
        return
    for one in lists:
        console().print(f"{one.store_id}, {one.day}: {one.people:,} people  {one.file}", markup=False, soft_wrap=True)
