-- One row per customer_id and other_customer_id.
with
    idn_customers as (select * from {{ ref("idn_customers") }}),

    idn_matches as (select * from {{ ref("idn_matches") }} where not is_link),

    idn_cut_links as (select * from {{ ref("idn_cut_links") }}),

    idn_decided_pairs as (select * from {{ ref("idn_decided_pairs") }}),

    questions as (
        select
            idn_matches.left_id,
            idn_matches.right_id,
            'weight' as reason,
            idn_matches.match_weight,
            1 as urgency
        from idn_matches
        union all
        select
            least(idn_cut_links.record_id, idn_cut_links.other_record_id) as left_id,
            greatest(idn_cut_links.record_id, idn_cut_links.other_record_id) as right_id,
            idn_cut_links.reason,
            idn_cut_links.match_weight,
            0 as urgency
        from idn_cut_links
        where idn_cut_links.reason <> 'decided'
    ),

    of_customers as (
        select
            questions.*,
            least(left_customers.customer_id, right_customers.customer_id) as customer_id,
            greatest(left_customers.customer_id, right_customers.customer_id) as other_customer_id
        from questions
        inner join idn_customers as left_customers on questions.left_id = left_customers.record_id
        inner join
            idn_customers as right_customers on questions.right_id = right_customers.record_id
        where left_customers.customer_id <> right_customers.customer_id
    ),

    -- distinct: two people may have been told apart by several pairs of records
    decided as (
        select distinct
            least(left_customers.customer_id, right_customers.customer_id) as customer_id,
            greatest(left_customers.customer_id, right_customers.customer_id) as other_customer_id
        from idn_decided_pairs
        inner join
            idn_customers as left_customers
            on idn_decided_pairs.record_id = left_customers.record_id
        inner join
            idn_customers as right_customers
            on idn_decided_pairs.other_record_id = right_customers.record_id
    ),

    -- Two people are asked about once, by what is most worth an answer.
    ranked as (
        select
            of_customers.*,
            row_number() over (
                partition by of_customers.customer_id, of_customers.other_customer_id
                order by
                    of_customers.urgency,
                    of_customers.match_weight desc,
                    of_customers.left_id,
                    of_customers.right_id,
                    of_customers.reason
            ) as rank
        from of_customers
    )

select
    ranked.customer_id,
    ranked.other_customer_id,
    'r' || substr(md5(ranked.left_id || ' ' || ranked.right_id), 1, 12) as review_id,
    ranked.left_id,
    ranked.right_id,
    ranked.reason,
    ranked.match_weight
from ranked
where
    ranked.rank = 1
    and not exists (
        select 1
        from decided
        where
            decided.customer_id = ranked.customer_id
            and decided.other_customer_id = ranked.other_customer_id
    )
