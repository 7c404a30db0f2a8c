{#- A place as it is looked up: lower case, single spaces, `Kab.` written out, punctuation gone. -#}
{% macro place_text(place) -%}
    trim(
        regexp_replace(
            regexp_replace(
                regexp_replace(lower({{ place }}), '[.,()]+', ' ', 'g'),
                '^ *(kab|kabupaten) +',
                'kabupaten '
            ),
            ' +',
            ' ',
            'g'
        )
    )
{%- endmacro %}
