{#-
    What an audience holds out: {"is_promotional", "share", "stratify_by"}. Messages of service, and files that keep people away
    from advertising (`holdout: none`), hold nobody out: whoever were missing there would be written to, or served worse.
-#}
{% macro audience_holdout(audience) %}
    {%- set declared = audience_meta(audience) -%}
    {%- set own = declared.get("holdout") -%}
    {%- if declared.purpose != "marketing" or own == "none" -%}
        {{ return({"is_promotional": false, "share": 0, "stratify_by": []}) }}
    {%- endif -%}
    {%- set own = own or {} -%}
    {%- set share = own.get("share", var("holdout_audience_share")) -%}
    {%- if not (share is number and 0 <= share < 1) -%}
        {{
            exceptions.raise_compiler_error(
                "aud_"
                ~ audience
                ~ ": holdout.share is "
                ~ share
                ~ ". It is a share from 0 up to, and without, 1; docs/campaigns.md says more."
            )
        }}
    {%- endif -%}
    {{
        return(
            {
                "is_promotional": true,
                "share": share,
                "stratify_by": own.get("stratify_by", []),
            }
        )
    }}
{% endmacro %}
