"""Which model may speak, what it foretells beside naive rules, and forecasts where published formulas overflow."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from estimators import lifetime, purchase_forecast, purchase_process, spend
from estimators.histories import Array, Histories
from estimators.purchase_process import PurchaseProcess

NO_ERRORS = (0.0, 0.0, 0.0, 0.0)
BG_NBD = PurchaseProcess("bg_nbd", 0.243, 4.414, 0.793, 2.426, -1.0, True, False, NO_ERRORS)
MBG_NBD = PurchaseProcess("mbg_nbd", 0.525, 6.183, 0.891, 1.614, -2.0, True, False, NO_ERRORS)


def history(repeats: float, last: float, observed: float, people: float = 1.0) -> Histories:
    """One history."""
    return Histories(*(np.array([value]) for value in (repeats, last, observed, people)))


def shop(people: int, seed: int = 3) -> tuple[Histories, Array]:
    """People who buy every so often until they leave, seen for 52 weeks, and their purchase weeks of the 13 after."""
    random = np.random.default_rng(seed)
    rate, leave = random.gamma(0.8, 0.25, people), random.beta(1.0, 4.0, people)
    repeats, last, bought = np.zeros(people), np.zeros(people), np.zeros(people)
    for i in range(people):
        clock = 0.0
        while True:
            clock += random.exponential(1 / rate[i])
            if clock > 65:
                break
            if clock <= 52:
                repeats[i], last[i] = repeats[i] + 1, clock
            else:
                bought[i] += 1
            if random.random() < leave[i]:
                break
    return Histories(repeats, last, np.full(people, 52.0), np.ones(people)), bought


@pytest.mark.parametrize("process", [BG_NBD, MBG_NBD])
@pytest.mark.parametrize(("repeats", "last", "observed"), [(0.0, 0.0, 38.86), (2.0, 30.43, 38.86), (26.0, 30.86, 31.0)])
def test_expected_purchases_are_those_of_lifetimes(
    process: PurchaseProcess, repeats: float, last: float, observed: float
) -> None:
    """The published form, as another implementation computes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifetimes import BetaGeoFitter, ModifiedBetaGeoFitter

        peer = BetaGeoFitter() if process.model == "bg_nbd" else ModifiedBetaGeoFitter()
        peer.params_ = dict(zip(("r", "alpha", "a", "b"), process.parameters, strict=True))
        expected = peer.conditional_expected_number_of_purchases_up_to_time(39.0, repeats, last, observed)
        alive = peer.conditional_probability_alive(repeats, last, observed)
    found = purchase_forecast.expected_purchases(process, history(repeats, last, observed), 39.0)
    assert found[0] == pytest.approx(float(np.asarray(expected).reshape(-1)[0]), rel=1e-6)
    chance = purchase_forecast.probability_alive(process, history(repeats, last, observed))[0]
    assert chance == pytest.approx(float(np.asarray(alive).reshape(-1)[0]), rel=1e-6)


def test_a_person_of_a_thousand_purchases_has_a_forecast() -> None:
    """(1 - z)^1000 is zero and the hypergeometric term infinite; such a person goes on at about their own rate."""
    busy = history(1000.0, 52.0, 52.0)
    assert purchase_forecast.expected_purchases(BG_NBD, busy, 13.0)[0] == pytest.approx(
        13.0 * 1000.243 / 56.414, rel=0.1
    )
    gone = history(1000.0, 10.0, 52.0)
    assert purchase_forecast.probability_alive(BG_NBD, gone)[0] == 0.0


def test_discounting_takes_each_step_from_its_middle() -> None:
    expected = np.array([[1.0], [3.0]])
    found = purchase_forecast.discounted(expected, np.array([10.0, 30.0]), 0.01)
    assert found[:, 0] == pytest.approx([np.exp(-0.05), np.exp(-0.05) + 2 * np.exp(-0.2)])
    assert purchase_forecast.discounted(expected, np.array([10.0, 30.0]), 0.0) == pytest.approx(expected)


def test_the_model_beats_naive_rules_where_people_leave() -> None:
    histories, bought = shop(2000)
    process = lifetime.choose(lifetime.fit_processes(histories, 100))
    assert process is not None
    model, same_rate, mean = lifetime.backtest(histories, bought, 13.0, process)
    assert (model.method, same_rate.method, mean.method) == (process.model, "same_rate", "mean")
    assert model.root_mean_squared_error < min(same_rate.root_mean_squared_error, mean.root_mean_squared_error)
    assert model.expected_purchases == pytest.approx(bought.sum(), rel=0.1)
    # Everybody's rate so far, by hand: repeats over weeks, times 13.
    assert same_rate.expected_purchases == pytest.approx(histories.repeats.sum() / 52 * 13)
    assert mean.expected_purchases == pytest.approx(same_rate.expected_purchases)


def test_errors_are_of_people_not_of_histories() -> None:
    three = Histories(np.array([1.0, 1.0]), np.array([5.0, 5.0]), np.array([10.0, 10.0]), np.array([3.0, 1.0]))
    (same_rate, mean) = lifetime.backtest(three, np.array([1.0, 3.0]), 10.0, None)
    assert same_rate.root_mean_squared_error == pytest.approx(1.0)  # 0 of three, 2 of one
    assert mean.expected_purchases == pytest.approx(4.0)


def test_few_repeat_buyers_are_not_fitted() -> None:
    histories, _ = shop(60)
    assert lifetime.fit_processes(histories, 100) == {"bg_nbd": None, "mbg_nbd": None}
    assert lifetime.choose({"bg_nbd": None, "mbg_nbd": None}) is None
    assert lifetime.fit_status(None) == "too_few_repeat_buyers"
    assert lifetime.fit_spend(np.ones(5), np.ones(5), np.ones(5), 100) is None


def test_a_fit_at_its_boundary_may_not_speak() -> None:
    """People who buy once a week to the day leave no spread to estimate."""
    metronomes = Histories(np.full(9, 50.0), np.full(9, 50.0), np.linspace(50, 51, 9), np.full(9, 50.0))
    processes = lifetime.fit_processes(metronomes, 100)
    assert {lifetime.fit_status(process) for process in processes.values()} == {"at_boundary"}
    assert lifetime.choose(processes) is None


def test_the_likelier_model_is_chosen() -> None:
    assert lifetime.choose({"bg_nbd": BG_NBD, "mbg_nbd": MBG_NBD}) is BG_NBD


def test_a_large_fit_is_that_of_its_every_person() -> None:
    """Beyond the sample's size the two stages end where one would."""
    histories, _ = shop(3000)
    whole = purchase_process.fit(histories)
    sample = purchase_process.SAMPLE
    try:
        purchase_process.SAMPLE = 200
        staged = purchase_process.fit(histories)
    finally:
        purchase_process.SAMPLE = sample
    assert staged.converged
    assert staged.parameters == pytest.approx(whole.parameters, rel=1e-6)
    assert staged.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-6)


def test_equal_spend_of_everybody_is_a_boundary() -> None:
    fitted = spend.fit(np.arange(1.0, 50.0), np.full(49, 25.0), np.ones(49))
    assert fitted.at_boundary
    assert lifetime.fit_status(fitted) == "at_boundary"
