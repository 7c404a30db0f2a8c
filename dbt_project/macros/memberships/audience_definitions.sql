{#-
    Each audience with what its memberships remember: `version`, a hash of whom it chooses, and `seen`, pairs of a key and the SQL of a
    value that its conditions look at. Both are blank while dbt parses.
-#}
{% macro audience_definitions() %}
    {%- set nodes = {} -%}
    {%- set rules = segment_rules() -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == "model" -%}
            {%- do nodes.update({node.name: node}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set found = [] -%}
    {%- for audience in var("audiences") -%}
        {%- do found.append(
            {
                "audience": audience,
                "version": audience_version(audience, nodes, rules) if execute else "",
                "seen": audience_seen(audience, nodes) if execute else [],
            }
        ) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
