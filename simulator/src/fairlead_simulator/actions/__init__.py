"""What can be done to a guild; each action changes the world, writes the audit log and tells the sessions."""
