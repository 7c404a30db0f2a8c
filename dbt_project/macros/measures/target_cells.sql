{#- The declared target market as rows: what is aimed at (product, category or everything) and whom, in the declared order. -#}
{% macro target_cells() %}
    {%- for cell in var("target_market") %}
        select
            '{{ cell.subject_kind }}' as subject_kind,
            {{ dbt.string_literal(dbt.escape_single_quotes(cell.subject)) }} as subject,
            {{ loop.index }} as cell_number,
            {{ "'" ~ cell.gender ~ "'" if cell.gender else "cast(null as varchar)" }} as gender,
            cast(
                {{ cell.age_from if cell.age_from is not none else "null" }} as integer
            ) as age_from,
            cast({{ cell.age_to if cell.age_to is not none else "null" }} as integer) as age_to,
            {{ dbt.string_literal(dbt.escape_single_quotes(cell.age_band or "any")) }} as age_band,
            {{
                (
                    dbt.string_literal(dbt.escape_single_quotes(cell.place))
                    if cell.place
                    else "cast(null as varchar)"
                )
            }} as place,
            cast('{{ cell.share }}' as decimal(18, 9)) as target_share
            {{ "union all" if not loop.last }}
    {%- else %}
        select
            cast(null as varchar) as subject_kind,
            cast(null as varchar) as subject,
            0 as cell_number,
            cast(null as varchar) as gender,
            cast(null as integer) as age_from,
            cast(null as integer) as age_to,
            cast(null as varchar) as age_band,
            cast(null as varchar) as place,
            cast(null as decimal(18, 9)) as target_share
        where 1 = 0
    {%- endfor %}
{% endmacro %}
