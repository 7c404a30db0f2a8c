r"""Normalisers: SQL expressions that turn a stored value into what a tool compares, and the hash over them.

Each takes an SQL expression of a VARCHAR and gives one of the same value normalised, '' where it is blank or not of its
type: blank stays blank and is never hashed. Phones are E.164 already, by libphonenumber, when they reach
`elg_members`; here they only lose or keep their `+`.

Regular expressions are RE2: `\p{Z}` are spaces of every script, `\p{C}` control and format characters.
"""

from __future__ import annotations

from collections.abc import Callable

TEXT = "text"
HASH = "^[0-9a-fA-F]{64}$"
_ENDS = r"^[\s\p{Z}\p{C}]+|[\s\p{Z}\p{C}]+$"
# A spreadsheet takes a text that begins with one of these for a formula (OWASP; ASVS 5.0 1.2.10), full width forms too.
_TRIGGERS = r"^[\s\p{Z}\p{C}=+\-@＝＋－＠]+"  # noqa: RUF001 - the full width forms are meant


def trimmed(value: str) -> str:
    """Without blanks and control characters at its ends, in NFC; '' for null."""
    return f"nfc_normalize(regexp_replace(coalesce({value}, ''), '{_ENDS}', '', 'g'))"


def lowercase(value: str) -> str:
    """Trimmed, lower case; NFC after lowering, so that both spellings of an accented letter give one value."""
    return f"nfc_normalize(lower({trimmed(value)}))"


def email_as_written(value: str) -> str:
    """The address as stored; '' unless it is one and no spreadsheet takes it for a formula."""
    address = trimmed(value)
    return f"(case when regexp_full_match({address}, '[^=+\\-@\\s][^@\\s]*@[^@\\s]+') then {address} else '' end)"


def email_without_gmail_dots(value: str) -> str:
    """Lower case; dots before the @ go for gmail.com and googlemail.com alone, and `+tag` stays (Google's rule)."""
    address = lowercase(value)
    local, domain = f"split_part({address}, '@', 1)", f"split_part({address}, '@', 2)"
    return (
        f"(case when not regexp_full_match({address}, '[^@\\s]+@[^@\\s]+') then '' "
        f"when {domain} in ('gmail.com', 'googlemail.com') then replace({local}, '.', '') || '@' || {domain} "
        f"else {address} end)"
    )


def phone_e164(value: str) -> str:
    """E.164 with `+`; '' unless it is that already."""
    return f"(case when regexp_full_match({trimmed(value)}, '\\+[1-9][0-9]{{7,14}}') then {trimmed(value)} else '' end)"


def phone_digits(value: str) -> str:
    """E.164 without `+`."""
    return f"ltrim({phone_e164(value)}, '+')"


def country(value: str) -> str:
    """ISO 3166-1 alpha-2, upper case; '' for anything else."""
    code = f"upper({trimmed(value)})"
    return f"(case when regexp_full_match({code}, '[A-Z]{{2}}') then {code} else '' end)"


def zip_code(value: str) -> str:
    """Trimmed, upper case; letters, digits, spaces and dashes only."""
    code = f"upper({trimmed(value)})"
    return f"(case when regexp_full_match({code}, '[A-Z0-9][A-Z0-9 -]*') then {code} else '' end)"


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
    "email_as_written": email_as_written,
    "email_without_gmail_dots": email_without_gmail_dots,
    "phone_e164": phone_e164,
    "phone_digits": phone_digits,
    "country": country,
    "zip": zip_code,
}


def is_hash(value: str) -> str:
    """True where the value already is the hex of a SHA-256."""
    return f"(case when length({value}) < 64 then false else regexp_full_match({trimmed(value)}, '{HASH}') end)"


def hashed(value: str, normaliser: str) -> str:
    """SHA-256 of the normalised value in lowercase hex; a hash passes through, blank stays blank."""
    plain = NORMALISERS[normaliser](value)
    return (
        f"(case when {is_hash(value)} then lower({trimmed(value)}) when {plain} = '' then '' else sha256({plain}) end)"
    )


def quoted(value: str) -> str:
    """RFC 4180: in quotes when it holds a comma, a quote or a line break; quotes doubled."""
    return (
        f"(case when regexp_matches({value}, '[,\"\\r\\n]') then '\"' || replace({value}, '\"', '\"\"') || '\"' "
        f"else {value} end)"
    )
