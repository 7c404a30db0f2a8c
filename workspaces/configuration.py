"""The workspace file: its shape, its checks, and how it is found. Parsed once per process.

Where data lies is in paths.py; what dbt is told of it is `orchestration/dbt_variables.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workspaces.alerts import Alert
from workspaces.areas import Area
from workspaces.audiences import AudienceChoice, Cap, refuse_overlapping
from workspaces.contract import ColumnType, Drift, FormConsent, is_member_path
from workspaces.errors import ConfigurationError
from workspaces.hand_off import HandOff
from workspaces.identity import Identity
from workspaces.offers import Offer, refuse_offers
from workspaces.paths import WorkspacePaths
from workspaces.publication import Publication
from workspaces.sale_lines import SaleLines
from workspaces.settings import Settings
from workspaces.target_market import Target
from workspaces.tiers import Tiers
from workspaces.treatments import Treatment, read_treatments, refuse_treatments

SHIPPED = Path(__file__).resolve().parent
NAME = r"^[a-z][a-z0-9_]*$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeliveredAt(_Strict):
    """How a delivery says when it was made; never the file's mtime.

    `from: name` reads `pattern`'s one group in the path below the inbox with strptime `format`, in the workspace's
    time zone; `from: sidecar` reads `<file>.delivered_at` (ISO 8601 with offset); `from: extraction` is the moment
    a database was read.
    """

    source: Literal["name", "sidecar", "extraction"] = Field(default="name", alias="from")
    pattern: str = r"(\d{8})"
    format: str = "%Y%m%d"

    @model_validator(mode="after")
    def _one_group(self) -> DeliveredAt:
        if self.source == "name" and re.compile(self.pattern).groups != 1:
            raise ValueError(f"delivered_at pattern {self.pattern!r} needs exactly one group")
        return self


class Cursor(_Strict):
    """Draw only rows from the greatest value on that was landed. It must grow with every change of a row.

    `column` is a column of the table, or a field of the endpoint's records. `overlap` reaches back so many seconds (or
    numbers) for transactions that commit late; rows that were landed already are left out. `parameter` is the query
    parameter of an endpoint that takes the value.
    """

    column: str
    overlap: int = Field(default=0, ge=0)
    parameter: str | None = None


class Entity(_Strict):
    """One kind of delivery of a source: where it lies, how it is written, and what identifies a row."""

    files: str | None = Field(default=None, description="glob below the inbox")
    table: str | None = Field(
        default=None, description="table of the source's database; schema.table where it has schemas"
    )
    endpoint: dict[str, Any] | None = Field(
        default=None, description="endpoint of the source's interface, as dlt writes it"
    )
    cursor: Cursor | None = Field(default=None, description="draw only what is new; without it everything each time")
    format: Literal["csv", "json_lines", "json", "excel", "parquet", "database"] = "csv"
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    sheet: str | None = None
    records: str | None = Field(default=None, description="path of a JSON document's list, such as data.orders")
    header_row: int = Field(default=1, ge=1, description="1-based row of an Excel sheet's header")
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ".", ","] = ""
    date_format: str = "%Y-%m-%d"
    timestamp_format: str = "iso"
    time_zone: str | None = Field(default=None, description="of times written without one, if not the workspace's")
    delivered_at: DeliveredAt = DeliveredAt()
    key: tuple[str, ...] = ()
    group: tuple[str, ...] = Field(default=(), description="lines without a key are versioned by these columns")
    delivery: Literal["events", "upserts", "snapshot"] = "upserts"
    version: str | None = Field(default=None, description="version clock; without it `_delivered_at` decides")
    cadence: Literal["hourly", "daily", "weekly", "monthly", "once"] = "daily"
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    aliases: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="declared column -> other names")
    left_out: tuple[str, ...] = Field(default=(), description="columns that are known, and never landed")
    personal: dict[str, str] = Field(default_factory=dict, description="personal column -> its purpose")
    sale_lines: SaleLines | None = Field(default=None, description="what the columns of a sales log mean")
    unknown_columns: Literal["keep", "drop", "refuse"] = "drop"
    types: dict[str, ColumnType] = Field(default_factory=dict, description="column -> what its values must be")
    allowed: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="column -> the values it may have")
    drift: Drift = Drift()
    rejected_share_max: float = Field(default=0.05, ge=0, le=1)
    deleted_share_max: float = Field(default=0.5, ge=0, le=1)

    @property
    def is_json(self) -> bool:
        """Whether a record is one JSON text, in the column `line`."""
        return self.format in {"json_lines", "json"}

    @property
    def has_typed_columns(self) -> bool:
        """Whether its deliveries bring types of their own."""
        return self.format in {"parquet", "database"} or self.endpoint is not None

    @property
    def columns(self) -> tuple[str, ...]:
        """Declared columns in their landing order."""
        return ("line",) if self.is_json else (*self.required, *self.optional)

    @property
    def members(self) -> tuple[str, ...]:
        """Paths of a JSON record's members of which something is promised, each once; none for other formats."""
        promised = (*self.required, *self.optional, *self.types, *self.allowed)
        return tuple(dict.fromkeys(promised)) if self.is_json else ()

    @model_validator(mode="after")
    def _complete(self) -> Entity:
        if sum(place is not None for place in (self.files, self.table, self.endpoint)) != 1:
            raise ValueError("declare one of files, table and endpoint")
        if self.endpoint is not None and self.format != "json_lines":
            raise ValueError("an endpoint's records are landed as format: json_lines")
        if self.table is not None and self.format != "database":
            raise ValueError("a table has format: database")
        if self.sale_lines is not None:
            self._check_sale_lines(self.sale_lines)
        elif bool(self.key) == bool(self.group):
            raise ValueError("declare either key or group")
        if self.records is not None and self.format != "json":
            raise ValueError("records are those of format: json")
        if self.is_json and (wrong := [m for m in self.members if not is_member_path(m)]):
            raise ValueError(f"members of a JSON record are named by their path, customer.email: {wrong}")
        if self.types and self.format in {"parquet", "database"}:
            raise ValueError("types are of columns of text; this format has types of its own")
        if not self.is_json:
            if not self.required:
                raise ValueError("declare the required columns")
            twice = {c for c in self.columns if self.columns.count(c) > 1}
            unknown = {
                *(*self.key, *self.group, *self.personal, *self.types, *self.allowed, *filter(None, [self.version]))
            } - set(self.columns)
            if twice or unknown:
                raise ValueError(f"columns declared twice: {sorted(twice)}, used but not declared: {sorted(unknown)}")
        return self

    def _check_sale_lines(self, told: SaleLines) -> None:
        if self.key or self.group or self.version:
            raise ValueError("sale_lines say what belongs together: declare neither key, group nor version")
        if not self.is_json and (unknown := set(told.columns) - set(self.columns)):
            raise ValueError(f"sale_lines use columns that are not declared: {sorted(unknown)}")


