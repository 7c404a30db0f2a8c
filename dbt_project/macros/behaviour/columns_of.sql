{#-
    The columns that a mart's YAML describes, for a select list: `fct_receivables.open_invoice_amount, ...`, without customer_id
    and those left out. The mart's contract is enforced, so they are there. `leave_out` and `only` are lists of names.
-#}
{% macro columns_of(model_name, leave_out=[], only=[]) -%}
    {%- if not execute -%} {{ return(model_name ~ ".*") }} {%- endif -%}
    {%- set described = graph.nodes["model." ~ project_name ~ "." ~ model_name].columns -%}
    {%- set names = [] -%}
    {%- for name in described
        if name != "customer_id"
        and name not in leave_out
        and (not only or name in only) -%}
        {%- do names.append(model_name ~ "." ~ name) -%}
    {%- endfor -%}
    {{ names | join(",\n    ") }}
{%- endmacro %}
