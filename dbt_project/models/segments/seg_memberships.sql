-- One row per customer_id and dimension.
with seg_customers as (select * from {{ ref("seg_customers") }})

select seg_customers.customer_id, 'value' as dimension, seg_customers.value_segment as segment
from seg_customers
union all
select
    seg_customers.customer_id, 'lifecycle' as dimension, seg_customers.lifecycle_segment as segment
from seg_customers
union all
select seg_customers.customer_id, 'place' as dimension, seg_customers.place_segment as segment
from seg_customers
union all
select seg_customers.customer_id, 'age_band' as dimension, seg_customers.age_band as segment
from seg_customers
union all
select seg_customers.customer_id, 'gender' as dimension, seg_customers.gender_segment as segment
from seg_customers
union all
select
    seg_customers.customer_id,
    'acquisition_source' as dimension,
    seg_customers.acquisition_source_segment as segment
from seg_customers
