-- One row per source, entity, load and fate.
{{ config(materialized="table") }}

with
    judged_rows as (
        {%- for rows_of in var("row_models") %}
            {%- if not loop.first %}
                union all
            {%- endif %}
            select
                '{{ rows_of.source }}' as source,
                '{{ rows_of.entity }}' as entity,
                _load_seq,
                _fate,
                count(*) as row_count,
            from {{ ref(rows_of.model) }}
            group by _load_seq, _fate
        {%- else %}
            select
                cast(null as varchar) as source,
                cast(null as varchar) as entity,
                cast(null as bigint) as _load_seq,
                cast(null as varchar) as _fate,
                cast(null as bigint) as row_count,
            where 1 = 0
        {%- endfor %}
    ),

    unsplittable_lines as (
        select source, entity, _load_seq, 'quarantined' as _fate, count(*) as row_count,
        from {{ source("raw", "_rejects") }}
        group by source, entity, _load_seq
    ),

    all_rows as (
        select source, entity, _load_seq, _fate, row_count,
        from judged_rows
        union all
        select source, entity, _load_seq, _fate, row_count,
        from unsplittable_lines
    )

select source, entity, _load_seq, _fate, cast(sum(row_count) as bigint) as row_count,
from all_rows
group by source, entity, _load_seq, _fate
