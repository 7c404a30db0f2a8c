{#- The wall-clock timestamp of the day after as_of at `HH:MM`, for which a file is made, as a literal. -#}
{% macro day_of_file(clock) -%}
    {%- set day = modules.datetime.datetime.strptime(
        var("as_of"), "%Y-%m-%d"
    ) + modules.datetime.timedelta(days=1) -%}
    cast('{{ day.strftime("%Y-%m-%d") }} {{ clock }}:00' as timestamp)
{%- endmacro %}
