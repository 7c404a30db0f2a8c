-- One row per customer_id and other_customer_id.
with idn_reviews as (select * from {{ ref("idn_reviews") }})

select
    idn_reviews.review_id,
    idn_reviews.customer_id,
    idn_reviews.other_customer_id,
    idn_reviews.left_id,
    idn_reviews.right_id,
    idn_reviews.reason,
    idn_reviews.match_weight
from idn_reviews
