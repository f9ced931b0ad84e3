"""Loads the fixtures that several members' tests share."""

pytest_plugins = ["tests.fixtures.stores", "tests.fixtures.simulator", "tests.fixtures.controlplane"]
