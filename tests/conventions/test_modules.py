"""The shape of a file: its length, its docstring, its name, and that no list of model names stands in Python."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from .tree import LAYERS, File, python_files, room_modules, sql_files

LINES_MAX = 300
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "shared"}
MODEL_NAME = re.compile(rf"^({'|'.join(p for prefixes in LAYERS.values() for p in prefixes)})[a-z0-9_]*$")


def too_long(file: File) -> bool:
    """More lines than one noun's story takes."""
    return len(file.text.splitlines()) > LINES_MAX


def without_docstring(file: File) -> bool:
    """A module that does not say what lives in it. Empty package files need not."""
    return bool(file.text.strip()) and not (ast.get_docstring(ast.parse(file.text)) or "").strip()


def vaguely_named(file: File) -> bool:
    """A name that says nothing of the noun, or counts versions."""
    stem = Path(file.path).stem
    return stem in VAGUE_NAMES or bool(VAGUE_NAMES & set(Path(file.path).parts)) or bool(re.search(r"_v\d+$", stem))


def model_lists(file: File) -> list[str]:
    """Collections of two or more model names in Python: folders and dbt's configuration say which there are."""
    faults = []
    for node in ast.walk(ast.parse(file.text)):
        if not isinstance(node, ast.Dict | ast.List | ast.Tuple | ast.Set):
            continue
        elements = node.keys if isinstance(node, ast.Dict) else node.elts
        names = [
            e.value
            for e in elements
            if isinstance(e, ast.Constant) and isinstance(e.value, str) and MODEL_NAME.match(e.value)
        ]
        if len(names) > 1:
            faults.append(f"{file.path}:{node.lineno} lists {', '.join(names)}")
    return faults


def test_files_are_short() -> None:
    assert [f"{f.path}: {len(f.text.splitlines())}" for f in [*python_files(), *sql_files()] if too_long(f)] == []


def test_a_long_file_is_seen() -> None:
    assert too_long(File("a.py", "x = 1\n" * (LINES_MAX + 1)))
    assert not too_long(File("a.py", "x = 1\n" * LINES_MAX))


def test_modules_say_what_lives_in_them() -> None:
    assert [f.path for f in python_files() if without_docstring(f)] == []


def test_a_silent_module_is_seen() -> None:
    assert without_docstring(File("a.py", "x = 1"))
    assert not without_docstring(File("a.py", '"""Numbers."""\nx = 1'))
    assert not without_docstring(File("__init__.py", ""))


def test_names_say_what_a_module_holds() -> None:
    assert [f.path for f in [*python_files(), *sql_files()] if vaguely_named(f)] == []


@pytest.mark.parametrize("path", ["export/utils.py", "export/writing_v2.py", "common/export.py"])
def test_a_vague_name_is_seen(path: str) -> None:
    assert vaguely_named(File(path, ""))
    assert not vaguely_named(File("export/writing.py", ""))


def test_python_lists_no_models() -> None:
    assert [fault for file in room_modules() for fault in model_lists(file)] == []


def test_a_list_of_models_is_seen() -> None:
    listed = model_lists(File("a.py", "x = ['fct_orders', 'dim_customers']"))
    assert listed == ["a.py:1 lists fct_orders, dim_customers"]
    assert model_lists(File("a.py", "x = {'elg_members': 1, 'customer_360': 2}")) != []
    assert model_lists(File("a.py", "x = ['fct_orders', 'distance']")) == []
