"""Who stands on the counter list of a store and day: each reason with somebody inside it and somebody just outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from exporting_shop import Shop
from python_calamine import CalamineWorkbook

from export.counter_list import CounterList, write
from ledgers import verdicts
from ledgers.verdicts import HELD, PUBLICATION, Verdict
from workspaces.errors import ConfigurationError, LanggananError

DAY = dt.date(2026, 7, 1)
EVERYBODY = {"is_customer": "true", "is_pseudo": "false", "is_deleted": "false", "usual_store_id": "'MLG'"}
COLUMNS = (
    "customer_id varchar, name_to_call varchar, salutation varchar, is_customer boolean, is_pseudo boolean,"
    " is_deleted boolean, usual_store_id varchar, favourite_store_id varchar, last_store_id varchar,"
    " usual_hour integer, usual_order varchar, birth_date date, is_birth_date_suspect boolean,"
    " has_open_complaint boolean, next_purchase_basis varchar, next_purchase_earliest_date date,"
    " next_purchase_latest_date date, email varchar"
)
OWN = {
    "next_purchase_basis": "'own'",
    "next_purchase_earliest_date": "date '2026-06-25'",
    "next_purchase_latest_date": "date '2026-07-01'",
}
COMPLAINT = {"has_open_complaint": "true"}
BORN = {"is_birth_date_suspect": "false"}
INSIDE = {
    "ana": OWN | {"usual_hour": "9", "usual_order": "'2 Teh'", "salutation": "'Ibu'"},
    "budi": BORN | {"birth_date": "date '1990-07-07'"},
    "dewi": COMPLAINT | {"usual_store_id": "null", "favourite_store_id": "'MLG'", "last_store_id": "'SBY'"},
    "eko": {"usual_store_id": "null", "last_store_id": "'MLG'"},  # something is due to him
}
OUTSIDE = {
    "late": OWN | {"next_purchase_latest_date": "date '2026-06-30'"},
    "early": OWN | {"next_purchase_earliest_date": "date '2026-07-02'"},
    "by_category": OWN | {"next_purchase_basis": "'category'"},
    "born_later": BORN | {"birth_date": "date '1990-07-08'"},
    "born_before": BORN | {"birth_date": "date '1990-06-30'"},
    "suspect": {"is_birth_date_suspect": "true", "birth_date": "date '1990-07-01'"},
    "pseudo": COMPLAINT | {"is_pseudo": "true"},
    "deleted": COMPLAINT | {"is_deleted": "true"},
    "prospect": COMPLAINT | {"is_customer": "false"},
    "nameless": COMPLAINT | {"name_to_call": "null"},
    "nowhere": COMPLAINT | {"usual_store_id": "null"},
    "elsewhere": COMPLAINT | {"usual_store_id": "'SBY'"},
    "nothing_to_say": {},
}


def person(name: str, said: dict[str, str]) -> str:
    whole = {"customer_id": f"'{name}'", "name_to_call": f"'{name}'", "email": f"'{name}@surel.example'"}
    whole |= {"has_open_complaint": "false", **EVERYBODY, **said}
    return f"insert into marts.customer_360 ({', '.join(whole)}) values ({', '.join(whole.values())})"


def due(customer_id: str, product: str, earliest: str, is_given_up: str = "false") -> str:
    return (
        f"insert into marts.fct_replenishments values ('{customer_id}', '{product}', date '{earliest}' + 3,"
        f" date '{earliest}', {is_given_up})"
    )


@pytest.fixture
def shop(shop_with: Callable[..., Shop]) -> Shop:
    """A shop of these people alone."""
    return shop_with(
        f"create or replace table marts.customer_360 ({COLUMNS})",
        "create table marts.fct_replenishments (customer_id varchar, product_id varchar, due_date date,"
        " earliest_due_date date, is_given_up boolean)",
        "create table marts.dim_products as select 'p' || i as product_id, '=Kopi ' || i as name from range(5) as n(i)",
        *(person(name, said) for name, said in {**INSIDE, **OUTSIDE}.items()),
        *(due("eko", f"p{number}", f"2026-06-{20 + number}") for number in range(4)),
        due("nothing_to_say", "p1", "2026-07-02"),
        due("nothing_to_say", "p2", "2026-06-02", is_given_up="true"),
    )


def lines(written: CounterList) -> list[list[str]]:
    """What is printed, title and header apart."""
    book = CalamineWorkbook.from_path(str(written.file)).get_sheet_by_index(0).to_python()
    return [[str(cell) for cell in row] for row in book[2:]]


def test_everybody_of_whom_something_is_to_be_said(shop: Shop) -> None:
    malang, surabaya = write(shop.paths, shop.build_seq, DAY)
    assert (malang.store_id, malang.people, malang.file.name) == ("MLG", 4, "counter_list_MLG_2026-07-01_4people.xlsx")
    assert lines(malang) == [
        ["09:00", "Ibu ana", "2 Teh", "", "", "", ""],
        ["", "budi", "", "", "07/07", "", ""],
        ["", "dewi", "", "", "", "open", ""],
        ["", "eko", "", "=Kopi 0, =Kopi 1, =Kopi 2", "", "", ""],
    ]
    assert [row[1] for row in lines(surabaya)] == ["elsewhere"]
    assert "surel.example" not in str(CalamineWorkbook.from_path(str(malang.file)).get_sheet_by_index(0).to_python())


@pytest.mark.parametrize(("day", "shown"), [("2027-02-22", "28/02"), ("2028-02-29", "29/02"), ("2026-12-31", "")])
def test_leap_days_and_the_turn_of_the_year(shop_with: Callable[..., Shop], day: str, shown: str) -> None:
    shop = shop_with(
        f"create or replace table marts.customer_360 ({COLUMNS})",
        "create table marts.fct_replenishments (customer_id varchar, product_id varchar, due_date date,"
        " earliest_due_date date, is_given_up boolean)",
        "create table marts.dim_products (product_id varchar, name varchar)",
        person("leap", BORN | {"birth_date": "date '1992-02-29'"}),
        person("january", BORN | {"birth_date": "date '1992-01-06'"}),
    )
    (written,) = write(shop.paths, shop.build_seq, dt.date.fromisoformat(day))
    expected = ["leap", shown] if shown else ["january", "06/01"]
    assert [[row[1], row[4]] for row in lines(written)] == [expected]


def test_lists_of_other_days_are_deleted(shop: Shop) -> None:
    (former,) = write(shop.paths, shop.build_seq, DAY, "MLG")
    (newer,) = write(shop.paths, shop.build_seq, DAY + dt.timedelta(days=1), "MLG")
    assert (former.file.exists(), newer.file.exists()) == (False, True)


def test_no_list_of_tables_that_did_not_pass(shop: Shop) -> None:
    held = Verdict(shop.build_seq, PUBLICATION, HELD, ("Money is missing.",), "", 0)
    verdicts.record_verdicts(shop.paths.state, [held])
    with pytest.raises(LanggananError, match="Money is missing"):
        write(shop.paths, shop.build_seq, DAY)
    assert not shop.paths.counter_lists.exists()


def test_a_store_that_nobody_uses(shop: Shop) -> None:
    with pytest.raises(ConfigurationError, match=r"Store NOWHERE is nobody.s usual one\. Stores: MLG, SBY"):
        write(shop.paths, shop.build_seq, DAY, "NOWHERE")
