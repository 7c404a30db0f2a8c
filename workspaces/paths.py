"""Where one workspace keeps its data. Only names are made here; `create()` makes the folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WorkspacePaths:
    """The data folder of one workspace. Raw, the state ledger and history are the truth; the rest is a cache."""

    root: Path

    @property
    def inbox(self) -> Path:
        """Where deliveries arrive; written by source systems, read by ingestion."""
        return self.root / "inbox"

    @property
    def extracts(self) -> Path:
        """Parquet that dlt drew from databases, one folder a source, in the manner of an inbox."""
        return self.root / "extracts"

    @property
    def raw(self) -> Path:
        """One immutable Parquet file per load."""
        return self.root / "raw"

    @property
    def state(self) -> Path:
        """The ledgers, SQLite in WAL mode."""
        return self.root / "state.db"

    @property
    def warehouse(self) -> Path:
        """DuckDB: raw views, staging, identity, intermediate."""
        return self.root / "warehouse.duckdb"

    @property
    def marts(self) -> Path:
        """DuckDB, attached to the warehouse as `marts`: marts, segments, audiences, eligibility."""
        return self.root / "marts.duckdb"

    @property
    def history(self) -> Path:
        """DuckDB, attached as `history`: what the system did and no raw delivery can tell again. Never rebuilt."""
        return self.root / "history.duckdb"

    @property
    def audit(self) -> Path:
        """DuckDB: what the audit remembers of passed builds, by which the next one is measured."""
        return self.root / "audit.duckdb"

    @property
    def decided_links(self) -> Path:
        """What people decided about who is who; `langganan identity review` appends to it. Part of the truth."""
        return self.root / "identity" / "decided_links.csv"

    @property
    def trained_weights(self) -> Path:
        """Which weights of probabilistic links stand; `langganan identity train` writes it."""
        return self.root / "identity" / "trained.json"

    @property
    def publications(self) -> Path:
        """Published versions `v000042.duckdb` and `current.duckdb`, which BI reads."""
        return self.root / "publications"

    @property
    def answers(self) -> Path:
        """DuckDB: the whole marts of the last published build, for the commands that explain; no tool reads it."""
        return self.root / "answers.duckdb"

    @property
    def exports(self) -> Path:
        """Downloadable files: `<audience>/<destination>/<as_of>_<run8>/<file>`, with a manifest beside them."""
        return self.root / "exports"

    @property
    def members(self) -> Path:
        """Who was in which export, one Parquet file per export."""
        return self.root / "members"

    @property
    def arms(self) -> Path:
        """Who was eligible for which export, and held out or not, one Parquet file per export."""
        return self.root / "arms"

    @property
    def counter_lists(self) -> Path:
        """Workbooks to print, a folder a day, made on demand: whom a store may expect."""
        return self.root / "counter_lists"

    @property
    def scratch(self) -> Path:
        """Temporary files; whatever lies here when a command starts is debris of a killed one."""
        return self.root / "scratch"

    @property
    def docs(self) -> Path:
        """Pages about checks and models, made on demand."""
        return self.root / "docs"

    @property
    def dbt(self) -> Path:
        """dbt's target and log folders."""
        return self.root / "dbt"

    @property
    def dagster(self) -> Path:
        """DAGSTER_HOME."""
        return self.root / "dagster"

    @property
    def truth(self) -> Path:
        """The sample shop's planted truth, for tests only; no pipeline step reads it."""
        return self.root / "truth"

    @property
    def lock(self) -> Path:
        """The one writer lock."""
        return self.root / "writer.lock"

    def create(self) -> None:
        """Make the folders that a run writes into."""
        for folder in (
            self.inbox,
            self.extracts,
            self.raw,
            self.publications,
            self.exports,
            self.members,
            self.arms,
            self.scratch,
            self.dbt,
            self.dagster,
        ):
            folder.mkdir(parents=True, exist_ok=True)
