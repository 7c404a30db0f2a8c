"""`langganan doctor`: what is misconfigured, and what mends it."""

from __future__ import annotations

import typer

from orchestration.commands import options
from orchestration.commands.options import Options


@options.common
def doctor(asked: Options) -> None:
    """Examine the machine, the workspace file and the inbox; say what is wrong and how to mend it."""
    from dataclasses import asdict

    from rich.markup import escape

    from orchestration.diagnosis import examine
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    findings = examine(prepare(asked.workspace, "doctor"))
    is_ill = any(f.severity == "fault" for f in findings)
    if asked.as_json:
        print_json([asdict(f) for f in findings])
    else:
        out = console()
        marks = {"fault": "[red]fault[/]  ", "warning": "[yellow]warning[/]", "good": "[green]good[/]   "}
        for finding in findings:
            out.print(f"{marks[finding.severity]}  {escape(finding.what)}")
            if finding.mend:
                out.print(f"         {escape(finding.mend)}")
    raise typer.Exit(2 if is_ill else 0)
