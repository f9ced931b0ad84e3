"""Benchmarks: each is a folder with a README, run by ``make bench NAME=folder``, beside the peer in the same run."""
