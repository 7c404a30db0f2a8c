{#-
    A name without what stands around it: titles before it (H., Hj., Dr., Ibu), degrees behind it, after a comma or not
    (S.Kom, SE, M.Si). Degrees without dots count in capitals alone, so that no name in small letters loses its last
    word; a name of one word stays.
-#}
{% macro undressed_name(name) %}
    {%- set bachelors = "e|h|t|kom|pd|pdi|sos|ag|si|ked|farm|psi|ikom|ip|s|tr|km|kep|gz|hum|pt|p|sn|ds|ak|ab|ap|th|kg|kh|stat|mat" -%}
    {%- set masters = "m|t|h|si|pd|pdi|kom|sc|ag|kes|hum|ak|sn|ed|eng|farm|psi|kn|ap|ikom|ba" -%}
    {%- set dotted = (
        "s[.] ?("
        ~ bachelors
        ~ ")|m[.] ?("
        ~ masters
        ~ ")|ph[.] ?d|b[.] ?(sc|a|eng|com)|a[.] ?md|sp[.] ?[a-z]{1,3}"
    ) -%}
    {%- set plain = "SE|SH|ST|SS|SKom|SKOM|S[.]?Kom|SPd|SPD|SSos|SAg|SSi|SKM|SIP|SPsi|MM|MT|MH|MBA|MSi|MPd|MKom|MSc|PhD|AMd|Amd|BSc|Akt" -%}
    {%- set degree = " +((?i:(" ~ dotted ~ ")([.] ?[a-z]{1,3})?[.]?)|" ~ plain ~ ")" -%}
    {%- set before_comma = replaced(name, ",.*$", "") -%}
    {%- set untitled = replaced(
        "trim(" ~ before_comma ~ ")", "^(?i)((" ~ name_titles() ~ ")([.] *| +))+", ""
    ) -%}
    {{ return("trim(" ~ replaced("trim(" ~ untitled ~ ")", "(" ~ degree ~ ")+$", "") ~ ")") }}
{% endmacro %}
