-- One row per code.
-- depends_on: {{ ref("stg_written_people") }}
with
    offers as ({{ offer_terms() }}),

    elg_offer_people as (select * from {{ ref("elg_offer_people") }} where is_above_floor),

    dim_customer_ids as (select * from {{ ref("dim_customer_ids") }}),

    -- Somebody in several audiences with one offer is given one code.
    asked as (
        select
            elg_offer_people.offer,
            elg_offer_people.customer_id,
            min(elg_offer_people.audience) as audience
        from elg_offer_people
        group by elg_offer_people.offer, elg_offer_people.customer_id
    ),

    -- Every code that was ever given, under the present id. A failed build's codes count: they
    -- stand
    -- in no file, and are the person's all the same.
    remembered as (
        {% if is_incremental() %}
            select
                history.offer,
                dim_customer_ids.present_customer_id as customer_id,
                history.code,
                history.issue_number,
                history.as_of,
                history.valid_until_date
            from {{ this }} as history
            inner join dim_customer_ids on history.customer_id = dim_customer_ids.customer_id
            where dim_customer_ids.present_customer_id is not null
        {% else %}
            {{
                no_rows(
                    offer=dbt.type_string(),
                    customer_id=dbt.type_string(),
                    code=dbt.type_string(),
                    issue_number=dbt.type_int(),
                    as_of="date",
                    valid_until_date="date",
                )
            }}
        {% endif %}
    ),

    files as (
        {% if is_incremental() %}{{ voucher_files(this) }}
        {% else %}{{ no_rows(code=dbt.type_string(), first_file_date="date") }}
        {% endif %}
    ),

    ranked as (
        select
            remembered.*,
            max(remembered.issue_number) over (
                partition by remembered.offer, remembered.customer_id
            ) as last_issue_number,
            row_number() over (
                partition by remembered.offer, remembered.customer_id
                order by remembered.as_of desc, remembered.issue_number desc, remembered.code
            ) as newest_rank
        from remembered
    ),

    newest as (
        select ranked.*, files.first_file_date
        from ranked
        left join files on ranked.code = files.code
        where ranked.newest_rank = 1
    ),

    -- Another code of the same offer: for another season, or once the days of `once_per` are over
    -- since a file held the last one. What was in no file is still the person's to get.
    due as (
        select
            asked.offer,
            asked.customer_id,
            asked.audience,
            offers.title,
            offers.kind,
            offers.offer_value,
            offers.minimum_spend,
            offers.valid_for_days,
            offers.valid_from_date,
            offers.valid_until_date,
            offers.code_prefix,
            coalesce(newest.last_issue_number, 0) + 1 as issue_number
        from asked
        inner join offers on asked.offer = offers.offer
        left join newest on asked.offer = newest.offer and asked.customer_id = newest.customer_id
        where
            (offers.valid_until_date is null or offers.valid_until_date > {{ as_of_date() }})
            and (
                newest.code is null
                or newest.valid_until_date < offers.valid_from_date
                or (
                    offers.valid_for_days is not null
                    and {{ dbt.datediff("newest.first_file_date", as_of_date(), "day") }}
                    >= offers.once_days
                )
            )
    ),

    taken as (
        select given.code
        from
            {% if is_incremental() %} {{ this }} as given {% else %} remembered as given {% endif %}
    ),

    chosen as ({{ drawn_codes() }})

select
    chosen.code,
    chosen.offer,
    chosen.customer_id,
    cast(chosen.issue_number as {{ dbt.type_int() }}) as issue_number,
    chosen.audience,
    chosen.title,
    chosen.kind,
    chosen.offer_value,
    chosen.minimum_spend,
    chosen.valid_for_days,
    chosen.valid_from_date,
    chosen.valid_until_date,
    {{ as_of_date() }} as as_of,
    cast({{ var("build_seq") }} as bigint) as build_seq
from chosen
