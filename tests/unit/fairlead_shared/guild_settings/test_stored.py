"""What another version of a bot stored."""

from typing import Annotated, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, model_validator

from fairlead_shared.guild_settings.model import GuildSettings
from fairlead_shared.guild_settings.stored import Unfit, fit
from tests.builders.guild_settings import Limits, WelcomeSettings

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["enabled", "limits", "daily", "x"]), inner),
    max_leaves=8,
)


class Range(GuildSettings):
    key = "range"
    low: Annotated[int, Field(ge=0)] = 1
    high: int = 9

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


def test_what_fits_is_kept_and_fields_left_out_have_their_defaults():
    fitted = fit(WelcomeSettings, {"greeting": "Hi", "limits": {"daily": 5}})
    assert fitted.settings == WelcomeSettings(greeting="Hi", limits=Limits(daily=5))
    assert fitted.unfit == ()


def test_a_field_that_does_not_fit_has_its_default_and_the_others_stay():
    fitted = fit(WelcomeSettings, {"enabled": True, "limits": {"daily": "many"}, "gone": 1})
    assert fitted.settings == WelcomeSettings(enabled=True)
    assert [fault.field for fault in fitted.unfit] == ["limits.daily", "gone"]


def test_fields_that_do_not_fit_together_have_their_defaults_all():
    assert fit(Range, {"low": 20, "high": 10}).settings == Range()
    # With its default for one that is wrong, the other is wrong as well.
    fitted = fit(Range, {"low": "x", "high": 0})
    assert fitted.settings == Range()
    assert [fault.field for fault in fitted.unfit] == ["low", ""]


@pytest.mark.parametrize("stored", [None, 5, "text", [], [{}]])
def test_what_is_no_object_counts_as_not_set(stored: object):
    fitted = fit(WelcomeSettings, stored)
    assert fitted.settings == WelcomeSettings()
    assert [fault.field for fault in fitted.unfit] == [""]


@given(JSON)
def test_whatever_is_stored_there_are_settings(stored: object):
    fitted = fit(WelcomeSettings, stored)
    assert WelcomeSettings.read(fitted.settings.model_dump_json()) == fitted.settings
    assert all(isinstance(fault, Unfit) for fault in fitted.unfit)