class Source(_Strict):
    """One system that delivers: a folder of files, or a database or interface from which rows are drawn.

    `${NAME}` in `database` and `interface` stands for an environment variable (secrets.py); it is never filled in here.
    """

    title: str = ""
    database: str | None = Field(default=None, description="SQLAlchemy URL; {inbox} stands for the inbox folder")
    consent: FormConsent | None = Field(default=None, description="given by everybody whom the source tells of")
    inbox: str | None = Field(default=None, description="fsspec URL of a folder whose files are fetched")
    inbox_options: dict[str, Any] = Field(default_factory=dict, description="what fsspec is told beside the URL")
    interface: dict[str, Any] | None = Field(default=None, description="REST client, as dlt's rest_api has it")
    entities: dict[str, Entity]

    @property
    def is_pulled(self) -> bool:
        """Whether rows are drawn from it, rather than delivered into the inbox."""
        return self.interface is not None or (self.database is not None and "{inbox}" not in self.database)

    @model_validator(mode="after")
    def _reachable(self) -> Source:
        if self.inbox_options and self.inbox is None:
            raise ValueError("inbox_options are those of an inbox; declare its URL")
        for name, entity in self.entities.items():
            if entity.files is None and self.inbox is not None:
                raise ValueError(f"entity {name} has no files; a source with an inbox delivers nothing else")
            if entity.table is not None and self.database is None:
                raise ValueError(f"entity {name} is a table; declare the source's database")
            if entity.endpoint is not None and self.interface is None:
                raise ValueError(f"entity {name} is an endpoint; declare the source's interface")
        return self


