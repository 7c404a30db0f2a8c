{#-
    Money as people write it: `Rp 1.250.000,-`, `IDR 5.000`, `-Rp2.500,50`. Only the workspace's own currency may stand
    before the number; an amount in another one is null, never summed as if it were ours.
-#}
{% macro to_amount(text, declared) -%}
    {%- set sign = {"IDR": "Rp[.]?|"}.get(var("currency"), "") -%}
    {%- set bare -%}
        regexp_replace(
            regexp_replace({{ text }}, '^([+-]?)({{ sign }}{{ var("currency") }})[ {{ "\u00a0" }}]*', '\1'),
            ',-$', ''
        )
    {%- endset -%}
    {{ to_decimal(bare, declared) }}
{%- endmacro %}
