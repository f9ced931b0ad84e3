"""Endpoints of guilds' settings."""

from fastapi import APIRouter, Response

from fairlead_api.access.guild_policies import SettingsReader, SettingsWriter
from fairlead_api.etags import WITH_ETAG, IfMatch, etag_of
from fairlead_api.guild_settings.schemas import GuildSettingsView, NewGuildSettings, SettingsSchemas, SettingsView
from fairlead_api.guild_settings.service import GuildSettingsService
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep
from fairlead_shared.errors import NotFoundError
from fairlead_shared.guild_settings.schema import schema_of

router = APIRouter(prefix=f"{API}/guilds/{{guild_id}}/settings", tags=["settings"])


@router.get("", responses=WITH_ETAG)
async def get_guild_settings(caller: SettingsReader, resources: ResourcesDep, response: Response) -> GuildSettingsView:
    """Return every setting of a guild, the defaults filled in."""
    settings = await GuildSettingsService(caller, resources).read()
    response.headers["ETag"] = etag_of(settings)
    return settings


@router.put("", responses={**WITH_ETAG, 412: {}, 428: {}})
async def change_guild_settings(
    caller: SettingsWriter,
    wanted: NewGuildSettings,
    resources: ResourcesDep,
    response: Response,
    if_match: IfMatch = None,
) -> GuildSettingsView:
    """Replace the settings of the keys that are named, all of them or none.

    A field that is left out gets its default; a key that is left out stays as it is. The bot hears of it at once.
    """
    settings = await GuildSettingsService(caller, resources).change(wanted, if_match)
    response.headers["ETag"] = etag_of(settings)
    return settings


@router.get("/schema")
async def get_settings_schema(_caller: SettingsReader, resources: ResourcesDep) -> SettingsSchemas:
    """Return the JSON schema of the settings of each key."""
    return {key: schema_of(settings) for key, settings in resources.settings_classes.items()}


@router.get("/{key}", responses=WITH_ETAG)
async def get_settings_of_key(
    caller: SettingsReader, key: str, resources: ResourcesDep, response: Response
) -> SettingsView:
    """Return the settings of one key. The ETag is that of all settings of the guild, as a change needs it."""
    settings = await GuildSettingsService(caller, resources).read()
    if key not in settings.settings:
        raise NotFoundError("The bot has no settings of this name.")
    response.headers["ETag"] = etag_of(settings)
    return settings.settings[key]
