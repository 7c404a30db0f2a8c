-- One row per raw row of the exported events, with its fate.
{{
    config(
        enabled=source_is_enabled("ga4"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("ga4", "events") -%}
{%- set members = [
    "event_date",
    "event_timestamp",
    "event_name",
    "event_params",
    "user_id",
    "user_pseudo_id",
    "ecommerce",
    "items",
] -%}
{%- set columns = [
    "event_date",
    "occurred_at",
    "event_name",
    "device_id",
    "user_id",
    "session_id",
    "page",
    "item_id",
    "value",
] -%}
{%- set is_parquet = declared.format == "parquet" -%}
{%- set params = json_text("raw_event_params") if is_parquet else "raw_event_params" -%}
{%- set ecommerce = json_text("raw_ecommerce") if is_parquet else "raw_ecommerce" -%}
{%- set items = json_text("raw_items") if is_parquet else "raw_items" -%}
{%- set is_object = "true" if is_parquet else "raw_is_object" -%}

with
    delivered as ({{ raw_rows("ga4", "events", members) }}),

    typed as (
        select
            delivered.*,
            cast(raw_event_date as varchar) as event_date,
            {{ timestamp_of_micros("try_cast(raw_event_timestamp as bigint)") }} as occurred_at,
            {{ to_text("cast(raw_event_name as varchar)") }} as event_name,
            {{ to_text("cast(raw_user_pseudo_id as varchar)") }} as device_id,
            {{ to_text("cast(raw_user_id as varchar)") }} as user_id,
            {{ json_value_of_key(params, "ga_session_id") }} as session_id,
            -- What follows a question mark may name a person.
            regexp_replace({{ json_value_of_key(params, "page_location") }}, '[?#].*$', '') as page,
            {{ json_first(items, "item_id") }} as item_id,
            try_cast(
                coalesce(
                    {{ json_at(ecommerce, "purchase_revenue") }},
                    {{ json_value_of_key(params, "value") }}
                ) as decimal(18, 2)
            ) as value,
        from delivered
    ),

    judged as (
        select
            typed.*,
            event_date as _key,
            {{ version_clock(declared) }} as _version,
            occurred_at as _first_seen_at,
            {{
                reasons(
                    [
                        ["not " ~ is_object, "line: not a JSON object"],
                        [is_object ~ " and event_date is null", "event_date: missing"],
                        [is_object ~ " and event_name is null", "event_name: missing"],
                        [is_object ~ " and device_id is null", "user_pseudo_id: missing"],
                        [is_object ~ " and occurred_at is null", "event_timestamp: not a time"],
                        in_future("occurred_at", delivered_as="event_timestamp"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("ga4", "events", columns) }}
