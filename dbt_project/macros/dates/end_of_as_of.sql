{#- The first UTC moment after as_of in the workspace's time zone, as a timestamp literal: the end, exclusive. -#}
{% macro end_of_as_of() -%}
    {%- set next_midnight = modules.datetime.datetime.strptime(
        var("as_of"), "%Y-%m-%d"
    ) + modules.datetime.timedelta(days=1) -%}
    {%- set local = modules.pytz.timezone(var("time_zone")).localize(next_midnight) -%}
    cast('{{ local.astimezone(modules.pytz.utc).strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp)
{%- endmacro %}
