{#-
    The id that a record gives to the component or cluster it is the smallest of: prefix and 24 hexadecimal digits of
    md5(first_seen_at|source|source_key). A rebuild gives the same one.
-#}
{% macro record_digest(prefix, record) -%}
    '{{ prefix }}' || substr(
        md5(
            {{ timestamp_text(record ~ ".first_seen_at") }}
            || '|'
            || {{ record }}.source
            || '|'
            || {{ record }}.source_key
        ),
        1,
        24
    )
{%- endmacro %}
