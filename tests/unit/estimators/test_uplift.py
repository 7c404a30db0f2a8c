"""Uplift from the moments of two arms: hand-worked numbers, coverage, and what broken input gives."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from scipy.stats import ttest_ind

from estimators.purchase_process import Array
from estimators.uplift import (
    Arm,
    arm_of_sums,
    compare,
    cuped,
    difference_of_means,
    people_needed,
    sample_ratio_p_value,
    split_p_value,
)


def arm(outcome: Array, before: Array | None = None) -> Arm:
    if before is None:
        return Arm(len(outcome), float(outcome.mean()), float(outcome.var(ddof=1)))
    both = np.cov(outcome, before)
    return Arm(
        len(outcome),
        float(outcome.mean()),
        float(both[0, 0]),
        float(before.mean()),
        float(both[1, 1]),
        float(both[0, 1]),
    )


def test_difference_of_means_worked_by_hand() -> None:
    # Variances 2 and 1 over 8 and 4 people: error sqrt(2/8 + 1/4); Welch's freedom 8.4, whose t is 2.287.
    effect = difference_of_means(Arm(8, 3.0, 2.0), Arm(4, 1.0, 1.0))
    assert effect.difference == 2.0
    assert effect.standard_error == pytest.approx(0.5**0.5)
    assert effect.high - 2.0 == pytest.approx(2.0 - effect.low) == pytest.approx(2.2870 * 0.5**0.5, rel=1e-3)
    assert effect.relative == 2.0


def test_difference_of_means_is_welchs_test() -> None:
    random = np.random.default_rng(1)
    treated, control = random.gamma(1.0, 50.0, 400), random.gamma(0.9, 40.0, 90)
    expected = ttest_ind(treated, control, equal_var=False)
    effect = difference_of_means(arm(treated), arm(control))
    interval = expected.confidence_interval(0.95)
    assert effect.p_value == pytest.approx(expected.pvalue)
    assert (effect.low, effect.high) == pytest.approx((interval.low, interval.high))


@pytest.mark.parametrize("with_cuped", [False, True])
def test_a_planted_effect_lies_in_its_interval_in_93_of_100_seeds(with_cuped: bool) -> None:
    inside = 0
    for seed in range(100):
        random = np.random.default_rng(seed)
        before = random.gamma(0.5, 100.0, 3000)
        outcome = 0.6 * before + random.gamma(0.3, 80.0, 3000)
        treated = random.random(3000) < 0.8
        outcome[treated] += 12.0
        arms = arm(outcome[treated], before[treated]), arm(outcome[~treated], before[~treated])
        effect = (cuped if with_cuped else difference_of_means)(*arms)
        inside += effect.low <= 12.0 <= effect.high
    assert inside >= 93


def test_cuped_narrows_the_interval_by_what_the_past_explains() -> None:
    random = np.random.default_rng(3)
    before = random.normal(100.0, 30.0, 4000)
    outcome = before + random.normal(0.0, 10.0, 4000)
    arms = arm(outcome[:2000], before[:2000]), arm(outcome[2000:], before[2000:])
    plain, adjusted = difference_of_means(*arms), cuped(*arms)
    assert adjusted.standard_error / plain.standard_error == pytest.approx((100 / 1000) ** 0.5, rel=0.05)


def test_cuped_without_a_covariate_is_the_plain_difference() -> None:
    arms = Arm(8, 3.0, 2.0), Arm(4, 1.0, 1.0)
    assert cuped(*arms) == difference_of_means(*arms)


def test_a_broken_split_is_seen_and_a_fair_one_is_not() -> None:
    assert sample_ratio_p_value(8_300, 1_700, 0.8) < 0.001
    assert sample_ratio_p_value(8_020, 1_980, 0.8) > 0.5


def test_people_needed_worked_by_hand() -> None:
    # (1.959964 + 0.841621)^2 = 7.8489; two arms of half each, variance 1, effect 0.1: 7.8489 x 4 / 0.01.
    assert people_needed(0.1, 1.0, 1.0, 0.5) == 3140


def test_arms_without_variance_give_a_certain_answer() -> None:
    effect = difference_of_means(Arm(3, 1.0, 0.0), Arm(3, 0.0, 0.0))
    assert (effect.low, effect.high, effect.p_value, effect.relative) == (1.0, 1.0, 0.0, None)


def test_an_arm_of_exact_sums_is_the_arm_of_its_people() -> None:
    random = np.random.default_rng(5)
    before = random.integers(0, 900, 500) / 100
    outcome = before + random.integers(0, 300, 500) / 100 + 1e6
    cents, past = [Decimal(f"{x:.2f}") for x in outcome], [Decimal(f"{x:.2f}") for x in before]
    sums = (
        sum(cents),
        sum(x * x for x in cents),
        sum(past),
        sum(x * x for x in past),
        sum(x * y for x, y in zip(cents, past, strict=True)),
    )
    found, expected = arm_of_sums(500, *map(Decimal, sums)), arm(outcome, before)
    for name in ("people", "mean", "variance", "before_mean", "before_variance", "covariance"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=1e-6)
    with pytest.raises(ValueError, match="two people"):
        arm_of_sums(1, Decimal(1), Decimal(1))


def test_a_comparison_says_all_there_is() -> None:
    treated, control = Arm(80, 3.0, 2.0, 1.0, 1.0, 0.9), Arm(20, 2.9, 2.0, 1.1, 1.0, 0.9)
    told = compare(treated, control, 0.8)
    assert told.plain == difference_of_means(treated, control)
    assert told.adjusted == cuped(treated, control)
    assert told.sample_ratio_p_value == pytest.approx(1.0)
    assert told.people_needed_more == people_needed(told.plain.difference, 2.0, 2.0, 0.8) - 100
    assert compare(treated, control).sample_ratio_p_value is None
    assert compare(treated, control, 1.0).sample_ratio_p_value is None
    assert compare(Arm(80, 30.0, 2.0), control).people_needed_more == 0
    assert compare(control, control).people_needed_more is None


def test_an_arm_of_one_and_an_impossible_share_are_refused() -> None:
    with pytest.raises(ValueError, match="two people"):
        Arm(1, 1.0, 0.0)
    with pytest.raises(ValueError, match="negative"):
        Arm(2, 1.0, -1.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        sample_ratio_p_value(1, 1, 1.0)
    with pytest.raises(ValueError, match="share above 0"):
        split_p_value((1, 1), (1.0, 0.0))
    with pytest.raises(ValueError, match="not zero"):
        people_needed(0.0, 1.0, 1.0, 0.5)
