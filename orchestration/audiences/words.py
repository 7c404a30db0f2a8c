"""The words in which a definition is said: Jinja that dbt renders, or plain DuckDB for looking before a build.

Both say the same: a test compiles every shipped audience by dbt and compares it with the plain words. Conditions and
fields know only this protocol.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

Value = str | int | Decimal | bool | dt.date
QUIET_HOURS = {"quiet_hours_from": "20:00", "quiet_hours_to": "08:00"}


class Words(Protocol):
    """Whatever differs between dbt's words and DuckDB's. Every method gives SQL."""

    def relation(self, model: str) -> str:
        """A model of the project, in a `from`."""

    def as_of(self) -> str:
        """The last complete business date."""

    def end_of_as_of(self) -> str:
        """The UTC moment at which as_of ends in the workspace's time zone."""

    def parameter(self, name: str) -> str:
        """The value of a parameter of the audience, as a literal."""

    def moved(self, moment: str, unit: str, count: str) -> str:
        """A date or moment, `count` units (day, hour) later."""

    def next_anniversary(self, date: str) -> str:
        """The first anniversary of a date after as_of."""

    def amount_text(self, amount: str) -> str:
        """An amount as people write it."""

    def phone_region(self) -> str:
        """The workspace's country, as a literal."""

    def recipient_moment(self, clock: str) -> str:
        """When the recipient's clock shows a variable's time on the day after as_of, in UTC as text."""

    def best_moment(self) -> str:
        """When the best hour of people.best_contact_hour begins on the day after as_of, in UTC as text."""


class DbtWords:
    """Jinja of the dbt project; `parameters` are those of the audience with their defaults."""

    def __init__(self, audience: str, parameters: Mapping[str, Value]) -> None:
        self._audience = audience
        self._parameters = parameters

    def relation(self, model: str) -> str:
        """`ref`."""
        return f'{{{{ ref("{model}") }}}}'

    def as_of(self) -> str:
        """The project's macro."""
        return "{{ as_of_date() }}"

    def end_of_as_of(self) -> str:
        """The project's macro."""
        return "{{ end_of_as_of() }}"

    def parameter(self, name: str) -> str:
        """The workspace's value, else the default."""
        default = self._parameters[name]
        told = f'"{default}"' if isinstance(default, str) else str(default)
        return f'{{{{ audience_parameter("{self._audience}", "{name}", {told}) }}}}'

    def moved(self, moment: str, unit: str, count: str) -> str:
        """dbt's own macro; what is within it is Jinja already, so its braces go."""
        return f'{{{{ dbt.dateadd("{unit}", {_argument(count)}, {_argument(moment)}) }}}}'

    def next_anniversary(self, date: str) -> str:
        """The project's macro."""
        return f'{{{{ next_anniversary("{date}") }}}}'

    def amount_text(self, amount: str) -> str:
        """The project's macro."""
        return f'{{{{ amount_text("{amount}") }}}}'

    def phone_region(self) -> str:
        """The project's variable."""
        return "'{{ var(\"phone_region\") }}'"

    def recipient_moment(self, clock: str) -> str:
        """The project's macros; `clock` names the variable that says the time of day."""
        return f'{{{{ recipient_moment("people.time_zone", day_of_file(var("{clock}"))) }}}}'

    def best_moment(self) -> str:
        """The project's macros."""
        midnight = 'day_of_file("00:00")'
        best = f'dbt.dateadd("hour", "people.best_contact_hour", {midnight})'
        return f'{{{{ recipient_moment("null", {best}) }}}}'


def _argument(sql: str) -> str:
    """SQL as an argument of a macro: a call stays a call, and text around calls is joined to them."""
    pieces: list[str] = []
    for piece in sql.replace("}}", "{{").split("{{"):
        is_call = len(pieces) % 2 == 1
        pieces.append(piece.strip() if is_call else f'"{piece}"')
    told = [p for p in pieces if p != '""']
    return " ~ ".join(told) or '""'


@dataclass(frozen=True)
class DuckDbWords:
    """Plain SQL of DuckDB, as dbt would have compiled it. `schemas`: model -> its schema."""

    as_of_date: dt.date
    time_zone: str
    currency: str
    region: str
    parameters: Mapping[str, Value]
    database: str = ""
    schemas: Mapping[str, str] = field(default_factory=dict)
    clocks: Mapping[str, str] = field(default_factory=lambda: dict(QUIET_HOURS))

    def relation(self, model: str) -> str:
        """Schema and table, under `database` where one is told."""
        schema = self.schemas.get(model) or _schema(model)
        parts = [self.database, schema, model] if self.database else [schema, model]
        return ".".join(f'"{part}"' for part in parts)

    def as_of(self) -> str:
        """A date literal."""
        return f"cast('{self.as_of_date.isoformat()}' as date)"

    def end_of_as_of(self) -> str:
        """A timestamp literal in UTC."""
        midnight = dt.datetime.combine(self.as_of_date + dt.timedelta(days=1), dt.time(), ZoneInfo(self.time_zone))
        return f"cast('{midnight.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}' as timestamp)"

    def parameter(self, name: str) -> str:
        """A literal."""
        return literal(self.parameters[name])

    def moved(self, moment: str, unit: str, count: str) -> str:
        """As dbt-duckdb says it."""
        return f"({moment} + cast({count} as bigint) * interval 1 {unit})"

    def next_anniversary(self, date: str) -> str:
        """The macro next_anniversary."""
        years = f"(extract(year from {self.as_of()}) - extract(year from {date}))"
        this, following = self.moved(date, "year", years), self.moved(date, "year", f"{years} + 1")
        return f"case when {this} > {self.as_of()} then cast({this} as date) else cast({following} as date) end"

    def amount_text(self, amount: str) -> str:
        """The macro amount_text."""
        whole = f"round({amount}, 0)"
        grouped = f"format('{{:,}}', cast(abs({whole}) as bigint))"
        told = f"'Rp' || replace({grouped}, ',', '.')" if self.currency == "IDR" else f"'{self.currency} ' || {grouped}"
        return f"case when {whole} < 0 then '-' else '' end || {told}"

    def phone_region(self) -> str:
        """A literal."""
        return literal(self.region)

    def recipient_moment(self, clock: str) -> str:
        """The macro recipient_moment."""
        return self._moment("people.time_zone", self._day_of_file(self.clocks[clock]))

    def best_moment(self) -> str:
        """The macro recipient_moment."""
        return self._moment("null", self.moved(self._day_of_file("00:00"), "hour", "people.best_contact_hour"))

    def _day_of_file(self, clock: str) -> str:
        day = self.as_of_date + dt.timedelta(days=1)
        return f"cast('{day.isoformat()} {clock}:00' as timestamp)"

    def _moment(self, time_zone: str, local: str) -> str:
        zone = f"coalesce({time_zone}, '{self.time_zone}')"
        return f"strftime(timezone('UTC', timezone({zone}, {local})), '%Y-%m-%dT%H:%M:%SZ')"


def literal(value: Value) -> str:
    """A value as SQL of both engines."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return f"cast('{value.isoformat()}' as date)"
    return "'" + value.replace("'", "''") + "'"


def _schema(model: str) -> str:
    """The layer of a model by its prefix, which is its schema."""
    return {"seg": "segments", "aud": "audiences", "elg": "eligibility"}.get(model.split("_")[0], "marts")
