-- One row per standing training of probabilistic links.
select trained_weights.digest, trained_weights.folder
from {{ source("raw", "_trained_weights") }} as trained_weights
