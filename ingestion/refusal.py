"""Why a delivery cannot be trusted. Landing turns it into a line of the load ledger; nobody else sees it raised."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - a refusal is a verdict on a delivery, not a fault of the program
    """What is wrong, on which line where one is known, and what mends it. The file's name is put before it."""

    def __init__(self, what: str, mend: str, line: int | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend
        self.line = line

    def sentence(self, name: str) -> str:
        """The ledger's reason: file, line, what."""
        return f"{name}{'' if self.line is None else f', line {self.line}'}: {self.what}."
