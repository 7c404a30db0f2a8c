"""Runs dbt: in this process by default, or through Dagster's stock DbtCliResource. The only module that calls dbt.

dbt is given a parsed manifest, so that a build's volatile variables do not make it parse again. What is built, and with
which variables, is decided in build.py; what Dagster shows of it, in assets.py.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from orchestration.dbt_listening import hear_no_debug
from orchestration.duckdb_files import wait_until_free
from orchestration.fingerprint import fingerprint, parts
from orchestration.parsed_projects import kept, paths_apart
from workspaces.errors import LanggananError
from workspaces.paths import WorkspacePaths

RESULT_EVENTS = ("LogModelResult", "LogSeedResult", "LogSnapshotResult", "LogTestResult")


@dataclass(frozen=True)
class DbtProject:
    """Where dbt finds its project and writes, and what it is told."""

    folder: Path
    rooms: tuple[Path, ...]
    paths: WorkspacePaths
    environment: dict[str, str]
    static_variables: dict[str, Any]
    stock: bool = False
    parsed_folder: Path | None = None

    @property
    def target(self) -> Path:
        """Compiled SQL, the manifest, the partial parse."""
        return self.paths.dbt / "target"

    @cached_property
    def parts(self) -> dict[str, str]:
        """What the tables depend on beside the data, part by part."""
        return parts(self.folder, self.rooms, self.static_variables)

    @cached_property
    def fingerprint(self) -> str:
        """One hash over those parts."""
        return fingerprint(self.parts)

    @cached_property
    def parsed(self) -> Any:
        """dbt's own Manifest object; dbt is imported and the project parsed on first use. Raises DbtError."""
        return _parse(self)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """manifest.json as a dictionary: the one on disk if it is of this fingerprint, else parsed anew and kept."""
        file = self.target / "manifest.json"
        if not self.is_parsed:
            self.target.mkdir(parents=True, exist_ok=True)
            _replace(file, json.dumps(self.parsed.writable_manifest().to_dict()))
            _write_metrics(self.parsed, self.target / "semantic_manifest.json")
            _replace(self._stamp, self.fingerprint)
        manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return manifest

    @property
    def is_parsed(self) -> bool:
        """Whether the manifest on disk is of this fingerprint."""
        return self._stamp.is_file() and self._stamp.read_text(encoding="utf-8") == self.fingerprint

    @property
    def _stamp(self) -> Path:
        return self.target / "manifest.fingerprint"

    def arguments(self, command: list[str], variables: dict[str, Any]) -> list[str]:
        """A dbt command with the folders, the variables and no chatter."""
        return [
            *("--log-level", "none", "--log-level-file", "info", "--log-path", str(self.paths.dbt / "logs")),
            *("--no-send-anonymous-usage-stats", "--no-use-colors", "--no-version-check"),
            *self.command(command, variables),
            *("--project-dir", str(self.folder), "--profiles-dir", str(self.folder)),
            *("--target-path", str(self.target)),
        ]

    def command(self, command: list[str], variables: dict[str, Any]) -> list[str]:
        """A dbt command with the static variables and these."""
        return [*command, "--vars", json.dumps({**self.static_variables, **variables})]


class DbtError(LanggananError):
    """dbt could not parse, or a model failed."""


def _parse(project: DbtProject) -> Any:
    """Quick when only a few files changed since the last parse."""
    from dbt.cli.main import dbtRunner

    hear_no_debug()
    errors: list[str] = []

    def note(event: Any) -> None:
        if event.info.level == "error":
            errors.append(event.info.msg)

    with (
        paths_apart(project.environment),
        kept(project.target, project.parsed_folder, project.folder, project.static_variables),
    ):
        result = dbtRunner(callbacks=[note]).invoke(project.arguments(["--no-write-json", "parse"], {}))
    if not result.success:
        raise DbtError(f"dbt cannot read the project: {_sentence(result.exception, errors)}", "Correct it there.")
    return result.result


def _write_metrics(manifest: Any, file: Path) -> None:
    """What MetricFlow reads of a project. Such a file is dbt's own, so that `mf` needs no parse of its own."""
    from dbt.contracts.graph.semantic_manifest import SemanticManifest

    draft = file.with_name(f"{file.name}.{os.getpid()}")
    SemanticManifest(manifest).write_json_to_file(str(draft))
    draft.replace(file)


