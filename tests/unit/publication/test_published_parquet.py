"""The version that readers see as Parquet: the same tables, columns and rows, whole or not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import small_marts

from publication import parquet, publish
from workspaces.errors import ConfigurationError

PERSONAL = {("eligibility", "elg_members"): frozenset({"email", "phone", "full_name"})}
CONTENTS = replace(small_marts.PUBLISHED, withheld=PERSONAL)


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """A published version of the small marts, without personal columns."""
    paths, build_seq = small_marts.audited(tmp_path / "shop")
    return paths.publications / publish(paths, build_seq, 3, CONTENTS).file


def test_every_published_table_is_there_value_for_value(version: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "parquet"
    written = parquet.write(version, folder, CONTENTS)
    with duckdb.connect(str(version), read_only=True) as reader:
        tables = reader.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        assert {f.name for f in folder.iterdir()} == {f"{s}.{t}.parquet" for s, t in tables}
        assert written == len(tables) == 5
        rows = 0
        for schema, table in tables:
            there, here = f"'{folder}/{schema}.{table}.parquet'", f'"{schema}"."{table}"'
            assert (
                reader.execute(f"select column_name, column_type from (describe from {there})").fetchall()
                == reader.execute(f"select column_name, column_type from (describe {here})").fetchall()
            )
            assert reader.execute(f"from {here} except all from {there}").fetchall() == []
            assert reader.execute(f"from {there} except all from {here}").fetchall() == []
            rows += len(reader.execute(f"from {there}").fetchall())
        assert rows > 200
        columns = {
            row[0] for row in reader.execute(f"describe from '{folder}/eligibility.elg_members.parquet'").fetchall()
        }
    assert "customer_id" in columns
    assert not columns & PERSONAL["eligibility", "elg_members"]


def test_a_folder_that_is_there_is_never_written_over(version: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "theirs.txt").write_text("theirs")
    with pytest.raises(ConfigurationError, match="exists already"):
        parquet.write(version, tmp_path / "kept", CONTENTS)
    assert [f.name for f in (tmp_path / "kept").iterdir()] == ["theirs.txt"]


def test_a_place_where_no_folder_can_be_made_is_told(version: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match=r"file/parquet cannot be made \(Not a directory\)"):
        parquet.write(version, tmp_path / "file" / "parquet", CONTENTS)


def test_what_a_killed_one_left_is_not_in_the_next(version: Path, tmp_path: Path) -> None:
    folder, left = tmp_path / "parquet", tmp_path / ".partial-parquet"
    left.mkdir()
    (left / "marts.former.parquet").write_text("half of a table")
    parquet.write(version, folder, CONTENTS)
    assert not left.exists()
    assert not (folder / "marts.former.parquet").exists()


def test_what_fails_half_way_leaves_nothing(version: Path, tmp_path: Path) -> None:
    last = ("segments", "seg_customers")
    broken = replace(CONTENTS, withheld={last: frozenset(_columns(version, last))})  # a table cannot be read
    with pytest.raises(duckdb.Error):
        parquet.write(version, tmp_path / "out" / "parquet", broken)
    assert list((tmp_path / "out").iterdir()) == []


def _columns(version: Path, table: tuple[str, str]) -> list[str]:
    with duckdb.connect(str(version), read_only=True) as reader:
        return [row[0] for row in reader.execute(f"describe {table[0]}.{table[1]}").fetchall()]
