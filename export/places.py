"""Countries as files name them: calling codes of libphonenumber, and the English names of the time zone database.

Data of two libraries, in the form that SQL needs; nothing is normalised here.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE


@cache
def calling_codes() -> tuple[str, ...]:
    """Every country calling code; none is the beginning of another."""
    return tuple(str(code) for code in sorted(COUNTRY_CODE_TO_REGION_CODE))


@cache
def country_codes() -> dict[str, str]:
    """Lower case English name -> ISO 3166-1 alpha-2, for names that SQL can quote as they are."""
    table = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {name.lower(): code for code, name in rows if "'" not in name}
