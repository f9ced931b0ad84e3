"""What a person is told when a command fails."""

import pytest
from discord import app_commands

from fairlead_bot.error_reply import ErrorReply, error_reply
from fairlead_shared.errors import ConflictError, DatabaseError, NotFoundError, ValidationFailedError


def raised(error: Exception) -> app_commands.CommandInvokeError:
    """An error as discord.py hands it on."""

    @app_commands.command(name="greet", description="Greets.")
    async def greet(_interaction: object) -> None: ...

    return app_commands.CommandInvokeError(greet, error)


@pytest.mark.parametrize(
    "error",
    [
        ValidationFailedError("A name has at most 32 characters."),
        NotFoundError("No such role."),
        ConflictError("Twice."),
    ],
)
def test_a_domain_error_is_told_in_its_own_words(error: Exception):
    assert error_reply(raised(error), "abc") == ErrorReply(str(error), expected=True)


def test_a_domain_error_that_is_ours_is_told_with_the_id_and_is_not_expected():
    reply = error_reply(raised(DatabaseError("The database does not answer.")), "abc")
    assert reply == ErrorReply("The database does not answer. Please try again later. (`abc`)", expected=False)


def test_an_unexpected_error_tells_the_id_and_nothing_of_itself():
    reply = error_reply(raised(ValueError("password is hunter2")), "abc")
    assert not reply.expected
    assert "`abc`" in reply.text
    assert "hunter2" not in reply.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (app_commands.CommandOnCooldown(app_commands.Cooldown(1, 10), 4.6), "wait 5 s"),
        (app_commands.NoPrivateMessage(), "in a server only"),
        (app_commands.MissingPermissions(["manage_guild"]), "You need: manage_guild"),
        (app_commands.BotMissingPermissions(["ban_members"]), "The bot needs: ban_members"),
        (app_commands.CheckFailure(), "may not use this"),
        (app_commands.CommandNotFound("gone", []), "not available"),
    ],
)
def test_what_a_check_refused_is_told_as_a_refusal(error: app_commands.AppCommandError, words: str):
    reply = error_reply(error, "abc")
    assert reply.expected
    assert words in reply.text
