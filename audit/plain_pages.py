"""Great Expectations' pages made to stand alone, without the scripts, styles and pictures that they fetch elsewhere.

Nothing is judged and nothing is told here that was not in the pages; audit/validations.py makes them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

from ledgers.validations import Validation

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #222; margin: 0 auto; max-width: 1100px; padding: 1rem; }
a { color: #0b57a4; } ul { padding-left: 1.2rem; } .hidden, a[data-toggle=collapse] { display: none; }
.breadcrumb { display: flex; gap: .5rem; list-style: none; padding: 0; } .breadcrumb li + li::before { content: "/ "; }
.alert { background: #eef1f4; border-radius: 4px; padding: .4rem .8rem; margin-top: 1.2rem; }
h5, h6 { margin: .3rem 0; }
.alert h5 { font-size: 1.1rem; } .h6 { font-weight: 600; } .sticky { position: static; }
table { border-collapse: collapse; margin: .6rem 0; } td, th { border-bottom: 1px solid #d5dae0; padding: .3rem .8rem; }
td, th { text-align: left; vertical-align: top; } thead[hidden] { display: none; }
i.fas { font-style: normal; font-weight: 700; } .text-success { color: #137333; } .text-danger { color: #b3261e; }
.text-warning { color: #a15c00; } i.fa-check-circle::before { content: "\\2713"; }
i.fa-times::before { content: "\\2717"; }
i.fa-exclamation-triangle::before, i.fa-exclamation-circle::before { content: "!"; } footer { display: none; }
body:has(#option2:checked) tr:has(.hide-succeeded-validation-target-child) { display: none; }
"""
LOGO = "static/images/logo-long.png"
ICON = "static/images/favicon.ico"
SCRIPTS = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
SHEETS = re.compile(r"<link\b[^>]*>")
PICTURE = re.compile(r'src="https?://[^"]*/logo-long\.png[^"]*"')
BODY = re.compile(r"<body[^>]*>.*</body>", re.DOTALL)


def stand_alone(folder: Path, validations: Sequence[Validation]) -> Path:
    """Rewrite every page below the folder so that it fetches nothing; the first page, with the results."""
    first = folder / "index.html"
    listed = _first_body(folder, validations)
    first.write_text(BODY.sub(lambda _: listed, first.read_text("utf-8"), count=1), encoding="utf-8")
    for page in sorted(folder.rglob("*.html")):
        up = "../" * (len(page.relative_to(folder).parts) - 1)
        page.write_text(_alone(page.read_text("utf-8"), up), encoding="utf-8")
    return first


def _alone(page: str, up: str) -> str:
    """The page with one sheet of style and no script; its pictures are reached by `up`."""
    for pattern in (SCRIPTS, SHEETS):
        page = pattern.sub("", page)
    page = PICTURE.sub(f'src="{up}{LOGO}"', page)
    return page.replace("</head>", f'<link rel="icon" href="{up}{ICON}"><style>{STYLE}</style></head>', 1)


def _first_body(folder: Path, validations: Sequence[Validation]) -> str:
    """What was asked and what came of it, a line a suite: Great Expectations' own list is drawn by scripts."""
    lines = []
    for validation in validations:
        (page,) = sorted((folder / "validations" / validation.suite).rglob("*.html"))
        failed = sum(not told["success"] for told in validation.results)
        state = f"{failed} of {len(validation.results)} failed" if failed else f"{len(validation.results)} passed"
        link = html.escape(page.relative_to(folder).as_posix())
        lines.append(f'<li><a href="{link}">{html.escape(validation.suite)}</a>: {state}</li>')
    return (
        f'<body><img src="{LOGO}" alt="Great Expectations" style="height: 50px">'
        f"<h2>The last audit</h2><ul>{''.join(lines)}</ul>"
        "<p>Each page tells what was asked, of which fault it speaks, and how many rows failed.</p></body>"
    )
