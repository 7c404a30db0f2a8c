{#-
    A hash of whom an audience chooses: its definition, the workspace's parameters, the variables that decide it here or upstream, and
    the versions of the segments and the audiences that it stands on. `nodes`: name of a model -> its node of dbt's graph; `rules`: segment_rules.
-#}
{% macro audience_version(audience, nodes, rules) %}
    {%- set node = nodes["aud_" ~ audience] -%}
    {%- set declared = node.config.meta.get("audience", {}) -%}
    {%- set sql = modules.re.sub("--[^\n]*|{#[\\s\\S]*?#}", "", node.raw_code) -%}
    {%- set parameters = {} -%}
    {%- do parameters.update(declared.get("parameters", {})) -%}
    {%- do parameters.update(var("audience_parameters").get(audience, {})) -%}
    {%- set decided_by = [
        declared.get("definition_hash", sql.split() | join(" ")),
        tojson(parameters, sort_keys=true),
    ] -%}
    {%- set variables = [] -%}
    {%- if "definition_hash" not in declared -%}
        {%- do variables.extend(modules.re.findall("var\\(\\s*[\"'](\\w+)[\"']", sql)) -%}
    {%- endif -%}
    {%- for column in audience_columns_seen(node) -%}
        {%- for rule in rules -%}
            {%- if column == "segment_" ~ rule.column -%} {%- do decided_by.append(rule.version) -%}
            {%- elif modules.re.search("people\\." ~ column ~ "\\b", rule.rule) -%}
                {%- do variables.extend(rule.variables) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name in variables | unique | sort if name not in [
        "as_of",
        "loads_above",
        "build_seq",
        "last_complete_build",
    ] -%}
        {%- do decided_by.append(name ~ "=" ~ tojson(var(name), sort_keys=true)) -%}
    {%- endfor -%}
    {%- for id in node.depends_on.nodes | sort -%}
        {%- set other = (id.split(".") | last).removeprefix("aud_") -%}
        {%- if id.startswith("model.") and other in var("audiences") -%}
            {%- do decided_by.append(audience_version(other, nodes, rules)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(local_md5(decided_by | join(" "))[:16]) }}
{% endmacro %}
