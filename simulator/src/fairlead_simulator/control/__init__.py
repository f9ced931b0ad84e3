"""The control API: what a test or an operator does to the simulated Discord. It is no part of Discord."""
