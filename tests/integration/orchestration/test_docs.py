"""`langganan docs` on the ran shop: pages of checks and of models, and nobody in them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

import duckdb
import pytest
from ran_shop import RanShop


@pytest.fixture(scope="module")
def pages(one_ran_shop: RanShop) -> dict[str, str]:
    """Every page of the site by its place."""
    one_ran_shop.restore()
    answer = one_ran_shop.langganan("docs", "--no-open")
    assert answer.exit_code == 0, answer.error
    first = one_ran_shop.paths.docs / "index.html"
    assert answer.out.split() == [str(first)]
    return {str(f.relative_to(first.parent)): f.read_text("utf-8") for f in sorted(first.parent.rglob("*.html"))}


def test_both_parts_are_there_and_the_first_page_leads_to_them(pages: dict[str, str]) -> None:
    assert 'href="checks/index.html"' in pages["index.html"]
    assert 'href="dbt/index.html"' in pages["index.html"]
    assert "fct_orders" in pages["dbt/index.html"]
    of_orders = [text for name, text in pages.items() if "validations/fct_orders/" in name]
    assert len(of_orders) == 1
    assert "most orders are cancelled, as if a status were misread" in of_orders[0]
    assert any("validations/written_files/" in name for name in pages)


def test_the_list_of_results_needs_no_script(pages: dict[str, str]) -> None:
    """Great Expectations' own list is empty without the internet."""
    listed = dict(re.findall(r'<li><a href="(validations/[^"]+)">\w+</a>: ([^<]+)</li>', pages["checks/index.html"]))
    assert {f"checks/{page}" for page in listed} == {name for name in pages if name.startswith("checks/validations/")}
    assert len(listed) > 10
    assert all(re.fullmatch(r"\d+ passed|\d+ of \d+ failed", state) for state in listed.values()), listed
    assert sum("passed" in state for state in listed.values()) > 10


class Fetched(HTMLParser):
    """What a browser loads with a page, unasked: whatever is no link to click."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[str] = []
        self.is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Sources of scripts and pictures, and sheets."""
        self.is_style = tag == "style"
        asked = dict(attrs)
        self.places += [place for place in (asked.get("src"), asked.get("href") if tag == "link" else None) if place]

    def handle_data(self, data: str) -> None:
        """What a sheet within the page asks for."""
        if self.is_style:
            self.places += re.findall(r"""url\(["']?([^"')]+)""", data)


def test_pages_need_nothing_but_what_lies_beside_them(pages: dict[str, str], one_ran_shop: RanShop) -> None:
    """One that asks other people's servers tells them who looks and when, and is broken where there is no internet."""
    found = 0
    for name, text in pages.items():
        fetched = Fetched()
        fetched.feed(text)
        for place in (p for p in fetched.places if not p.startswith("data:")):
            assert "//" not in place, (name, place)
            if name.startswith("checks/"):  # dbt's page names a picture of its own tab that dbt does not ship
                assert (one_ran_shop.paths.docs / PurePosixPath(name).parent / place).is_file(), (name, place)
                found += 1
    assert found == 2 * len([name for name in pages if name.startswith("checks/")]), "each has a picture and an icon"


def test_nobody_is_in_them(pages: dict[str, str], one_ran_shop: RanShop) -> None:
    """Names only among the checks: dbt's pages hold invented people of unit tests."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one_ran_shop.paths.marts}' as snapshot (read_only)")
        connection.execute("use snapshot")
        contacts = connection.execute("select contact_value from eligibility.elg_contact_points").fetchall()
        names = connection.execute("select full_name from marts.dim_customers where full_name like '% %'").fetchall()
    assert min(len(contacts), len(names)) > 200
    everything = "\n".join(pages.values())
    checks = "\n".join(text for name, text in pages.items() if name.startswith("checks/"))
    assert [value for (value,) in contacts if value in everything] == []
    assert [name for (name,) in names if name in checks] == []
