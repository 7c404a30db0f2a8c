-- One row per quarantined raw row or unsplittable line, by load and line.
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
                _line,
                _key,
                _reasons as reasons,
            from {{ ref(rows_of.model) }}
            where _fate = 'quarantined'
        {%- else %}
            select
                cast(null as varchar) as source,
                cast(null as varchar) as entity,
                cast(null as bigint) as _load_seq,
                cast(null as bigint) as _line,
                cast(null as varchar) as _key,
                {{ no_sentences() }} as reasons,
            where 1 = 0
        {%- endfor %}
    ),

    unsplittable_lines as (
        select
            source,
            entity,
            _load_seq,
            _line,
            cast(null as varchar) as _key,
            {{ list_of_one("'line: ' || _reason") }} as reasons,
        from {{ source("raw", "_rejects") }}
    )

select source, entity, _load_seq, _line, _key, reasons,
from judged_rows
union all
select source, entity, _load_seq, _line, _key, reasons,
from unsplittable_lines
