{#-
    A query of (node, group_node): the smallest node that each node is connected with, itself included, over a relation of
    (left_node, right_node) that holds every pair both ways. DuckDB passes the smaller label on until none changes.
-#}
{% macro connected_groups(pairs) -%}
    {{ adapter.dispatch("connected_groups")(pairs) }}
{%- endmacro %}

{% macro default__connected_groups(pairs) -%}
    with recursive
        reached(node, other_node) as (
            select left_node, right_node
            from {{ pairs }}
            union
            select reached.node, pairs.right_node
            from reached
            inner join {{ pairs }} as pairs on reached.other_node = pairs.left_node
        )
    select reached.node, min(reached.other_node) as group_node
    from reached
    group by reached.node
{%- endmacro %}

{% macro duckdb__connected_groups(pairs) -%}
    with recursive labels(node, group_node)
    using
        key(node) as (
            select pairs.left_node, least(pairs.left_node, min(pairs.right_node))
            from {{ pairs }} as pairs
            group by pairs.left_node
            union
            select pairs.left_node, min(labels.group_node)
            from labels
            inner join {{ pairs }} as pairs on labels.node = pairs.right_node
            inner join recurring.labels as known on pairs.left_node = known.node
            where labels.group_node < known.group_node
            group by pairs.left_node
        )
    select labels.node, labels.group_node
    from labels
{%- endmacro %}
