"""What a workspace declares of who is who: other limits, other survivors. What the rules do is docs/identity.md's."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Attribute = Literal[
    "full_name",
    "email",
    "phone",
    "birth_date",
    "gender",
    "place",
    "country",
    "postal_code",
    "address",
    "occupation",
    "acquisition_source",
    "loyalty_number",
    "social_handle",
]
Survivorship = Literal["newest", "earliest", "most_trusted", "most_complete", "most_frequent"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class IdentityRule(_Strict):
    """What a workspace changes of one kind of identifier; what is left out stays as the seed `identity_rules` says."""

    match_weight: int | None = Field(default=None, ge=1, le=100, description="bits that a shared value weighs")
    can_link: bool | None = Field(default=None, description="whether a shared value links at all")
    people_per_value_max: int | None = Field(default=None, ge=1, description="records of one source that may share one")
    values_per_person_max: int | None = Field(default=None, ge=1, description="values that one person may hold")


class Identity(_Strict):
    """Who is who, where the company knows better than the seeds `identity_rules` and `survivorship_rules`."""

    rules: dict[Literal["national_id", "loyalty_number", "email", "social_handle", "phone"], IdentityRule] = Field(
        default_factory=dict
    )
    survivorship: dict[Attribute, Survivorship] = Field(default_factory=dict)
    source_trust: tuple[str, ...] = Field(default=(), description="sources, the most trusted first")

    @property
    def variables(self) -> dict[str, Any]:
        """What dbt is told."""
        return {
            "identity_rules": {k: rule.model_dump(exclude_none=True) for k, rule in sorted(self.rules.items())},
            "survivorship_rules": dict(sorted(self.survivorship.items())),
            "source_trust": list(self.source_trust),
        }
