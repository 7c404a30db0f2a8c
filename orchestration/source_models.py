"""Staging models for customers, and for rows that have no canonical meaning yet, as text; sales have `sales_log`'s."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingestion.sample_texts import Column, Reading
from ingestion.sampling import Sample
from orchestration.source_meaning import Meaning
from workspaces.errors import ConfigurationError

LOADER = (
    *("_load_seq", "_line", "_delivered_at", "_row_hash", "_key", "_version", "_reasons", "_first_seen_at"),
    *("_last_delivered_at", "_last_load_seq", "_fate"),
)
WHAT = {"day": "a date", "moment": "a time", "number": "a number"}
CUSTOMERS = {
    "full_name": "name",
    "email": "email",
    "phone": "phone",
    "birth_date": "birth_date",
    "gender": "gender",
    "place": "place",
    "country": "country",
    "postal_code": "postal_code",
}
"""Canonical column -> meaning."""
PSEUDO = '{{ is_pseudo_account("full_name") }}'
PERSONAL = {"full_name", "email", "phone", "birth_date", "gender", "postal_code", "source_key"}


def customers_files(name: str, sample: Sample, reading: Reading, meaning: Meaning, key: list[str]) -> dict[str, str]:
    """The models, sources and properties of a source whose rows are customers."""
    told = {canonical: meaning.columns[each] for canonical, each in CUSTOMERS.items() if each in meaning.columns}
    typed = {canonical: (column, _customer_cell(canonical, column, sample)) for canonical, column in told.items()}
    files = _shared_files(name, "customers", sample, reading, key, typed)
    contacts = {told.get("email"), told.get("phone"), told.get("full_name")}
    record = '{{ contact_key("_key") }}' if set(key) & contacts else "_key"
    lines = [
        f"-- One row per customer of {name}.",
        f'{{{{ config(enabled=source_is_enabled("{name}")) }}}}',
        "",
        "with",
        f"    people as (select * from {{{{ ref(\"stg_{name}__customers_rows\") }}}} where _fate = 'current')",
        "",
        "select",
        f"    '{name}:' || {record} as record_id,",
        f"    '{name}' as source,",
        f"    {record} as source_key,",
        "    _first_seen_at as first_seen_at,",
        "    _version as updated_at,",
        *(f"    {c if c in told else _null(c)}," for c in CUSTOMERS),
        "    cast(null as varchar) as occupation,",
        "    cast(null as varchar) as acquisition_source,",
        f"    {PSEUDO if 'full_name' in told else 'false'} as is_pseudo,",
        "    false as is_deleted,",
        "    _last_load_seq as _load_seq,",
        "from people",
    ]
    files[f"stg_{name}__customers.sql"] = "\n".join(lines) + "\n"
    canonical = [
        *("record_id", "source", "source_key", "first_seen_at", "updated_at", *CUSTOMERS),
        *("occupation", "acquisition_source", "is_pseudo", "is_deleted"),
    ]
    files[f"_{name}__models.yml"] += _properties(
        f"stg_{name}__customers",
        f"One row per customer of {name}, in the columns of canonical customers.",
        "      - one_row_per:\n          arguments: {columns: [record_id]}",
        {c: f'{{{{ doc("canonical_{c}") }}}}' for c in canonical} | {"_load_seq": '{{ doc("changed_load_seq") }}'},
    )
    return files


def rows_files(name: str, sample: Sample, reading: Reading, key: list[str]) -> dict[str, str]:
    """The models, sources and properties of rows that are typed and judged, and go nowhere yet."""
    typed = {plain_name(column.name): (column.name, _cell(column, sample)) for column in reading.columns.values()}
    return _shared_files(name, "rows", sample, reading, key, typed)


def plain_name(column: str) -> str:
    """A column's name as the macro `plain_name` writes it."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", column):
        return column
    return re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")


