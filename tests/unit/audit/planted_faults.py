"""The faults, one per expectation: the statements that plant it in the small marts so that nothing else breaks."""

from __future__ import annotations

AYU = "channel = 'email' and customer_id = 'c01'"
IN_EMAIL = "update eligibility.elg_members set {} where " + AYU
IN_ADS = "update eligibility.elg_members set {} where channel = 'ads' and customer_id = 'c01'"
COUNT = "update eligibility.elg_exclusion_counts set customer_count = {} where channel = 'email' and reason = '{}'"

EVERYBODY = [
    "update marts.customer_360 set is_customer = true",
    "create temp table newcomers as select * from marts.customer_360 where not is_pseudo and customer_id > 'c05'",
    "insert into eligibility.elg_members select 'birthday', 'email', customer_id, email, email, null, null, null, null,"
    " null, null, 'evidence', timestamp '2026-01-01', '{}' from newcomers",
    "insert into eligibility.elg_decisions select 'birthday', 'email', customer_id, true, '' from newcomers",
    "insert into eligibility.elg_consent_states (contact_value, channel, purpose, state)"
    " select email, 'email', 'marketing', 'granted' from newcomers",
    COUNT.format("3 + (select count(*) from newcomers)", "eligible"),
]

PLANTED: dict[str, list[str]] = {
    "audience_birthday.contact_point_present": [IN_EMAIL.format("contact_point = null")],
    "audience_birthday.contact_point_once": [
        "update eligibility.elg_members set contact_point = 'ayu@example.com', email = 'ayu@example.com'"
        " where channel = 'email' and customer_id = 'c03'",
    ],
    "audience_birthday.person_once": [
        "update eligibility.elg_members set customer_id = 'c01' where channel = 'email' and customer_id = 'c02'",
        "delete from eligibility.elg_decisions where channel = 'email' and customer_id = 'c02'",
        COUNT.format("2", "eligible"),
    ],
    "audience_birthday.contact_point_fits_channel": [
        "update eligibility.elg_members set phone = '+6281200000009'"
        " where channel = 'whatsapp' and customer_id = 'c01'",
    ],
    "audience_birthday.email_valid": [IN_ADS.format("email = 'ayu@example', contact_point = phone")],
    "audience_birthday.phone_valid": [IN_ADS.format("phone = '081200000001'")],
    "audience_birthday.consent_named": [IN_EMAIL.format("consent_id = null")],
    "audience_birthday.consent_not_from_the_future": [IN_EMAIL.format("consented_at = timestamp '2026-07-03'")],
    "audience_birthday.consent_granted": [
        "update eligibility.elg_consent_states set state = 'withdrawn'"
        " where contact_value = 'ayu@example.com' and channel = 'email'",
    ],
    "audience_birthday.not_suppressed": [
        "insert into eligibility.elg_suppressions select contact_hash, 'email', 'bounced', false"
        " from eligibility.elg_contact_points where contact_value = 'ayu@example.com'",
    ],
    "audience_birthday.decided_eligible": [
        f"update eligibility.elg_decisions set is_eligible = false, reason = 'no_consent' where {AYU}",
        COUNT.format("2", "eligible"),
        COUNT.format("2", "no_consent"),
    ],
    "audience_birthday.real_person": ["update marts.customer_360 set is_pseudo = true where customer_id = 'c01'"],
    "audience_birthday.not_everybody": EVERYBODY,
    "audience_birthday.must_hold_1": ["update marts.customer_360 set is_customer = false where customer_id = 'c01'"],
    "decisions_birthday.decided_once": [
        "insert into eligibility.elg_decisions values ('birthday', 'email', 'c04', false, 'consent_withdrawn')",
        COUNT.format("2", "consent_withdrawn"),
    ],
    "decisions_birthday.reason_known": [
        "update eligibility.elg_decisions set reason = 'mood' where reason = 'no_consent'",
        "update eligibility.elg_exclusion_counts set reason = 'mood' where reason = 'no_consent'",
    ],
    "decisions_birthday.left_out_with_a_reason": [
        f"update eligibility.elg_decisions set reason = 'no_consent' where {AYU}",
    ],
    "decisions_birthday.nobody_lost": [f"delete from eligibility.elg_members where {AYU}"],
    "decisions_birthday.exclusions_add_up": [COUNT.format("7", "no_consent")],
    "segments.person_once": [
        "insert into segments.seg_customers select * from segments.seg_customers where customer_id = 'c01'"
    ],
    "segments.value_segments_differ": ["update segments.seg_customers set value_segment = 'steady'"],
    "segments.lifecycle_segments_differ": ["update segments.seg_customers set lifecycle_segment = 'lapsed'"],
    "segments.everybody_has_segments": ["delete from segments.seg_customers where customer_id = 'c01'"],
    "dim_customers.nobody_swallows_others": [
        "update marts.dim_customers set record_count = 201 where customer_id = 'c01'"
    ],
    "dim_customers.ages_plausible": ["update marts.dim_customers set age = -1 where customer_id <= 'c04'"],
    "customer_360.everybody_has_a_profile": ["delete from marts.customer_360 where customer_id = 'c60'"],
    "customer_360.contact_points_differ": [
        "update marts.customer_360 set email = 'noemail@example.com' where customer_id <= 'c13'"
    ],
    "fct_customer_value.last_purchase_not_before_first": [
        "update marts.fct_customer_value set first_purchase_date = date '2026-06-30' where customer_id = 'c01'"
    ],
    "fct_customer_value.recency_not_negative": [
        "update marts.fct_customer_value set recency_days = -1 where customer_id = 'c01'"
    ],
    "fct_customer_value.window_within_lifetime": [
        "update marts.fct_customer_value set kept_order_count_365d = 3 where customer_id = 'c01'"
    ],
    "fct_customer_value.customers_bought": [
        "update marts.fct_customer_value set frequency_365d = 0, frequency_lifetime = 0 where customer_id = 'c01'"
    ],
    "fct_customer_value.top_brings_four_fifths": [
        "update marts.fct_customer_value set is_top_80 = false where customer_id = 'c01'"
    ],
    "fct_customer_lifetime_value.purchases_are_predicted": [
        "update marts.fct_customer_lifetime_value set prediction_status = 'baseline_wins', probability_alive = null,"
        " expected_purchases_30d = null, expected_purchases_90d = null, expected_purchases_365d = null"
    ],
    "fct_customer_lifetime_value.values_are_predicted": [
        "update marts.fct_customer_lifetime_value set value_status = 'fit_at_boundary', lifetime_value_365d = null"
    ],
    "fct_customer_lifetime_value.withheld_is_null": [
        "update marts.fct_customer_lifetime_value set expected_purchases_90d = 2 where customer_id = 'c01'"
    ],
    "fct_orders.dates_plausible": [
        "update marts.fct_orders set order_date = date '0026-06-03' where order_id = 'c01-1'"
    ],
    "fct_orders.some_orders_kept": ["update marts.fct_orders set is_kept = false"],
    "fct_orders.few_orders_cancelled": ["update marts.fct_orders set status = 'cancelled' where order_id < 'c31'"],
    "fct_orders.amounts_add_up": ["update marts.fct_orders set net_amount = 100000 where order_id = 'c01-1'"],
    "fct_order_lines.prices_not_negative": [
        "update marts.fct_order_lines set unit_price = -1 where order_id = 'c01-1'"
    ],
    "fct_order_lines.decimal_sign_read_right": [
        "update marts.fct_order_lines set unit_price = 100 where order_id = 'c01-1'"
    ],
    "fct_order_lines.few_lines_returned": ["update marts.fct_order_lines set is_return = true"],
    "fct_order_lines.amounts_add_up": ["update marts.fct_order_lines set net_amount = 0 where order_id = 'c01-1'"],
    "fct_interactions.moments_plausible": [
        "update marts.fct_interactions set event_date = date '1970-01-20' where interaction_id = 'sent-c01'"
    ],
    "fct_interactions.not_everybody_stopped": [
        "update marts.fct_interactions set kind = 'stopped' where kind = 'opened'"
    ],
}

