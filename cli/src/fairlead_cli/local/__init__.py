"""Servers and pods as local processes: what ``fairlead up`` and the tests run on."""
