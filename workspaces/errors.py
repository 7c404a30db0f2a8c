"""Errors that a user can mend. A bug is never one of these."""

from __future__ import annotations


class LanggananError(Exception):
    """A clear sentence for the user, and what mends it. The command line prints both and exits with `exit_code`.

    Exit codes: 1 data refused or held; 2 the call or the configuration is wrong; 3 another process is in the way.
    """

    exit_code = 1

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()


class ConfigurationError(LanggananError):
    """The workspace file, an option or the machine's setup is wrong."""

    exit_code = 2


class BusyError(LanggananError):
    """Another process holds the writer lock or a database file."""

    exit_code = 3
