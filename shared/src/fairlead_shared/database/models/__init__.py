"""The tables."""

from fairlead_shared.database.models.access import AdminUser, ApiKey
from fairlead_shared.database.models.audit import AuditLogEntry
from fairlead_shared.database.models.base import Base
from fairlead_shared.database.models.guilds import AuthorizedUser, Guild, GuildSetting
from fairlead_shared.database.models.llm import LlmModelPricing, LlmUsage

__all__ = [
    "AdminUser",
    "ApiKey",
    "AuditLogEntry",
    "AuthorizedUser",
    "Base",
    "Guild",
    "GuildSetting",
    "LlmModelPricing",
    "LlmUsage",
]
