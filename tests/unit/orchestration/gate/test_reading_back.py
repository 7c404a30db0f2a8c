"""Written files read back before they have a name: sound ones leave, each damage is seen by its expectation alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import small_marts

from audit.suites import SUITES, Suite, written_suites
from export.folder import told as manifest_of
from export.normalise import NORMALISERS
from export.promises import SHAPES, promises
from export.registry import destinations
from export.write import Draft, Reading, draw_up, settle
from ledgers import exports, verdicts
from orchestration.gate.reading_back import faults_of, name_of
from workspaces.configuration import load_workspace
from workspaces.paths import WorkspacePaths

META = {**small_marts.AUDIENCES["birthday"], "must_hold": ["is_customer", "not is_pseudo"]}
BY_SMS = (
    "insert into eligibility.elg_members select * replace ('sms' as channel) from eligibility.elg_members"
    " where channel = 'whatsapp'"
)
EMPTY = hashlib.sha256(b"").hexdigest().encode()


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> WorkspacePaths:
    """A workspace whose build passed."""
    return small_marts.audited(tmp_path_factory.mktemp("written"), BY_SMS, small_marts.AGREED)[0]


def draft_of(paths: WorkspacePaths, reading: Reading, tool: str) -> Draft:
    """The draft of this tool's file."""
    drawn = draw_up(
        paths, load_workspace("sample_shop"), "birthday", META, tool, 1, small_marts.AS_OF, "run", "commit", reading
    )
    assert isinstance(drawn, Draft)
    return drawn


def failed_of(paths: WorkspacePaths, draft: Draft) -> set[str]:
    """The expectations that a draft failed, as the ledger has them."""
    of = f"great_expectations.written_files_{name_of(draft)}."
    found = [c for c in verdicts.checks(paths.state, 1) if c.check_name.startswith(of) and c.status != "pass"]
    return {c.check_name.removeprefix(of) for c in found}


def found(paths: WorkspacePaths, draft: Draft) -> set[str]:
    """The same, asked now."""
    assert faults_of(paths, 1, [draft])[name_of(draft)]
    return failed_of(paths, draft)


def test_every_sound_file_passes_every_expectation(passed: WorkspacePaths) -> None:
    with Reading(passed) as reading:
        drafts = [draft_of(passed, reading, tool) for tool in destinations()]
        assert faults_of(passed, 1, drafts) == {name_of(d): () for d in drafts}
    asked = [c for c in verdicts.checks(passed.state, 1) if ".written_files_" in c.check_name]
    assert len(asked) == len(drafts) * len(suite().expectations)
    assert {c.subjects for c in asked} == {("birthday",)}
    assert all(c.evaluated_count for c in asked)


def suite() -> Suite:
    """The suite of written files, for one export."""
    (only,) = written_suites({"birthday__meta__0": "birthday"}, {"birthday": META}, SUITES)
    return only


def changed(old: bytes, new: bytes) -> Callable[[Path], None]:
    """Writes the file with other bytes."""

    def change(file: Path) -> None:
        assert old in file.read_bytes()
        file.write_bytes(file.read_bytes().replace(old, new, 1))

    return change


def first_cell(new: bytes, length: int) -> Callable[[Path], None]:
    """Replaces the first cell of the first person by one of the same length, or blank."""

    def change(file: Path) -> None:
        head, body = file.read_bytes().split(b"\r\n", 1)
        file.write_bytes(head + b"\r\n" + new + body[length:])

    return change


def last_cells_blank(file: Path) -> None:
    """Blanks the last cell of every line that holds a hash."""
    cells = [line.split(b",") for line in file.read_bytes().split(b"\r\n")]
    file.write_bytes(b"\r\n".join(b",".join([*c[:-1], b"" if len(c[-1]) == 64 else c[-1]]) for c in cells))


def nobody(file: Path) -> None:
    """Leaves the lines and takes what identifies."""
    lines = file.read_bytes().split(b"\r\n")
    file.write_bytes(b"\r\n".join(b'""' if r else b"" for r in lines))


def swapped(file: Path) -> None:
    """The first two people change places."""
    head, first, second, *more = file.read_bytes().split(b"\r\n")
    file.write_bytes(b"\r\n".join([head, second, first, *more]))


def doubled(file: Path) -> None:
    """The first person stands there again, without a line's end."""
    file.write_bytes(file.read_bytes() + file.read_bytes().split(b"\r\n")[1])


EVERYTHING = "everything"
DAMAGES: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "generic_csv": (changed(b",ayu@", b",ayu,ayu@"), {EVERYTHING}),
    "meta": (changed(b"email,phone", b"phone,email"), {"header_as_promised"}),
    "whatsapp_qiscus": (doubled, {"rows_as_told", "person_of_the_line"}),
    "whatsapp_wati": (changed(b",62,", b",=2,"), {"values_of_their_type", "person_of_the_line"}),
    "tiktok": (first_cell(EMPTY, 64), {"hashes_are_hashes", "person_of_the_line"}),
    "microsoft_ads": (last_cells_blank, {"required_values_there", "identified", "rows_as_told"}),
    "x": (nobody, {"required_values_there", "identified", "rows_as_told"}),
    "google_ads": (swapped, {"person_of_the_line"}),
}


