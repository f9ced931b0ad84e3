from enum import IntEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.body import (
    Body,
    BodyError,
    Parser,
    anything,
    flag,
    integer,
    items,
    mapping,
    member_of,
    number,
    snowflake,
    text,
    values,
)
from fairlead_simulator.jsonvalue import Json


class Colour(IntEnum):
    RED = 1
    BLUE = 3


@pytest.mark.parametrize(
    ("parser", "value", "taken"),
    [
        (text(1, 3), "abc", "abc"),
        (integer(0, 5), 5, 5),
        (number(), 2, 2.0),
        (number(0.5, 1), 0.5, 0.5),
        (flag, False, False),
        (snowflake, "175928847299117063", 175928847299117063),
        (snowflake, 12, 12),
        (items(integer()), [1, 2], [1, 2]),
        (values(flag), {"a": True}, {"a": True}),
        (member_of(Colour), 3, Colour.BLUE),
        (mapping, {}, {}),
        (anything, None, None),
    ],
)
def test_a_value_that_fits_is_taken(parser: Parser[object], value: Json, taken: object):
    assert parser(value, ()) == taken


@pytest.mark.parametrize(
    ("parser", "value", "code"),
    [
        (text(), 1, "STRING_TYPE_CONVERT"),
        (text(2), "a", "BASE_TYPE_MIN_LENGTH"),
        (text(maximum=2), "abc", "BASE_TYPE_MAX_LENGTH"),
        (integer(), "1", "NUMBER_TYPE_COERCE"),
        (integer(), True, "NUMBER_TYPE_COERCE"),
        (integer(), 1.5, "NUMBER_TYPE_COERCE"),
        (integer(1), 0, "NUMBER_TYPE_MIN"),
        (integer(maximum=1), 2, "NUMBER_TYPE_MAX"),
        (number(), "x", "NUMBER_TYPE_COERCE"),
        (number(0), -0.1, "NUMBER_TYPE_MIN"),
        (flag, 1, "BOOLEAN_TYPE_CONVERT"),
        (snowflake, "abc", "NUMBER_TYPE_COERCE"),
        (snowflake, "-1", "NUMBER_TYPE_COERCE"),
        (snowflake, "²", "NUMBER_TYPE_COERCE"),
        (snowflake, True, "NUMBER_TYPE_COERCE"),
        (snowflake, str(1 << 63), "NUMBER_TYPE_COERCE"),
        (items(integer()), {}, "LIST_TYPE_CONVERT"),
        (items(integer(), 1), [1, 2], "BASE_TYPE_MAX_LENGTH"),
        (values(flag), [], "MODEL_TYPE_CONVERT"),
        (member_of(Colour), 2, "BASE_TYPE_CHOICES"),
        (member_of(Colour), True, "BASE_TYPE_CHOICES"),
        (mapping, None, "MODEL_TYPE_CONVERT"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_discords_code(parser: Parser[object], value: Json, code: str):
    with pytest.raises(BodyError) as refused:
        parser(value, ("field",))
    assert (refused.value.code, refused.value.path) == (code, ("field",))


def test_an_error_says_where_in_the_body_it_lies():
    body = Body({"outer": [{"inner": 1}, {"inner": "x"}]})
    with pytest.raises(BodyError, match=r"^outer\.1\.inner: "):
        body.required("outer", items(values(integer())))


def test_a_missing_field_is_named():
    with pytest.raises(BodyError, match=r"^name: This field is required$"):
        Body({}).required("name", text())


@pytest.mark.parametrize("body", [{}, {"count": None}])
def test_a_field_that_is_missing_or_null_is_its_default(body: dict[str, Json]):
    assert Body(body).optional("count", integer(), 7) == 7
    assert Body(body).optional("count", integer()) is None


def test_a_misspelt_field_is_refused_with_the_known_ones():
    with pytest.raises(BodyError, match=r"^coutn: There is no such field; there are: count, name$"):
        Body({"coutn": 1}).only("count", "name")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_no_value_makes_the_parser_of_ids_fail_in_another_way(value: Json):
    try:
        assert 0 <= snowflake(value, ()) < 1 << 63
    except BodyError as error:
        assert error.code == "NUMBER_TYPE_COERCE"  # noqa: PT017 -- both outcomes are right
