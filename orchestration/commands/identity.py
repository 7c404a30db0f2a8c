"""`langganan identity train` and `langganan identity review`: links that no shared identifier makes."""

from __future__ import annotations

import typer

from orchestration.commands import options

app = typer.Typer(
    name="identity", help="Links that no shared identifier makes: train them, review them.", no_args_is_help=True
)


@app.command("train")
def train(
    context: typer.Context,
    workspace: options.Workspace = None,
    as_json: options.Json = False,
    debug: options.Debug = False,
) -> None:
    """Learn from the people on record what agreement is worth, and keep it; the next run links with it."""
    from dataclasses import asdict

    from orchestration.identity import training
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json, stage_progress

    asked = options.of(context, workspace, as_json, debug)
    with stage_progress(asked.as_json) as progress:
        run = prepare(asked.workspace, "identity train", progress=progress)
        with run.lock():
            learned = training.train(run)
    if asked.as_json:
        print_json(asdict(learned))
        return
    out = console()
    out.print(f"Trained on {learned.weights.records:,} records; bits that agreement is worth:")
    for lesson in learned.lessons:
        levels = ", ".join(f"{label} {bits:+.1f}" for label, bits in lesson.levels)
        out.print(f"  {lesson.comparison}: {levels}", markup=False)
    out.print(f"Two records chosen blindly are one person with a chance of {learned.prior:.2g}.")
    out.print("The next `langganan run` scores every pair with these weights.")
