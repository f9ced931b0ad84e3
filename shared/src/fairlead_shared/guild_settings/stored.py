"""Reads settings that an older or a newer version of a bot may have stored."""

import json
from dataclasses import dataclass

from pydantic import ValidationError

from fairlead_shared.guild_settings.model import GuildSettings


@dataclass(frozen=True, slots=True)
class Unfit:
    """Something stored that does not fit the class.

    Attributes:
        field: Where, such as ``limits.daily``; empty for the whole.
        message: Why, for people.
    """

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Fitted[S: GuildSettings]:
    """Settings as far as what was stored fits.

    Attributes:
        settings: They have the default where something does not fit.
        unfit: What does not.
    """

    settings: S
    unfit: tuple[Unfit, ...] = ()


def fit[S: GuildSettings](settings: type[S], stored: object) -> Fitted[S]:
    """Read what was stored; a field that does not fit has its default, all have if they do not fit together.

    Args:
        settings: The class.
        stored: JSON, as Python has it.
    """
    try:
        return Fitted(settings.read(json.dumps(stored)))
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
    unfit = tuple(Unfit(".".join(map(str, fault["loc"])), fault["msg"]) for fault in faults)
    wrong = {fault["loc"][0] for fault in faults if fault["loc"]}
    if not (wrong and isinstance(stored, dict)):
        return Fitted(settings(), unfit)
    rest = fit(settings, {field: value for field, value in stored.items() if field not in wrong})
    return Fitted(rest.settings, (*unfit, *rest.unfit))
