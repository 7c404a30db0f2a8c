"""Draws the records of one endpoint of a REST interface into Parquet, one JSON text each, by dlt's rest_api.

Paging, authentication and retries after 429 and 5xx are dlt's; its state is not used.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ingestion.refusal import Refusal
from workspaces.configuration import Entity
from workspaces.errors import ConfigurationError
from workspaces.secrets import filled
from workspaces.settings import quiet_process

BATCH_RECORDS = 10_000


def pull_endpoint(interface: dict[str, Any], entity: Entity, greatest: Any, file: Path) -> None:
    """Write the column `line`: the records that the interface gives from `greatest` on (None: all), in its order.

    Raises Refusal when the interface does not answer, or not with records; ConfigurationError when the declaration is
    none that dlt understands.
    """
    quiet_process()
    import pyarrow as pa
    import pyarrow.parquet as pq
    from dlt.sources.helpers.requests import Client
    from dlt.sources.rest_api import rest_api_source

    session = Client(raise_for_status=False).session
    endpoint = filled(dict(entity.endpoint or {}))
    if entity.cursor is not None and entity.cursor.parameter and greatest is not None:
        endpoint["params"] = {**endpoint.get("params", {}), entity.cursor.parameter: str(greatest)}
    configuration = {
        "client": {**filled(interface), "session": session},
        "resources": [{"name": "records", "endpoint": endpoint}],
    }
    try:
        records = rest_api_source(configuration).resources["records"]  # type: ignore[arg-type]
    except Exception as error:
        # dlt's own validation raises many kinds; none of them is about the data.
        raise ConfigurationError(
            f"A source's interface cannot be used ({_innermost(error)}).", "See docs/pulling.md, and dlt's rest_api."
        ) from error
    schema = pa.schema({"line": pa.string()})
    batch: list[str] = []
    try:
        with pq.ParquetWriter(file, schema) as writer:
            for record in records:
                batch.append(json.dumps(record, ensure_ascii=False, default=str))
                if len(batch) >= BATCH_RECORDS:
                    writer.write_table(pa.table([pa.array(batch, pa.string())], schema=schema))
                    batch.clear()
            writer.write_table(pa.table([pa.array(batch, pa.string())], schema=schema))
    except OSError as error:
        if not _is_answer(error):
            raise  # the disk failed, not the interface
        raise _silent(error) from error
    except Exception as error:
        # dlt wraps what requests raises in errors of its own.
        raise _silent(error) from error
    finally:
        session.close()


def _is_answer(error: OSError) -> bool:
    """Whether it is an error of requests, whose base is OSError."""
    from requests import RequestException

    return isinstance(error, RequestException)


def _silent(error: BaseException) -> Refusal:
    return Refusal(
        f"the interface did not answer as it should ({_innermost(error)})",
        "Look whether it is up and lets this user in; the next run asks again.",
    )


def _innermost(error: BaseException) -> str:
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return str(error).splitlines()[0] if str(error) else type(error).__name__