def _replace(file: Path, text: str) -> None:
    """Write so that a reader in another process sees the old text or the new."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


def events(project: DbtProject, command: list[str], variables: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Run dbt in a thread and yield its result events as dictionaries, as `--log-format json` writes them.

    Ends when dbt has ended and every DuckDB handle is closed. Raises DbtError when dbt itself, a model or a seed
    failed; failed tests are events like any other.
    """
    if project.stock:
        from orchestration.dbt_stock import stock_events

        yield from stock_events(project, command, variables)
        return
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt_common.events.functions import msg_to_dict

    hear_no_debug()
    os.environ.update(project.environment)
    arrived: queue.Queue[dict[str, Any] | None] = queue.Queue()
    outcome: list[Any] = []
    errors: list[str] = []

    def note(event: Any) -> None:
        if event.info.name in RESULT_EVENTS:
            arrived.put(msg_to_dict(event))
        elif event.info.level == "error":
            errors.append(event.info.msg)

    def work() -> None:
        try:
            runner = dbtRunner(manifest=uncompiled(project.parsed), callbacks=[note])
            outcome.append(runner.invoke(project.arguments(["--no-write-json", *command], variables)))
        finally:
            arrived.put(None)

    thread = threading.Thread(target=work, name="dbt", daemon=True)
    thread.start()
    try:
        while (event := arrived.get()) is not None:
            yield event
    finally:
        thread.join()
        # dbt-duckdb keeps the file open for the life of the process, which would lock out every other reader.
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
        wait_until_free((project.paths.warehouse, project.paths.marts, project.paths.history))
    _raise_unless_done(outcome[0], errors, command)


def uncompiled(manifest: Any) -> Any:
    """The manifest as it was parsed. A former command left compiled SQL in it, and dbt gives ephemeral models' CTEs
    only to nodes that are not compiled yet: a second build would read `__dbt__cte__...` tables that do not exist.
    """
    for node in manifest.nodes.values():
        if node.resource_type != "seed" and getattr(node, "compiled", False):  # a seed has no SQL to forget
            node.compiled, node.compiled_code, node.extra_ctes, node.extra_ctes_injected = False, None, [], False
    return manifest


def _raise_unless_done(result: Any, errors: list[str], command: list[str]) -> None:
    if result.success:
        return
    failed = [r for r in getattr(result.result, "results", ()) if r.status in ("error", "runtime error")]
    if result.exception is None and command[0] == "test":
        return  # a failed test is a result like any other
    nodes = ", ".join(sorted(r.node.name for r in failed))
    told = [str(r.message) for r in failed] or errors
    raise DbtError(
        f"dbt {command[0]} failed{f' at {nodes}' if nodes else ''}: {_sentence(result.exception, told)}",
        "The full log is in the workspace's dbt/logs/dbt.log.",
    )


def _sentence(exception: BaseException | None, errors: list[str]) -> str:
    """dbt's first own message, on one line."""
    told = [str(exception)] if exception is not None else errors
    return " ".join((told or ["no reason given"])[0].split())


def document(project: DbtProject, folder: Path, variables: dict[str, Any]) -> Path:
    """Make dbt's docs as one page, `index.html`, with the tables that stand. Raises DbtError."""
    from dbt.cli.main import dbtRunner

    os.environ.update(project.environment)
    target = folder.with_name(f".{folder.name}")
    shutil.rmtree(target, ignore_errors=True)
    arguments = [*project.arguments(["docs", "generate", "--static"], variables), "--target-path", str(target)]
    result = dbtRunner(manifest=uncompiled(project.parsed)).invoke(arguments)
    if not result.success:
        raise DbtError(f"dbt docs failed: {_sentence(result.exception, [])}", "See the workspace's dbt/logs/dbt.log.")
    folder.mkdir(parents=True, exist_ok=True)
    page = (target / "static_index.html").replace(folder / "index.html")
    shutil.rmtree(target)
    return page


def run_as_asked(project: DbtProject, arguments: list[str], variables: dict[str, Any]) -> bool:
    """Run any dbt command with its output on the terminal; True when dbt succeeded."""
    from dbt.cli.main import dbtRunner

    os.environ.update(project.environment)
    manifest = None if arguments[0] == "parse" else project.parsed
    quiet = project.arguments(list(arguments), variables)
    with paths_apart(project.environment) if manifest is None else nullcontext():
        return bool(dbtRunner(manifest=manifest).invoke(quiet[quiet.index("--log-level-file") :]).success)
