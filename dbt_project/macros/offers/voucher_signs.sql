{#-
    Ten signs drawn from a text of 64 hexadecimal digits: nine of 31, 2.6e13 in all, and a check that tells one mistyped sign and two
    neighbours in the wrong order. No sign looks like another: O, I and L are not among them, nor U and Z.
-#}
{% macro voucher_signs(digest) -%}
    {%- set signs = "0123456789ABCDEFGHJKMNPQRSTVWXY" -%}
    {%- set weighted = [] -%}
    {%- for number in range(1, 10) -%}
        {%- set high = dbt.position(
            "substring(" ~ digest ~ ", " ~ (2 * number - 1) ~ ", 1)",
            "'0123456789abcdef'",
        ) -%}
        {%- set low = dbt.position(
            "substring(" ~ digest ~ ", " ~ (2 * number) ~ ", 1)", "'0123456789abcdef'"
        ) -%}
        {%- set drawn = "((" ~ high ~ " - 1) * 16 + " ~ low ~ " - 1) % 31" -%}
        {%- do weighted.append((number + 1) ~ " * (" ~ drawn ~ ")") %}
        substring('{{ signs }}', cast({{ drawn }} + 1 as integer), 1) || {%- endfor %} substring(
        '{{ signs }}',
        cast(({{ weighted | join(" + ") }}) % 31 + 1 as integer),
        1
    )
{%- endmacro %}
