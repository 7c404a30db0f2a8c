{#-
    On a `_rows` model: every raw row is there once; a row is quarantined exactly when it has reasons; every other row has
    a key and a version; and each key's current rows are one, or for a group all of one load.
-#}
{% test row_fates_hold(model, is_group=false) %}
    with
        raw_rows as (
            select _load_seq, _line, count(*) as row_count,
            from {{ model }}
            group by _load_seq, _line
        ),

        current_rows as (
            select
                _key,
                {{ "count(distinct _load_seq)" if is_group else "count(*)" }} as standing_count,
            from {{ model }}
            where _fate = 'current'
            group by _key
        ),

        good_keys as (select distinct _key, from {{ model }} where _fate <> 'quarantined')

    select
        'row not there exactly once' as fault, cast(_load_seq as varchar) || ':' || _line as place,
    from raw_rows
    where row_count <> 1
    union all
    select
        'reasons and fate differ, or key or version is missing' as fault,
        cast(_load_seq as varchar) || ':' || _line,
    from {{ model }}
    where
        _fate is null
        or _fate not in ('current', 'superseded', 'duplicate', 'quarantined')
        or (_fate = 'quarantined') <> ({{ has_sentences("_reasons") }})
        or (_fate <> 'quarantined' and (_key is null or _version is null or _first_seen_at is null))
    union all
    select 'key without exactly one current standing' as fault, good_keys._key,
    from good_keys
    left join current_rows on good_keys._key = current_rows._key
    where coalesce(current_rows.standing_count, 0) <> 1
{% endtest %}
