"""How an address of Redis is shown to people."""

import pytest

from fairlead_operator.fleet_reader import RedisAddressError, address_of, read_store


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://localhost:6379/0", "localhost:6379"),
        ("redis://user:hunter2@redis.bots:6379/1", "redis.bots:6379"),
        ("rediss://:p%40ss@redis", "redis"),
        ("unix:///run/redis.sock", "/run/redis.sock"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str):
    assert address_of(url) == shown


@pytest.mark.parametrize("url", ["", "localhost:6379", "http://localhost", "postgresql://x/y", "redis://x:port/0"])
async def test_what_is_no_address_is_refused(url: str):
    with pytest.raises(RedisAddressError):
        await read_store(url, None, None)
