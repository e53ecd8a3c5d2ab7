"""Forecasts compare by value and cannot be changed."""

from __future__ import annotations

import dataclasses

import pytest

from engine.tracking.forecast import START_SECONDS, Forecast


def test_a_forecast_is_a_value() -> None:
    forecast = Forecast(START_SECONDS, 1 << 30)
    assert forecast == Forecast(seconds=START_SECONDS, memory=1 << 30) != Forecast(START_SECONDS, 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        forecast.memory = 0  # type: ignore[misc]
