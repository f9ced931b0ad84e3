"""Recognising the functions of discord.py that are replaced."""

import pytest
from discord.gateway import DiscordWebSocket

from fairlead_bot.replaced_functions import KNOWN, check_functions, source_hash, unknown_functions
from fairlead_shared.errors import ConfigurationError


def test_the_installed_functions_are_those_that_were_read():
    check_functions()


@pytest.mark.parametrize(
    "known",
    [
        {"discord.gateway:DiscordWebSocket.identify": "0" * 16},
        {"discord.gateway:DiscordWebSocket.gone": KNOWN["discord.gateway:DiscordWebSocket.identify"]},
        {"discord.gateway:Nothing.identify": KNOWN["discord.gateway:DiscordWebSocket.identify"]},
        {"discord.gateway:DiscordWebSocket.IDENTIFY": "2"},
    ],
    ids=["changed", "gone", "class gone", "no function"],
)
def test_a_function_that_is_not_as_it_was_read_is_refused_by_name(known: dict[str, str]):
    (name,) = known
    with pytest.raises(ConfigurationError, match=name):
        check_functions(known)


def test_a_function_that_was_patched_in_place_is_noticed(monkeypatch: pytest.MonkeyPatch):
    async def identify(self: DiscordWebSocket) -> None:
        """Send something else."""

    monkeypatch.setattr(DiscordWebSocket, "identify", identify)
    assert unknown_functions() == ["discord.gateway:DiscordWebSocket.identify"]


def test_functions_with_other_texts_have_other_hashes():
    assert source_hash(DiscordWebSocket.identify) != source_hash(DiscordWebSocket.resume)
