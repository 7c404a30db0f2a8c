r"""Normalisers: SQL expressions that turn a stored value into what a tool compares, and the hash over them.

Each takes an SQL expression of a VARCHAR and gives one of the same value normalised, '' where it is blank or not of its
type: blank stays blank and is never hashed. Phones are E.164 already, by libphonenumber, when they reach
`elg_members`; here they only lose or keep their `+`. A value that is normalised already, as nearly all are, is seen by
one regular expression and passed on; the rules themselves stand in the other branch.

Regular expressions are RE2: `\p{Z}` are spaces of every script, `\p{C}` control and format characters.
"""

from __future__ import annotations

from collections.abc import Callable

from export.places import calling_codes, country_codes

TEXT = "text"
HASH = "^[0-9a-fA-F]{64}$"
_ENDS = r"^[\s\p{Z}\p{C}]+|[\s\p{Z}\p{C}]+$"
# A spreadsheet takes a text that begins with one of these for a formula (OWASP; ASVS 5.0 1.2.10), full width forms too.
_TRIGGERS = r"^[\s\p{Z}\p{C}=+\-@＝＋－＠]+"  # noqa: RUF001 - the full width forms are meant
_ADDRESS = "[a-z0-9._%+-]+@[a-z0-9.-]+"
_ASCII = "[!-~]([ -~]*[!-~])?"
_E164 = r"\+[1-9][0-9]{7,14}"


def trimmed(value: str) -> str:
    """Without blanks and control characters at its ends, in NFC; '' for null."""
    return _when(value, _ASCII, value, f"nfc_normalize(regexp_replace(coalesce({value}, ''), '{_ENDS}', '', 'g'))")


def lowercase(value: str) -> str:
    """Trimmed, lower case; NFC after lowering, so that both spellings of an accented letter give one value."""
    return _when(value, _ASCII, f"lower({value})", f"nfc_normalize(lower({trimmed(value)}))")


def email_as_written(value: str) -> str:
    """The address as stored; '' unless it is one and no spreadsheet takes it for a formula."""
    address = trimmed(value)
    return f"(case when regexp_full_match({address}, '[^=+\\-@\\s][^@\\s]*@[^@\\s]+') then {address} else '' end)"


def email_ascii_mailbox(value: str) -> str:
    """The address as stored; '' also where an accent stands before the @ (Mailchimp refuses it)."""
    address = email_as_written(value)
    return f"(case when regexp_full_match(split_part({address}, '@', 1), '[!-~]*') then {address} else '' end)"


def email_lowercase(value: str) -> str:
    """Lower case; dots and `+tag` stay. '' unless it is an address."""
    address = lowercase(value)
    slow = f"(case when regexp_full_match({address}, '[^@\\s]+@[^@\\s]+') then {address} else '' end)"
    return _when(value, _ADDRESS, value, slow)


def email_without_gmail_dots(value: str) -> str:
    """Lower case; dots before the @ go for gmail.com and googlemail.com alone, and `+tag` stays (Google's rule)."""
    return _when(value, _ADDRESS, _undotted(value), _undotted(email_lowercase(value)))


def _undotted(address: str) -> str:
    undotted = f"replace(split_part({address}, '@', 1), '.', '') || '@' || split_part({address}, '@', 2)"
    return (
        f"(case when ends_with({address}, '@gmail.com') or ends_with({address}, '@googlemail.com') then {undotted}"
        f" else {address} end)"
    )


def _undotted_ascii(address: str) -> str:
    """The same for what has the shape of `_ADDRESS`: one @, and a byte a character."""
    cases = (
        f"when ends_with({address}, '{end}') then"
        f" concat(replace(left({address}, strlen({address}) - {len(end)}), '.', ''), '{end}')"
        for end in ("@gmail.com", "@googlemail.com")
    )
    return f"(case {' '.join(cases)} else {address} end)"


def phone_e164(value: str) -> str:
    """E.164 with `+`; '' unless it is that already."""
    slow = f"(case when regexp_full_match({trimmed(value)}, '{_E164}') then {trimmed(value)} else '' end)"
    return _when(value, _E164, value, slow)


def phone_digits(value: str) -> str:
    """E.164 without `+`."""
    return f"ltrim({phone_e164(value)}, '+')"


def phone_country(value: str) -> str:
    """The country's calling code alone, `62`."""
    return f"regexp_extract({phone_e164(value)}, '^\\+({'|'.join(calling_codes())})', 1)"


def phone_national(value: str) -> str:
    """E.164 without `+` and calling code, `81234567890`."""
    return f"regexp_replace({phone_e164(value)}, '^\\+({'|'.join(calling_codes())})', '')"


def country(value: str) -> str:
    """ISO 3166-1 alpha-2, upper case, also from the country's English name; '' for anything else."""
    names = ", ".join(f"'{name}': '{code}'" for name, code in country_codes().items())
    code = f"upper({trimmed(value)})"
    named = f"coalesce((map {{{names}}})[lower({trimmed(value)})], '')"
    return _when(
        value, "[A-Z]{2}", value, f"(case when regexp_full_match({code}, '[A-Z]{{2}}') then {code} else {named} end)"
    )


def country_lowercase(value: str) -> str:
    """ISO 3166-1 alpha-2, lower case."""
    return f"lower({country(value)})"


def name(value: str) -> str:
    """Lower case letters and digits of every script alone: `O'Brien` is `obrien`, `Mary Ann` `maryann` (Meta)."""
    slow = f"nfc_normalize(regexp_replace({lowercase(value)}, '[^\\p{{L}}\\p{{M}}\\p{{N}}]', '', 'g'))"
    return _when(value, "[A-Za-z]+", f"lower({value})", slow)


