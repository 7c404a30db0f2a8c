{#-
    The rest of a canonical `customers` model whose source knows people by a contact alone, from its CTE `statements` on:
    one record per `source_key`, made of every statement that names the contact.

    `statements` has `source_key, full_name, email, phone, said_at, _first_seen_at, _load_seq`. Of the column `newest`
    the value that was said last stands; the other two are, or repeat, the contact, and the least spelling stands.
    Stands where the final select stands: `with statements as (...) {{ contact_records("pos", newest="full_name") }}`.
-#}
{% macro contact_records(source_name, newest) -%}
    ,
    records as (
        select
            source_key,
            {%- for column in ["full_name", "email", "phone"] if column != newest %}
                min({{ column }}) as {{ column }},
            {%- endfor %}
            min(_first_seen_at) as first_seen_at,
            max(said_at) as updated_at,
            max(_load_seq) as _load_seq,
        from statements
        group by source_key
    ),

    said_values as (
        select source_key, {{ newest }}, max(said_at) as said_at,
        from statements
        where {{ newest }} is not null
        group by source_key, {{ newest }}
    ),

    ranked_values as (
        select
            source_key,
            {{ newest }},
            row_number() over (
                partition by source_key order by said_at desc, {{ newest }}
            ) as newness,
        from said_values
    ),

    newest_values as (select source_key, {{ newest }}, from ranked_values where newness = 1)

    select
        '{{ source_name }}:' || records.source_key as record_id,
        '{{ source_name }}' as source,
        records.source_key,
        records.first_seen_at,
        records.updated_at,
        full_name,
        email,
        phone,
        cast(null as date) as birth_date,
        cast(null as varchar) as gender,
        cast(null as varchar) as place,
        cast(null as varchar) as country,
        cast(null as varchar) as postal_code,
        cast(null as varchar) as occupation,
        cast(null as varchar) as acquisition_source,
        {{ is_pseudo_account("full_name") }} as is_pseudo,
        false as is_deleted,
        records._load_seq,
    from records
    left join newest_values on records.source_key = newest_values.source_key
{% endmacro %}
