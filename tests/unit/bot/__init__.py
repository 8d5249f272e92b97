"""The application's own decisions, without a server."""
