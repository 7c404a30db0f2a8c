"""What a campaign changed: the exposed against the held out, from moments of each arm.

Rows stay in the engine: an arm is its count, means, variances and covariance. Who was in which arm, and which purchases
count, is decided by whoever computed the moments; analyse by assigned arm (intention to treat).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scipy.stats import chi2, norm
from scipy.stats import t as student

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Arm:
    """Moments of one arm: `mean` and `variance` (sample, n - 1) of the outcome in its own unit.

    `before_*` are those of the same people's pre-period covariate and `covariance` is between the two; leave them out
    where no covariate is used.
    """

    people: int
    mean: float
    variance: float
    before_mean: float = 0.0
    before_variance: float = 0.0
    covariance: float = 0.0

    def __post_init__(self) -> None:
        if self.people < 2:
            raise ValueError("an arm needs two people or more for its variance")
        if self.variance < 0 or self.before_variance < 0:
            raise ValueError("a variance is negative")


@dataclass(frozen=True)
class Effect:
    """Treated minus control per person, with its two-sided interval at `confidence`. `p_value` is of no effect.

    `relative` is the difference over the control mean, None where that mean is zero.
    """

    difference: float
    low: float
    high: float
    standard_error: float
    p_value: float
    confidence: float
    relative: float | None


@dataclass(frozen=True)
class Comparison:
    """Everything that is said of two arms: the plain difference, the one after the past is taken out (the same where
    there is no past), whether the split is the intended one (None where that is not known), and how many people more
    would find an effect like the plain one (0 where those there are enough, None where it is nothing at all).
    """

    plain: Effect
    adjusted: Effect
    sample_ratio_p_value: float | None
    people_needed_more: int | None


def arm_of_sums(
    people: int,
    total: Decimal,
    total_squared: Decimal,
    before_total: Decimal = NOTHING,
    before_squared: Decimal = NOTHING,
    shared_total: Decimal = NOTHING,
) -> Arm:
    """An arm from exact sums over its people: of the outcome, the past, their squares and their products.

    Worked out in fractions, so that no digit is lost where a variance is small beside its mean. Raises ValueError for
    fewer than two people.
    """
    if people < 2:
        raise ValueError("an arm needs two people or more for its variance")

    def spread(squares: Decimal, left: Decimal, right: Decimal) -> float:
        return float((Fraction(squares) - Fraction(left) * Fraction(right) / people) / (people - 1))

    return Arm(
        people,
        float(Fraction(total) / people),
        spread(total_squared, total, total),
        float(Fraction(before_total) / people),
        spread(before_squared, before_total, before_total),
        spread(shared_total, total, before_total),
    )


def compare(
    treated: Arm, control: Arm, treated_share: float | None = None, confidence: float = 0.95, power: float = 0.8
) -> Comparison:
    """What there is to say of two arms. `treated_share`: the intended one, None where it is not known."""
    plain, people = difference_of_means(treated, control, confidence), treated.people + control.people
    is_split = treated_share is not None and 0 < treated_share < 1
    needed = None
    if plain.difference != 0:
        split = treated.people / people
        total = people_needed(plain.difference, treated.variance, control.variance, split, confidence, power)
        needed = max(0, total - people)
    return Comparison(
        plain,
        cuped(treated, control, confidence),
        sample_ratio_p_value(treated.people, control.people, treated_share) if is_split and treated_share else None,
        needed,
    )


def difference_of_means(treated: Arm, control: Arm, confidence: float = 0.95) -> Effect:
    """Difference of means with unpooled variance and Welch's degrees of freedom (Welch 1947, Biometrika 34, 28-35)."""
    return _effect(treated.mean - control.mean, treated.variance, control.variance, treated, control, confidence)


def cuped(treated: Arm, control: Arm, confidence: float = 0.95) -> Effect:
    """The difference after the part that pre-period behaviour explains is taken out.

    Deng, Xu, Kohavi and Walker 2013 (WSDM), section 3.2; theta is pooled within the arms so that the effect itself does
    not enter it. A covariate that does not vary changes nothing.
    """
    within = (treated.people - 1) * treated.before_variance + (control.people - 1) * control.before_variance
    shared = (treated.people - 1) * treated.covariance + (control.people - 1) * control.covariance
    theta = shared / within if within > 0 else 0.0

    def remaining(arm: Arm) -> float:
        return max(0.0, arm.variance - 2 * theta * arm.covariance + theta**2 * arm.before_variance)

    return _effect(
        treated.mean - control.mean - theta * (treated.before_mean - control.before_mean),
        remaining(treated),
        remaining(control),
        treated,
        control,
        confidence,
    )


def sample_ratio_p_value(treated_people: int, control_people: int, treated_share: float) -> float:
    """The chance of a split at least this far from the intended share; below 0.001 the assignment is broken.

    `treated_share` lies between 0 and 1.
    """
    if not 0 < treated_share < 1:
        raise ValueError("the treated share lies between 0 and 1")
    return split_p_value((treated_people, control_people), (treated_share, 1 - treated_share))


def split_p_value(people: Sequence[int], shares: Sequence[float]) -> float:
    """The same of any number of arms, in one order, whose intended shares are above 0 and need not add up to 1.

    Pearson's chi-square, with one degree of freedom less than arms (Fabijan et al. 2019, KDD).
    """
    if len(people) != len(shares) or len(people) < 2 or min(shares) <= 0:
        raise ValueError("two arms or more, each with a share above 0, are needed")
    expected = [sum(people) * share / sum(shares) for share in shares]
    statistic = sum((found - wanted) ** 2 / wanted for found, wanted in zip(people, expected, strict=True))
    return float(chi2.sf(statistic, len(people) - 1))


def people_needed(
    effect: float, treated_variance: float, control_variance: float, treated_share: float,
    confidence: float = 0.95, power: float = 0.8,
) -> int:  # fmt: skip
    """People in both arms together for a two-sided test to find `effect` (per person) with this power."""
    if effect == 0 or not 0 < treated_share < 1:
        raise ValueError("an effect that is not zero and a treated share between 0 and 1 are needed")
    reach = float(norm.ppf(0.5 + confidence / 2) + norm.ppf(power))
    return math.ceil(
        (reach / effect) ** 2 * (treated_variance / treated_share + control_variance / (1 - treated_share))
    )


def _effect(
    difference: float, treated_variance: float, control_variance: float, treated: Arm, control: Arm, confidence: float
) -> Effect:
    of_treated, of_control = treated_variance / treated.people, control_variance / control.people
    error = math.sqrt(of_treated + of_control)
    relative = difference / control.mean if control.mean else None
    if error == 0:
        return Effect(difference, difference, difference, 0.0, float(difference == 0), confidence, relative)
    freedom = (of_treated + of_control) ** 2 / (
        of_treated**2 / (treated.people - 1) + of_control**2 / (control.people - 1)
    )
    reach = float(student.ppf(0.5 + confidence / 2, freedom)) * error
    p_value = float(2 * student.sf(abs(difference) / error, freedom))
    return Effect(difference, difference - reach, difference + reach, error, p_value, confidence, relative)