def zip_code(value: str) -> str:
    """Trimmed, upper case; letters, digits, spaces and dashes only."""
    code = f"upper({trimmed(value)})"
    slow = f"(case when regexp_full_match({code}, '[A-Z0-9][A-Z0-9 -]*') then {code} else '' end)"
    return _when(value, "[0-9]+", value, slow)


def zip_compact(value: str) -> str:
    """Lower case without spaces and dashes; nine digits are those of the United States, of which five count (Meta)."""
    compact = f"regexp_replace(lower({zip_code(value)}), '[ -]', '', 'g')"
    return f"(case when regexp_full_match({compact}, '[0-9]{{9}}') then left({compact}, 5) else {compact} end)"


def date_digits(value: str) -> str:
    """An ISO date as YYYYMMDD; '' for anything else."""
    day = trimmed(value)
    return f"(case when try_cast({day} as date) is null then '' else strftime(try_cast({day} as date), '%Y%m%d') end)"


def username(value: str) -> str:
    """Lower case, without the @ before it."""
    return f"ltrim({lowercase(value)}, '@')"


def timestamp(value: str) -> str:
    """A UTC timestamp as ISO 8601 to the second, with its zone."""
    return f"coalesce(strftime(try_cast({trimmed(value)} as timestamp), '%Y-%m-%dT%H:%M:%S+00:00'), '')"


def text(value: str) -> str:
    """Free text: trimmed, and without the signs at its start that make a spreadsheet calculate."""
    return f"regexp_replace({trimmed(value)}, '{_TRIGGERS}', '')"


def reference(value: str) -> str:
    """The first 16 digits of a SHA-256: an id that may hold somebody's contact point stays comparable, not readable."""
    return f"(case when {trimmed(value)} = '' then '' else left(sha256({trimmed(value)}), 16) end)"


NORMALISERS: dict[str, Callable[[str], str]] = {
    TEXT: text,
    "reference": reference,
    "lowercase": lowercase,
    "name": name,
    "email_as_written": email_as_written,
    "email_ascii_mailbox": email_ascii_mailbox,
    "email_lowercase": email_lowercase,
    "email_without_gmail_dots": email_without_gmail_dots,
    "phone_e164": phone_e164,
    "phone_digits": phone_digits,
    "phone_country": phone_country,
    "phone_national": phone_national,
    "country": country,
    "country_lowercase": country_lowercase,
    "zip": zip_code,
    "zip_compact": zip_compact,
    "date_digits": date_digits,
    "username": username,
    "timestamp": timestamp,
}
# Where every stored value has this shape, which no hash has, this is what the normaliser gives: nothing else is asked.
USUAL: dict[str, tuple[str, Callable[[str], str]]] = {
    "email_lowercase": (_ADDRESS, lambda value: value),
    "email_without_gmail_dots": (_ADDRESS, _undotted_ascii),
    "phone_e164": (_E164, lambda value: value),
    "phone_digits": (_E164, lambda value: f"substr({value}, 2)"),
    "zip": ("[0-9]{1,8}", lambda value: value),
    "zip_compact": ("[0-9]{1,8}", lambda value: value),
}
# What these give holds neither comma, quote nor line break, so it is never quoted.
BARE = {
    "reference",
    "phone_e164",
    "phone_digits",
    "phone_country",
    "phone_national",
    "country",
    "country_lowercase",
    "zip",
    "zip_compact",
    "date_digits",
    "timestamp",
}


def has_shape(value: str, normaliser: str) -> str:
    """True where the value has the shape that `USUAL` names for this normaliser."""
    return f"regexp_full_match({value}, '{USUAL[normaliser][0]}')"


def is_hash(value: str) -> str:
    """True where the value already is the hex of a SHA-256."""
    return f"(case when strlen({value}) < 64 then false else regexp_full_match({trimmed(value)}, '{HASH}') end)"


def to_hash(value: str, normaliser: str) -> str:
    """The normalised value that is to be hashed; a hash passes through in lower case."""
    return f"(case when {is_hash(value)} then lower({trimmed(value)}) else {NORMALISERS[normaliser](value)} end)"


def hash_of(prepared: str) -> str:
    """SHA-256 in lowercase hex of what `to_hash` gave; a hash passes through, blank stays blank."""
    # Nested, because DuckDB asks the regular expression first of two conditions that are joined by "and".
    already = f"(case when regexp_full_match({prepared}, '{HASH}') then {prepared} else sha256({prepared}) end)"
    return (
        f"(case when {prepared} = '' then '' when strlen({prepared}) = 64 then {already} else sha256({prepared}) end)"
    )


def hash_of_plain(prepared: str) -> str:
    """SHA-256 in lowercase hex of a value that is no hash; blank stays blank."""
    return f"(case when {prepared} = '' then '' else sha256({prepared}) end)"


def hashed(value: str, normaliser: str) -> str:
    """SHA-256 of the normalised value in lowercase hex; a hash passes through, blank stays blank."""
    return hash_of(to_hash(value, normaliser))


def quoted(value: str) -> str:
    """RFC 4180: in quotes when it holds a comma, a quote or a line break; quotes doubled."""
    return (
        f"(case when regexp_matches({value}, '[,\"\\r\\n]') then '\"' || replace({value}, '\"', '\"\"') || '\"' "
        f"else {value} end)"
    )


def _when(value: str, shape: str, then: str, otherwise: str) -> str:
    return f"(case when regexp_full_match({value}, '{shape}') then {then} else {otherwise} end)"
