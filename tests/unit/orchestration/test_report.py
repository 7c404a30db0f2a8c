"""What a person reads of a run."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from orchestration import report


def shown(verdict: str, *files: dict[str, Any]) -> str:
    """A summary of one audience."""
    audience = {"audience": "birthday", "rows": 2, "verdict": verdict, "reasons": ["A delivery was refused."]}
    facts = {
        "title": "Shop",
        "data": "/data",
        "build": None,
        "rows": None,
        "refused": [],
        "late": [],
        "drift": [],
        "erased_rows": 2,
        "publication": {"verdict": "pass", "reasons": [], "version": 1},
        "audiences": [{**audience, "files": list(files)}],
        "problem": "",
        "stage_seconds": {},
    }
    out = io.StringIO()
    report.show(Console(file=out, width=300), facts)
    return out.getvalue()


def file(status: str, *reasons: str) -> dict[str, Any]:
    return {"destination": "generic_csv", "status": status, "rows": 2, "file": "f.csv", "reasons": list(reasons)}


def test_a_hold_tells_what_became_of_the_last_file() -> None:
    gone = "The last file was written again: 1 of its people may no longer be written to."
    text = shown("hold", file("held", "A delivery was refused.", gone))
    assert text.count("A delivery was refused.") == 1
    assert f"birthday for generic_csv: {gone}" in text
    assert "Worth knowing" not in shown("hold", file("held", "A delivery was refused."))


def test_erased_people_who_came_again_are_counted() -> None:
    assert "Erased: 2 records of erased people were stopped at the door." in shown("pass")
