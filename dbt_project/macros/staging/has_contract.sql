{#- Whether the workspace promises types or allowed values of an entity's columns, or members of its JSON records. -#}
{% macro has_contract(declared) %}
    {{
        return(
            declared.get("types", {}) | length > 0
            or declared.get("allowed", {}) | length > 0
            or declared.get("needed", []) | length > 0
        )
    }}
{% endmacro %}
