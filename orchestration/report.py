"""How a summary looks to a person: what came in, who is a customer, which files may leave, and what to try next.

The facts come from summary.py; programs read them as JSON.
"""

from __future__ import annotations

import shutil
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.run import STAGES

REASONS_SHOWN = 8
LAST_FILE = "The last file "
"""So begins what became of the file that stands while a new one is held: the verdict's reasons do not tell it."""

MARKS = {
    "written": "[green]written[/]",
    "unchanged": "[green]unchanged[/]",
    "held": "[yellow]held[/]",
    "not_due": "[dim]not due[/]",
    "withdrawn": "[red]withdrawn[/]",
}


def show(out: Console, facts: dict[str, Any]) -> None:
    """Print everything that is known of a workspace."""
    build = facts["build"]
    out.print()
    out.print(f"[bold]{escape(facts['title'])}[/]" + (f"  as of {build['as_of']}" if build else "  nothing built yet"))
    if facts["rows"]:
        _rows(out, facts)
    _refused(out, facts["refused"])
    _worth_a_look(out, facts)
    _publication(out, facts["publication"])
    if facts["audiences"]:
        _audiences(out, facts)
    _held(out, facts)
    _notes(out, facts)
    if facts["problem"]:
        out.print(f"\n[red]The last run failed:[/] {escape(facts['problem'])}")
    if facts["stage_seconds"]:
        spent = facts["stage_seconds"]
        told = "  ".join(f"{stage} {spent[stage]:.1f} s" for stage in STAGES if stage in spent)
        out.print(f"\n{told}  [bold]total {sum(spent.values()):.1f} s[/]")


def next_commands(out: Console, facts: dict[str, Any]) -> None:
    """What to try now."""
    flag = "" if facts["workspace"] == "sample_shop" else f" --workspace {facts['workspace']}"
    commands = {
        f"{_entry()} {command}{flag}": what
        for command, what in (
            ("status", "where everything stands, in a second"),
            ("quarantine", "which rows were set aside, and why"),
            ("run", "again: nothing is new, so nothing is done"),
            ("ui", "Dagster's pages: lineage, checks, schedule"),
        )
    }
    out.print("\n[bold]Try next[/]")
    for command, what in commands.items():
        out.print(f"  {command:<{max(map(len, commands))}}  [dim]{what}[/]", soft_wrap=True)


def _entry() -> str:
    """How to call this command line from here."""
    entry = Path(sys.executable).with_name("langganan")
    if shutil.which("langganan"):
        return "langganan"
    return str(entry.relative_to(Path.cwd())) if entry.is_relative_to(Path.cwd()) else str(entry)


def _rows(out: Console, facts: dict[str, Any]) -> None:
    rows = facts["rows"]
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for name, count in rows.items():
        table.add_column({"raw": "rows in"}.get(name, name), justify="right")
        _ = count
    table.add_column("customers", justify="right")
    table.add_column("prospects", justify="right")
    table.add_column("net revenue, 365 days", justify="right")
    revenue = f"{facts['currency']} {Decimal(facts['net_revenue_365d']):,.0f}"
    table.add_row(*(f"{n:,}" for n in rows.values()), f"{facts['customers']:,}", f"{facts['prospects']:,}", revenue)
    out.print()
    out.print(table)


def _refused(out: Console, refused: list[dict[str, str]]) -> None:
    for load in refused:
        out.print(f"\n[red]Refused:[/] {escape(load['reason'])} {escape(load['mend'])}")


def _worth_a_look(out: Console, facts: dict[str, Any]) -> None:
    """Deliveries that did not come, columns that are not those of before, and erased people who came again."""
    told = [f"[yellow]Late:[/] {escape(sentence)}" for sentence in facts["late"]]
    told += [f"[yellow]Columns:[/] {escape(d['delivery'])}: {escape(d['what'])}" for d in facts["drift"]]
    if facts["erased_rows"]:
        told.append(f"[yellow]Erased:[/] {facts['erased_rows']:,} records of erased people were stopped at the door.")
    if told:
        out.print()
    for line in told[:REASONS_SHOWN]:
        out.print(line, soft_wrap=True)
    if len(told) > REASONS_SHOWN:
        out.print(f"and {len(told) - REASONS_SHOWN} more: see `langganan status --json`")


