"""Faults: what goes wrong between Discord and its clients, on request, at a time or at random from a seed."""
