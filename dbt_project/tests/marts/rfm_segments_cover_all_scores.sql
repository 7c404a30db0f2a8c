-- One row when a combination of the three scores has no segment.
select count(*) as segmented_combinations
from {{ ref("int_rfm_segments") }} as int_rfm_segments
having count(*) <> 125