def test_each_damage_is_seen(passed: WorkspacePaths) -> None:
    with Reading(passed) as reading:
        drafts = {tool: draft_of(passed, reading, tool) for tool in DAMAGES}
    for tool, draft in drafts.items():
        DAMAGES[tool][0](draft.folder / draft.told["files"][0]["name"])
    told = faults_of(passed, 1, list(drafts.values()))
    every = {e.name for e in suite().expectations}
    for tool, draft in drafts.items():
        expected = DAMAGES[tool][1]
        assert failed_of(passed, draft) == (every if expected == {EVERYTHING} else expected), tool
        assert len(told[name_of(draft)]) == len(failed_of(passed, draft))
    assert "ayu" not in repr(told)


@pytest.mark.parametrize(
    ("damage", "change"),
    [
        ("must_hold", "update marts.customer_360 set is_customer = false where customer_id = 'c01'"),
        ("consent_granted", "update eligibility.elg_consent_states set state = 'withdrawn' where channel = 'email'"),
        (
            "not_suppressed",
            "insert into eligibility.elg_suppressions select contact_hash, 'email', 'bounced', false"
            " from eligibility.elg_contact_points where contact_value = 'ayu@example.com'",
        ),
    ],
)
def test_people_are_asked_about_again(damage: str, change: str, tmp_path: Path) -> None:
    paths, _ = small_marts.audited(tmp_path)
    with Reading(paths) as reading:
        draft = draft_of(paths, reading, "generic_csv")
    small_marts.change(paths.marts, change)
    assert found(paths, draft) == {damage}


def test_a_contact_point_that_stands_twice_is_seen(tmp_path: Path) -> None:
    paths, _ = small_marts.audited(tmp_path)
    with Reading(paths) as reading:
        draft = draft_of(paths, reading, "generic_csv")
    small_marts.change(
        paths.marts,
        f"create temp table m as select * from read_parquet('{draft.members}')",
        f"copy (select * replace ('ayu@example.com' as contact_point) from m) to '{draft.members}'",
    )
    assert "contact_point_once" in found(paths, draft)


@pytest.mark.parametrize(
    "told", [{"consent": "withdrawn"}, {"consent_signals": {"ad_user_data": "DENIED", "ad_personalization": "GRANTED"}}]
)
def test_a_signal_that_nobody_gave_is_seen(passed: WorkspacePaths, told: dict[str, object]) -> None:
    with Reading(passed) as reading:
        draft = draft_of(passed, reading, "google_ads")
    assert draft.told["files"][0]["consent_signals"] == {"ad_user_data": "GRANTED", "ad_personalization": "GRANTED"}
    draft.told["files"][0].update(told)  # type: ignore[attr-defined]
    assert found(passed, draft) == {"signals_as_agreed"}


def test_every_expectation_is_seen_to_fail() -> None:
    damaged = {name for _, expected in DAMAGES.values() for name in expected} - {EVERYTHING}
    people = {"must_hold", "consent_granted", "not_suppressed", "contact_point_once", "signals_as_agreed"}
    assert {e.name for e in suite().expectations} == {*damaged, *people, "readable"}


def test_a_refused_draft_leaves_nothing_and_the_last_file_stays(tmp_path: Path) -> None:
    paths, _ = small_marts.audited(tmp_path)
    with Reading(paths) as reading:
        first = settle(draft_of(paths, reading, "generic_csv"), (), reading)
        former = (paths.exports / first.file).read_bytes()
        build_seq = small_marts.complete_build(paths)
        small_marts.pass_all(paths, build_seq)
        drawn = replace(draft_of_build(paths, reading, build_seq))
        line = settle(drawn, ("The file is not what it promised.",), reading)
    assert (line.status, line.reasons, line.file) == ("held", ("The file is not what it promised.",), first.file)
    assert (paths.exports / first.file).read_bytes() == former
    assert not drawn.folder.exists()
    assert not drawn.members.exists()
    assert [p.name for p in drawn.folder.parent.iterdir()] == [Path(first.file).parent.name]
    assert exports.standing(paths.state, "birthday", "generic_csv") is not None
    assert manifest_of((paths.exports / first.file).parent)["export_id"] == first.export_id


def draft_of_build(paths: WorkspacePaths, reading: Reading, build_seq: int) -> Draft:
    """A draft for another day, which is another file."""
    day = small_marts.AS_OF.replace(month=7, day=1)
    drawn = draw_up(
        paths, load_workspace("sample_shop"), "birthday", META, "generic_csv", build_seq, day, "run", "c", reading
    )
    assert isinstance(drawn, Draft)
    return drawn


def test_every_normaliser_has_a_shape() -> None:
    assert set(SHAPES) == set(NORMALISERS)


def test_a_promise_names_the_columns_of_the_file(passed: WorkspacePaths) -> None:
    with Reading(passed) as reading:
        drafts = [draft_of(passed, reading, tool) for tool in destinations()]
    for draft in drafts:
        promised = promises(draft.request.destination, META["fields"], draft.export_id)
        assert [p.header for p in promised] == draft.told["columns"]
        assert [p.header for p in promised if p.shape == "hash"] == draft.told["hashed_columns"]
        assert any(p.contact for p in promised)
