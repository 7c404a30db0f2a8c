-- One row per repeat_purchase_count and repeat_net_amount.
with
    int_purchase_histories as (
        select * from {{ ref("int_purchase_histories") }} where repeat_purchase_count > 0
    )

select
    int_purchase_histories.repeat_purchase_count,
    int_purchase_histories.repeat_net_amount,
    count(*) as people
from int_purchase_histories
group by int_purchase_histories.repeat_purchase_count, int_purchase_histories.repeat_net_amount
