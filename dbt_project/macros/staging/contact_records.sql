{#-
    The rest of a canonical `customers` model whose source knows people by a contact alone, from its CTE `statements` on:
    one record per `source_key`, made of every statement that names the contact.

    `statements` has `source_key, full_name, email, phone, said_at, _first_seen_at, _load_seq`. Of the columns `newest`
    (one, or a list) the value that was said last stands; the others are, or repeat, the contact, and the least spelling stands.
    Stands where the final select stands: `with statements as (...) {{ contact_records("pos", newest="full_name") }}`.
-#}
{% macro contact_records(source_name, newest) -%}
    {%- set newest = [newest] if newest is string else newest %},
    records as (
        select
            source_key,
            {%- for column in ["full_name", "email", "phone"] if column not in newest %}
                min({{ column }}) as {{ column }},
            {%- endfor %}
            min(_first_seen_at) as first_seen_at,
            max(said_at) as updated_at,
            max(_load_seq) as _load_seq,
        from statements
        group by source_key
    ),

    {% for column in newest -%}
        said_{{ column }} as (
            select source_key, {{ column }}, max(said_at) as said_at,
            from statements
            where {{ column }} is not null
            group by source_key, {{ column }}
        ),

        ranked_{{ column }} as (
            select
                source_key,
                {{ column }},
                row_number() over (
                    partition by source_key order by said_at desc, {{ column }}
                ) as newness,
            from said_{{ column }}
        ),

        newest_{{ column }} as (
            select source_key, {{ column }}, from ranked_{{ column }} where newness = 1
        )
        {{- "," if not loop.last }}
    {% endfor %}

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
    {%- for column in newest %}
        left join newest_{{ column }} on records.source_key = newest_{{ column }}.source_key
    {%- endfor %}
{% endmacro %}
