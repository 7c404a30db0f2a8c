"""`langganan identity train` and `langganan identity review`: links that no shared identifier makes."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from orchestration.commands import options
from orchestration.commands.options import Options
from workspaces.errors import ConfigurationError

app = typer.Typer(
    name="identity", help="Links that no shared identifier makes: train them, review them.", no_args_is_help=True
)


@app.command("train")
@options.common
def train(asked: Options) -> None:
    """Learn from the people on record what agreement is worth, and keep it; the next run links with it."""
    from dataclasses import asdict

    from orchestration.identity import training
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json, stage_progress

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


@app.command("review")
@options.common
def review(
    asked: Options,
    listing: Annotated[bool, typer.Option("--list", help="List the open questions and ask nothing.")] = False,
    accept: Annotated[str | None, typer.Option("--accept", metavar="PAIR", help="They are one person.")] = None,
    reject: Annotated[str | None, typer.Option("--reject", metavar="PAIR", help="They are two people.")] = None,
    who: Annotated[str, typer.Option("--who", help="Who decides.")] = "",
    why: Annotated[str, typer.Option("--why", help="Why.")] = "",
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="So many questions; all by default.")] = None,
    show_personal_data: options.ShowPersonalData = False,
) -> None:
    """Decide pairs of records that may be one person: walk the queue, list it, or answer one question."""
    from orchestration.identity import review as reviewing
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    if accept and reject:
        raise ConfigurationError("A question has one answer.", "Give --accept or --reject.")
    run = prepare(asked.workspace, "identity review")
    if accept or reject:
        question = reviewing.find(reviewing.queue(run), accept or reject or "")
        reviewing.answer(run, question, "always_link" if accept else "never_link", who, why)
        console().print(f"{question.review_id}: {'one person' if accept else 'two people'}. The next run applies it.")
        return
    questions = [reviewing.shown(question, show_personal_data) for question in reviewing.queue(run, limit)]
    if asked.as_json:
        print_json(questions)
        return
    out = console()
    if not questions:
        out.print("No question is open.")
    elif listing or not sys.stdin.isatty():
        for told in questions:
            _show(out, told)
        out.print(f"{len(questions)} open. Answer with --accept PAIR or --reject PAIR, --who and --why.")
    else:
        _walk(run, out, questions, who)


def _show(out: Any, told: dict[str, Any]) -> None:
    out.print(f"{told['review_id']}  {told['in_words']} ({told['match_weight']} bits)", markup=False)
    for side in (told["left"], told["right"]):
        said = [side["full_name"], side["birth_date"], side["gender"], side["place"]]
        said += [f"{identifier['kind']} {identifier['value']}" for identifier in side["identifiers"]]
        out.print(f"  {side['record_id']}: " + ", ".join(filter(None, said)), markup=False)


def _walk(run: Any, out: Any, questions: list[dict[str, Any]], who: str) -> None:
    """Ask one after another; each answer is on the disk before the next question comes."""
    from orchestration.identity import review as reviewing

    who = who or typer.prompt("Who decides")
    answers: dict[str, reviewing.Decision] = {"y": "always_link", "n": "never_link"}
    for number, told in enumerate(questions, start=1):
        out.print(f"\n{number} of {len(questions)}", markup=False)
        _show(out, told)
        answered = ""
        while answered not in {"y", "n", "s", "q"}:
            answered = typer.prompt("One person? y yes, n no, s skip, q quit").strip().lower()
        if answered == "q":
            return
        if answered == "s":
            continue
        why = typer.prompt("Why")
        reviewing.answer(run, reviewing.find(reviewing.queue(run), told["review_id"]), answers[answered], who, why)
