"""The record by which other programs of a machine find the fleet that ``fairlead up`` runs there."""

from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

RECORD: Final = "fleet.json"
"""The record's file in the state folder."""


class RunningFleet(BaseModel):
    """What another command needs to know of a fleet that runs here. It has secrets: only its owner may read it.

    Attributes:
        deployment: The fleet's name.
        generation: The name of its generation.
        application_id: The bot's application.
        discord_api: Where Discord's REST interface is.
        token: The bot's token.
        redis: Where the fleet's Redis is.
        urls: What a person may open.
        runner: Where the process that runs the pods is told what to do.
        runner_key: What it asks for, so that nobody else on the machine tells it.
        resource: The BotDeployment that it runs, as the file has it.
    """

    model_config = ConfigDict(frozen=True)

    deployment: str
    generation: str
    application_id: int
    discord_api: str
    token: str
    redis: str
    urls: dict[str, str]
    runner: str
    runner_key: str
    resource: dict[str, Any] = {}  # Any: a Kubernetes object


def running_fleet(folder: Path) -> RunningFleet | None:
    """Return the fleet whose record lies in a state folder; after a kill, the one that ran."""
    try:
        return RunningFleet.model_validate_json((folder / RECORD).read_text())
    except (FileNotFoundError, NotADirectoryError):
        return None
