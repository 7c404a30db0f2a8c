{#-
    The band of the variable `age_bands` that an age is in, as text that sorts by age: 00-17, 18-24 ... 65+. Null without an
    age.
-#}
{% macro age_band(age) -%}
    {%- set bounds = var("age_bands") | sort -%}
    case
        when {{ age }} < {{ bounds[0] }}
        then '00-{{ "%02d" % (bounds[0] - 1) }}'
        {%- for lower in bounds[:-1] %}
            when {{ age }} < {{ bounds[loop.index] }}
            then '{{ "%02d" % lower }}-{{ "%02d" % (bounds[loop.index] - 1) }}'
        {%- endfor %}
        when {{ age }} >= {{ bounds[-1] }}
        then '{{ bounds[-1] }}+'
    end
{%- endmacro %}
