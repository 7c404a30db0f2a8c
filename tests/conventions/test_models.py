"""Models by their text: prefix, grain, layer edges, and functions whose result may differ from run to run."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from dbt_common.clients.jinja import get_environment

from .sql_text import calls, comments, reads_raw, references, window, without_comments, without_texts
from .tree import LAYERS, File, layer_of, model_files, sql_files

NEVER = {
    "any_value": "an arbitrary value",
    "first": "an arbitrary value",
    "last": "an arbitrary value",
    "mode": "ties are broken at random",
    "random": "random",
    "uuid": "random",
    "gen_random_uuid": "random",
    "avg": "a floating sum; divide a decimal sum by a count",
    "mean": "a floating sum; divide a decimal sum by a count",
    "stddev": "a floating sum",
    "stddev_samp": "a floating sum",
    "variance": "a floating sum",
    "var_samp": "a floating sum",
    "corr": "a floating sum",
    "regr_slope": "a floating sum",
    "approx_count_distinct": "an approximation",
    "approx_quantile": "an approximation",
    "reservoir_quantile": "random",
    "now": "the clock; use as_of",
    "today": "the clock; use as_of",
    "getdate": "the clock; use as_of",
    "get_current_timestamp": "the clock; use as_of",
    "current_timestamp": "the clock; use as_of",
    "env_var": "the environment; use a variable",
}
CLOCK_WORDS = re.compile(
    r"\b(current_date|current_timestamp|current_time|localtimestamp|run_started_at|invocation_id)\b"
)
UTC_CLOCK = re.compile(r"datetime\.(now|utcnow|today)\b")
ORDERED = {"list", "array_agg", "string_agg", "group_concat", "listagg", "collect_list", "json_group_array"}
TIED = {"arg_max", "arg_min", "max_by", "min_by"}
FLOATING = re.compile(r"\b(double|float|float8|real)\b")


def unstable_functions(file: File) -> list[str]:
    """Each use of a function whose result may differ between two runs on the same rows, as a sentence."""
    sql = without_texts(file.text)
    faults = [f"{name}(): {NEVER[name]}" for name, _, _ in calls(sql, set(NEVER))]
    faults += [f"{found}: the clock; use as_of" for found in CLOCK_WORDS.findall(sql) if f"{found}(" not in sql]
    faults += [f"datetime.{found}: the clock; use as_of" for found in UTC_CLOCK.findall(without_comments(file.text))]
    is_unfolded = re.search(r"\bunfolded\b", comments(file.text))
    for name, inside, after in calls(sql, ORDERED):
        if not is_unfolded and "order by" not in inside and not re.match(r"\s*within group\s*\(\s*order by", after):
            faults.append(f"{name}() without an order, or a comment that it is unfolded again")
    for name, inside, _ in calls(sql, {"sum"}):
        if FLOATING.search(inside):
            faults.append(f"{name}() of floating numbers")
    for name, _, after in calls(sql, {"row_number", "first_value", "last_value", "lag", "lead", "ntile"}):
        if "order by" not in (window(after) or "order by"):
            faults.append(f"{name}() without an order")
    if any(True for _ in calls(sql, TIED)) and not re.search(r"\b(ties|tied)\b", comments(file.text)):
        faults.append("arg_max() or its like without a comment that says why there are no ties")
    if re.search(r"\bdistinct on\b", sql):
        faults.append("distinct on: an arbitrary row")
    return [f"{file.path}: {fault}" for fault in faults]


def misnamed(file: File) -> bool:
    """A model whose name does not say its layer, or in staging its source."""
    stem, layer = Path(file.path).stem, layer_of(file.path)
    if layer not in LAYERS:
        return True
    if layer == "staging":
        if _of_all_sources(file.path):
            return not re.match(r"^stg_[a-z0-9]+(_[a-z0-9]+)*$", stem)
        folder = Path(file.path).parts[3]
        return not re.match(rf"^stg_{folder}__[a-z0-9]+(_[a-z0-9]+)*$", stem)
    return not stem.startswith(LAYERS[layer])


def _of_all_sources(path: str) -> bool:
    """A staging model beside the sources' folders, which accounts for the rows of all of them."""
    return layer_of(path) == "staging" and len(Path(path).parts) == 4


def without_grain(file: File) -> bool:
    """A model whose first line, or whose docstring in Python, does not say what one row is."""
    if file.path.endswith(".py"):
        return not re.search(r"\bOne row per \w", ast.get_docstring(ast.parse(file.text)) or "")
    return not re.match(r"-- One row per \w.*", file.text)


def forbidden_edges(file: File, layer_by_model: dict[str, str]) -> list[str]:
    """Each thing that a model reads and its layer may not."""
    order, layer, stem = list(LAYERS), layer_of(file.path), Path(file.path).stem
    faults = []
    for name in sorted(references(file.text)):
        other = layer_by_model.get(name)
        if other is None:
            continue  # a seed; dbt itself refuses a name that does not exist
        if layer == "staging":
            source = stem.split("__")[0]
            if not ((name.startswith(f"{source}__") or _of_all_sources(file.path)) and name.endswith("_rows")):
                faults.append(f"{stem} reads {name}: staging reads raw and its own source's _rows")
        elif order.index(other) > order.index(layer):
            faults.append(f"{stem} reads {name} of the later layer {other}")
        elif other == "staging" and name.endswith("_rows") and layer not in {"intermediate", "marts"}:
            faults.append(f"{stem} reads {name}: identity and later layers read conforming views")
    reader = layer == "staging" and (stem.endswith("_rows") or _of_all_sources(file.path))
    if reads_raw(file.text) and not reader:
        faults.append(f"{stem} reads raw: only the _rows models of staging do")
    return faults


