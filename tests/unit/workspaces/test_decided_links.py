"""The workspace's file of decided links: what is appended is read again, and a wrong line is named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pydantic import ValidationError

from workspaces import decided_links
from workspaces.decided_links import DecidedLink
from workspaces.errors import ConfigurationError

HEADER = "decision,left_id,right_id,decided_by,reason,decided_on\n"
LINK = DecidedLink(
    decision="never_link",
    left_id="web_shop:C1",
    right_id="phone:+628123",
    decided_by="rina",
    reason='said "no", and meant it',
    decided_on=dt.date(2026, 6, 30),
)


def test_what_is_appended_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "identity" / "decided_links.csv"
    assert (decided_links.read(file), decided_links.digest(file)) == ([], "")
    decided_links.append(file, LINK)
    first = decided_links.digest(file)
    decided_links.append(file, LINK, LINK)
    assert decided_links.read(file) == [LINK, LINK, LINK]
    assert file.read_text(encoding="utf-8").count(HEADER) == 1
    assert decided_links.digest(file) != first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("left_id,right_id\n", "first line"),
        (HEADER + "perhaps,a:1,b:2,me,why,2026-06-30\n", "line 2: decision"),
        (HEADER + "never_link,a:1,b:2,me,why,2026-06-30\nnever_link,a:1,b:2,me,,2026-06-30\n", "line 3: reason"),
        (HEADER + "never_link,a:1,a:1,me,why,2026-06-30\n", "two different ids"),
        (HEADER + "never_link,a:1,b,me,why,2026-06-30\n", "right_id"),
        (HEADER + "never_link,a:1,b:2,me,why,30/06/2026\n", "decided_on"),
        (HEADER + "never_link,a:1,b:2,me,why\n", "decided_on"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "decided_links.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        decided_links.read(file)


def test_a_link_has_two_sides() -> None:
    with pytest.raises(ValidationError, match="two different ids"):
        DecidedLink(**{**LINK.model_dump(), "right_id": LINK.left_id})
