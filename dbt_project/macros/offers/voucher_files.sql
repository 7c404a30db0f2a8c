{#-
    A query of the files that hold the codes of a log of vouchers, one row per code: the first that was sent or may still be, the first
    and the last of all. A file of this as_of is the one that is being decided on, and does not count. `log` has code, offer,
    customer_id as it was then, and as_of.
-#}
{% macro voucher_files(log) %}
    select
        log.code,
        min(
            case
                when
                    written.sent_at < {{ end_of_as_of() }}
                    or written.expires_at > {{ end_of_as_of() }}
                then written.as_of
            end
        ) as written_for_date,
        min(written.as_of) as first_file_date,
        max(written.as_of) as last_file_date
    from {{ log }} as log
    inner join ({{ offer_audiences() }}) as offer_audiences on log.offer = offer_audiences.offer
    inner join {{ ref("dim_customer_ids") }} as ids on log.customer_id = ids.customer_id
    inner join
        (
            select
                people.present_customer_id,
                stg_written_people.audience,
                stg_written_people.as_of,
                stg_written_people.sent_at,
                stg_written_people.expires_at
            from {{ ref("stg_written_people") }} as stg_written_people
            inner join
                {{ ref("dim_customer_ids") }} as people
                on stg_written_people.customer_id = people.customer_id
        ) as written
        on ids.present_customer_id = written.present_customer_id
        and offer_audiences.audience = written.audience
    where written.as_of >= log.as_of and written.as_of < {{ as_of_date() }}
    group by log.code
{% endmacro %}
