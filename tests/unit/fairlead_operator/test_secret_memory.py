"""How long a Secret is remembered."""

from typing import Any

from fairlead_operator.kinds import SECRET, Kind
from fairlead_operator.kube import Kube
from fairlead_operator.secret_memory import SecretMemory
from tests.fakes.clock import FakeClock

SECONDS = 600.0


class Server(Kube):
    """An API server that has Secrets, and counts who asks."""

    def __init__(self, **secrets: dict[str, Any]) -> None:
        self.secrets = secrets
        self.asked = 0

    async def get(self, kind: Kind, namespace: str | None, name: str):
        assert (kind, namespace) == (SECRET, "bots")
        self.asked += 1
        return self.secrets.get(name)


async def test_a_secret_is_read_once_in_a_while():
    server, clock = Server(token={"data": {"token": "one"}}), FakeClock()
    memory = SecretMemory(server, clock, SECONDS)
    first = await memory.secret("bots", "token")
    server.secrets["token"] = {"data": {"token": "two"}}
    assert await memory.secret("bots", "token") == first
    assert server.asked == 1
    clock.advance(SECONDS)
    assert await memory.secret("bots", "token") == server.secrets["token"]


async def test_one_that_is_spoken_against_is_read_anew():
    server = Server(token={"data": {"token": "one"}})
    memory = SecretMemory(server, FakeClock(), SECONDS)
    await memory.secret("bots", "token")
    memory.forget("bots", ["token", "never asked for"])
    await memory.secret("bots", "token")
    assert server.asked == 2


async def test_that_there_is_none_is_not_remembered():
    server = Server()
    memory = SecretMemory(server, FakeClock(), SECONDS)
    assert await memory.secret("bots", "token") is None
    server.secrets["token"] = {}
    assert await memory.secret("bots", "token") == {}
