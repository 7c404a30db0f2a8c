-- One row per channel and contact_kind.
select channels.channel, channels.contact_kind, channels.needs_mobile
from
    (
        values
            ('email', 'email', false),
            ('whatsapp', 'phone', true),
            ('sms', 'phone', true),
            ('phone', 'phone', false),
            ('ads', 'email', false),
            ('ads', 'phone', false)
    ) as channels(channel, contact_kind, needs_mobile)
