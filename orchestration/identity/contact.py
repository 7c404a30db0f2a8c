"""What somebody typed to name a person (an id, an address, a number in any writing) and the form that is stored.

The reading of phone strings is that of the build: the dbt model's own function.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from workspaces.errors import LanggananError
from workspaces.settings import DBT_PROJECT

CUSTOMER_ID = re.compile(r"^c[0-9a-f]{24}$")
PHONE_MODEL = DBT_PROJECT / "models/identity/idn_phones.py"


@dataclass(frozen=True)
class Asked:
    """What was typed, read: `kind` is customer_id, email, phone or record_id; `values` the stored forms to look for."""

    kind: str
    values: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """The kind, as a sentence says it; never the value, which may be personal."""
        return {
            "customer_id": "that customer id",
            "email": "that e-mail address",
            "phone": "that telephone number",
            "record_id": "that record id",
        }[self.kind]


def read(text: str, phone_region: str) -> Asked:
    """Raises LanggananError when it can be none of them."""
    typed = unicodedata.normalize("NFC", text).strip()
    if CUSTOMER_ID.match(typed.lower()):
        return Asked("customer_id", (typed.lower(),))
    if re.match(r"^[a-z][a-z0-9_]*:\S", typed):
        return Asked("record_id", (typed,))
    if "@" in typed:
        return Asked("email", (typed.lower(),))
    numbers = tuple(e164 for _, _, e164, *_ in phone_model().read_phone(typed, phone_region) if e164)
    if numbers:
        return Asked("phone", numbers)
    raise LanggananError(
        "That is no customer id, record id, e-mail address or telephone number.",
        "Customer ids are c and 24 hexadecimal digits; record ids are <source>:<key>.",
    )


@cache
def phone_model() -> ModuleType:
    """The dbt model that reads phone strings, as a module; dbt's models are no package."""
    spec = importlib.util.spec_from_file_location("idn_phones", PHONE_MODEL)
    if spec is None or spec.loader is None:
        raise LanggananError(f"{PHONE_MODEL} cannot be read.", "Restore it from the repository.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
