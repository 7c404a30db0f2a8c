{#-
    Canonical columns that a conforming staging view may leave out, and `conformed` then reads as null: few sources know
    them. A view has one where its YAML describes it.
-#}
{% macro optional_columns(entity) %}
    {%- set entities = {
        "orders": ["is_cash_on_delivery", "delivery_method", "voucher_code"],
        "interactions": ["resolved_at", "satisfaction", "stay_minutes"],
        "customers": ["national_id", "loyalty_number", "social_handle", "address"],
    } -%}
    {{ return(entities.get(entity, [])) }}
{% endmacro %}
