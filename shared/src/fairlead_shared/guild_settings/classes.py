"""Finds the settings classes of a bot: installed packages name them."""

from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from pydantic import ValidationError
from pydantic.errors import PydanticUserError

from fairlead_shared.errors import ConfigurationError
from fairlead_shared.guild_settings.model import KEY, RESERVED, GuildSettings
from fairlead_shared.guild_settings.schema import schema_of

ENTRY_POINT_GROUP: Final = "fairlead.settings"
"""Packages that bring settings classes name them in this group."""

type SettingsClasses = Mapping[str, type[GuildSettings]]
"""The settings classes of a bot by their keys, in the order of the keys."""


def load_settings_classes(points: Iterable[EntryPoint] | None = None) -> SettingsClasses:
    """Import the settings classes of installed packages.

    Args:
        points: Entry points; those of the group, if they are left out.

    Raises:
        ConfigurationError: One message that names every class that cannot be used, and why.
    """
    found: dict[str, type[GuildSettings]] = {}
    faults: list[str] = []
    for point in sorted(entry_points(group=ENTRY_POINT_GROUP) if points is None else points):
        try:
            settings = _checked(point.load())
        except Exception as error:  # noqa: BLE001 - a module may raise anything while it is imported
            faults.append(f"{point.name} = {point.value}: {_reason(error)}")
            continue
        if settings.key in found:
            faults.append(f"{point.name} = {point.value}: another class has the key {settings.key} as well")
        found[settings.key] = settings
    if faults:
        raise ConfigurationError(f"Settings classes ({ENTRY_POINT_GROUP}) are wrong:\n  " + "\n  ".join(faults))
    return dict(sorted(found.items()))


def _checked(loaded: object) -> type[GuildSettings]:
    if not (isinstance(loaded, type) and issubclass(loaded, GuildSettings)):
        raise TypeError("is no subclass of GuildSettings")
    key: object = getattr(loaded, "key", None)
    if not isinstance(key, str) or not KEY.fullmatch(key) or key in RESERVED:
        raise ValueError(f"its key has to be as in /{KEY.pattern}/, and none of {', '.join(sorted(RESERVED))}")
    without = [name for name, field in loaded.model_fields.items() if field.is_required()]
    if without:
        raise ValueError(f"these fields have no default: {', '.join(without)}")
    defaults = loaded()
    if loaded.read(defaults.model_dump_json()) != defaults:
        raise ValueError("its defaults are others once they were written as JSON and read again")
    schema_of(loaded)
    return loaded


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        fields = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        return f"its defaults do not fit: {'; '.join(fields)}"
    if isinstance(error, PydanticUserError):
        return f"it has no JSON schema: {error.message}"
    return str(error) if type(error) in {TypeError, ValueError} else f"{type(error).__name__}: {error}"
