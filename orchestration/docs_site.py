"""The pages of a workspace: Great Expectations' Data Docs of the last audit, dbt's of the models, one page before them.

They are made when somebody asks for them, below the workspace's folder, and hold no value of a row.
"""

from __future__ import annotations

import html
from collections.abc import Collection
from pathlib import Path

from ledgers import builds, validations
from orchestration import dbt_process
from orchestration.dbt_variables import standing_variables
from orchestration.run import Run
from workspaces.errors import LanggananError

CHECKS = "checks"
DBT = "dbt"
PARTS = {
    CHECKS: "What Great Expectations found in the last audit: each suite with its expectations and counts.",
    DBT: "The models: what each is, its columns, what it is made of, its tests, and which audiences stand on it.",
}


def build(run: Run, parts: Collection[str] = tuple(PARTS)) -> Path:
    """Make these parts anew, leave the others as they are, and return the first page.

    Raises LanggananError when there is nothing to show yet, BusyError while another process writes.
    """
    site = run.paths.docs
    with run.lock():
        built = builds.last_complete(run.paths.state)
        if built is None:
            raise LanggananError("Nothing was built yet.", "Run `langganan run`.")
        site.mkdir(parents=True, exist_ok=True)
        if CHECKS in parts:
            _checks(run, site / CHECKS, built.build_seq)
        if DBT in parts:
            dbt_process.document(run.project, site / DBT, standing_variables(run.paths.state, run.as_of))
    return _front(run, site)


def _checks(run: Run, folder: Path, build_seq: int) -> None:
    from audit.validations import write_pages

    told = validations.of_build(run.paths.state, build_seq)
    if not told:
        raise LanggananError(f"Build {build_seq} was not audited.", "Run `langganan run`.")
    write_pages(folder, told)


def _front(run: Run, site: Path) -> Path:
    title = html.escape(run.workspace.title)
    listed = "".join(
        f'<li><a href="{part}/index.html">{part}</a>: {said}</li>'
        for part, said in PARTS.items()
        if (site / part / "index.html").is_file()
    )
    page = site / "index.html"
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><title>{title}</title><h1>{title}</h1><ul>{listed}</ul>\n',
        encoding="utf-8",
    )
    return page
