"""The one model of a fleet: layout arithmetic, Redis keys and records, leases, the identify gate and status.

Operator, bot, API and command line all use it; nothing else writes these keys.
"""
