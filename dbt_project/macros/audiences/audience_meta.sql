{#- What an audience declares under `meta.audience` in its YAML; a missing or incomplete declaration stops the build. -#}
{% macro audience_meta(audience) %}
    {%- if not execute -%}
        {{ return({"purpose": "marketing", "channels": [], "fields": []}) }}
    {%- endif -%}
    {%- set models = (
        graph.nodes.values()
        | selectattr("resource_type", "equalto", "model")
        | selectattr("name", "equalto", "aud_" ~ audience)
        | list
    ) -%}
    {%- set declared = (models | first).config.meta.get("audience", {}) if models else {} -%}
    {%- for needed in ["title", "purpose", "channels", "destinations", "fields", "minimum_size"] -%}
        {%- if needed not in declared -%}
            {{
                exceptions.raise_compiler_error(
                    "aud_"
                    ~ audience
                    ~ " declares no meta.audience."
                    ~ needed
                    ~ ". Add it to config.meta of the model's YAML; docs/audiences.md shows one."
                )
            }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(declared) }}
{% endmacro %}
