"""What surrounds every request. Plain ASGI: nothing is buffered, and streams stay streams."""
