"""`langganan docs` on the ran shop: pages of checks and of models, and nobody in them."""

from __future__ import annotations

import re

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
