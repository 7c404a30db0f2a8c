-- One row per source, entity, load and fate.
with stg_row_fates as (select * from {{ ref("stg_row_fates") }})

select
    stg_row_fates.source,
    stg_row_fates.entity,
    stg_row_fates._load_seq as load_seq,
    stg_row_fates._fate as fate,
    stg_row_fates.row_count
from stg_row_fates
