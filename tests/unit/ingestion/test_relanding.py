"""A load that is read again keeps its number and place; its rows are those of the declaration of now."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion import relanding
from ledgers import loads, relands
from workspaces.errors import ConfigurationError, LanggananError

ROWS = "a,b,d\n1,x,old\n2,y,new\n"


@pytest.fixture
def inbox(tmp_path: Path) -> SmallInbox:
    """Two loads, the first of which has a column that was not declared then."""
    made = small_inbox(tmp_path)
    made.land_one("c_20260601.csv", ROWS)
    made.land_one("c_20260602.csv", "a,b\n3,z\n")
    return made


def test_a_newly_declared_column_is_read_from_the_former_delivery(inbox: SmallInbox) -> None:
    wider = inbox.declared(optional=["c", "d"])
    before = loads.loads(inbox.paths.state)
    again = relanding.reland(wider.workspace, wider.paths, before[0], frozenset())
    assert loads.loads(inbox.paths.state) == [again, before[1]]
    assert (again.load_seq, again.delivered_at, again.content_hash) == (
        1,
        before[0].delivered_at,
        before[0].content_hash,
    )
    assert wider.rows() == [("1", "x", None, "old", 1, 2), ("2", "y", None, "new", 1, 3), ("3", "z", None, None, 2, 2)]
    assert before[0].warnings == ("undeclared column 'd' was dropped",)
    assert again.warnings == ()
    assert relands.entities(inbox.paths.state) == [("shop", "things")]
    relands.settle(inbox.paths.state)
    assert relands.entities(inbox.paths.state) == []


def test_the_former_files_are_gone_and_a_third_reading_replaces_the_second(inbox: SmallInbox) -> None:
    for _ in range(2):
        (load, _) = loads.loads(inbox.paths.state)
        relanding.reland(inbox.workspace, inbox.paths, load, frozenset())
    files = sorted(str(f.relative_to(inbox.paths.raw)) for f in inbox.paths.raw.rglob("_load_seq=1/**/*.parquet"))
    assert files == ["shop/things/_load_seq=1/_delivered_at=20260531T170000000000Z/again_2/rows.parquet"]
    assert [row[:2] for row in inbox.rows()] == [("1", "x"), ("2", "y"), ("3", "z")]


def test_a_delivery_that_cannot_be_read_leaves_the_load_as_it_is(inbox: SmallInbox) -> None:
    before = loads.loads(inbox.paths.state)
    narrower = inbox.declared(required=["a", "missing"], key=["a"])
    with pytest.raises(
        LanggananError, match=r"Load 1 stays as it is: c_20260601.csv, line 1: required column 'missing'"
    ):
        relanding.reland(narrower.workspace, narrower.paths, before[0], frozenset())
    assert loads.loads(inbox.paths.state) == before
    assert [row[:2] for row in inbox.rows()] == [("1", "x"), ("2", "y"), ("3", "z")]


def test_a_delivery_that_is_gone_or_another_is_not_read(inbox: SmallInbox) -> None:
    (load, other) = loads.loads(inbox.paths.state)
    inbox.put("c_20260601.csv", "a,b\n9,q\n")
    with pytest.raises(LanggananError, match=r"c_20260601.csv holds something else than when load 1 was landed"):
        relanding.reland(inbox.workspace, inbox.paths, load, frozenset())
    (inbox.paths.inbox / other.delivery).unlink()
    with pytest.raises(LanggananError, match=r"c_20260602.csv of load 2 is not in the inbox"):
        relanding.reland(inbox.workspace, inbox.paths, other, frozenset())


def test_loads_are_chosen_by_number_range_and_entity(inbox: SmallInbox) -> None:
    def chosen(*names: str) -> list[int]:
        return [load.load_seq for load in relanding.asked_loads(inbox.workspace, inbox.paths, list(names))]

    assert (chosen("2"), chosen("1-2"), chosen("shop.things", "1")) == ([2], [1, 2], [1, 2])
    for wrong in ("7", "shop.nothing", "one"):
        with pytest.raises(ConfigurationError, match="is no load that was landed"):
            chosen(wrong)
