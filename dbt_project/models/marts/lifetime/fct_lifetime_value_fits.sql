-- One row per model and parameter.
with int_lifetime_fits as (select * from {{ ref("int_lifetime_fits") }})

select
    int_lifetime_fits.model,
    int_lifetime_fits.parameter,
    int_lifetime_fits.estimate,
    int_lifetime_fits.standard_error,
    int_lifetime_fits.log_likelihood,
    int_lifetime_fits.customer_count,
    int_lifetime_fits.repeat_buyer_count,
    int_lifetime_fits.fit_status,
    int_lifetime_fits.is_chosen
from int_lifetime_fits
