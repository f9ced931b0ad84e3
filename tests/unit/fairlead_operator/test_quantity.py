"""Amounts as Kubernetes writes them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_operator.quantity import quantity


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1", "1"),
        (1, "1"),
        ("100m", "0.1"),
        ("0.5", "0.5"),
        ("1Ki", "1024"),
        ("1k", "1000"),
        ("1.5Gi", "1610612736"),
        ("1e3", "1000"),
        ("1E", "1000000000000000000"),
        ("5u", "0.000005"),
    ],
)
def test_an_amount_is_what_it_says(text: str | int, amount: str):
    assert quantity(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "x", "m", "1x", "Ki", "NaN", "Infinity", "1 Gi"])
def test_what_is_no_amount_is_none(text: str):
    assert quantity(text) is None


@given(st.integers(0, 10**6))
def test_a_thousand_thousandths_are_one(number: int):
    assert quantity(f"{number * 1000}m") == quantity(str(number))
