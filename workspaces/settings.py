"""The environment, read in this one place. Importing it does nothing; call `read_settings()`.

What a company decides about its data stands in the workspace file, never here.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from workspaces.errors import ConfigurationError

REPOSITORY = Path(__file__).resolve().parent.parent
DBT_PROJECT = REPOSITORY / "dbt_project"

TELEMETRY_OFF = {
    "DO_NOT_TRACK": "1",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "RUNTIME__DLTHUB_TELEMETRY": "false",
}

ONE_BLAS_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Settings:
    """Settings of one process, each documented in docs/settings.md."""

    workspace: str
    home: Path
    dbt_threads: int
    lock_wait_seconds: float
    dbt_process: str
    parsed_folder: Path | None = None


def read_settings() -> Settings:
    """Read `LANGGANAN_*` variables, with their defaults."""
    environment = os.environ
    return Settings(
        workspace=environment.get("LANGGANAN_WORKSPACE", "sample_shop"),
        home=Path(environment.get("LANGGANAN_HOME", str(REPOSITORY / "data"))).expanduser().resolve(),
        dbt_threads=int(_number("LANGGANAN_DBT_THREADS", "2")),
        lock_wait_seconds=_number("LANGGANAN_LOCK_WAIT_SECONDS", "60"),
        dbt_process=_one_of("LANGGANAN_DBT_PROCESS", ("inside", "stock")),
        parsed_folder=Path(parsed).expanduser().resolve() if (parsed := environment.get("LANGGANAN_PARSED")) else None,
    )


def read_secret(name: str) -> str:
    """The secret that the variable `name` holds, or that the file holds which `name`_FILE names.

    Raises ConfigurationError when neither is set, or the file cannot be read. The secret is in no message.
    """
    if (written := os.environ.get(name)) is not None:
        return written
    file = os.environ.get(f"{name}_FILE")
    if file is None:
        raise ConfigurationError(
            f"The workspace file asks for the secret {name}, which is not set.",
            f"Set the environment variable {name}, or {name}_FILE to the path of a file that holds it.",
        )
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"The file that {name}_FILE names cannot be read.", "Correct the path, or who may read the file."
        ) from error


def _number(name: str, default: str) -> float:
    written = os.environ.get(name, default)
    try:
        return float(written)
    except ValueError as error:
        raise ConfigurationError(f"{name} is {written!r}, which is no number.", "See docs/settings.md.") from error


def _one_of(name: str, allowed: tuple[str, ...]) -> str:
    """The variable's value; its default is the first allowed one."""
    written = os.environ.get(name, allowed[0])
    if written not in allowed:
        raise ConfigurationError(f"{name} is {written!r}; it may be {' or '.join(allowed)}.", "See docs/settings.md.")
    return written


def quiet_process() -> None:
    """Turn off every tool's telemetry and pin BLAS to one thread. Call before importing those tools.

    A user's own setting of one of these variables wins.
    """
    for name, value in {**TELEMETRY_OFF, **ONE_BLAS_THREAD}.items():
        os.environ.setdefault(name, value)
