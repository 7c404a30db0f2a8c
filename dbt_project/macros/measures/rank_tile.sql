{#-
    1 to `tiles` of a rank that ties share, counted from rank 1: whole numbers only, so that equal ranks fall into the same
    tile on any engine.
-#}
{% macro rank_tile(rank, people, tiles) -%}
    cast(
        1
        + ({{ tiles }} * ({{ rank }} - 1) - mod({{ tiles }} * ({{ rank }} - 1), {{ people }}))
        / {{ people }} as integer
    )
{%- endmacro %}
