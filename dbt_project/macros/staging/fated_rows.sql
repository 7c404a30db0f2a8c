{#-
    The rest of a `_rows` model, from its CTE `judged` on: the standing rows of the touched keys are judged again with the
    new ones, every row gets its `_fate`, and the final select names all columns.

    `judged` has the entity's `columns` and `_load_seq, _line, _delivered_at, _row_hash, _key, _version, _first_seen_at`
    (the row's own business time; here it becomes the key's earliest) and `_reasons`. Quarantined rows compete with
    nobody. Stands where the final select stands: `with ..., judged as (...) {{ fated_rows(...) }}`.
-#}
{% macro fated_rows(source_name, entity, columns) %}
    {%- set of_row = columns + [
        "_load_seq",
        "_line",
        "_delivered_at",
        "_row_hash",
        "_key",
        "_version",
        "_reasons",
        "_first_seen_at",
    ] -%},
    candidates as (
        select
            {%- for column in of_row %}
                {%- if column == "_reasons" and has_contract(conventions(source_name, entity)) %}
                    {{ sentences_united("_reasons", "_contract_reasons") }} as _reasons,
                {%- else %} {{ column }},
                {%- endif %}
            {%- endfor %}
            _delivered_at as _last_delivered_at,
            _load_seq as _last_load_seq,
        from judged
        {%- if is_incremental() %}
            union all
            select {{ of_row | join(", ") }}, _last_delivered_at, _last_load_seq,
            from {{ this }}
            where _load_seq <= {{ var("loads_above") }} and _key in (select _key from judged)
        {%- endif %}
    ),

    {% if conventions(source_name, entity).group %} {{ fates_by_group() }}
    {% else %} {{ fates_by_key() }}
    {% endif %}

    select
        {{ of_row[:-1] | join(", ") }},
        -- Rows without a key have nothing in common.
        case when _key is not null then _key_first_seen_at end as _first_seen_at,
        case when _key is not null then _key_last_delivered_at end as _last_delivered_at,
        case when _key is not null then _key_last_load_seq end as _last_load_seq,
        _fate,
    from fated
{% endmacro %}
