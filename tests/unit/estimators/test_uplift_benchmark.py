"""benchmarks/uplift.py on a file in the shape of a published e-mail experiment: three arms, three outcomes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest
from scipy.stats import chisquare, ttest_ind

REPOSITORY = Path(__file__).resolve().parents[3]
ARMS = ("Mens E-Mail", "No E-Mail", "Womens E-Mail")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six thousand people with what they spent before, whether they visited, bought, and for how much."""
    random = np.random.default_rng(8)
    arms = random.integers(0, 3, 6000)
    history = random.gamma(1.0, 240.0, 6000).round(2)
    visit = random.random(6000) < np.choose(arms, [0.18, 0.11, 0.15])
    conversion = visit & (random.random(6000) < 0.3)
    spend = (conversion * (history / 4 + random.gamma(2.0, 20.0, 6000))).round(2)
    made = tmp_path_factory.mktemp("experiment") / "emails.csv"
    lines = [
        f'{history[i]},"{ARMS[arms[i]]}",{int(visit[i])},{str(bool(conversion[i])).lower()},{spend[i]}'
        for i in range(6000)
    ]
    made.write_text("history,segment,visit,conversion,spend\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return made


def ask(
    file: Path, *more: str, control: str = "No E-Mail", outcomes: str = "visit,conversion,spend"
) -> tuple[int, str, str]:
    """Exit code, output, errors."""
    ran = subprocess.run(
        [
            *(sys.executable, "benchmarks/uplift.py", "--data", str(file), "--arm", "segment", "--control", control),
            *("--outcomes", outcomes, *more),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )
    return ran.returncode, ran.stdout, ran.stderr


def test_every_arm_and_outcome_is_welchs_test(file: Path) -> None:
    code, out, error = ask(file, "--covariate", "history", "--json")
    assert code == 0, error
    told = json.loads(out)
    assert [(c["outcome"], c["arm"]) for c in told["comparisons"]] == [
        (o, a) for o in ("visit", "conversion", "spend") for a in ("Mens E-Mail", "Womens E-Mail")
    ]
    for c in told["comparisons"]:
        column = f"select cast({c['outcome']} as double) as y from '{file}' where segment = ? order by y"
        treated, control = (np.array(duckdb.execute(column, [a]).fetchall())[:, 0] for a in (c["arm"], "No E-Mail"))
        expected = ttest_ind(treated, control, equal_var=False)
        interval = expected.confidence_interval(0.95)
        assert (c["people"], c["control_people"]) == (len(treated), len(control))
        assert (c["mean"], c["control_mean"]) == pytest.approx((treated.mean(), control.mean()))
        assert (c["low"], c["high"], c["p_value"]) == pytest.approx((interval.low, interval.high, expected.pvalue))
        assert c["relative"] == pytest.approx(treated.mean() / control.mean() - 1)
    spend = next(c for c in told["comparisons"] if c["outcome"] == "spend")
    assert spend["cuped"]["standard_error"] < spend["standard_error"]
    people = [told["arms"][a] for a in told["arms"]]
    assert told["sample_ratio"]["p_value"] == pytest.approx(chisquare(people).pvalue)
    assert told["sample_ratio"]["is_meant"] is False


def test_it_is_told_in_words_and_parquet_is_the_same(file: Path) -> None:
    code, out, _ = ask(file, "--shares", "Mens E-Mail=0.8,No E-Mail=0.1,Womens E-Mail=0.1")
    assert code == 0
    assert "below 0.001 the arms are not split so" in out
    assert "visit: Mens E-Mail against No E-Mail" in out
    assert "power 80%: " in out
    other = file.with_suffix(".parquet")
    duckdb.execute(f"copy (from '{file}') to '{other}'")
    assert ask(other, "--json")[1].replace(str(other), "") == ask(file, "--json")[1].replace(str(file), "")


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"control": "Nobody"}, "segment is never 'Nobody'; it is 'Mens E-Mail'"),
        ({"outcomes": "visit,clicks"}, "There is no column clicks"),
        ({"outcomes": "segment"}, "6,000 rows have no number in segment"),
    ],
)
def test_what_is_not_there_is_named(file: Path, asked: dict[str, str], fault: str) -> None:
    code, out, error = ask(file, **asked)
    assert (code, out) == (2, "")
    assert fault in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (["--shares", "Mens E-Mail=1"], "the arms are No E-Mail, Mens E-Mail, Womens E-Mail"),
        (["--shares", "x"], "write ARM=SHARE"),
        (["--covariate", "age"], "There is no column age"),
        (["--confidence", "95"], "lie between 0 and 1"),
    ],
)
def test_a_wrong_option_is_told(file: Path, more: list[str], fault: str) -> None:
    code, _, error = ask(file, *more)
    assert code == 2
    assert fault in error


def test_a_file_that_is_not_there_or_empty_is_told(tmp_path: Path) -> None:
    assert "is not there" in ask(tmp_path / "none.csv")[2]
    (tmp_path / "one.csv").write_text("segment,visit\nNo E-Mail,1\n", encoding="utf-8")
    code, _, error = ask(tmp_path / "one.csv", outcomes="visit")
    assert (code, "nothing to compare" in error) == (2, True)
