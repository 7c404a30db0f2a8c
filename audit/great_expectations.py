"""Great Expectations itself, imported when it is needed: that takes two and a half seconds."""

from __future__ import annotations

import logging
import warnings
from typing import Any

from workspaces.settings import quiet_process


def library() -> Any:
    """The library, imported without its own deprecation warnings and with its telemetry off."""
    quiet_process()
    from sqlalchemy.dialects import registry

    registry.register("duckdb.langganan", "audit.duckdb_dialect", "LanggananDialect")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it imports sre_constants, which Python 3.11 deprecates
        import great_expectations
        import great_expectations.expectations
    # It logs by itself from INFO on, and dbt's tracking gives the root logger a handler: each temporary folder is told.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    return great_expectations
