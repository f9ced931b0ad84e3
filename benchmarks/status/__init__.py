"""What it costs to know how a fleet is."""
