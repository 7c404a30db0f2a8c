-- One row per audience and channel.
select
    rules.audience,
    rules.channel,
    rules.purpose,
    rules.has_file,
    rules.priority_list,
    rules.priority_rank,
    rules.cap_count,
    rules.cap_days,
    rules.once_days,
    rules.is_promotional
from ({{ audience_rules() }}) as rules
