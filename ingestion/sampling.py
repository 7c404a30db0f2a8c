"""The beginning of a file that nobody has declared yet, as a table of texts, with what says how it is written.

What is found is told with its evidence, for a person to confirm. Deliveries are never read this way: how they are
written is declared. What the texts mean is for sample_texts.py.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from ingestion.excel import as_text
from ingestion.scratch_duckdb import literal
from workspaces.errors import ConfigurationError

SAMPLE_BYTES = 4 << 20
SAMPLE_ROWS = 2_000
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
WORKBOOKS = (".xlsx", ".xls", ".ods")


@dataclass(frozen=True)
class Sample:
    """`options` are those of the entity's declaration, `evidence` sentences that say why; blank cells are null."""

    format: str
    header: list[str]
    rows: list[list[str | None]]
    options: dict[str, Any] = field(default_factory=dict)
    evidence: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)

    def cells(self, column: str) -> list[str]:
        """The column's texts that are not blank."""
        position = self.header.index(column)
        return [text for row in self.rows if position < len(row) and (text := (row[position] or "").strip())]


def read_sample(file: Path) -> Sample:
    """Read a file's beginning by its ending and its bytes. Raises ConfigurationError with what is wrong with it."""
    if not file.is_file():
        raise ConfigurationError(f"There is no file {file}.", "Give the path of a sample of the delivery.")
    endings = [ending.lower() for ending in file.suffixes[-2:]]
    if endings and endings[-1] in WORKBOOKS:
        sample = _workbook(file)
    elif endings and endings[-1] == ".parquet":
        sample = _parquet(file)
    else:
        sample = _text(file, endings)
    if not sample.header or not sample.rows:
        raise ConfigurationError(f"{file} has no rows below a header.", "Give a sample with some rows.")
    return sample


def _text(file: Path, endings: list[str]) -> Sample:
    content = _beginning(file, endings)
    if not content.strip():
        raise ConfigurationError(f"{file} is empty.", "Give a sample with some rows.")
    encoding, why = _encoding(content)
    text = content.decode(encoding, errors="ignore").lstrip("\ufeff")
    options = {} if encoding == "utf-8" else {"encoding": encoding}
    begins = text.lstrip()[:1]
    if begins in {"{", "["}:
        return _json(file, text, len(content) == SAMPLE_BYTES, options, [why])
    lines = text.splitlines()
    kept = lines[:-1] if len(content) == SAMPLE_BYTES else lines
    return _delimited(file, kept, options, [why])


