-- One row per left_id and right_id.
with idn_match_scores as (select * from {{ ref("idn_match_scores") }})

select
    idn_match_scores.left_id,
    idn_match_scores.right_id,
    idn_match_scores.left_id || ' ' || idn_match_scores.right_id as pair_id,
    cast(round(idn_match_scores.match_weight) as bigint) as match_weight,
    idn_match_scores.match_weight >= {{ var("match_link_weight") }} as is_link
from idn_match_scores
