{#-
    CTEs from `candidates` to `fated` for an entity with a key: the greatest (version, delivery time, row hash) is current,
    a row equal to a greater one is a duplicate, the rest are superseded. Rows equal in all three differ in nothing but
    where they came from; the earliest of them stands.

    Most keys of a full build have one row, which needs no ranking: ranking all of them took four times as long.
-#}
{% macro fates_by_key() %}
    shared_keys as (select _key from candidates group by _key having count(*) > 1),

    lone_rows as (
        select
            candidates.*,
            1 as _rank,
            1 as _copy,
            case
                when not {{ has_sentences("_reasons") }} then _first_seen_at
            end as _key_first_seen_at,
            _last_delivered_at as _key_last_delivered_at,
            _last_load_seq as _key_last_load_seq,
        from candidates
        where not exists (select 1 from shared_keys where shared_keys._key = candidates._key)
    ),

    ranked_rows as (
        select
            candidates.*,
            row_number() over (
                partition by _key, {{ has_sentences("_reasons") }}
                order by _version desc, _delivered_at desc, _row_hash desc, _load_seq, _line
            ) as _rank,
            row_number() over (
                partition by _key, {{ has_sentences("_reasons") }}, _row_hash
                order by _version desc, _delivered_at desc, _load_seq, _line
            ) as _copy,
            min(case when not {{ has_sentences("_reasons") }} then _first_seen_at end) over (
                partition by _key
            ) as _key_first_seen_at,
            max(_last_delivered_at) over (partition by _key) as _key_last_delivered_at,
            max(_last_load_seq) over (partition by _key) as _key_last_load_seq,
        from candidates
        where _key in (select _key from shared_keys)
    ),

    ranked as (
        select *
        from lone_rows
        union all
        select *
        from ranked_rows
    ),

    fated as (
        select
            ranked.*,
            case
                when {{ has_sentences("_reasons") }}
                then 'quarantined'
                when _rank = 1
                then 'current'
                when _copy > 1
                then 'duplicate'
                else 'superseded'
            end as _fate,
        from ranked
    )
{% endmacro %}
