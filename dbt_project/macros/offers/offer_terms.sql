{#- A query of the declared offers with their terms, one row per offer. -#}
{% macro offer_terms() %}
    {%- set rows = [] -%}
    {%- for offer, told in var("offers").items() -%}
        {%- set once = {"never_again": 36500, "year": var("once_per_year_days")}.get(
            told.once_per, told.once_per
        ) -%}
        {%- set dates = [] -%}
        {%- for date in [told.valid_from, told.valid_until] -%}
            {%- do dates.append(quoted(date) if date else "null") -%}
        {%- endfor -%}
        {%- set row = [
            quoted(offer),
            quoted(told.title),
            quoted(told.kind),
            told.value,
            told.minimum_spend,
            told.valid_for or "null",
            dates[0],
            dates[1],
            "null" if told.margin_floor is none else told.margin_floor,
            once,
            quoted(told.code_prefix),
        ] -%}
        {%- do rows.append("(" ~ row | join(", ") ~ ")") -%}
    {%- endfor -%}
    select
        cast(told.offer as {{ dbt.type_string() }}) as offer,
        cast(told.title as {{ dbt.type_string() }}) as title,
        cast(told.kind as {{ dbt.type_string() }}) as kind,
        cast(told.offer_value as decimal(18, 2)) as offer_value,
        cast(told.minimum_spend as decimal(18, 2)) as minimum_spend,
        cast(told.valid_for_days as {{ dbt.type_int() }}) as valid_for_days,
        cast(told.valid_from_date as date) as valid_from_date,
        cast(told.valid_until_date as date) as valid_until_date,
        cast(told.margin_floor as decimal(9, 6)) as margin_floor,
        cast(told.once_days as {{ dbt.type_int() }}) as once_days,
        cast(told.code_prefix as {{ dbt.type_string() }}) as code_prefix
    from
        (
            values {{ (rows | join(", ") if rows else "(" ~ (["null"] * 11) | join(", ") ~ ")") }}
        ) as told(
            offer,
            title,
            kind,
            offer_value,
            minimum_spend,
            valid_for_days,
            valid_from_date,
            valid_until_date,
            margin_floor,
            once_days,
            code_prefix
        )
    where told.offer is not null
{% endmacro %}
