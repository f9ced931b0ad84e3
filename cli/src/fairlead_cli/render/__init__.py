"""What people and programs see of a fleet: pure functions from its status to tables and lines."""
