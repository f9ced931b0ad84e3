"""Discord's ids in JSON."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from fairlead_api.snowflake import LARGEST, Snowflake

ADAPTER = TypeAdapter(Snowflake)


@given(st.integers(1, LARGEST))
def test_an_id_is_a_string_in_json_and_a_number_here(number: int):
    assert ADAPTER.validate_python(str(number)) == number
    assert ADAPTER.dump_json(number) == f'"{number}"'.encode()


@given(st.one_of(st.integers(), st.floats(), st.none(), st.booleans(), st.binary()))
def test_nothing_but_a_string_is_an_id(value: object):
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(value)


@given(st.text())
def test_a_text_is_an_id_only_in_its_one_form(text: str):
    try:
        number = ADAPTER.validate_python(text)
    except ValidationError:
        return
    assert str(number) == text
    assert 1 <= number <= LARGEST


@pytest.mark.parametrize("number", [0, -1, LARGEST + 1])
def test_a_number_that_no_id_has_is_none(number: int):
    with pytest.raises(ValidationError, match="must be the id"):
        ADAPTER.validate_python(str(number))
