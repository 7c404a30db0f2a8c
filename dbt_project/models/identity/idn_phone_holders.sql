-- One row per record_id and value.
with
    idn_affected as (select * from {{ ref("idn_affected") }} where record_index is not null),

    idn_records as (select * from {{ ref("idn_records") }}),

    idn_identifiers as (
        select *
        from {{ ref("idn_identifiers") }}
        where kind = 'phone' and is_valid and not is_pseudo
    ),

    held as (
        select
            idn_identifiers.value,
            idn_identifiers.record_id,
            idn_affected.record_index,
            idn_records.full_name
        from idn_identifiers
        inner join idn_affected on idn_identifiers.record_id = idn_affected.record_id
        inner join idn_records on idn_identifiers.record_id = idn_records.record_id
    ),

    -- Most numbers stand beside one name, in one writing: only the others' names are taken apart.
    of_several_writings as (
        select held.value
        from held
        group by held.value
        having min(held.full_name) <> max(held.full_name)
    ),

    compared as (
        select
            held.value,
            held.record_id,
            held.record_index,
            nullif({{ name_text("held.full_name") }}, '') as name_text
        from held
        inner join of_several_writings on held.value = of_several_writings.value
    ),

    of_several_names as (
        select compared.value
        from compared
        group by compared.value
        having min(compared.name_text) <> max(compared.name_text)
    ),

    named as (
        select compared.value, compared.record_index, compared.name_text
        from compared
        inner join of_several_names on compared.value = of_several_names.value
        where compared.name_text is not null
    ),

    words as ({{ words_of("named", ["value", "record_index"], "name_text") }}),

    alike as (
        select words.value, words.record_index, other_words.record_index as other_index
        from words
        inner join
            words as other_words
            on words.value = other_words.value
            and {{ is_same_word("words.word", "other_words.word") }}
        group by words.value, words.record_index, other_words.record_index
    ),

    -- Three steps join Siti, Siti Aminah and Aminah; names that hang together more loosely are
    -- not one.
    first_step as (
        select alike.value, alike.record_index, min(alike.other_index) as smallest_index
        from alike
        group by alike.value, alike.record_index
    ),

    second_step as (
        select alike.value, alike.record_index, min(first_step.smallest_index) as smallest_index
        from alike
        inner join
            first_step
            on alike.value = first_step.value
            and alike.other_index = first_step.record_index
        group by alike.value, alike.record_index
    ),

    third_step as (
        select alike.value, alike.record_index, min(second_step.smallest_index) as smallest_index
        from alike
        inner join
            second_step
            on alike.value = second_step.value
            and alike.other_index = second_step.record_index
        group by alike.value, alike.record_index
    ),

    of_several_holders as (
        select third_step.value
        from third_step
        group by third_step.value
        having min(third_step.smallest_index) <> max(third_step.smallest_index)
    )

-- Of a record without a name nobody knows whose it is: holder 0 is nobody among them.
select
    compared.record_id,
    compared.value,
    compared.record_index,
    case
        when third_step.smallest_index is null
        then 0
        else
            dense_rank() over (
                partition by compared.value
                order by
                    case when third_step.smallest_index is null then 1 else 0 end,
                    third_step.smallest_index
            )
    end as holder_number,
    coalesce(third_step.smallest_index = compared.record_index, false) as is_new_holder
from compared
inner join of_several_holders on compared.value = of_several_holders.value
left join
    third_step
    on compared.value = third_step.value
    and compared.record_index = third_step.record_index
