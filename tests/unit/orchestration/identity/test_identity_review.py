"""`langganan identity review`: the queue, what is shown of each side, and where an answer goes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orchestration import command_line
from workspaces import decided_links
from workspaces.paths import WorkspacePaths

WHO = ("--who", "Rina", "--why", "one address")


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    """The open questions."""
    assert command_line.call(["identity", "review", "--list", "--json", *arguments]) == 0
    told: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return told


@pytest.mark.usefixtures("published")
def test_the_queue_begins_with_cut_links(capsys: pytest.CaptureFixture[str]) -> None:
    told = listed(capsys)
    assert [(q["review_id"], q["reason"], q["match_weight"]) for q in told] == [
        ("r000000000002", "names", 10),
        ("r000000000001", "weight", 3),
    ]
    assert [q["review_id"] for q in listed(capsys, "--limit", "1")] == ["r000000000002"]


@pytest.mark.usefixtures("published")
def test_both_sides_are_masked_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    masked, shown = (listed(capsys, *option)[1]["left"] for option in ((), ("--show-personal-data",)))
    assert (masked["full_name"], shown["full_name"]) == ("S*** R***", "Siti Rahma")
    assert shown["identifiers"][0] == {"kind": "email", "value": "siti@surel.example"}
    assert "siti@" not in json.dumps(masked)
    assert masked["birth_date"] == "1990-**-**"


@pytest.mark.parametrize(("option", "decision"), [("--accept", "always_link"), ("--reject", "never_link")])
def test_an_answer_is_a_decided_link_and_leaves_the_queue(
    option: str, decision: str, published: WorkspacePaths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.call(["identity", "review", option, "r000000000001", *WHO]) == 0
    capsys.readouterr()
    (link,) = decided_links.read(published.decided_links)
    assert (link.decision, link.left_id, link.right_id) == (decision, "web_shop:C1", "web_shop:C2")
    assert (link.decided_by, link.reason) == ("Rina", "one address")
    assert [q["review_id"] for q in listed(capsys)] == ["r000000000002"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--accept", "r000000000001"), "A decision says who made it and why"),
        (("--accept", "r000000000001", "--who", "Rina", "--why", " "), "A decision says who made it and why"),
        (("--reject", "r999999999999", *WHO), "There is no open question 'r999999999999'"),
        (("--accept", "r000000000001", "--reject", "r000000000001", *WHO), "A question has one answer"),
    ],
)
def test_a_wrong_answer_is_refused_and_nothing_is_written(
    arguments: tuple[str, ...], told: str, published: WorkspacePaths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.call(["identity", "review", *arguments]) == 2
    assert told in capsys.readouterr().err
    assert not published.decided_links.exists()


def test_walking_the_queue_writes_each_answer(
    published: WorkspacePaths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["Rina", "x", "n", "two names", "s"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", lambda *_: next(answers))
    assert command_line.call(["identity", "review"]) == 0
    assert [(link.decision, link.left_id) for link in decided_links.read(published.decided_links)] == [
        ("never_link", "pos:081234567801")
    ]
    assert "2 of 2" in capsys.readouterr().out
