"""Reads and changes the settings of a guild."""

import json
from collections.abc import Mapping

from pydantic import JsonValue, ValidationError

from fairlead_api.access.guild_policies import GuildCaller
from fairlead_api.audit.repository import AuditLog
from fairlead_api.etags import etag_of, require_match
from fairlead_api.guild_settings.repository import GuildSettingsRepository, Stored
from fairlead_api.guild_settings.schemas import GuildSettingsView, NewGuildSettings, SettingsView, UnfitView
from fairlead_api.problems.model import FieldFault, InvalidFieldsError
from fairlead_api.resources import Resources
from fairlead_api.store_errors import store_errors
from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.guild_settings.changes import GuildSettingsChange, publish
from fairlead_shared.guild_settings.classes import SettingsClasses
from fairlead_shared.guild_settings.model import GuildSettings
from fairlead_shared.guild_settings.stored import fit
from fairlead_shared.guild_settings.stored_form import stored_form
from fairlead_shared.logging import get_logger

_logger = get_logger("guild_settings")


class GuildSettingsService:
    """The settings of one guild, as somebody who may see them does."""

    def __init__(self, caller: GuildCaller, resources: Resources) -> None:
        self._caller = caller
        self._guild_id = caller.guild.guild_id
        self._classes = resources.settings_classes
        self._redis = resources.redis
        self._channel = FleetKeys(resources.settings.discord_client_id).guild_settings
        self._settings = GuildSettingsRepository(caller.transaction, self._guild_id)
        self._audit = AuditLog(caller.transaction)

    async def read(self) -> GuildSettingsView:
        """Return the settings of every key."""
        return self._view(await self._settings.stored())

    async def change(self, wanted: NewGuildSettings, if_match: str | None) -> GuildSettingsView:
        """Replace the settings of the keys that are named, all of them or none.

        Raises:
            PreconditionRequiredError: The request does not say for which state it was made.
            PreconditionFailedError: It was made for another.
            InvalidFieldsError: Values do not fit.
        """
        await self._settings.lock()
        stored = await self._settings.stored()
        present = self._view(stored)
        require_match(if_match, etag_of(present))
        replaced = dict(stored)
        changes: list[GuildSettingsChange] = []
        for key, settings in validated(self._classes, wanted).items():
            value = stored_form(settings)
            before = stored[key].value if key in stored else present.settings[key].value
            if value == before:
                continue
            replaced[key] = Stored(value, await self._settings.store(key, value))
            await self._note(key, before, value)
            changes.append(GuildSettingsChange(guild_id=self._guild_id, key=key, version=replaced[key].version))
        if changes:
            self._caller.after_commit.append(lambda: self._tell(changes))
        return self._view(replaced)

    async def _note(self, key: str, before: JsonValue, after: Mapping[str, JsonValue]) -> None:
        was = before if isinstance(before, dict) else {}
        changed = [field for field in {**was, **after} if field not in was or was[field] != after.get(field)]
        await self._audit.add(
            "guild.settings.change",
            self._caller.principal,
            guild_id=self._guild_id,
            before={key: {field: was[field] for field in changed if field in was}},
            after={key: {field: after[field] for field in changed if field in after}},
        )

    async def _tell(self, changes: list[GuildSettingsChange]) -> None:
        try:
            async with store_errors():
                await publish(self._redis, self._channel, changes)
        except StoreError as error:
            _logger.warning("the bot hears of a change only when its cache ends", reason=str(error))

    def _view(self, stored: Mapping[str, Stored]) -> GuildSettingsView:
        settings = {key: _view_of(settings, stored.get(key)) for key, settings in self._classes.items()}
        return GuildSettingsView.model_construct(guild_id=self._guild_id, settings=settings)


def validated(classes: SettingsClasses, wanted: NewGuildSettings) -> dict[str, GuildSettings]:
    """Read values by the classes of their keys.

    Raises:
        InvalidFieldsError: It has every field that does not fit, and every unknown key.
    """
    read: dict[str, GuildSettings] = {}
    faults: list[FieldFault] = []
    for key, values in wanted.items():
        settings = classes.get(key)
        if settings is None:
            faults.append(FieldFault(field=f"body.{key}", code="unknown_key", message="The bot has no such settings"))
            continue
        try:
            read[key] = settings.read(json.dumps(values))
        except ValidationError as error:
            faults += [
                FieldFault(
                    field=".".join(map(str, ("body", key, *fault["loc"]))),
                    code=fault["type"],
                    message=fault["msg"].removeprefix("Value error, "),
                )
                for fault in error.errors(include_url=False, include_input=False, include_context=False)
            ]
    if faults:
        raise InvalidFieldsError(faults)
    return read


def _view_of(settings: type[GuildSettings], stored: Stored | None) -> SettingsView:
    if stored is None:
        return SettingsView(value=stored_form(settings()), version=0, unfit=[])
    fitted = fit(settings, stored.value)
    unfit = [UnfitView.model_validate(fault) for fault in fitted.unfit]
    return SettingsView(value=stored_form(fitted.settings), version=stored.version, unfit=unfit)