def _publication(out: Console, publication: dict[str, Any]) -> None:
    version = f"version {publication['version']}" if publication["version"] else "no version yet"
    if publication["verdict"] != "hold":
        out.print(f"\nPublication: [green]{publication['verdict']}[/], {version}, publications/current.duckdb")
    else:
        out.print(f"\nPublication: [yellow]hold[/], {version} stands")


def _audiences(out: Console, facts: dict[str, Any]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for title, justify in (("audience", "left"), ("rows", "right"), ("verdict", "left"), ("file", "left")):
        table.add_column(title, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for audience in facts["audiences"]:
        mark = "[yellow]hold[/]" if audience["verdict"] == "hold" else f"[green]{audience['verdict']}[/]"
        lines = [_file(f) for f in audience["files"]] or [""]
        table.add_row(audience["audience"], f"{audience['rows']:,}", mark, lines[0])
        for line in lines[1:]:
            table.add_row("", "", "", line)
    out.print()
    out.print(table)
    out.print(f"[dim]Files lie below {escape(facts['data'])}/exports[/]")


def _file(line: dict[str, Any]) -> str:
    mark = MARKS[line["status"]]
    name = escape(line["file"].rsplit("/", 1)[-1]) or "no file"
    return f"{line['destination']:<16} {mark}  {line['rows']:>6,} rows  {name}"


def _held(out: Console, facts: dict[str, Any]) -> None:
    """Each reason once, beneath everything that it holds."""
    held: dict[str, list[str]] = {}
    for reason in facts["publication"]["reasons"] if facts["publication"]["verdict"] == "hold" else ():
        held.setdefault(reason, []).append("publication")
    for audience in facts["audiences"]:
        for reason in audience["reasons"] if audience["verdict"] == "hold" else ():
            held.setdefault(reason, []).append(audience["audience"])
        if audience["verdict"] != "hold":
            for file in audience["files"]:
                for reason in file["reasons"] if file["status"] == "held" else ():
                    held.setdefault(reason, []).append(f"{audience['audience']} for {file['destination']}")
    reasons: dict[tuple[str, ...], list[str]] = {}
    for reason, subjects in held.items():
        reasons.setdefault(tuple(subjects), []).append(reason)
    for held_subjects, told in reasons.items():
        out.print(f"\n[yellow]Held:[/] {', '.join(held_subjects)}")
        for reason in told[:REASONS_SHOWN]:
            out.print(f"  {escape(reason)}", soft_wrap=True)
        if len(told) > REASONS_SHOWN:
            out.print(f"  and {len(told) - REASONS_SHOWN} more: see `langganan status --json`")


def _notes(out: Console, facts: dict[str, Any]) -> None:
    """What a marketer should know of files that left or were taken back: rows held back, small sizes, withdrawals."""
    notes = [
        f"{audience['audience']} for {file['destination']}: {reason}"
        for audience in facts["audiences"]
        for file in audience["files"]
        for reason in file["reasons"]
        if file["status"] != "held" or (audience["verdict"] == "hold" and reason.startswith(LAST_FILE))
    ]
    notes.sort(key=lambda note: LAST_FILE not in note)
    if notes:
        out.print("\n[bold]Worth knowing[/]")
    for note in notes[:REASONS_SHOWN]:
        out.print(f"  [dim]{escape(note)}[/]", soft_wrap=True)
    if len(notes) > REASONS_SHOWN:
        out.print(f"  [dim]and {len(notes) - REASONS_SHOWN} more: see `langganan status --json`[/]")
