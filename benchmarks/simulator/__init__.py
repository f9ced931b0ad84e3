"""How many events and shards the simulator serves, beside a bare WebSocket server."""
