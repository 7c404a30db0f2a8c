"""`langganan export`: write the files of one audience, or of all, from the tables of the last audited build."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import typer

from orchestration.commands import options
from orchestration.commands.options import Options
from workspaces.errors import ConfigurationError


@options.common
def export(
    asked: Options,
    audience: Annotated[str | None, typer.Argument(help="One audience; all of them when left out.")] = None,
    destination: Annotated[str | None, typer.Option("--destination", "-d", help="One destination.")] = None,
    workbook: Annotated[
        Literal["preview", "all"] | None,
        typer.Option("--workbook", help="A workbook of each file to look at: its first 10,000 rows, or all."),
    ] = None,
) -> None:
    """Write audience files again, if their verdicts allow it. One that is named is made whatever its cadence."""
    from dataclasses import asdict

    from export.workbook import write
    from ledgers import runs
    from orchestration import stages
    from orchestration.holds import export_holds
    from orchestration.run import prepare
    from orchestration.standing import exportable
    from orchestration.terminal import console, print_json, stage_progress

    with stage_progress(asked.as_json) as progress:
        run = prepare(asked.workspace, "export", progress=progress)
        with run.lock():
            pairs = _chosen(exportable(run), audience, destination)
            run = replace(run, run_seq=runs.start(run.paths.state, "export"))
            lines = stages.export(run, pairs, is_asked=audience is not None)
            stages.close(run)
            books = {
                line.file: [
                    str(book.relative_to(run.paths.exports)) for book in write(run.paths, line, workbook == "all")
                ]
                for line in lines
                if workbook and line.file
            }
    if asked.as_json:
        print_json(
            [{**asdict(line), **({"workbooks": books.get(line.file, [])} if workbook else {})} for line in lines]
        )
    else:
        out = console()
        for line in lines:
            told = f"{line.status}, {line.row_count:,} rows {line.file}" if line.file else line.status
            out.print(f"{line.audience} for {line.destination}: {told}  {' '.join(line.reasons)}", markup=False)
            for book in books.get(line.file, []):
                out.print(f"  to look at: {book}", markup=False)
    raise typer.Exit(1 if any(export_holds(line) for line in lines) else 0)


def _chosen(known: list[tuple[str, str]], audience: str | None, destination: str | None) -> list[tuple[str, str]]:
    chosen = [(a, d) for a, d in known if audience in (None, a) and destination in (None, d)]
    if not chosen:
        named = " for ".join(filter(None, [audience, destination]))
        audiences = ", ".join(sorted({a for a, _ in known}))
        destinations = ", ".join(sorted({d for _, d in known}))
        raise ConfigurationError(
            f"There is no export of {named}.", f"Audiences: {audiences}. Destinations: {destinations}."
        )
    return chosen
