"""A local Discord: REST, gateway and the limits that Discord enforces, for any client library."""
