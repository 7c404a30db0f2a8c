"""DuckDB's way and the exact way read the same text alike, wherever DuckDB's way is taken at all."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion import delimited
from ingestion.columns import plan_columns
from ingestion.delimited_apart import copy_records, land_apart
from ingestion.delimited_by_line import land_by_line, read_header
from ingestion.plain_text import PlainText, plain_text
from ingestion.refusal import Refusal
from workspaces.configuration import Entity

ENTITY = Entity.model_validate(
    {"files": "*", "key": ["a"], "required": ["a", "b"], "optional": ["c"], "rejected_share_max": 1}
)
PIECES = st.sampled_from(
    [b",", b'"', b'""', b"\n", b" ", b"x", b"12", b"\xc3\xa9", b"\xff", b"\0", b"'", b"\\", b"\t", b"\r"]
)
QUOTED = st.lists(PIECES, max_size=4).map(lambda pieces: b'"' + b"".join(pieces).replace(b'"', b'""') + b'"')
FIELDS = st.one_of(
    st.sampled_from([b"", b"1", b"x y", b"\xc3\xa9"]), QUOTED, st.lists(PIECES, max_size=3).map(b"".join)
)
LINES = st.tuples(st.lists(FIELDS, min_size=3, max_size=3).map(b",".join), st.sampled_from([b"\n", b"\n", b"\r\n"]))
TEXTS = st.lists(LINES, max_size=4).map(lambda lines: b"".join(line + end for line, end in lines))


def by_duckdb(plain: PlainText, folder: Path) -> list[tuple[object, ...]] | None:
    """The rows of DuckDB's way; None where it is not taken."""
    header, header_lines = read_header(plain.file, ENTITY)
    plan = plan_columns(header, ENTITY, header_lines)
    with duckdb.connect() as duck:
        if header_lines > 1 or not delimited._is_ordinary(plain):
            return None
        if not copy_records(plain.file, plain.census.line_count - 1, ENTITY, plan, folder, duck):
            return None
    return rows_of(folder, "file_row_number + 2")


def apart(plain: PlainText, folder: Path) -> tuple[list[tuple[object, ...]], int] | None:
    """The rows of DuckDB's way with its suspects read exactly, and how many lines were rejected."""
    header, header_lines = read_header(plain.file, ENTITY)
    plan = plan_columns(header, ENTITY, header_lines)
    with duckdb.connect() as duck, pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingestion.irregular_lines.BLOCK_BYTES", 48)  # so that lines lie on both sides of a border
        contents = land_apart(plain, ENTITY, plan, folder, duck) if header_lines == 1 else None
    return contents and (rows_of(folder, "_line"), contents.rejected_count)


def exactly(plain: PlainText, folder: Path) -> tuple[list[tuple[object, ...]], int]:
    """The rows of the exact way, and how many lines it rejected."""
    header, header_lines = read_header(plain.file, ENTITY)
    contents = land_by_line(plain.file, ENTITY, plan_columns(header, ENTITY, header_lines), folder)
    return rows_of(folder, "_line"), contents.rejected_count


def rows_of(folder: Path, line: str) -> list[tuple[object, ...]]:
    file = str(folder / "rows.parquet")
    return duckdb.execute(
        f"select a, b, c, {line} from read_parquet(?, file_row_number = true) order by 4", [file]
    ).fetchall()


@given(TEXTS)
@settings(max_examples=150, deadline=None, derandomize=True)
@example(b'1,"x" ,2\n')
@example(b'1, "x",2\n')
@example(b'1,"x\ny",2\n\n3,4,5\n')
@example(b"1,2,3,\n")
@example(b'1"x,2"y",3\n')
@example(b'1,2\n1,"x\ny",3\n1,2\n3,4,5\n"\xff",2,3\n4,5,6\n')
def test_both_ways_read_alike(text: bytes) -> None:
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        file = folder / "delivery.csv"
        file.write_bytes(b"a,b,c\n" + text)
        try:
            plain = plain_text(file, file.name, ENTITY, None, folder)
            fast = by_duckdb(plain, folder)
        except Refusal:
            return
        if fast is not None:
            assert exactly(plain, folder) == (fast, 0)
        try:
            found = apart(plain, folder)
        except Refusal as refusal:
            with pytest.raises(Refusal, match=re.escape(str(refusal))):
                exactly(plain, folder)
            return
        if found is not None:
            assert exactly(plain, folder) == found
