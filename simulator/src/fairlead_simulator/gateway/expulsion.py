"""Resetting an application's token, which ends every session that was opened with the old one.

Source: https://discord.com/developers/docs/events/gateway#session-start-limit-object
"""

import secrets

from fairlead_simulator.application import Application
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.token import bot_token


def reset_token(application: Application, token: str | None = None) -> None:
    """Give an application another token (a new one unless it is named) and end all its sessions."""
    application.token = token or bot_token(application.id, secrets.randbits(63))
    for session in application.sessions:
        links = session.links
        application.sessions.end(session)
        for link in links:
            link.close(CloseCode.AUTHENTICATION_FAILED, "Authentication failed.")
