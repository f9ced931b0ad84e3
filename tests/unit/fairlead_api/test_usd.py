"""US dollars in JSON."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from fairlead_api.llm.usd import Cost, Price

PRICE = TypeAdapter(Price)
COST = TypeAdapter(Cost)


@given(st.decimals(min_value=0, max_value=Decimal("999999.999999"), places=6))
def test_a_price_is_a_string_that_loses_nothing(price: Decimal):
    text = f"{price:f}"
    assert PRICE.validate_python(text) == price
    assert PRICE.dump_json(price) == f'"{text}"'.encode()


@pytest.mark.parametrize(
    "wrong",
    [
        *(0, 1, 0.5, True, None, Decimal(1), "", " 1", "1 ", "1\n", "-1", "+1", "01", ".5", "1.", "1e3"),
        *("1000000", "0.0000001", "1,5", "1_0", "\u0661", "NaN", "Infinity"),
    ],
)
def test_what_is_no_price_is_refused(wrong: object):
    with pytest.raises(ValidationError, match="must be a string"):
        PRICE.validate_python(wrong)


@pytest.mark.parametrize(
    ("cost", "text"), [("0E-6", "0.000000"), ("1E-6", "0.000001"), ("12345678901.5", "12345678901.5"), ("1E+3", "1000")]
)
def test_a_sum_has_no_exponent(cost: str, text: str):
    assert COST.dump_json(Decimal(cost)) == f'"{text}"'.encode()
