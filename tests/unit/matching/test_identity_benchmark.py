"""The benchmark of identity on a small labelled file, and what it says of one that makes no sense."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from workspaces.settings import REPOSITORY

BENCHMARK = REPOSITORY / "benchmarks" / "identity.py"
FIRST = ("Thomas", "Mary", "Budi", "Dewi", "Albert", "Siti", "Agus", "Florence", "Henry", "Ratna", "Walter", "Putri")
LAST = ("Clifford", "Santoso", "Wijaya", "Trevenen", "Hidayat", "Heathcote", "Siregar", "Kusuma", "Lubis", "Harding")


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """120 invented people on two to five records, a fifth to half of the fields empty, names and dates mistyped."""
    chance = random.Random(3)  # noqa: S311
    lines = ["nomor,orang,nama depan,Surname,DOB,kota,Kode Pos"]
    for person in range(120):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        born = f"{chance.randint(1700, 1990)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        city, post = chance.choice(("Leeds", "Bath", "Solo", "Medan")), f"{chance.randint(10000, 99999)}"
        for record in range(chance.randint(2, 5)):
            wrong = born[:6] + str(chance.randint(0, 9)) + born[7:] if chance.random() < 0.1 else born
            cells = [
                first[:-1] if chance.random() < 0.1 else first,
                last[1:] if chance.random() < 0.1 else last,
                wrong if chance.random() < 0.75 else "",
                city if chance.random() < 0.6 else "",
                post if chance.random() < 0.7 else "",
            ]
            lines.append(",".join([f"{person}-{record}", f"p{person}", *cells]))
    file = tmp_path_factory.mktemp("labelled") / "people.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BENCHMARK), *arguments],
        cwd=REPOSITORY, env={"PYTHONPATH": str(REPOSITORY), "PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_labelled_file_is_measured_beside_splink(labelled: Path) -> None:
    ran = run("--records", str(labelled), "--truth", "orang", "--unique-id", "nomor")
    assert ran.returncode == 0, ran.stderr
    assert "compared: first_name = nama depan, last_name = Surname, birth_date = DOB, city = kota" in ran.stdout
    mine, splinks = (
        re.findall(r"\d\.\d+", line) for line in re.findall(r"^(?:langganan|splink, ).*", ran.stdout, re.M)
    )
    assert float(mine[2]) >= float(splinks[2]) >= 0.5
    assert float(mine[2]) >= 0.9
    assert float(mine[6]) < 1.3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--records", "nowhere.csv", "--truth", "orang"], "nowhere.csv is no file"),
        (["--records", "FILE", "--truth", "person"], "no column 'person' for --truth; it has nomor, orang"),
        (["--records", "FILE", "--truth", "orang", "--unique-id", "orang"], "'orang' is not unique"),
        (["--records", "FILE", "--truth", "orang", "--map", "shoe=kota"], "'shoe' is nothing that is compared"),
        (["--records", "FILE", "--truth", "orang", "--map", "city=orang"], "would give the answer away"),
        (["--records", "FILE", "--truth", "orang", "--map", "city"], "'city' is not attribute=column"),
    ],
)
def test_senseless_input_is_told(labelled: Path, arguments: list[str], said: str) -> None:
    ran = run(*(str(labelled) if argument == "FILE" else argument for argument in arguments))
    assert ran.returncode != 0
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
