"""A cluster with two nodes for the tests of a module."""

from collections.abc import Iterator

import pytest

from tests.cluster.cluster import Cluster, cluster_with_nodes
from tests.cluster.programs import Programs
from tests.cluster.shell_image import write_shell_image


@pytest.fixture(scope="module")
def cluster(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with two nodes, both of which have the image with a shell."""
    folder = tmp_path_factory.mktemp("cluster")
    with cluster_with_nodes(programs, folder) as cluster:
        cluster.load(write_shell_image(folder))
        yield cluster
