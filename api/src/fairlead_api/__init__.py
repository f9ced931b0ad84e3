"""The HTTP API: one feature a package, composed in `app`; any replica serves any request."""