def _shared_files(
    name: str, entity: str, sample: Sample, reading: Reading, key: list[str], typed: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    plain = [plain_name(column).lower() for column in reading.columns]
    if twice := {each for each in plain if plain.count(each) > 1}:
        raise ConfigurationError(
            f"Columns differ by signs alone: {', '.join(sorted(twice))}.", "Rename one of them in the export."
        )
    columns = ", ".join(f'"{column}"' for column in typed)
    members = sorted({column.split(".")[0] for column in reading.columns})
    asked = f", [{', '.join(f'{chr(34)}{m}{chr(34)}' for m in members)}]" if _is_json(sample) else ""
    faults = ['["not raw_is_object", "line: not a JSON object"]'] if _is_json(sample) else []
    faults += [f'[{_text(k, sample)} ~ " is null", "{k}: missing"]' for k in key[:1]]
    for alias, (column, _) in typed.items():
        if what := WHAT.get(reading.columns[column].kind):
            raw = _text(column, sample)
            faults.append(f'[{raw} ~ " is not null and {alias} is null", "{column}: not {what}"]')
    lines = [
        f"-- One row per raw row of {name}, with its fate.",
        "{{",
        "    config(",
        f'        enabled=source_is_enabled("{name}"),',
        '        materialized="incremental",',
        '        incremental_strategy="touched",',
        '        touched_key="_key",',
        "    )",
        "}}",
        f'{{%- set declared = conventions("{name}", "{entity}") -%}}',
        f"{{%- set columns = [{columns}] -%}}",
        "",
        "with",
        f'    delivered as ({{{{ raw_rows("{name}", "{entity}"{asked}) }}}}),',
        "",
        "    typed as (",
        "        select",
        "            delivered.*,",
        *(f"            {cell} as {alias}," for alias, (_, cell) in typed.items()),
        "        from delivered",
        "    ),",
        "",
        "    judged as (",
        "        select",
        "            typed.*,",
        f"            {_key(key, sample)} as _key,",
        "            {{ version_clock(declared) }} as _version,",
        "            _delivered_at as _first_seen_at,",
        f"            {{{{ reasons([{', '.join(faults)}]) }}}} as _reasons,",
        "        from typed",
        f'    ){{{{ fated_rows("{name}", "{entity}", columns) }}}}',
    ]
    described = {alias: f"Column {column} as delivered, typed." for alias, (column, _) in typed.items()}
    described |= {column: f'{{{{ doc("loader{column}") }}}}' for column in LOADER}
    personal = {alias for alias, (column, _) in typed.items() if reading.columns[column].is_personal}
    return {
        f"stg_{name}__{entity}_rows.sql": "\n".join(lines) + "\n",
        f"_{name}__sources.yml": _sources(name, entity),
        f"_{name}__models.yml": "version: 2\n\nmodels:\n"
        + _properties(
            f"stg_{name}__{entity}_rows",
            f"One row per raw row of {name}, with its fate.",
            "      - row_fates_hold",
            described,
            personal,
        ),
    }


def _is_json(sample: Sample) -> bool:
    return sample.format in {"json_lines", "json"}


def _text(column: str, sample: Sample) -> str:
    """The raw cell, an expression that macros take: a column's name, or a JSON member by its path."""
    first, _, rest = column.partition(".")
    if _is_json(sample):
        return f'json_at("raw_{first}", "{rest}")' if rest else f'"raw_{first}"'
    raw = f"raw_{plain_name(column)}"
    return f'"cast({raw} as varchar)"' if sample.format == "parquet" else f'"{raw}"'


def _cell(column: Column, sample: Sample) -> str:
    text = _text(column.name, sample)
    if column.kind == "day":
        return f"{{{{ to_date({text}, declared) }}}}"
    if column.kind == "moment":
        return f"{{{{ to_timestamp_utc({text}, declared) }}}}"
    if column.kind == "number":
        return f"{{{{ rounded_number({text}, declared, 4) }}}}"
    return f"{{{{ to_text({text}) }}}}"


def _customer_cell(canonical: str, column: str, sample: Sample) -> str:
    text = _text(column, sample)
    if canonical == "birth_date":
        return f"{{{{ to_date({text}, declared) }}}}"
    if canonical == "gender":
        return f"{{{{ to_gender({text}) }}}}"
    if canonical in {"email", "phone"}:
        return f"{{{{ answer_or_null(to_text({text})) }}}}"
    return f"upper({{{{ to_text({text}) }}}})" if canonical == "country" else f"{{{{ to_text({text}) }}}}"


def _key(key: list[str], sample: Sample) -> str:
    if len(key) == 1:
        return f"{{{{ to_text({_text(key[0], sample)}) }}}}"
    return "nullif(concat_ws('|', " + ", ".join(f"{{{{ to_text({_text(k, sample)}) }}}}" for k in key) + "), '')"


def _null(canonical: str) -> str:
    return f"cast(null as {'date' if canonical == 'birth_date' else 'varchar'}) as {canonical}"


def _sources(name: str, entity: str) -> str:
    return (
        "version: 2\n\nsources:\n"
        f"  - name: {name}\n    description: Raw rows of {name} as delivered.\n    schema: raw\n    tables:\n"
        f"      - name: {entity}\n        identifier: {name}__{entity}\n"
        f"        description: Every landed row of `{name}.{entity}`, with `_load_seq`, `_line` and `_delivered_at`.\n"
    )


def _properties(
    model: str, description: str, test: str, columns: Mapping[str, str], personal: set[str] | None = None
) -> str:
    lines = [f"  - name: {model}", f"    description: {description}", "    config: {meta: {kind: local}}"]
    lines += ["    data_tests:", test, "    columns:"]
    for column, told in columns.items():
        quoted = "'" + told.replace("'", "''") + "'"
        lines += [f"      - name: {column}", f"        description: {quoted}"]
        if column in PERSONAL or column in (personal or set()):
            lines.append("        config: {meta: {pii: true}}")
    return "\n".join(lines) + "\n"
