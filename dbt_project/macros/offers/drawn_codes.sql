{#-
    A query of one new code for each row of the model's CTE `due`. Should two people draw one code, or somebody one that was given before (CTE `taken`), the
    next draw counts.
-#}
{% macro drawn_codes() %}
    with
        attempts as (
            select 1 as attempt
            union all
            select 2 as attempt
            union all
            select 3 as attempt
        ),

        digests as (
            select
                due.*,
                attempts.attempt,
                {{
                    adapter.dispatch("sha256_hex")(
                        quoted(var("voucher_salt") ~ "|")
                        ~ " || due.offer || '|' || due.customer_id || '|' || cast(due.issue_number as "
                        ~ dbt.type_string()
                        ~ ") || '|' || cast(attempts.attempt as "
                        ~ dbt.type_string()
                        ~ ")"
                    )
                }}
                as digest
            from due
            cross join attempts
        ),

        signed as (select digests.*, {{ voucher_signs("digests.digest") }} as signs from digests),

        drawn as (
            select
                signed.*,
                signed.code_prefix
                || '-'
                || substring(signed.signs, 1, 5)
                || '-'
                || substring(signed.signs, 6, 5) as code
            from signed
        ),

        owned as (
            select
                drawn.*,
                row_number() over (
                    partition by drawn.code order by drawn.attempt, drawn.offer, drawn.customer_id
                ) as owner_rank
            from drawn
            left join taken on drawn.code = taken.code
            where taken.code is null
        ),

        placed as (
            select
                owned.*,
                row_number() over (
                    partition by owned.offer, owned.customer_id order by owned.attempt
                ) as draw_rank
            from owned
            where owned.owner_rank = 1
        )

    select placed.*
    from placed
    where placed.draw_rank = 1
{% endmacro %}
