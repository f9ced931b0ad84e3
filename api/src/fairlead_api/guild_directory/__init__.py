"""The channels, roles and members that settings of a guild may name."""
