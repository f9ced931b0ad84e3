"""Every page of the dashboard, and what is true of it while all is well."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class DashboardPage:
    """A page.

    Attributes:
        name: Its last part of the address; the start page's is `/`.
        sign: What can be seen once everything has been read.
        asks: What it asks the API for, as a pattern of addresses.
    """

    name: str
    sign: str
    asks: str

    def __str__(self) -> str:
        return "start" if self.name == "/" else self.name.removeprefix("/admin/")


START: Final = DashboardPage("/", "since", "**/api/v1/guilds?*")
SETTINGS: Final = DashboardPage("settings", "Greeting", "**/api/v1/guilds/*/settings")
ACCESS: Final = DashboardPage("access", "Owner", "**/api/v1/guilds/*/authorized-users*")
SHARDS: Final = DashboardPage("/admin/shards", "Every shard", "**/api/v1/shards/stream")
DEPLOYMENTS: Final = DashboardPage("/admin/deployments", "How it is", "**/api/v1/deployments")
LANGUAGE_MODELS: Final = DashboardPage("/admin/llm", "No model has a price", "**/api/v1/llm/models*")

PAGES: Final = (START, SETTINGS, ACCESS, SHARDS, DEPLOYMENTS, LANGUAGE_MODELS)
