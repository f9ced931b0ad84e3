"""The ``fairlead`` command: run a fleet on one machine, and plan what an operator would do."""
