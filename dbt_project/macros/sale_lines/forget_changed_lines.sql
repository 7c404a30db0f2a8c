{#-
    Before an incremental run: what stood of the orders that the new loads told of is taken out, for an order whose lines are
    all `no_sale` now is not made again.
-#}
{% macro forget_changed_lines(source_name) %}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where
            _key in (
                select _key
                from {{ ref("stg_" ~ source_name ~ "__lines_rows") }}
                where _last_load_seq > {{ var("loads_above") }}
            )
    {%- endif -%}
{% endmacro %}
