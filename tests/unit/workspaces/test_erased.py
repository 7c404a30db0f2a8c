"""The list of the erased: whom it names, and that a list which cannot be read lets nobody in."""

from __future__ import annotations

from pathlib import Path

import pytest

from workspaces.erased import SUPPRESSIONS, erased_hashes
from workspaces.errors import ConfigurationError

A, B = "a" * 64, "b" * 64
HEADER = "contact_hash,scope,reason\n"


def test_only_lines_of_the_erased_count(tmp_path: Path) -> None:
    file = tmp_path / "suppressions.csv"
    file.write_text(f"\ufeff{HEADER}{A.upper()},all,erased\n{B},all,legal\n {B} ,email, Erased \n", encoding="utf-8")
    assert erased_hashes(file) == {A, B}


def test_the_list_that_ships_names_nobody() -> None:
    assert erased_hashes() == frozenset()
    assert SUPPRESSIONS.is_file()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{HEADER}{B},all,legal\nani@example.com,all,erased\n", "suppressions.csv, line 3: its contact_hash is no"),
        (f"{HEADER}{A},all,eraesd\n", "suppressions.csv, line 2: its reason is none that is known"),
        (f"contact_hash;scope;reason\n{A};all;erased\n", "its first line is not contact_hash,scope,reason"),
        ("", "its first line is not"),
        (None, "cannot be read"),
    ],
)
def test_a_list_that_cannot_be_read_stops_the_run(tmp_path: Path, text: str | None, told: str) -> None:
    file = tmp_path / "suppressions.csv"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told) as raised:
        erased_hashes(file)
    assert "ani@" not in str(raised.value)
