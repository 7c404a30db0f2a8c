"""dbt's Python models as modules: they are no package, and are imported by their files."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from types import ModuleType

from workspaces.settings import DBT_PROJECT


@cache
def python_model(path: str) -> ModuleType:
    """The model in this file of the dbt project, as dbt's manifest names it."""
    file = DBT_PROJECT / path
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module
