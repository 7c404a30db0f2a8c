"""The same good data with one corrupted delivery: no file leaves, the reason is told, and mended it lets all go."""

from __future__ import annotations

import gzip
from pathlib import Path

from ran_shop import RanShop

from ledgers import loads

CORRUPTED = "web_shop/orders_20260701.csv"


def test_one_corrupted_delivery_holds_everything_that_stands_on_it(ran_shop: RanShop) -> None:
    """One test, because each step needs the one before: fault, the same again, mended."""
    before = ran_shop.downloads()
    known = loads.last_load_seq(ran_shop.paths.state)
    corrupted = _deliver_orders_with_an_unclosed_quote(ran_shop.paths.inbox)
    _deliver_a_good_page_view(ran_shop.paths.inbox)

    held = ran_shop.langganan("run")
    assert held.exit_code == 1
    assert "Traceback" not in held.error
    assert f"Refused: {CORRUPTED}" in held.out
    facts = ran_shop.langganan("status", "--json").told
    assert [r["delivery"] for r in facts["refused"]] == [CORRUPTED]
    assert facts["publication"]["verdict"] == "hold"
    assert {a["verdict"] for a in facts["audiences"]} == {"hold"}
    assert all(any(CORRUPTED in reason for reason in a["reasons"]) for a in facts["audiences"])
    assert ran_shop.downloads() == before
    assert loads.last_load_seq(ran_shop.paths.state) > known, "the good delivery landed"

    again = ran_shop.langganan("run", "--json")
    assert (again.exit_code, again.told["outcome"]) == (1, "nothing new")
    assert ran_shop.downloads() == before

    corrupted.unlink()
    mended = ran_shop.langganan("run", "--json")
    assert (mended.exit_code, mended.told["outcome"]) == (0, "published"), mended.out + mended.error
    assert mended.told["refused"] == []
    assert mended.told["publication"]["version"] > 1


def _deliver_orders_with_an_unclosed_quote(inbox: Path) -> Path:
    """Half of a day's orders, the file cut within a quoted field."""
    day = sorted((inbox / "web_shop").glob("orders_*.csv"))[-1].read_text(encoding="utf-8").splitlines(keepends=True)
    corrupted = inbox / CORRUPTED
    corrupted.write_text("".join(day[: max(2, len(day) // 2)]) + '"O-cut,', encoding="utf-8")
    return corrupted


def _deliver_a_good_page_view(inbox: Path) -> None:
    """A message event of the next day, of a kind that no audience asks for."""
    line = gzip.decompress(sorted((inbox / "messaging").glob("events_*.jsonl.gz"))[-1].read_bytes()).splitlines()[0]
    (inbox / "messaging/events_20260701.jsonl.gz").write_bytes(gzip.compress(line + b"\n", mtime=0))
