{#- What stands before a name and is no part of it, as alternatives of a regular expression, in small letters. -#}
{% macro name_titles() -%}
    {{
        return(
            "bapak|bpk|pak|ibu|bu|tn|tuan|ny|nyonya|mas|mbak|kak|bang|sdr|sdri|mr|mrs|ms|haji|hajjah|h|hj|kh|ust"
            ~ "|ustadz|ustadzah|dr|drs|dra|drg|ir|prof|kapten|kolonel"
        )
    }}
{%- endmacro %}
