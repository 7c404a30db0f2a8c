"""A workspace of one source entity, `shop.things`, and its inbox: for tests that land handmade deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion import deliveries, landing, raw_views
from ledgers import loads
from ledgers.loads import Load
from workspaces.configuration import Workspace
from workspaces.paths import WorkspacePaths

COLUMNS: dict[str, Any] = {"key": ["a"], "required": ["a", "b"], "optional": ["c"]}


@dataclass(frozen=True)
class SmallInbox:
    """`put` deliveries, `land` what is new, and look at what became of it."""

    workspace: Workspace
    paths: WorkspacePaths
    erased: frozenset[str] = frozenset()

    def put(self, name: str, content: bytes | str) -> Path:
        """Write a delivery below the inbox."""
        file = self.paths.inbox / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def declared(self, **changes: Any) -> SmallInbox:
        """The same inbox under a changed declaration of its entity."""
        return SmallInbox(
            _workspace({**self.workspace.sources["shop"].entities["things"].model_dump(by_alias=True), **changes}),
            self.paths,
            self.erased,
        )

    def discover(self) -> list[deliveries.Delivery]:
        """What is to be landed."""
        return deliveries.discover(self.workspace, self.paths, "shop", "things", self.paths.state)

    def land(self) -> list[Load]:
        """Land all of it, in order."""
        return [landing.land(self.workspace, self.paths, delivery, self.erased) for delivery in self.discover()]

    def land_one(self, name: str, content: bytes | str) -> Load:
        """Put one delivery and land it."""
        self.put(name, content)
        (load,) = self.land()
        return load

    def land_all(self, name: str, content: bytes | str) -> list[Load]:
        """Put one more delivery and land whatever waits, in order."""
        self.put(name, content)
        return self.land()

    def refused(self) -> list[Load]:
        """Refusals that were not resolved."""
        return loads.loads(self.paths.state, ("refused",))

    def rows(self) -> list[tuple[Any, ...]]:
        """The declared columns, `_load_seq` and `_line` of the raw view, in order of load and line."""
        return self.query("select * exclude (_delivered_at) from raw.shop__things order by _load_seq, _line")

    def rejects(self) -> list[tuple[Any, ...]]:
        """(load, line, reason) of the lines that could not be split."""
        return self.query("select _load_seq, _line, _reason from raw._rejects order by all")

    def rejected_text(self, load: Load) -> list[tuple[int, int, bytes]]:
        """(line, offset, bytes) as they lie beside raw."""
        file = (self.paths.raw / str(load.path)).with_name("rejects.parquet")
        return duckdb.execute("select _line, _offset, _text from read_parquet(?)", [str(file)]).fetchall()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Refresh the raw views and ask the warehouse."""
        raw_views.refresh(self.paths.warehouse, self.workspace, self.paths)
        with duckdb.connect(str(self.paths.warehouse)) as warehouse:
            return warehouse.execute(sql).fetchall()


def small_inbox(root: Path, **entity: Any) -> SmallInbox:
    """An inbox below `root`. `entity` adds to or replaces the declaration; a text format has columns a, b and c."""
    paths = WorkspacePaths(root / "small")
    paths.create()
    columns = {"key": ["id"]} if entity.get("format") in {"json_lines", "json"} else COLUMNS
    files = {} if "table" in entity else {"files": "*_*"}
    return SmallInbox(_workspace({**files, **columns, **entity}), paths)


def _workspace(entity: dict[str, Any]) -> Workspace:
    source = {"entities": {"things": entity}, "database": "sqlite:///{inbox}/shop.sqlite"}
    return Workspace.model_validate(
        {
            "name": "small",
            "title": "Small",
            "time_zone": "Asia/Jakarta",
            "currency": "IDR",
            "phone_region": "ID",
            "sources": {"shop": source},
        }
    )
