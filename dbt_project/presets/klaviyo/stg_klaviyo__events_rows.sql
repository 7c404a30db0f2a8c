-- One row per raw row of the events, with its fate.
{{
    config(
        enabled=source_is_enabled("klaviyo"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("klaviyo", "events") -%}
{%- set columns = ["event_id", "profile_id", "metric_id", "occurred_at", "campaign_id"] -%}

with
    delivered as ({{ raw_rows("klaviyo", "events", ["id", "attributes", "relationships"]) }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_id") }} as event_id,
            {{ json_at("raw_relationships", "profile.data.id") }} as profile_id,
            {{ json_at("raw_relationships", "metric.data.id") }} as metric_id,
            {{ to_timestamp_utc(json_at("raw_attributes", "datetime"), declared) }} as occurred_at,
            {{ to_text(json_at("raw_attributes", "event_properties.$message")) }} as campaign_id,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            occurred_at as _first_seen_at,
            {{
                reasons(
                    [
                        ["not raw_is_object", "line: not a JSON object"],
                        missing("id", "raw_is_object"),
                        [
                            "raw_is_object and occurred_at is null",
                            "attributes.datetime: not a time",
                        ],
                        ["raw_is_object and metric_id is null", "relationships.metric: missing"],
                        in_future("occurred_at", delivered_as="attributes.datetime"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("klaviyo", "events", columns) }}