class Workspace(_Strict):
    """Everything a company configures, checked. `thresholds` become dbt variables of the same names."""

    name: str = Field(pattern=NAME)
    title: str
    time_zone: str
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    phone_region: str = Field(pattern=r"^[A-Z]{2}$")
    as_of: dt.date | None = None
    deliveries: str | None = Field(default=None, description="module whose `make(paths, size)` writes the inbox")
    publications_kept: int = Field(default=3, ge=1)
    publication: Publication = Publication()
    thresholds: dict[str, int | float | str | bool | list[int]] = Field(default_factory=dict)
    removals_named_days: int = Field(default=60, ge=1, description="dates on which a removed file names who withdrew")
    hand_off: tuple[HandOff, ...] = Field(default=(), description="places that finished files are handed to")
    destinations: dict[str, dict[str, Any]] = Field(default_factory=dict, description="tools of one's own")
    tiers: Tiers | None = Field(default=None, description="docs/tiers.md")
    offers: dict[str, Offer] = Field(default_factory=dict, description="docs/offers.md")
    treatments: tuple[Treatment, ...] = Field(default=(), description="a file's name, or its rules")
    identity: Identity = Identity()
    target_market: tuple[Target, ...] = ()
    alerts: tuple[Alert, ...] = Field(default=(), description="docs/alerts.md")
    areas: tuple[Area, ...] = ()
    audiences: dict[str, AudienceChoice] = Field(default_factory=dict)
    priority_lists: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="audiences, the highest first")
    caps: dict[Literal["email", "whatsapp", "sms", "phone", "ads"], Cap] = Field(default_factory=dict)
    sources: dict[str, Source]
    file: Path = Field(default=Path(), exclude=True)

    @model_validator(mode="after")
    def _names(self) -> Workspace:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"time_zone {self.time_zone!r} is unknown; name one such as Asia/Jakarta") from error
        refuse_overlapping(self.priority_lists)
        refuse_offers(self.offers)
        refuse_treatments(self.treatments, [of.name for of in self.tiers.levels] if self.tiers else [], self.offers)
        subjects = [target.subject for target in self.target_market]
        if len(set(subjects)) < len(subjects):
            raise ValueError("target_market declares one product or category twice")
        for name in self.offers:
            if not re.match(NAME, name):
                raise ValueError(f"names of offers are lowercase words joined by _: {name!r}")
        if self.offers and "voucher_salt" not in self.thresholds:
            raise ValueError("offers need thresholds.voucher_salt, a text of your own by which codes cannot be guessed")
        for source, declared in self.sources.items():
            for name in (source, *declared.entities):
                if not re.match(NAME, name):
                    raise ValueError(f"source and entity names are lowercase words: {name!r}")
        return self

    def business_date(self, now: dt.datetime) -> dt.date:
        """The declared `as_of`, or the last complete date in the workspace's time zone at `now` (aware)."""
        return self.as_of or self.last_whole_date(now)

    def last_whole_date(self, now: dt.datetime) -> dt.date:
        """The date before `now` (aware) in the workspace's time zone."""
        return now.astimezone(ZoneInfo(self.time_zone)).date() - dt.timedelta(days=1)


def load_workspace(name_or_file: str) -> Workspace:
    """Parse a shipped workspace by name, or any workspace file by path.

    Raises ConfigurationError with the file and the field when something is missing or wrong.
    """
    file = Path(name_or_file)
    if file.suffix not in {".yml", ".yaml"}:
        file = SHIPPED / name_or_file / "workspace.yml"
    if not file.is_file():
        shipped = ", ".join(sorted(p.parent.name for p in SHIPPED.glob("*/workspace.yml")))
        raise ConfigurationError(
            f"Workspace {name_or_file!r} does not exist.",
            f"Name one of {shipped}, or the path of a workspace .yml file.",
        )
    try:
        declared = yaml.safe_load(file.read_text(encoding="utf-8"))
        told = {**(declared or {}), "file": file.resolve()}
        if isinstance(told.get("treatments"), str):
            told["treatments"] = read_treatments(file.parent / told["treatments"])
        # A line `sources:` with nothing below it is where the first source will stand.
        return Workspace.model_validate({**told, "sources": {}} if told.get("sources", "") is None else told)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{file} is not valid YAML: {error}.", "Correct it at that line.") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'workspace'}: {e['msg']}" for e in error.errors())
        raise ConfigurationError(f"{file}: {faults}.", "See docs/workspaces.md.") from error


def paths_of(workspace: Workspace, settings: Settings) -> WorkspacePaths:
    """The workspace's data folder: `<home>/<workspace name>`."""
    return WorkspacePaths(settings.home / workspace.name)
