{#-
    Half an MD5 of the columns as delivered, as an unsigned integer: it only tells rows of one key apart, so that 64 bits
    are plenty at half the memory. A blank and an absent column hash alike.
-#}
{% macro row_hash(columns) %}
    {{ return(adapter.dispatch("row_hash", "langganan")(columns)) }}
{% endmacro %}

{% macro duckdb__row_hash(columns) %}
    md5_number_lower(
        concat_ws(
            chr(31)
            {%- for column in columns %}, coalesce(cast({{ column }} as varchar), '') {%- endfor %}
        )
    )
{% endmacro %}
