"""Risk and coverage: silence about the least known must pay where confidence tells something."""

import numpy as np
import pytest

from trm_ml.evaluate.coverage import curve


def test_risk_falls_where_confidence_tells_who_is_wrong():
    confidence = np.linspace(0, 1, 200)
    found = curve(1 - confidence, confidence, least=0.25)
    assert list(found.risk) == sorted(found.risk, reverse=True)
    assert found.blind == pytest.approx(0.5)
    assert found.abstained == pytest.approx(0.25)
    assert found.risk_hidden > found.risk_shown


def test_risk_stays_where_confidence_tells_nothing():
    errors = np.random.default_rng(1).random(500)
    found = curve(errors, np.ones(500), least=0.5)
    assert found.risk == pytest.approx([errors.mean()] * len(found.risk))
    assert (found.abstained, found.risk_hidden) == (0.0, 0.0)


def test_equal_confidence_does_not_depend_on_the_order():
    errors, confidence = np.array([1.0, 0.0, 0.0, 1.0]), np.array([0.2, 0.2, 0.9, 0.9])
    turned = curve(errors[::-1], confidence[::-1], least=0.5, shares=(1.0, 0.25))
    assert turned == curve(errors, confidence, least=0.5, shares=(1.0, 0.25))
    assert turned.risk == (0.5, 0.5)
