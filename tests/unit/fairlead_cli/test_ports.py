"""The ports that processes of a local fleet are told to listen on."""

import subprocess
import sys

import pytest

from fairlead_cli.local.process import free_port

_LOOKS = """
from fairlead_cli.local.process import free_port
print(free_port("127.0.0.1", {port}), flush=True)
input()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="names that end with a process are Linux's")
def test_of_two_fleets_that_start_at_once_one_gets_the_preferred_port():
    port = free_port()
    program = [sys.executable, "-c", _LOOKS.format(port=port)]
    with subprocess.Popen(program, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout
        assert int(first.stdout.readline()) == port
        assert free_port("127.0.0.1", port) != port, "the first one will listen there"
        first.communicate("\n", timeout=30)
    assert free_port("127.0.0.1", port) == port
