"""The compiled slice of the dbt project, made once per session."""

from __future__ import annotations

import pytest
from compiled_models import CompiledModels, Slice, make_slice

# The moments of a table `texts` (number, written, zone), by the project's own macro; '' is the workspace's zone.
MOMENTS = """
select
    number,
    case zone
        {% for zone in ["Asia/Jayapura", "America/New_York", ""] %}
        when '{{ zone }}'
        then {{ to_timestamp_utc("written", {"format": "json", "timestamp_format": "iso", "time_zone": zone or none}) }}
        {% endfor %}
    end as moment
from texts
"""


@pytest.fixture(scope="session")
def audience_slice(tmp_path_factory: pytest.TempPathFactory) -> Slice:
    """The slice of the dbt project."""
    made = make_slice(tmp_path_factory.mktemp("slice"))
    (made.folder / "models/staging/moments.sql").write_text(MOMENTS, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def compiled(audience_slice: Slice) -> CompiledModels:
    """Every model's SQL."""
    return CompiledModels(audience_slice)
