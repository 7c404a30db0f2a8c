"""`langganan customer`: who a customer is, and why, and which files hold them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from orchestration.commands import options
from orchestration.commands.options import Options

app = typer.Typer(name="customer", help="Who a customer is, and why; which files hold them.", no_args_is_help=True)


@app.command("explain")
@options.common
def explain(
    asked: Options,
    person: Annotated[
        str,
        typer.Argument(
            metavar="ID-OR-EMAIL-OR-PHONE",
            help="A present or former customer id, an e-mail address, a telephone number or a record id.",
        ),
    ],
    show_personal_data: options.ShowPersonalData = False,
) -> None:
    """Show a person's records, what links them, where they disagree, and the ids the person had."""
    from orchestration.identity import contact, explanation
    from orchestration.identity import person as people
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    run = prepare(asked.workspace, "customer explain")
    with people.last_build(run.paths) as connection:
        meant = contact.read(person, run.workspace.phone_region)
        found = people.read(connection, people.find(connection, meant))
    facts = explanation.explain(found, show_personal_data)
    if asked.as_json:
        print_json(facts)
    else:
        _show(console(), facts, meant.values[0] if meant.kind == "customer_id" else "")


@app.command("exports")
@options.common
def exports(
    asked: Options,
    person: Annotated[
        str,
        typer.Argument(
            metavar="ID-OR-EMAIL-OR-PHONE",
            help="A present or former customer id, an e-mail address or a telephone number.",
        ),
    ],
) -> None:
    """List every file that ever held a person: when, for which tool, under which consent and definition."""
    from export.lookup import files_of
    from orchestration.identity import contact
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    run = prepare(asked.workspace, "customer exports")
    meant = contact.read(person, run.workspace.phone_region)
    ids, contacts = _names_of(run.paths, meant)
    held = files_of(run.paths, ids, contacts)
    if asked.as_json:
        print_json([line.as_json() for line in held])
        return
    out = console()
    for line in held:
        taken_out = ", to be taken out" if line.kind == "removed" else ""
        stands = line.file if line.is_standing else "taken away or replaced since"
        out.print(
            f"{line.written_at[:19]}  {line.audience} for {line.destination}{taken_out}: export {line.export_id},"
            f" run {line.run}, build {line.build_seq}, as {line.customer_id}, consent {line.consent_id or 'unknown'};"
            f" {stands}",
            markup=False,
        )
    if not held:
        out.print(f"No file ever held {meant.in_words}.")


def _names_of(paths: Any, meant: Any) -> tuple[list[str], list[str]]:
    """The ids and contact points that files may know the person by. Whoever is unknown today is looked for as typed."""
    from orchestration.identity import explanation
    from orchestration.identity import person as people
    from workspaces.errors import LanggananError

    contacts = list(meant.values) if meant.kind in ("email", "phone") else []
    ids = list(meant.values) if meant.kind == "customer_id" else []
    try:
        with people.last_build(paths) as connection:
            facts = explanation.explain(people.read(connection, people.find(connection, meant)), True)
    except LanggananError:
        return ids, contacts
    return [*ids, facts["customer_id"], *(row["customer_id"] for row in facts["former_ids"])], contacts


def _show(out: Any, facts: dict[str, Any], asked_id: str) -> None:
    from rich.markup import escape

    def section(title: str, lines: list[str]) -> None:
        if lines:
            out.print(f"\n[bold]{title}[/]")
            for line in lines:
                out.print(f"  {escape(line)}")

    kind = "no person" if facts["is_pseudo"] else "customer" if facts["is_customer"] else "prospect"
    out.print(f"[bold]{facts['customer_id']}[/]  {kind}")
    if asked_id not in ("", facts["customer_id"]):
        out.print(f"  {asked_id} is a former id of this customer.")
    if facts["is_masked"]:
        out.print("  Personal values are masked; --show-personal-data shows them.")
    section("Attributes", [f"{name}: {value}" for name, value in facts["attributes"].items() if value is not None])
    section("Where they are from", [_provenance(row) for row in facts["provenance"]])
    section(f"Records ({len(facts['records'])})", [_record(record) for record in facts["records"]])
    section("Links", [_link(link) for link in facts["links"] if link["links"]])
    section("Alike", [_match(match) for match in facts["matches"]])
    section("What links nothing here", [_link(link) for link in facts["links"] if not link["links"]])
    section("Conflicts", [f"{c['kind']}: {', '.join(c['values'])}" for c in facts["conflicts"]])
    section("Perhaps the same person", [_question(question) for question in facts["questions"]])
    section("Decisions", [_decision(decision) for decision in facts["decisions"]])
    section("Former ids", [f"{row['customer_id']}, from build {row['first_build_seq']}" for row in facts["former_ids"]])
    section("Merges and splits", [_change(row) for row in facts["changes"]])


def _provenance(row: dict[str, Any]) -> str:
    told = f"{row['attribute']}: {row['record_id']}, {row['rule']}, confirmed {row['confirmed_date']}"
    return f"{told}, one of {row['value_count']} values" if row["value_count"] > 1 else told


def _record(record: dict[str, Any]) -> str:
    said = [record["full_name"], record["birth_date"], record["place"], f"since {str(record['first_seen_at'])[:10]}"]
    marks = [
        word
        for word, holds in (
            ("the id is made of it", record["is_anchor"]),
            ("deleted at its source", record["is_deleted"]),
            ("no person", record["is_pseudo"]),
        )
        if holds
    ]
    told = f"{record['record_id']}: " + ", ".join(filter(None, said))
    return f"{told} ({', '.join(marks)})" if marks else told


def _link(link: dict[str, Any]) -> str:
    reason = link["reason"] or ("" if link["links"] else "only one record here holds it")
    told = f"{link['kind']} {link['value']}: " + ", ".join(link["records"])
    return f"{told}; {reason}" if reason else told


def _match(match: dict[str, Any]) -> str:
    kind = "links" if match["is_link"] else "alone would not link"
    return f"{match['left_id']} and {match['right_id']}: {match['match_weight']} bits, {kind} ({match['evidence']})"


def _question(question: dict[str, Any]) -> str:
    told = f"{question['customer_id']}: {question['left_id']} and {question['right_id']}, {question['reason']}"
    return f"{told}, {question['match_weight']} bits; langganan identity review asks it as {question['review_id']}"


def _decision(decision: dict[str, Any]) -> str:
    told = f"{decision['decided_on']} {decision['decision']}: {decision['left_id']} and {decision['right_id']}"
    return f"{told}, by {decision['decided_by']}: {decision['reason']}"


def _change(row: dict[str, Any]) -> str:
    former, present = row["former_present_customer_id"] or "nobody", row["present_customer_id"] or "nobody"
    return f"build {row['build_seq']} ({row['as_of']}): {row['customer_id']} {row['kind']}, {former} -> {present}"
