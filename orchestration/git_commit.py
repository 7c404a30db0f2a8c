"""Which commit of this repository is running, for manifests."""

from __future__ import annotations

import subprocess

from workspaces.settings import REPOSITORY

UNKNOWN = "unknown"


def git_commit() -> str:
    """The checked-out commit, with `+changes` when the working tree differs; 'unknown' outside a repository."""
    commit = _git("rev-parse", "HEAD")
    if not commit:
        return UNKNOWN
    return f"{commit}+changes" if _git("status", "--porcelain", "--untracked-files=no") else commit


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, timeout=30, check=False
        )
    except OSError:
        return ""  # git is not installed
    return done.stdout.strip() if done.returncode == 0 else ""
