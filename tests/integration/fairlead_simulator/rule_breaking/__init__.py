"""Clients that break Discord's rules, one for each rule that the simulator knows."""
