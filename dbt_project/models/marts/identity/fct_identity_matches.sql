-- One row per left_id and right_id.
with
    idn_match_scores as (select * from {{ ref("idn_match_scores") }}),

    idn_matches as (select * from {{ ref("idn_matches") }}),

    idn_customers as (select * from {{ ref("idn_customers") }})

select
    idn_matches.left_id,
    idn_matches.right_id,
    left_customers.customer_id as left_customer_id,
    right_customers.customer_id as right_customer_id,
    idn_matches.match_weight,
    idn_matches.is_link,
    {{ evidence_text("idn_match_scores.evidence") }} as evidence
from idn_matches
inner join
    idn_match_scores
    on idn_matches.left_id = idn_match_scores.left_id
    and idn_matches.right_id = idn_match_scores.right_id
inner join idn_customers as left_customers on idn_matches.left_id = left_customers.record_id
inner join idn_customers as right_customers on idn_matches.right_id = right_customers.record_id
