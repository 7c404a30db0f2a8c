{#-
    CTEs from `candidates` to `fated` for lines without a key: a group's newest delivery is current with all its rows,
    identical ones included; an older delivery of an equal multiset of rows is a duplicate, any other is superseded.
    A delivery that has no good row of the group replaces nothing.
-#}
{% macro fates_by_group() %}
    deliveries as (
        select
            _key,
            _load_seq,
            max(_delivered_at) as _delivered_at,
            count(*) as row_count,
            sum(_row_hash) as rows_hash,
            max(case when {{ has_sentences("_reasons") }} then 0 else 1 end) as has_good_rows,
            min(
                case when not {{ has_sentences("_reasons") }} then _first_seen_at end
            ) as _first_seen_at,
            max(_last_delivered_at) as _last_delivered_at,
            max(_last_load_seq) as _last_load_seq,
        from candidates
        group by _key, _load_seq
    ),

    ranked as (
        select
            _key,
            _load_seq,
            row_number() over (
                partition by _key
                order by
                    has_good_rows desc,
                    _delivered_at desc,
                    rows_hash desc,
                    row_count desc,
                    _load_seq
            ) as _rank,
            row_number() over (
                partition by _key, row_count, rows_hash order by _delivered_at desc, _load_seq
            ) as _copy,
            min(_first_seen_at) over (partition by _key) as _key_first_seen_at,
            max(_last_delivered_at) over (partition by _key) as _key_last_delivered_at,
            max(_last_load_seq) over (partition by _key) as _key_last_load_seq,
        from deliveries
    ),

    fated as (
        select
            candidates.*,
            ranked._key_first_seen_at,
            ranked._key_last_delivered_at,
            ranked._key_last_load_seq,
            case
                when {{ has_sentences("candidates._reasons") }}
                then 'quarantined'
                when ranked._rank = 1
                then 'current'
                when ranked._copy > 1
                then 'duplicate'
                else 'superseded'
            end as _fate,
        from candidates
        left join
            ranked on candidates._key = ranked._key and candidates._load_seq = ranked._load_seq
    )
{% endmacro %}
