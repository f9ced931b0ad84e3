"""Sessions of signed-in users: in Redis, known to the browser by nothing but an id."""
