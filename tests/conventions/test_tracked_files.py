"""What may stand in no file of the repository: addresses of package indexes, absolute paths of one machine, debris."""

from __future__ import annotations

import re

import pytest

from .tree import File, tracked_files

# Written in pieces, so that this file does not find itself.
INDEX = re.compile("|".join(["pypi" + r"\.org", "python" + r"hosted", "index" + "-url", "/" + "simple/"]))
MACHINE_PATH = re.compile(
    r"(?<![\w.~}>*-])/(" + "|".join(["home", "root", "Users", "work", "tmp", "private"]) + r")/\w"
)
# A word in backticks is spoken of, as in a page that says what `source add` writes.
DEBRIS = re.compile(r"(?<!`)\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")


def index_addresses(file: File) -> list[str]:
    """Lines that name a package index."""
    return _lines(file, INDEX)


def machine_paths(file: File) -> list[str]:
    """Lines that name a folder of somebody's machine."""
    return _lines(file, MACHINE_PATH)


def debris(file: File) -> list[str]:
    """Lines that say that something is unfinished."""
    return _lines(file, DEBRIS)


def _lines(file: File, pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{file.path}:{n}: {line.strip()}" for n, line in enumerate(file.text.splitlines(), 1) if pattern.search(line)
    ]


def test_no_file_names_a_package_index() -> None:
    assert [fault for file in tracked_files() for fault in index_addresses(file)] == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert [fault for file in tracked_files() for fault in machine_paths(file)] == []


def test_no_file_says_that_it_is_unfinished() -> None:
    assert [fault for file in tracked_files() for fault in debris(file)] == []


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (index_addresses, "--index" + "-url https://packages.example.com"),
        (index_addresses, "https://files.python" + "hosted.org/a.whl"),
        (machine_paths, "warehouse: /ho" + "me/siti/data"),
        (machine_paths, 'open("/tm' + 'p/x")'),
        (debris, "# TO" + "DO: later"),
    ],
)
def test_a_forbidden_line_is_seen(rule: object, line: str) -> None:
    assert callable(rule)
    assert rule(File("a.txt", f"first\n{line}")) == [f"a.txt:2: {line}"]


def test_an_innocent_line_passes() -> None:
    assert debris(File("a.md", "behind `TO" + "DO`")) == []
    file = File("a.md", "see docs/home/index.md, {inbox}/work/x, https://example.org/home/a and tests/tmp/x")
    assert index_addresses(file) == machine_paths(file) == debris(file) == []
