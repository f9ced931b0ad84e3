"""The state of the simulated Discord, and every payload derived from it."""
