"""`langganan docs`: the pages of the last audit's checks and of the models."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.commands import options
from orchestration.commands.options import Options
from workspaces.errors import ConfigurationError


@options.common
def docs(
    asked: Options,
    part: Annotated[str | None, typer.Argument(help="`checks` or `dbt`; both when left out.")] = None,
    is_opened: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
) -> None:
    """Make Great Expectations' Data Docs and dbt's docs, and open them."""
    import webbrowser

    from orchestration import docs_site
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    if part not in (None, *docs_site.PARTS):
        raise ConfigurationError(f"There are no docs of {part!r}.", f"Name one of {', '.join(docs_site.PARTS)}.")
    page = docs_site.build(prepare(asked.workspace, "docs"), [part] if part else tuple(docs_site.PARTS))
    first = page.parent / part / "index.html" if part else page
    if asked.as_json:
        print_json({"page": str(first)})
        return
    console().print(str(first), markup=False, soft_wrap=True)
    if is_opened and not webbrowser.open(first.as_uri()):
        console().print("No browser could be opened here; open that file.")
