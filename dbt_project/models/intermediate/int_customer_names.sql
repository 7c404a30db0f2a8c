-- One row per customer_id.
with
    int_customer_attributes as (
        select customer_id, full_name, gender from {{ ref("int_customer_attributes") }}
    ),

    bare as (
        select
            int_customer_attributes.customer_id,
            int_customer_attributes.gender,
            lower(
                regexp_extract(
                    int_customer_attributes.full_name,
                    '^ *(?i)({{ name_titles() }})([.] *| +)[^ ]',
                    1
                )
            ) as title,
            {{ recased(undressed_name("int_customer_attributes.full_name")) }} as name
        from int_customer_attributes
        where int_customer_attributes.full_name is not null
    ),

    named as (
        select
            bare.customer_id,
            bare.gender,
            bare.title,
            {{ replaced("bare.name", " .*$", "") }} as first_name,
            case
                when bare.name like '% %' then trim({{ replaced("bare.name", "^[^ ]+ +", "") }})
            end as last_name
        from bare
    )

select
    int_customer_attributes.customer_id,
    nullif(named.first_name, '') as first_name,
    named.last_name,
    case
        when named.title in ('bapak', 'bpk', 'pak', 'tn', 'tuan', 'mr', 'sdr')
        then 'Bapak'
        when named.title in ('ibu', 'bu', 'ny', 'nyonya', 'mrs', 'ms', 'sdri')
        then 'Ibu'
        when named.title in ('mas', 'mbak', 'kak', 'bang', 'ustadz', 'ustadzah')
        then upper(left(named.title, 1)) || substr(named.title, 2)
        when named.title in ('h', 'haji')
        then 'H.'
        when named.title in ('hj', 'hajjah')
        then 'Hj.'
        when named.title = 'kh'
        then 'KH.'
        when named.title <> ''
        then upper(left(named.title, 1)) || substr(named.title, 2) || '.'
        when int_customer_attributes.gender = 'male'
        then 'Bapak'
        when int_customer_attributes.gender = 'female'
        then 'Ibu'
        else 'Kak'
    end as salutation,
    nullif(named.first_name, '') as name_to_call
from int_customer_attributes
left join named on int_customer_attributes.customer_id = named.customer_id
