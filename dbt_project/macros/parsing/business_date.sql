{#- The date in the workspace's time zone on which a UTC timestamp falls: 16:30 UTC is 23:30 in Jakarta. -#}
{% macro business_date(timestamp) -%} cast({{ local_from_utc(timestamp) }} as date) {%- endmacro %}
