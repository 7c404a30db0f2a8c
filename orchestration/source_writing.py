"""A source's declaration and staging models, written from what a sample tells: the text of files, nothing on disk.

Sales take the models of `sales_log`; customers and rows of no known meaning get models of their own. What is undecided
stands in the declaration behind `TODO`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingestion.sample_texts import UNDECIDED, Column, Reading
from ingestion.sampling import Sample
from orchestration.source_files import sales_log_files
from orchestration.source_meaning import Meaning, is_personal, status_words
from orchestration.source_models import customers_files, rows_files

YAML_WORDS = {"no", "yes", "on", "off", "null", "true", "false", "y", "n"}
PURPOSES = {"email": "contact and matching", "phone": "contact and matching", "national_id": "matching"}


@dataclass(frozen=True)
class Written:
    """`block` goes below `sources:`, `files` into the staging folder, `test` into tests/staging; name -> text."""

    block: str
    files: dict[str, str]
    test: str
    undecided: list[str]


def written_source(
    name: str, file: Path, sample: Sample, reading: Reading, meaning: Meaning, dbt_project: Path
) -> Written:
    """Everything of a source called `name` that a sample is of."""
    undecided = [*sample.undecided, *reading.undecided, *meaning.undecided]
    statuses, unknown = (
        status_words(sample.cells(meaning.columns["status"])) if "status" in meaning.columns else ({}, [])
    )
    if unknown and meaning.entity == "lines":
        words = ", ".join(unknown[:8])
        undecided.append(f"statuses: {meaning.columns['status']} says {words} too; put each, or its rows are set aside")
    key = _key(reading, meaning)
    if meaning.entity != "lines" and key is None:
        undecided.append("key: no column of the sample is filled everywhere and never twice; all together were taken")
    block = _block(name, file, sample, reading, meaning, undecided, key or [*reading.columns])
    if meaning.entity == "lines" and "status" in meaning.columns:
        told = ", ".join(f"{_yaml(word)}: {what}" for word, what in statuses.items()) or "put_each: fulfilled"
        block += f"        statuses: {{{told}}}\n"
    if meaning.entity == "lines":
        files = sales_log_files(dbt_project, name)
    elif meaning.entity == "customers":
        files = customers_files(name, sample, reading, meaning, key or [*reading.columns])
    else:
        files = rows_files(name, sample, reading, key or [*reading.columns])
    is_decided = not any(value == UNDECIDED for value in reading.options.values()) and not _undecided_numbers(reading)
    return Written(block, files, _test(name, meaning.entity, is_decided), undecided)


def _undecided_numbers(reading: Reading) -> bool:
    return any(told.startswith("decimal") for told in reading.undecided)


def _key(reading: Reading, meaning: Meaning) -> list[str] | None:
    """The most telling of the columns that may be the key; one that says so by its name comes first."""
    told = [meaning.columns[each] for each in ("customer", "order") if meaning.columns.get(each) in reading.keys]
    named = [key for key in reading.keys if any(word in key.lower() for word in ("id", "no", "kode", "nomor", "code"))]
    contact = [meaning.columns[each] for each in ("email", "phone") if each in meaning.columns]
    unique = [c for c in contact if reading.columns[c].distinct == reading.columns[c].filled]
    found = [*told, *named, *unique[:1]]
    return found[:1] or None


def _block(
    name: str, file: Path, sample: Sample, reading: Reading, meaning: Meaning, undecided: Iterable[str], key: list[str]
) -> str:
    suffix = "".join(file.suffixes[-2:] if file.suffix.lower() in {".gz", ".zst"} else file.suffixes[-1:])
    told = [f"  # {UNDECIDED} {line}" for line in undecided]
    lines = [
        f"{name}:",
        f"  title: {_yaml(f'Of the sample {file.name}')}",
        *told,
        "  entities:",
        f"    {meaning.entity}:",
    ]
    options = [f"files: {name}/{name}_*{suffix}"]
    if sample.format != "csv":
        options.append(f"format: {sample.format}")
    options += [f"{option}: {_yaml(value)}" for option, value in sample.options.items()]
    for option, value in reading.options.items():
        note = f"    # {UNDECIDED}: no row is read until it is put" if value == UNDECIDED else ""
        options.append(f"{option}: {_yaml(value)}{note}")
    if meaning.entity == "lines":
        options.append("delivery: events")
    else:
        options.append(f"key: {_listed(key)}")
    options.append("cadence: daily")
    if re.search(r"\d{4}-\d{2}-\d{2}", file.name):
        options.append('delivered_at: {pattern: "(\\\\d{4}-\\\\d{2}-\\\\d{2})", format: "%Y-%m-%d"}')
    if sample.format not in {"json_lines", "json"}:
        options += _columns(reading, meaning, key)
    if personal := [column for column in reading.columns.values() if is_personal(column, meaning)]:
        options.append("personal:")
        options += [f"  {_yaml(column.name)}: {_purpose(column)}" for column in personal]
    if meaning.entity == "lines":
        options.append("sale_lines:")
        options += [f"  {option}: {_yaml(column)}" for option, column in _sale_options(meaning, reading).items()]
        options.append("  channel: store    # or web")
    return "\n".join([*lines, *(f"      {option}" for option in options)]) + "\n"


def _sale_options(meaning: Meaning, reading: Reading) -> dict[str, str]:
    options = dict(meaning.columns)
    date = options.pop("date")
    moment = "ordered_at" if reading.columns[date].kind == "moment" else "date"
    return {**({"order": options.pop("order")} if "order" in options else {}), moment: date, **options}


def _columns(reading: Reading, meaning: Meaning, key: list[str]) -> list[str]:
    """Required is what the rows mean nothing without; the rest may be missing from a delivery."""
    needed = {meaning.columns.get(each) for each in ("order", "date", "time", "price", "amount", "quantity", "status")}
    needed |= set(key) if meaning.entity != "lines" else set()
    required = [name for name in reading.columns if name in needed]
    optional = [name for name in reading.columns if name not in needed]
    return [f"required: {_listed(required)}", *([f"optional: {_listed(optional)}"] if optional else [])]


def _purpose(column: Column) -> str:
    return PURPOSES.get(column.kind, "greeting and matching")


def _yaml(value: object) -> str:
    """A scalar as YAML reads it back, whatever signs it holds."""
    if isinstance(value, str) and value.replace("_", "").isalpha() and value.lower() not in YAML_WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def _listed(names: Iterable[str]) -> str:
    return "[" + ", ".join(map(_yaml, names)) + "]"


def _test(name: str, entity: str, is_decided: bool) -> str:
    head = f"-- The deliveries of {name} are read: not every row is set aside.\n"
    enabled = f'enabled=source_is_enabled("{name}")'
    if not is_decided:
        head += f"-- {UNDECIDED}: take `and false` away when the declaration leaves nothing open.\n"
        enabled += " and false"
    return (
        f"{head}{{{{ config({enabled}) }}}}\n\n"
        "select count(*) as row_count,\n"
        f'from {{{{ ref("stg_{name}__{entity}_rows") }}}}\n'
        "having count(*) > 0 and count(case when _fate <> 'quarantined' then 1 end) = 0\n"
    )
