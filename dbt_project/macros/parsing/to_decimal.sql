{#-
    A decimal number in the source's declared notation, null where the text is anything else: `1.250` is 1250 where the
    declared thousands sign is a point. Exponents, wrongly grouped thousands and digits beyond `scale` are no number;
    they are never rounded or guessed.
-#}
{% macro to_decimal(text, declared, scale=2) -%}
    {%- set fraction = (
        ""
        if scale == 0
        else "(" ~ literal_sign(declared.decimal) ~ "[0-9]{1," ~ scale ~ "}0*)?"
    ) -%}
    {%- set whole = "[0-9]+" -%}
    {%- if declared.thousands -%}
        {%- set whole = "([0-9]+|[0-9]{1,3}(" ~ literal_sign(declared.thousands) ~ "[0-9]{3})+)" -%}
    {%- endif -%}
    {%- set digits -%}
        {%- if declared.thousands -%}
            replace(replace({{ text }}, '{{ declared.thousands }}', ''), '{{ declared.decimal }}', '.')
        {%- else -%} replace({{ text }}, '{{ declared.decimal }}', '.')
        {%- endif -%}
    {%- endset -%}
    case
        when {{ matches(text, "[+-]?" ~ whole ~ fraction) }}
        then try_cast({{ digits }} as decimal(18, {{ scale }}))
    end
{%- endmacro %}
