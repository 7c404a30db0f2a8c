"""A holdout in an audience's definition: what the compiled model declares, and which declarations are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.audiences.model import files
from workspaces.errors import ConfigurationError
from workspaces.settings import DBT_PROJECT

TEA = (DBT_PROJECT / "audiences/welcome.yml").read_text(encoding="utf-8")


def declared(folder: Path, more: str) -> dict[str, Any]:
    """`meta.audience` of a definition with these lines more."""
    (folder / "models").symlink_to(DBT_PROJECT / "models")
    (folder / "audiences").mkdir()
    (folder / "audiences/tea.yml").write_text(f"{TEA}\n{more}\n", encoding="utf-8")
    (model,) = yaml.safe_load(files(folder)["aud_tea.yml"])["models"]
    return dict(model["config"]["meta"]["audience"])


@pytest.mark.parametrize(
    ("more", "holdout"),
    [
        ("holdout: {share: 0.1, stratify_by: [lifecycle]}", {"share": 0.1, "stratify_by": ["lifecycle"]}),
        ("holdout: none", "none"),
        ("", None),
    ],
)
def test_what_is_declared_reaches_the_model(tmp_path: Path, more: str, holdout: object) -> None:
    assert declared(tmp_path, more).get("holdout") == holdout


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("holdout: {share: 1}", "less than 1"),
        ("holdout: {share: -0.1}", "greater than or equal to 0"),
        ("holdout: {share: 0.1, stratify_by: [height]}", "no column 'height'"),
        ("holdout: some", "holdout"),
        ("holdout: {share: 0.1}\npurpose: service", "messages of service hold nobody out"),
    ],
)
def test_a_wrong_holdout_is_refused(tmp_path: Path, more: str, fault: str) -> None:
    with pytest.raises(ConfigurationError, match=r"audiences/tea\.yml") as told:
        declared(tmp_path, more)
    assert fault in str(told.value)