def test_names_say_the_layer() -> None:
    assert [f.path for f in model_files() if misnamed(f)] == []


@pytest.mark.parametrize(
    "path",
    [
        "dbt_project/models/marts/orders.sql",
        "dbt_project/models/marts/stg_pos__receipts.sql",
        "dbt_project/models/staging/pos/stg_web_shop__orders.sql",
        "dbt_project/models/staging/pos/stg_pos_receipts.sql",
        "dbt_project/models/staging/stg_pos__receipts.sql",
        "dbt_project/models/reports/fct_orders.sql",
    ],
)
def test_a_wrong_name_is_seen(path: str) -> None:
    assert misnamed(File(path, ""))


def test_models_say_their_grain_first() -> None:
    assert [f.path for f in model_files() if without_grain(f)] == []


def test_a_missing_grain_is_seen() -> None:
    assert without_grain(File("a.sql", "select 1"))
    assert without_grain(File("a.sql", "\n-- One row per order_id."))
    assert without_grain(File("a.sql", "-- One row per"))
    assert not without_grain(File("a.sql", "-- One row per order_id."))
    assert without_grain(File("a.py", '"""Orders.\n"""\n# One row per order_id.'))
    assert not without_grain(File("a.py", '"""Orders. One row per order_id.\n"""'))


def test_layers_read_only_what_lies_before_them() -> None:
    models = model_files()
    layer_by_model = {Path(f.path).stem: layer_of(f.path) for f in models}
    assert [fault for file in models for fault in forbidden_edges(file, layer_by_model)] == []


@pytest.mark.parametrize(
    ("path", "sql", "fault"),
    [
        ("marts/fct_orders.sql", "select * from {{ ref('seg_customers') }}", "later layer segments"),
        ("marts/fct_orders.sql", 'select * from {{ source("pos", "receipts") }}', "reads raw"),
        ("intermediate/int_orders.sql", "select * from raw.pos__receipts", "reads raw"),
        ("staging/pos/stg_pos__orders.sql", '{{ raw_rows("pos", "receipts") }}', "reads raw"),
        ("staging/pos/stg_pos__orders.sql", "{{ ref('stg_web__events_rows') }}", "own source"),
        ("staging/pos/stg_pos__orders.sql", "{{ ref('idn_records') }}", "own source"),
        ("segments/seg_customers.sql", "{{ ref('stg_web__events_rows') }}", "conforming views"),
        ("intermediate/int_orders.sql", "{{ touched_keys('fct_orders', 'order_id') }}", "later layer marts"),
    ],
)
def test_a_forbidden_edge_is_seen(path: str, sql: str, fault: str) -> None:
    layers = {
        "seg_customers": "segments",
        "stg_web__events_rows": "staging",
        "idn_records": "identity",
        "fct_orders": "marts",
    }
    (seen,) = forbidden_edges(File(f"dbt_project/models/{path}", sql), layers)
    assert fault in seen


def test_models_give_the_same_rows_in_every_run() -> None:
    assert [fault for file in sql_files() for fault in unstable_functions(file)] == []


@pytest.mark.parametrize(
    "sql",
    [
        "select any_value(x) from t",
        "select first(x) from t",
        "select mode(x) from t",
        "select random()",
        "select current_date",
        "select now()",
        "select string_agg(x, ',') from t",
        "select list(x) from t",
        "select array_agg(distinct x) from t",
        "select avg(x) from t",
        "select sum(cast(x as double)) from t",
        "select sum(x::double) from t",
        "select arg_max(x, y) from t",
        "select row_number() over (partition by x) from t",
        "select distinct on (x) x, y from t",
        "select '{{ run_started_at }}', {{ run_started_at }}",
        "{{ modules.datetime.datetime.now() }}",
        "{{ env_var('HOME') }}",
    ],
)
def test_an_unstable_function_is_seen(sql: str) -> None:
    assert len(unstable_functions(File("a.sql", sql))) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "-- never current_date\nselect {{ var('as_of') }}",
        "select list(x order by x, y) from t",
        "select string_agg(x, ',') within group (order by x) from t",
        "select row_number() over (partition by (x + 1) order by y, z), rank() over () from t",
        "select sum(amount) from t",
        "-- no ties: y is the key\nselect arg_max(x, y) from t",
        "select 'now()', list_contains(x, 1), first_name from t",
        "select t.first, model.mode(x) from t",
    ],
)
def test_a_stable_function_passes(sql: str) -> None:
    assert unstable_functions(File("a.sql", sql)) == []


def test_templates_say_their_backslashes() -> None:
    """A warning of Python is an error here: an unknown escape such as `\\s` in a template's text is one."""
    environment = get_environment(None, capture_macros=True)
    for file in sql_files():
        environment.compile(file.text)
