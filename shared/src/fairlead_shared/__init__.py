"""What at least two members of Fairlead need: settings, logging, errors, the clock and the one model of a fleet."""
