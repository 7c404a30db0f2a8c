"""dbt's parsed project, kept so that another home need not parse it again. Nothing here calls dbt.

dbt parses everything anew where a path in profiles.yml changes, which takes it half a minute of the processor's time;
what is parsed does not depend on these paths. Whether a kept project still holds, file by file, dbt itself decides.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PARTIAL_PARSE = "partial_parse.msgpack"


@contextmanager
def paths_apart(environment: Mapping[str, str]) -> Iterator[None]:
    """Within, dbt is told the files' names alone, which give databases their names; after it, where they lie.

    Nothing is opened while dbt parses.
    """
    os.environ.update({name: Path(value).name for name, value in environment.items()})
    try:
        yield
    finally:
        os.environ.update(environment)


@contextmanager
def kept(target: Path, shared: Path | None, project: Path, variables: Mapping[str, Any]) -> Iterator[None]:
    """Begin with what `shared` keeps of this project under these variables, if `target` has nothing; leave it there.

    A kept file is of one folder, as dbt notes where seeds lie.
    """
    if shared is None:
        yield
        return
    own, file = target / PARTIAL_PARSE, shared / f"{_name(project, variables)}.msgpack"
    if file.is_file() and not own.is_file():
        target.mkdir(parents=True, exist_ok=True)
        _copy(file, own)
    found = _written(own)
    yield
    if own.is_file() and (not file.is_file() or _written(own) != found):
        shared.mkdir(parents=True, exist_ok=True)
        _copy(own, file)


def _name(project: Path, variables: Mapping[str, Any]) -> str:
    told = json.dumps([str(project), variables], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _written(file: Path) -> int:
    """When, in nanoseconds; 0 for a file that is not there."""
    return file.stat().st_mtime_ns if file.is_file() else 0


def _copy(source: Path, file: Path) -> None:
    """So that another process sees the old file or the new."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    shutil.copyfile(source, draft)
    draft.replace(file)
