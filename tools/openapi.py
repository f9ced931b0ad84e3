"""The description of the API as production serves it."""

import json

from fairlead_api.app import create_app
from fairlead_api.openapi import describe
from fairlead_api.settings import ApiSettings

_ADDRESS = "example.invalid"


def openapi_json() -> str:
    """Return the OpenAPI document; nothing in it depends on where it is made."""
    settings = ApiSettings.model_validate(
        {
            "dev_mode": False,
            "api_secret_key": "nothing is sealed with this secret",
            "discord_bot_token": "none",
            "DISCORD_CLIENT_ID": "1",
            "discord_client_secret": "none",
            "database_url": f"postgresql://{_ADDRESS}/none",
            "redis_url": f"redis://{_ADDRESS}",
        }
    )
    return json.dumps(describe(create_app(settings)), indent=2, ensure_ascii=False) + "\n"
