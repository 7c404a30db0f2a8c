{#-
    The canonical records of a sales log: one for each customer id, phone, address or name by which its lines know a person.
    Made of every good line, replaced ones too: a record only ever grows. What the newest line says of a person stands.
-#}
{% macro sale_customers(source_name) %}
    {%- set told = sale_meaning(source_name) -%}
    {%- set said = [
        "full_name",
        "email",
        "phone",
        "birth_date",
        "gender",
        "place",
        "country",
        "postal_code",
    ] %}
    with
        statements as (
            select *
            from {{ ref("stg_" ~ source_name ~ "__lines_rows") }}
            where
                _fate <> 'quarantined' and customer_key is not null
                {%- if is_incremental() %}
                    and customer_key in (
                        select customer_key
                        from {{ ref("stg_" ~ source_name ~ "__lines_rows") }}
                        where _load_seq > {{ var("loads_above") }}
                    )
                {%- endif %}
        ),

        -- What lines of one moment say differently is told apart by its text, never by where it
        -- lay.
        ranked as (
            select
                *,
                row_number() over (
                    partition by customer_key
                    order by
                        sold_at desc
                        {%- for column in said %}, {{ column }} {%- endfor %},
                        _row_hash,
                        _load_seq,
                        _line
                ) as newness,
            from statements
        ),

        records as (
            select
                customer_key,
                min(sold_at) as first_seen_at,
                max(sold_at) as updated_at,
                {%- for column in said %}
                    {{ value_by_rank(column, "newness") }} as {{ column }},
                {%- endfor %}
                max(_load_seq) as _load_seq,
            from ranked
            group by customer_key
        )

    select
        '{{ source_name }}:' || customer_key as record_id,
        '{{ source_name }}' as source,
        customer_key as source_key,
        first_seen_at,
        updated_at,
        full_name,
        email,
        phone,
        birth_date,
        gender,
        place,
        country,
        postal_code,
        cast(null as varchar) as occupation,
        cast(null as varchar) as acquisition_source,
        false as is_pseudo,
        false as is_deleted,
        _load_seq,
    from records
{% endmacro %}
