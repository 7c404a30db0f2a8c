"""What a workspace declares of who is who: other limits, other survivors. What the rules do is docs/identity.md's."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

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


class Probabilistic(_Strict):
    """Links between records that share no identifier. Thresholds are bits: log2 of the odds of being one person."""

    enabled: bool = Field(default=True, description="whether trained weights are used; nothing is before a training")
    link_threshold: float = Field(default=6.0, description="bits from which two records are one person")
    review_threshold: float = Field(default=2.0, description="bits from which a person is asked")

    @model_validator(mode="after")
    def _order(self) -> Probabilistic:
        if not 0 <= self.review_threshold <= self.link_threshold:
            raise ValueError("review_threshold lies between 0 and link_threshold")
        return self


class Identity(_Strict):
    """Who is who, where the company knows better than the seeds `identity_rules` and `survivorship_rules`."""

    rules: dict[Literal["national_id", "loyalty_number", "email", "social_handle", "phone"], IdentityRule] = Field(
        default_factory=dict
    )
    survivorship: dict[Attribute, Survivorship] = Field(default_factory=dict)
    source_trust: tuple[str, ...] = Field(default=(), description="sources, the most trusted first")

    probabilistic: Probabilistic = Probabilistic()

    @property
    def variables(self) -> dict[str, Any]:
        """What dbt is told."""
        return {
            "identity_rules": {k: rule.model_dump(exclude_none=True) for k, rule in sorted(self.rules.items())},
            "survivorship_rules": dict(sorted(self.survivorship.items())),
            "source_trust": list(self.source_trust),
            "match_link_weight": self.probabilistic.link_threshold,
            "match_review_weight": self.probabilistic.review_threshold,
        }