PLANTED |= {
    "audience_history_birthday.few_removed": [
        "update remembered.main.members set customer_id = 'x' || customer_id where customer_id <> 'c01'",
    ],
    "audience_history_birthday.not_halved": ["update remembered.main.sizes set people = 6 where audience = 'birthday'"],
    "audience_history_birthday.not_doubled": [
        "update remembered.main.sizes set people = 1 where audience = 'birthday'"
    ],
    "canonical_facts.lines_have_orders": [
        "update marts.fct_order_lines set order_id = 'gone' where order_id = 'c01-1'",
    ],
    "canonical_facts.money_adds_up": [
        "update marts.fct_order_lines set gross_amount = 200000, net_amount = 195000 where order_id = 'c01-1'",
    ],
    "row_fates.every_row_has_a_fate": ["update marts.fct_row_fates set row_count = 99 where load_seq = 6"],
    "deliveries.columns_there": ["update remembered.main.entities set required = ['order_id', 'customer_id']"],
    "deliveries.volume_usual": [
        "update remembered.main.loads set row_count = 9 where load_seq = 6",
        "update marts.fct_row_fates set row_count = 9 where load_seq = 6",
    ],
    "deliveries.delivered_lately": ["update remembered.main.loads set delivered_at = delivered_at - interval 3 days"],
    "fct_orders_published.worth_the_same": [
        "update marts.fct_orders set gross_amount = 10 * gross_amount, seller_discount_amount = 50000,"
        " net_amount = 10 * net_amount where order_id < 'c04'",
        "update marts.fct_order_lines set gross_amount = 10 * gross_amount, net_amount = 10 * net_amount,"
        " seller_discount_amount = 10 * seller_discount_amount where order_id < 'c04'",
    ],
    "fct_orders_published.still_there": [
        "delete from marts.fct_orders where order_id < 'c15'",
        "delete from marts.fct_order_lines where order_id < 'c15'",
    ],
    "segments_published.spread_alike": [
        "update segments.seg_customers set value_segment = 'drives' where customer_id < 'c40'",
    ],
}

WARNING = {
    "fct_customer_lifetime_value.purchases_are_predicted",
    "fct_customer_lifetime_value.values_are_predicted",
    "fct_interactions.not_everybody_stopped",
    "deliveries.volume_usual",
    "deliveries.delivered_lately",
    "segments_published.spread_alike",
}
"""Of these, the ones that let pass: nothing is wrong with the data, but somebody should know."""
