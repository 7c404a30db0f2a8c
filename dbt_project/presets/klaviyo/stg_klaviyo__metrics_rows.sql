-- One row per raw row of the metrics, with its fate.
{{
    config(
        enabled=source_is_enabled("klaviyo"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("klaviyo", "metrics") -%}
{%- set columns = ["metric_id", "name"] -%}

with
    delivered as ({{ raw_rows("klaviyo", "metrics", ["id", "attributes"]) }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_id") }} as metric_id,
            lower({{ to_text(json_at("raw_attributes", "name")) }}) as name,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            _delivered_at as _first_seen_at,
            {{
                reasons(
                    [
                        ["not raw_is_object", "line: not a JSON object"],
                        missing("id", "raw_is_object"),
                        ["raw_is_object and name is null", "attributes.name: missing"],
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("klaviyo", "metrics", columns) }}
