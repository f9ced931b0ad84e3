"""Images as their archives have them, and containers of them under runc."""