def _beginning(file: Path, endings: list[str]) -> bytes:
    """The first bytes of the text, unpacked where the name says that it is packed."""
    try:
        if endings[-1:] == [".zst"]:
            with pa.OSFile(str(file), "rb") as packed, pa.CompressedInputStream(packed, "zstd") as stream:
                return bytes(stream.read(SAMPLE_BYTES))
        with gzip.open(file) if endings[-1:] == [".gz"] else file.open("rb") as opened:
            return opened.read(SAMPLE_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise ConfigurationError(
            f"{file} cannot be unpacked; it is damaged, cut off, or packed otherwise than its name says.",
            "Give a whole sample.",
        ) from error


def _is_windows_1252(content: bytes) -> bool:
    return not set(b"\x81\x8d\x8f\x90\x9d") & set(content)


def _encoding(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "encoding utf-16: it begins with that mark"
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8", "encoding utf-8: it begins with that mark"
    try:
        content[:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sign = content[error.start : error.start + 1]
        # It has every sign of iso-8859-1, and those that Windows writes beside them.
        name = "windows-1252" if _is_windows_1252(content) else "iso-8859-1"
        read = sign.decode(name)
        return name, f"encoding {name}: byte {sign.hex()} in line {line} is no UTF-8; read so it is {read!r}"
    if content.isascii():
        return "utf-8", "encoding utf-8: every byte is plain ASCII, which all encodings share"
    return "utf-8", "encoding utf-8: every byte is valid in it, and some are no ASCII"


def _delimited(file: Path, lines: list[str], options: dict[str, Any], evidence: list[str]) -> Sample:
    text = "\n".join(lines[: SAMPLE_ROWS + 1])
    tables = {sign: list(csv.reader(io.StringIO(text), delimiter=sign)) for sign in DELIMITERS}
    widths = {sign: [len(row) for row in rows if row] for sign, rows in tables.items()}
    even = {sign: counts[0] for sign, counts in widths.items() if counts and counts[0] > 1 and len(set(counts)) == 1}
    if not even:
        most = {sign: sum(count == counts[0] for count in counts) for sign, counts in widths.items() if counts[0] > 1}
        if not most:
            raise ConfigurationError(
                f"{file}: no comma, semicolon, tab or bar parts its first line.", "Give a file of several columns."
            )
        delimiter = max(most, key=lambda sign: (most[sign], widths[sign][0]))
        evidence.append(
            f"delimiter {delimiter!r}: {most[delimiter]} of {len(widths[delimiter])} lines have the header's"
            f" {widths[delimiter][0]} fields; the others would be set aside"
        )
    else:
        delimiter = max(even, key=lambda sign: even[sign])
        evidence.append(f"delimiter {delimiter!r}: every line of the sample has {even[delimiter]} fields")
    if delimiter != ",":
        options["delimiter"] = delimiter
    header, *rows = [row for row in tables[delimiter] if row]
    if ".tsv" in file.suffixes and delimiter != "\t":
        evidence.append("its name says tabs, its lines do not")
    right = [row for row in rows if len(row) == len(header)]
    return Sample(
        "csv", [name.strip() for name in header], [[c or None for c in row] for row in right], options, evidence
    )


def _json(file: Path, text: str, is_cut: bool, options: dict[str, Any], evidence: list[str]) -> Sample:
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        records = [json.loads(line) for line in lines[: SAMPLE_ROWS if not is_cut else max(len(lines) - 1, 0)]]
        evidence.append("format json_lines: every line is a JSON document of its own")
        kind = "json_lines"
    except ValueError:
        records, path = _records_of_document(file, text)
        kind = "json"
        options = {**options, **({"records": path} if path else {})}
        evidence.append(f"format json: one document, its records in {path or 'the document itself'}")
    objects = [flat(record) for record in records if isinstance(record, dict)]
    if len(objects) < len(records):
        evidence.append(f"{len(records) - len(objects)} records are no JSON objects; they would be set aside")
    header = list(dict.fromkeys(name for record in objects for name in record))
    return Sample(kind, header, [[record.get(name) for name in header] for record in objects], options, evidence)


def _records_of_document(file: Path, text: str) -> tuple[list[Any], str]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ConfigurationError(f"{file} is no JSON: {error}.", "Give a document, or a JSON object a line.") from error
    if isinstance(document, list):
        return document[:SAMPLE_ROWS], ""
    lists = {name: value for name, value in document.items() if isinstance(value, list) and value}
    if not lists:
        return [document], ""
    path = max(lists, key=lambda name: len(lists[name]))
    return lists[path][:SAMPLE_ROWS], path


def flat(record: dict[str, Any], above: str = "") -> dict[str, str | None]:
    """A JSON object's members as texts, those of objects inside it by their path; a list stays one text."""
    found: dict[str, str | None] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            found.update(flat(value, f"{above}{name}."))
        else:
            found[above + name] = None if value is None else value if isinstance(value, str) else json.dumps(value)
    return found


def _workbook(file: Path) -> Sample:
    try:
        book = CalamineWorkbook.from_path(str(file))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except CalamineError as error:
        raise ConfigurationError(f"{file} is no workbook that can be read.", "Save it again as .xlsx.") from error
    name = max(sheets, key=lambda each: len(sheets[each]))
    table = [[as_text(cell) for cell in row] for row in sheets[name][: SAMPLE_ROWS + 50]]
    widest = max((sum(map(bool, row)) for row in table[:20]), default=0)
    at = next((n for n, row in enumerate(table[:20]) if sum(map(bool, row)) == widest), 0)
    first = next((n for n, cell in enumerate(table[at]) if cell), 0) if table else 0
    header = [cell or "" for cell in table[at][first:]] if table else []
    while header and not header[-1]:
        header.pop()
    rows = [row[first : first + len(header)] for row in table[at + 1 :] if any(row)]
    options: dict[str, Any] = {"header_row": at + 1} if at else {}
    evidence = [f"header in row {at + 1}: the first of the sheet's rows with {widest} filled cells"]
    undecided = []
    if len(sheets) > 1:
        options["sheet"] = name
        evidence.append(f"sheet {name!r}: the longest of {', '.join(map(repr, sheets))}")
        undecided.append(f"sheet: there are {len(sheets)}; the longest was taken")
    return Sample("excel", [c.strip() for c in header], rows, options, evidence, undecided)


def _parquet(file: Path) -> Sample:
    with duckdb.connect() as connection:
        try:
            found = connection.execute(f"select * from read_parquet({literal(file)}) limit {SAMPLE_ROWS}")
            header = [column[0] for column in found.description or []]
            rows = found.fetchall()
        except duckdb.Error as error:
            raise ConfigurationError(f"{file} is no Parquet that can be read.", "Write it again.") from error
    texts = [[None if cell is None else str(cell) for cell in row] for row in rows]
    return Sample("parquet", header, texts, {}, ["format parquet: its columns have types of their own"])
