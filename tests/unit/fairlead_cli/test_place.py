"""Which fleet a command is about."""

from pathlib import Path

import pytest

from fairlead_cli.local.state import StateFolder
from fairlead_cli.place import Place, Target, chosen_place, local_fleet_of, place_of
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.fleet.local import RunningFleet
from tests.unit.fairlead_cli.test_state import FLEET

ABSENT = "No fleet runs in x; start one with `fairlead up`."

CHOICES = [
    (Target(), None, True, Place.LOCAL),
    (Target(), None, False, Place.LOCAL),
    (Target(), ABSENT, True, Place.CLUSTER),
    (Target(name="demo"), None, True, Place.LOCAL),
    (Target(namespace="bots"), None, True, Place.CLUSTER),
    (Target(context="prod"), None, True, Place.CLUSTER),
    (Target(kubeconfig=Path("config")), None, False, Place.CLUSTER),
    (Target(place=Place.CLUSTER), None, True, Place.CLUSTER),
    (Target(place=Place.LOCAL), None, True, Place.LOCAL),
    (Target(plugin=True), None, True, Place.CLUSTER),
    (Target(plugin=True, place=Place.LOCAL), None, True, Place.LOCAL),
    (Target(plugin=True), ABSENT, False, Place.CLUSTER),
]


@pytest.mark.parametrize(("target", "absence", "cluster_known", "place"), CHOICES)
def test_the_local_fleet_goes_first_unless_something_is_said_about_a_cluster(
    target: Target, absence: str | None, cluster_known: bool, place: Place
):
    assert place_of(target, absence=absence, cluster_known=cluster_known) is place


REFUSALS = [
    (Target(place=Place.LOCAL), ABSENT, True, "No fleet runs in x"),
    (Target(place=Place.LOCAL, namespace="bots"), None, True, "--local excludes --namespace"),
    (Target(place=Place.LOCAL, context="prod"), None, True, "--local excludes"),
    (Target(), ABSENT, False, "start one with `fairlead up`. For a fleet in a cluster, set KUBECONFIG"),
]


@pytest.mark.parametrize(("target", "absence", "cluster_known", "sentence"), REFUSALS)
def test_what_cannot_be_is_refused_in_a_sentence(
    target: Target, absence: str | None, cluster_known: bool, sentence: str
):
    with pytest.raises(ConfigurationError, match=sentence):
        place_of(target, absence=absence, cluster_known=cluster_known)


def test_a_fleet_that_lives_is_found_and_one_that_was_killed_is_not(tmp_path: Path):
    folder = StateFolder(tmp_path)
    target = Target(state=tmp_path, place=Place.LOCAL)
    with folder.owned():
        folder.publish(FLEET)
        assert chosen_place(target) is Place.LOCAL
    folder.publish(FLEET)  # as a process that was killed leaves it
    with pytest.raises(ConfigurationError, match="The fleet demo does not run any more"):
        chosen_place(target)


def test_a_fleet_of_another_name_is_not_the_one_that_is_meant(tmp_path: Path):
    StateFolder(tmp_path).publish(FLEET)
    found: RunningFleet = local_fleet_of(Target(state=tmp_path, name="demo"))
    assert found == FLEET
    with pytest.raises(ConfigurationError, match=r"is demo, not other; for one in a cluster, give --cluster"):
        local_fleet_of(Target(state=tmp_path, name="other"))
