"""What a form is told that Pydantic's own schema does not say."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, NaiveDatetime

from fairlead_shared.guild_settings.model import GuildSettings
from fairlead_shared.guild_settings.schema import schema_of


class Prices(GuildSettings):
    key = "prices"

    price: Annotated[Decimal, Field(ge=0, lt=100)] = Decimal("1.50")
    either: float | str = "free"
    begins: AwareDatetime | None = None
    local: NaiveDatetime | None = None
    whenever: datetime | None = None


FIELDS: dict[str, Any] = schema_of(Prices)["properties"]


def test_a_decimal_number_is_told_from_a_number_or_a_text():
    price = {name: FIELDS["price"][name] for name in ("type", "format", "minimum", "exclusiveMaximum", "default")}
    assert price == {"type": "string", "format": "decimal", "minimum": 0, "exclusiveMaximum": 100, "default": "1.50"}
    assert FIELDS["either"]["anyOf"] == [{"type": "number"}, {"type": "string"}]


def test_moments_say_whether_they_have_an_offset():
    offsets = {name: FIELDS[name]["anyOf"][0].get("x-offset") for name in ("begins", "local", "whenever")}
    assert offsets == {"begins": "required", "local": "none", "whenever": None}
