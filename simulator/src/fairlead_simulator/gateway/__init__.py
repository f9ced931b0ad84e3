"""The gateway: connections, the sessions that outlive them, and the rules for both."""
