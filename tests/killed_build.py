"""Builds a trial house in its own process and kills it there: after so many models, or at the marks of completeness."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent
MARKS = {"before the marks": 0, "between the marks": 1, "after the marks": 2}


def kill_build(root: Path, moment: int | str) -> None:
    """Build the sample shop below `root` and kill it after that many models, or at one of MARKS."""
    ran = subprocess.run(
        [sys.executable, str(TESTS / "killed_build.py"), str(root), str(moment)],
        capture_output=True,
        text=True,
        check=False,
        cwd=TESTS.parent,
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Child process: folder and moment."""
    from trial_house import TrialHouse

    from orchestration import markers, stages

    root, moment = sys.argv[1:]
    if moment in MARKS:
        write = markers.write
        written: list[Path] = []

        def write_or_die(file: Path, build_seq: int) -> None:
            if len(written) == MARKS[moment]:
                _kill()
            write(file, build_seq)
            written.append(file)
            if len(written) == MARKS[moment] == len(MARKS) - 1:
                _kill()

        markers.write = write_or_die
    for done, _ in enumerate(stages.build(TrialHouse.make(Path(root), "sample_shop").run), start=1):
        if str(done) == moment:
            _kill()


if __name__ == "__main__":
    main()
