{#- An account's name in the form that is compared: small letters, without @, the network's address or a closing slash. -#}
{% macro normalised_social_handle(social_handle) -%}
    {{
        return(
            replaced(
                "lower(trim(" ~ social_handle ~ "))",
                "^(https?://)?(www[.])?((instagram|tiktok|facebook|twitter|x)[.]com/)?@?|[/?].*$",
                "",
            )
        )
    }}
{%- endmacro %}
