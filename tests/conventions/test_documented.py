"""What a user can set, read or choose stands in docs/: settings, workspace options, variables, audiences. A page that
documents something which no longer exists is as wrong as one that leaves something out.
"""

from __future__ import annotations

import re

import yaml
from pydantic import BaseModel

from workspaces.configuration import DeliveredAt, Entity, Source, Workspace
from workspaces.identity import Probabilistic
from workspaces.settings import DBT_PROJECT, REPOSITORY

from .sql_text import without_comments
from .tree import documents, room_modules, sql_files

SETTING = re.compile(r"\bLANGGANAN_[A-Z_]+\b")


def settings_in(text: str) -> set[str]:
    """Names of environment settings that a text mentions."""
    return set(SETTING.findall(text))


def table_names(page: str, heading: str | None = None) -> set[str]:
    """The first cells, written as code, of a page's tables; only those below one heading if it is given."""
    if heading is not None:
        page = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))


def options_of(model: type[BaseModel]) -> set[str]:
    """The options of a part of the workspace file, as a user writes them; excluded fields are no options."""
    return {f.alias or name for name, f in model.model_fields.items() if not f.exclude}


def uncommented_variables(project: str) -> list[str]:
    """Variables of dbt_project.yml that stand in no block below a comment."""
    faults, commented, inside = [], False, False
    for line in project.splitlines():
        inside = line.startswith("vars:") or (inside and not re.match(r"\S", line))
        commented = line.strip().startswith("#") or (commented and bool(line.strip()))
        found = re.match(r"^  (\w+):", line)
        if inside and found and not commented:
            faults.append(found.group(1))
    return faults


def variables_used(sql: str) -> set[str]:
    """Variables that a model or macro reads by name."""
    return set(re.findall(r"\bvar\(\s*['\"](\w+)['\"]", without_comments(sql)))


def _declared_variables() -> set[str]:
    return set(yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"])


def test_every_setting_is_documented() -> None:
    read = {name for f in room_modules() for name in settings_in(f.text)}
    read |= settings_in((DBT_PROJECT / "profiles.yml").read_text(encoding="utf-8"))
    assert settings_in(documents()["settings.md"]) == read


def test_every_workspace_option_is_documented() -> None:
    page = documents()["workspaces.md"]
    assert table_names(page, "The workspace") == options_of(Workspace)
    assert table_names(page, "Probabilistic links") == options_of(Probabilistic)
    assert table_names(page, "A source") == options_of(Source)
    assert table_names(page, "An entity") == options_of(Entity)
    assert table_names(page, "When a delivery was made") == options_of(DeliveredAt)


def test_every_variable_is_commented_and_documented() -> None:
    assert uncommented_variables((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8")) == []
    assert table_names(documents()["variables.md"]) == _declared_variables()


def test_every_variable_that_is_read_is_declared_and_the_other_way_round() -> None:
    properties = [p.read_text(encoding="utf-8") for p in sorted(DBT_PROJECT.rglob("*.yml"))]
    read = {name for text in [*(f.text for f in sql_files()), *properties] for name in variables_used(text)}
    assert read == _declared_variables()


def test_every_audience_is_documented() -> None:
    names = {p.stem.removeprefix("aud_") for p in (DBT_PROJECT / "models/audiences").rglob("aud_*.sql")}
    assert names
    assert table_names(documents()["audiences.md"]) & names == names


def test_pages_link_to_files_that_exist() -> None:
    pages = {f"docs/{name}": text for name, text in documents().items()}
    pages["README.md"] = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert [fault for name, text in pages.items() for fault in broken_links(name, text)] == []


def broken_links(path: str, text: str) -> list[str]:
    """Relative links of a page whose target does not exist."""
    folder = (REPOSITORY / path).parent
    targets = [t for t in re.findall(r"\]\(([^)#\s]+)", text) if not re.match(r"[a-z]+:", t)]
    return [f"{path}: {target}" for target in targets if not (folder / target).exists()]


def test_what_is_missing_is_seen() -> None:
    class Part(BaseModel):
        named: int

    assert options_of(Part) == {"named"}
    assert table_names("## A\n| `one` | 1 |\n## B\n| `two` | 2 |") == {"one", "two"}
    assert table_names("\n## A\n| `one` | 1 |\n## B\n| `two` | 2 |", "A") == {"one"}
    assert settings_in("LANGGANAN_HOME=/data langganan run") == {"LANGGANAN_HOME"}
    assert uncommented_variables("# a\nvars:\n  one: 1\n\n  two: 2\n  # b\n  three: 3\nmodels:\n  four: 4") == ["two"]
    assert variables_used("-- var('no')\n{{ var('as_of') }} {{ var(\"x\") }}") == {"as_of", "x"}
    assert broken_links("docs/a.md", "[a](nowhere.md) [b](architecture.md) [c](https://example.org)") == [
        "docs/a.md: nowhere.md"
    ]
