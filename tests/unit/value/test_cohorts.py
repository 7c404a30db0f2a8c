"""Who came when, and who came again."""

from __future__ import annotations

from value_models import People

COHORT = ("cohort_month_date", "acquisition_source", "age_months", "cohort_customer_count", "retained_customer_count")


def test_cohorts_by_month_source_and_age_with_zeros(people: People) -> None:
    people.known("a", "b", acquisition_source="instagram")
    people.known("c", "prospect")
    people.known("umum", is_pseudo=True)
    people.bought("a", "2026-03-01", 10)
    people.bought("a", "2026-05-31", 20, kept_order_count=2)
    people.gave_back("a", "2026-05-31", "2026-06-02", 5)
    people.bought("b", "2026-03-31", 30)
    people.bought("b", "2026-06-30", 30)
    people.bought("c", "2026-06-01", 40)
    people.bought("umum", "2026-03-01", 900)
    people.build()
    money = ("kept_order_count", "net_revenue", "retained_share", "is_complete")
    assert people.rows("fct_cohort_retention", *COHORT, *money) == [
        ("2026-03-01", "instagram", 0, 2, 2, 2, 40, 1, True),
        ("2026-03-01", "instagram", 1, 2, 0, 0, 0, 0, True),
        ("2026-03-01", "instagram", 2, 2, 1, 2, 15, 0.5, True),
        ("2026-03-01", "instagram", 3, 2, 1, 1, 30, 0.5, True),
        ("2026-06-01", "unknown", 0, 1, 1, 1, 40, 1, True),
    ]


def test_a_first_purchase_given_back_moves_the_cohort(people: People) -> None:
    people.known("a")
    people.bought("a", "2026-03-01", 10)
    people.gave_back("a", "2026-03-01", "2026-04-01", 10, kept_order_count=-1)
    people.bought("a", "2026-06-01", 10)
    people.build()
    assert people.rows("fct_cohort_retention", *COHORT) == [("2026-06-01", "unknown", 0, 1, 1)]
