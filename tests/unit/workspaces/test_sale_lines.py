"""What may be said of a sales log's columns, and what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import ValidationError

from workspaces.configuration import Entity
from workspaces.sale_lines import OF_COLUMNS, SaleLines
from workspaces.settings import REPOSITORY


def entity(sale_lines: dict[str, Any], **changed: Any) -> Entity:
    """A log's entity that declares the columns a to d."""
    told = {"files": "log_*.csv", "required": ["a", "b", "c", "d"], "sale_lines": sale_lines, **changed}
    return Entity.model_validate(told)


def test_lines_belong_together_by_their_order() -> None:
    assert entity({"order": "a", "ordered_at": "b", "customer": "c"}).sale_lines == SaleLines(
        order=("a",), ordered_at="b", customer="c"
    )
    assert SaleLines(order=("a", "b"), date="c").group == ("a", "b")


def test_without_an_order_they_belong_together_by_customer_and_day() -> None:
    assert SaleLines(customer="c", contact="d", date="b").group == ("c", "d", "b")


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({}, "either ordered_at"),
        ({"ordered_at": "a", "date": "b"}, "either ordered_at"),
        ({"ordered_at": "a", "time": "b"}, "time stands beside date"),
        ({"date": "a", "price": "b", "amount": "c"}, "either price"),
        ({"date": "a", "return_prefix": "C"}, "return_prefix"),
        ({"date": "a", "status": "b"}, "belong together"),
        ({"date": "a", "codes": {"POST": "shipping"}}, "codes are those of product"),
        ({"date": "a", "product": "b", "codes": {"POST": "postage"}}, "shipping"),
        ({"date": "a", "order_discount": "b"}, "order_discount: of an order, which is not named"),
        ({"date": "a", "carry_down": True}, "carry_down: of an order"),
        ({"date": "nowhere"}, "nowhere"),
        ({"date": "a", "colour": "b"}, "colour"),
    ],
)
def test_what_contradicts_itself_is_refused(told: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(fault)):
        entity(told)


@pytest.mark.parametrize("changed", [{"group": ["a"]}, {"key": ["a"]}, {"version": "a"}])
def test_what_belongs_together_is_said_once(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="sale_lines"):
        entity({"date": "a"}, **changed)


def test_every_option_is_documented() -> None:
    page = (REPOSITORY / "docs/transaction_logs.md").read_text(encoding="utf-8")
    table = page.split("## What may be said of the columns")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(SaleLines.model_fields)
    assert set(OF_COLUMNS) < set(SaleLines.model_fields)
