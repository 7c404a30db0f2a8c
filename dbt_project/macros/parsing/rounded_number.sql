{#-
    A number in the source's declared notation, rounded to `scale` digits: logs bring what floating sums left over, such as
    `12.750000000000002`. The workspace's own currency may stand before it; null where the text is anything else.
-#}
{% macro rounded_number(text, declared, scale) -%}
    {%- set signs = {"IDR": "Rp[.]?|", "GBP": "£|", "EUR": "€|", "USD": "[$]|"} -%}
    {%- set sign = signs.get(var("currency"), "") -%}
    {%- set bare -%}
        regexp_replace(
            regexp_replace({{ text }}, '^([+-]?)({{ sign }}{{ var("currency") }})[ {{ "\u00a0" }}]*', '\1'),
            ',-$', ''
        )
    {%- endset -%}
    {%- set whole = "[0-9]+" -%}
    {%- set digits = bare -%}
    {%- if declared.thousands -%}
        {%- set whole = "([0-9]+|[0-9]{1,3}(" ~ literal_sign(declared.thousands) ~ "[0-9]{3})+)" -%}
        {%- set digits = "replace(" ~ bare ~ ", '" ~ declared.thousands ~ "', '')" -%}
    {%- endif -%}
    case
        when
            {{ matches(bare, "[+-]?" ~ whole ~ "(" ~ literal_sign(declared.decimal) ~ "[0-9]+)?") }}
        then
            try_cast(
                replace({{ digits }}, '{{ declared.decimal }}', '.') as decimal(18, {{ scale }})
            )
    end
{%- endmacro %}
