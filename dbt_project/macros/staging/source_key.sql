{#-
    `_key` of a row from its declared key or group: the one column's text, or several joined by `|`, each with its own
    bars escaped. Null when all of them are blank; a key of several columns may have blank ones.
-#}
{% macro source_key(declared) -%}
    {%- set texts = [] -%}
    {%- for column in declared.key or declared.group -%}
        {%- do texts.append(to_text("raw_" ~ plain_name(column))) -%}
    {%- endfor -%}
    {%- if texts | length == 1 -%} {{ texts[0] }}
    {%- else -%}
        case
            when coalesce({{ texts | join(", ") }}) is not null
            then
                concat(
                    {%- for text in texts -%}
                        replace(replace(coalesce({{ text }}, ''), '%', '%25'), '|', '%7C')
                        {{- ", '|', " if not loop.last }}
                    {%- endfor -%}
                )
        end
    {%- endif -%}
{%- endmacro %}
