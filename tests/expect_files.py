"""Writes tests/fixtures/expected_files anew from a demo of 300 people. Run it by hand after a change that means to."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from ran_shop import RanShop

EXPECTED = Path(__file__).resolve().parent / "fixtures/expected_files"


def main() -> None:
    """Run the demo, and keep the files that marketers would download."""
    with tempfile.TemporaryDirectory() as folder:
        files = RanShop.make(Path(folder)).audience_files()
    shutil.rmtree(EXPECTED, ignore_errors=True)
    EXPECTED.mkdir()
    for name, content in files.items():
        (EXPECTED / name).write_bytes(content)


if __name__ == "__main__":
    main()
