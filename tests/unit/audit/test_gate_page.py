"""docs/gate.md tells every threshold of the suites with its default."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from audit.suites import SUITES

PAGE = (Path(__file__).parents[3] / "docs" / "gate.md").read_text(encoding="utf-8")


def test_every_threshold_is_told_with_its_default() -> None:
    declared = {
        name: str(value)
        for file in SUITES.glob("*.yml")
        for name, value in yaml.safe_load(file.read_text(encoding="utf-8")).get("thresholds", {}).items()
        if name != "purpose"
    }
    assert dict(re.findall(r"^\| `(\w+)` \| ([^ ]+) \|", PAGE, re.MULTILINE)) == declared
