"""benchmarks/uplift.py on a file in the shape of a published e-mail experiment: three arms, three outcomes."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest
from scipy.stats import chisquare, ttest_ind

from benchmarks.uplift import WrongCallError, experiment

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


SMALL = "segment,visit\nNo E-Mail,1\nNo E-Mail,2\nMail,3\nMail,5\n"
SAME = {
    "quoted, with returns": '"segment","visit"\r\n"No E-Mail","1"\r\n"No E-Mail","2"\r\n"Mail","3"\r\n"Mail","5"\r\n',
    "with a mark of byte order": "\ufeff" + SMALL,
    "semicolons": SMALL.replace(",", ";"),
    "tabs": SMALL.replace(",", "\t"),
    "blanks around": SMALL.replace(",", " , ").replace(" , visit", ", visit").replace("Mail ,", "Mail,"),
    "blank lines": SMALL.replace("\nMail", "\n\nMail", 1) + "\n",
    "texts beside, in more than a line": "note," + SMALL.replace("\n", '\n"a, b\nc",').removesuffix('"a, b\nc",'),
    "a column of a name of ours": SMALL.replace("visit", "visit,x,arm")
    .replace("1\n", "1,7,7\n")
    .replace("2\n", "2,7,7\n")
    .replace("3\n", "3,7,7\n")
    .replace("5\n", "5,7,7\n"),
}


@pytest.mark.parametrize("form", SAME)
def test_a_file_may_be_written_in_many_ways(tmp_path: Path, form: str) -> None:
    file = tmp_path / "mail.csv"
    file.write_text(SAME[form], encoding="utf-8", newline="")
    told = experiment(file, "segment", "No E-Mail", ["visit"])["comparisons"][0]
    expected = ttest_ind([3, 5], [1, 2], equal_var=False)
    assert (told["mean"], told["control_mean"], told["p_value"]) == pytest.approx((4, 1.5, expected.pvalue))
    with gzip.open(tmp_path / "mail.csv.gz", "wt", encoding="utf-8", newline="") as packed:
        packed.write(SAME[form])
    assert experiment(tmp_path / "mail.csv.gz", "segment", "No E-Mail", ["visit"])["comparisons"] == [told]


def test_an_outcome_may_have_a_name_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "mail.csv"
    file.write_text(SMALL.replace("visit", "y"), encoding="utf-8")
    assert experiment(file, "segment", "No E-Mail", ["y"])["comparisons"][0]["difference"] == 2.5


def test_an_outcome_without_variance_is_certain(tmp_path: Path) -> None:
    file = tmp_path / "mail.csv"
    file.write_text("segment,visit\nNo E-Mail,1\nNo E-Mail,1\nMail,1\nMail,1\n", encoding="utf-8")
    (told,) = experiment(file, "segment", "No E-Mail", ["visit"])["comparisons"]
    assert (told["low"], told["high"], told["p_value"], told["people_needed_more"]) == (0, 0, 1, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "has no header"),
        ("segment,visit\n", "a header and no person"),
        (SMALL.replace("Mail,5\n", ""), "Arms of one person have no variance: Mail"),
        (SMALL.replace(",5", ","), "no number in visit, such as ''"),
        (SMALL.replace(",5", ',"5,5"'), "no number in visit, such as '5,5'"),
        (SMALL.replace("\nMail,5", "\n,5"), "1 rows have no segment"),
        (SMALL.replace(",5", ",5,6"), "cannot be read: Invalid Input Error: CSV Error on Line: 5"),
        (SMALL.replace("segment,visit", "visit,visit"), "more than one column 'visit'"),
    ],
)
def test_a_fault_of_the_file_is_told(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "mail.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WrongCallError) as told:
        experiment(file, "segment", "No E-Mail", ["visit"])
    assert fault in str(told.value)
