{#-
    Pairs of a key and the SQL of a value: what an audience's conditions look at, in customer_360 or in the audience's own table. Of a
    personal column it is told only whether it is known. A column's `meta.condition` is its key, with the parameters filled in.
-#}
{% macro audience_seen(audience, nodes) %}
    {%- set node = nodes["aud_" ~ audience] -%}
    {%- set parameters = {} -%}
    {%- do parameters.update(node.config.meta.get("audience", {}).get("parameters", {})) -%}
    {%- do parameters.update(var("audience_parameters").get(audience, {})) -%}
    {%- set pairs = [] -%}
    {%- for column in audience_columns_seen(node) if column != "is_pseudo" -%}
        {%- for relation in ["customer_360", "aud_" ~ audience] -%}
            {%- set told = nodes[relation].columns.get(column) -%}
            {%- set value = relation ~ "." ~ column -%}
            {%- if told and pairs | selectattr(2, "equalto", column) | list | length == 0 -%}
                {%- set meta = {} -%}
                {%- do meta.update(told.get("meta", {})) -%}
                {%- do meta.update(told.get("config", {}).get("meta", {})) -%}
                {%- if meta.get("pii") -%}
                    {%- do pairs.append([column ~ "_is_known", value ~ " is not null", column]) -%}
                {%- else -%}
                    {%- set key = [meta.get("condition", column)] -%}
                    {%- for name in parameters | sort(reverse=true) -%}
                        {%- do key.append(key.pop() | replace("$" ~ name, parameters[name])) -%}
                    {%- endfor -%}
                    {%- do pairs.append([key[0], value, column]) -%}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(pairs) }}
{% endmacro %}
