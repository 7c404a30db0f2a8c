"""Each dimension of seg_customers: who is in which segment, on both sides of its borders."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from compiled_models import CompiledModels, insert

from workspaces.settings import DBT_PROJECT

PEOPLE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("value_segment", "prospect", {"value_class": None}),
    ("value_segment", "can_grow", {"value_class": "can_grow"}),
    ("value_decile", "10", {"revenue_decile_365d": 10}),
    ("rfm_segment", "unknown", {}),
    ("rfm_segment", "champions", {"rfm_segment": "champions"}),
    ("tier_segment", "Emas", {"tier": "Emas"}),
    ("place_segment", "Kota Malang, Jawa Timur", {"city": "Kota Malang", "province": "Jawa Timur"}),
    ("place_segment", "Jawa Timur", {"province": "Jawa Timur"}),
    ("area_segment", "Malang Raya", {"place_id": "near"}),
    ("area_segment", "elsewhere", {"place_id": "far"}),
    ("area_segment", "unknown", {}),
    ("age_band", "25-34", {"age": 34}),
    ("age_band", "35-44", {"age": 35}),
    ("age_band", "unknown", {"age": 34, "is_birth_date_suspect": True}),
    ("acquisition_event_segment", "fair 2026-01-05", {"customer_id": "visitor", "first_purchase_date": "2026-01-05"}),
    ("acquisition_event_segment", "none", {"customer_id": "regular", "first_purchase_date": "2026-01-04"}),
    ("month_end_segment", "month_end", {"month_end_share": "0.5"}),
    ("month_end_segment", "any_day", {"month_end_share": "0.499999"}),
    ("weekend_segment", "weekend", {"usual_weekday_number": 6}),
    ("weekend_segment", "weekday", {"usual_weekday_number": 5}),
    ("time_of_day_segment", "night", {"usual_hour_number": 4}),
    ("time_of_day_segment", "morning", {"usual_hour_number": 5}),
    ("time_of_day_segment", "midday", {"usual_hour_number": 11}),
    ("time_of_day_segment", "afternoon", {"usual_hour_number": 17}),
    ("time_of_day_segment", "evening", {"usual_hour_number": 18}),
    ("time_of_day_segment", "night", {"usual_hour_number": 22}),
    ("email_segment", "not_mailed", {}),
    ("email_segment", "bounced", {"email_bounced_count_365d": 1}),
    ("email_segment", "never_opens", {"email_delivered_count_365d": 1}),
    ("email_segment", "faded", {"email_delivered_count_365d": 9, "email_opened_count_365d": 1}),
    ("email_segment", "opens", {"email_delivered_count_365d": 9, "email_opened_count_90d": 1}),
    ("email_segment", "clicks", {"email_delivered_count_365d": 9, "email_clicked_count_90d": 1}),
    ("web_segment", "never_seen", {}),
    ("web_segment", "visits", {"site_visit_count_90d": 1, "site_visit_count_365d": 1}),
    ("web_segment", "faded", {"site_visit_count_365d": 1}),
    ("web_segment", "looks_and_leaves", {"site_visit_count_90d": 1, "unbought_product_count_90d": 1}),
    ("web_segment", "abandons_carts", {"unbought_product_count_90d": 1, "abandoned_cart_count_30d": 1}),
    ("service_segment", "dissatisfied", {"ticket_count_365d": 1, "average_satisfaction_365d": "2.00"}),
    ("service_segment", "asked", {"ticket_count_365d": 1, "average_satisfaction_365d": "2.01"}),
    ("service_segment", "satisfied", {"ticket_count_365d": 1, "average_satisfaction_365d": "4.00"}),
    ("service_segment", "complained", {"complaint_count_365d": 1, "average_satisfaction_365d": "4.00"}),
    ("service_segment", "open_complaint", {"complaint_count_365d": 1, "has_open_complaint": True}),
    ("receivables_segment", "overdue", {"overdue_invoice_count": 1, "open_invoice_count": 1}),
    ("receivables_segment", "open", {"open_invoice_count": 1, "invoice_count_lifetime": 1}),
    ("receivables_segment", "settled", {"invoice_count_lifetime": 1}),
    ("receivables_segment", "no_invoices", {}),
)


@pytest.fixture(scope="module")
def segments(compiled: CompiledModels) -> dict[str, dict[str, Any]]:
    """customer_id -> the row of seg_customers, for PEOPLE and a pseudo account."""
    with compiled.connect() as connection:
        for number, (_, _, told) in enumerate(PEOPLE):
            insert(connection, "customer_360", {"customer_id": str(number)} | told)
        insert(connection, "customer_360", {"customer_id": "till", "is_pseudo": True})
        # 28.9 and 31.1 km south of Malang's centre; the area's radius is 30 km.
        insert(connection, "places", {"place_id": "near", "latitude": "-8.24", "longitude": "112.63"})
        insert(connection, "places", {"place_id": "far", "latitude": "-8.26", "longitude": "112.63"})
        for customer_id in ("visitor", "regular"):
            for at in ("2026-01-05", "2026-03-01"):
                visit = {"kind": "event_visit", "event_date": at, "occurred_at": f"{at} 03:00:00", "source": "fair"}
                insert(
                    connection,
                    "fct_interactions",
                    {"interaction_id": customer_id + at, "customer_id": customer_id} | visit,
                )
        found = connection.execute(compiled.sql["seg_customers"])
        columns = [c[0] for c in found.description]
        rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    return {row["customer_id"]: row for row in rows}


@pytest.mark.parametrize("number", range(len(PEOPLE)), ids=[f"{c}-{s}" for c, s, _ in PEOPLE])
def test_who_is_in_which_segment(segments: dict[str, dict[str, Any]], number: int) -> None:
    column, segment, told = PEOPLE[number]
    assert segments[told.get("customer_id", str(number))][column] == segment


def test_a_pseudo_account_is_in_none(segments: dict[str, dict[str, Any]]) -> None:
    assert len(segments) == len(PEOPLE)
    assert "till" not in segments


def test_what_nobody_knows_is_null_for_everybody(segments: dict[str, dict[str, Any]]) -> None:
    assert {(row["education_segment"], row["interests_segment"]) for row in segments.values()} == {(None, None)}


def test_each_column_is_a_dimension_of_the_memberships(compiled: CompiledModels) -> None:
    declared = yaml.safe_load((DBT_PROJECT / "models/segments/_segments.yml").read_text(encoding="utf-8"))
    (columns,) = [[c["name"] for c in m["columns"]] for m in declared["models"] if m["name"] == "seg_customers"]
    with compiled.connect() as connection:
        insert(connection, "customer_360", {"customer_id": "ani"})
        compiled.build(connection, "seg_customers", *(name for name in compiled.sql if name.startswith("aud_")))
        compiled.build(connection, "seg_memberships")
        sql = "select count(*), count(distinct dimension) from marts.segments.seg_memberships"
        assert connection.execute(sql).fetchall() == [(len(columns) - 3, len(columns) - 3)]
