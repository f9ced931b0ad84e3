"""The addresses of nodes on this machine."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from fairlead_cli.node.addresses import NodeAddresses
from fairlead_shared.errors import ConfigurationError


@pytest.fixture
def addresses() -> Iterator[NodeAddresses]:
    with closing(NodeAddresses()) as made:
        yield made


def test_nodes_have_no_address_in_common(addresses: NodeAddresses):
    with closing(NodeAddresses()) as others:
        own = {addresses.node, *(addresses.take() for _ in range(20))}
        theirs = {others.node, *(others.take() for _ in range(20))}
    assert len(own) == len(theirs) == 21
    assert not own & theirs


def test_the_address_of_a_pod_can_be_listened_on(addresses: NodeAddresses):
    with socket.create_server((addresses.take(), 8080)) as server:
        assert server.getsockname()[1] == 8080


def test_an_address_that_is_given_back_is_taken_again_only_after_all_others(addresses: NodeAddresses):
    taken = [addresses.take() for _ in range(253)]
    assert len(set(taken)) == 253
    with pytest.raises(ConfigurationError, match="all are in use"):
        addresses.take()
    for address in taken[:3]:
        addresses.give_back(address)
    assert [addresses.take() for _ in range(3)] == taken[:3]
    addresses.give_back(taken[100])
    addresses.give_back(taken[5])
    assert addresses.take() == taken[5]


def test_addresses_that_are_left_can_be_had_by_others():
    with closing(NodeAddresses()) as first:
        address = first.node
    with socket.socket() as anybody:
        anybody.bind((address, 10250))
