"""dbt's own unit tests of identity, intermediate and marts, which a run leaves out: they judge code, not data.

Those of staging and of the audiences run where their slices are (tests/unit/staging, tests/unit/audiences).
"""

from __future__ import annotations

import re

from ran_shop import RanShop

from workspaces.settings import DBT_PROJECT

LAYERS = ("identity", "intermediate", "marts")


def test_every_unit_test_runs_and_passes(ran_shop: RanShop) -> None:
    declared = sum(
        len(re.findall(r"^  - name: ", file.read_text(encoding="utf-8"), re.MULTILINE))
        for layer in LAYERS
        for file in (DBT_PROJECT / "models" / layer).rglob("*unit_tests.yml")
    )
    selected = (f"test_type:unit,path:models/{layer}" for layer in LAYERS)
    answer = ran_shop.langganan("dbt", "--", "test", "--select", *selected)
    assert answer.exit_code == 0, answer.out
    assert declared >= 15
    assert f"PASS={declared} WARN=0 ERROR=0 SKIP=0" in answer.out
