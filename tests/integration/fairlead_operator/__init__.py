"""The operator on a real API server, with the simulator and Redis."""
