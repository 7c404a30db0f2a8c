{#-
    Whether a normalised national id can be one. In Indonesia (NIK): 16 digits, of which the first two are a province (11 to
    99), the seventh to twelfth the birth date as ddmmyy, with 40 added to a woman's day, and the last four a number from
    0001. In other countries eight letters and digits or more, not all the same.
-#}
{% macro is_national_id(national_id) -%}
    {%- if var("phone_region") == "ID" -%}
        {{
            matches(
                national_id,
                "[1-9][1-9][0-9]{4}(0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])(0[1-9]|1[0-2])[0-9]{2}[0-9]{4}",
            )
        }}
        and substr({{ national_id }}, 13) <> '0000'
        and not
        {{ matches("substr(" ~ national_id ~ ", 7, 4)", "(30|31|70|71)02|(31|71)(04|06|09|11)") }}
    {%- else -%}
        {{ matches(national_id, "[0-9A-Za-z]{8,}") }}
        and replace({{ national_id }}, left({{ national_id }}, 1), '') <> ''
    {%- endif -%}
{%- endmacro %}
